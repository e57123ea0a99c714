"""What both tests share: a Prism for each document, and the extension asking through the recording proxy."""

import pathlib
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql"))
import support  # noqa: E402
import prism  # noqa: E402
from recording_proxy import RecordingProxy  # noqa: E402

# What the extension does not send beside a token: Cloudflare can refuse the two together.
OTHER_CREDENTIALS = {"X-Auth-Email": support.EMAIL, "X-Auth-Key": support.KEY}
PRISMS = {}


def start_prisms():
    # It is no place for what moves the clock or for a sanitizer's library.
    environment = support.child_environment(LD_PRELOAD=None)
    for document in ("documented", "current"):
        PRISMS[document] = prism.Prism(document, environment, support.end_with_parent)
    for server in PRISMS.values():
        server.wait()


def stop_prisms():
    for server in PRISMS.values():
        server.stop()


def template_of(request):
    return PRISMS[request.document].template(request.path)


def ask_prism(request, seed=None, **more_headers):
    """What Prism answers to a request of the extension."""
    of_connection = ("host", "connection", "accept-encoding", "content-length")
    headers = {name: value for name, value in request.headers.items() if name.lower() not in of_connection}
    return PRISMS[request.document].ask(request.method, request.target, headers | more_headers,
                                        request.body, seed)


class ProxyTest(support.TestCase):
    def setUp(self):
        self.proxy = RecordingProxy()
        self.addCleanup(self.proxy.server_close)
        self.addCleanup(self.proxy.shutdown)

    def connect_to(self, document, environment=None, **config):
        # The tests of SQL ask the sandbox.
        self.sandbox = types.SimpleNamespace(base_url=self.proxy.base_url(document))
        return self.connect(environment=environment, **config)
