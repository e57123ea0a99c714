"""An HTTP server on 127.0.0.1 between the extension and whoever is to answer: it keeps the requests
as they came."""

import dataclasses
import http.server
import threading
import urllib.parse


@dataclasses.dataclass(frozen=True)
class Request:
    """`target` is path and query without what base URLs begin with."""
    document: str
    method: str
    target: str
    headers: dict
    body: bytes = b""

    @property
    def path(self):
        return urllib.parse.urlsplit(self.target).path

    @property
    def parameters(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.target).query,
                                           keep_blank_values=True))

    @property
    def line(self):
        return f"{self.method} {self.target} {self.body.decode()}".rstrip()


class RecordingProxy(http.server.ThreadingHTTPServer):
    """`answer` is called with each Request and returns a status and the body's text."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = lambda request: (500, "")
        self.requests = []
        self._urls = 0
        self.failure = None  # what `answer` raised
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def base_url(self, document):
        """Another one each time: the extension keeps to the rate limit of each."""
        self._urls += 1
        return f"http://127.0.0.1:{self.server_port}/{document}/{self._urls}"

    def handle_error(self, *_):
        """A client that went away is none of ours."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Headers and body in one piece.

    def _serve(self):
        _, document, _, rest = self.path.split("/", 3)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(document, self.command, "/" + rest, dict(self.headers), self.rfile.read(length))
        self.server.requests.append(request)
        try:
            status, text = self.server.answer(request)
        except Exception as error:  # noqa: BLE001  Told by the test, not by a thread that nobody sees.
            self.server.failure = error
            status, text = 400, ""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _serve

    def log_message(self, *_):
        pass
