"""Prism, which serves OpenAPI documents with random bodies and checks what it is asked for.

`python3 prism.py install` installs it from npm, into the hosts' folder.
"""

import dataclasses
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "hosts"))
import hosts  # noqa: E402

PACKAGE = "@stoplight/prism-cli"
PROGRAM = hosts.NODE_MODULES / PACKAGE / "dist" / "index.js"
DOCUMENTS = pathlib.Path(__file__).resolve().parent / "documents"


def is_available():
    return PROGRAM.exists() and os.path.exists(hosts.NODE)


def install():
    """With a Node of its own: it needs a newer one than Debian has."""
    if not shutil.which("npm"):
        sys.exit("Prism comes from npm, which is not installed: sh examples/install-packages.sh npm")
    if not is_available():
        hosts.install_npm([hosts.NODE_PACKAGE, PACKAGE])


@dataclasses.dataclass(frozen=True)
class Reply:
    status: int
    body: str
    complaints: tuple  # what it says of the request: "422 query from: must match format"
    is_of_schema: bool  # what it says of the body it made


class Prism:
    """A server of one document on a free port of 127.0.0.1."""

    def __init__(self, document, environment, preexec_fn):
        path = DOCUMENTS / f"{document}.json"
        self.document = json.loads(path.read_text(encoding="utf-8"))
        self.port = None
        self._idle = []
        self._output = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [hosts.NODE, str(PROGRAM), "mock", "--dynamic", "--host", "127.0.0.1", "--port", "0", str(path)],
            stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT,
            env=environment, preexec_fn=preexec_fn)

    def wait(self, seconds=120):
        """Until it says which port it listens on."""
        deadline = time.monotonic() + seconds
        said = ""
        while time.monotonic() < deadline:
            has_ended = self.process.poll() is not None
            # Without moving where Prism writes on.
            said = os.pread(self._output.fileno(), 1 << 20, 0).decode(errors="replace")
            if listening := re.search(r"listening on http://127\.0\.0\.1:(\d+)", said):
                self.port = int(listening[1])
                return
            if has_ended:
                break
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"Prism did not start: {said}")

    def stop(self):
        while self._idle:
            self._idle.pop().close()
        self.process.kill()
        self.process.wait()
        self._output.close()

    def template(self, path):
        """Under which the document knows a path, None where it does not."""
        for template in self.document["paths"]:
            names, given = template.split("/"), path.split("/")
            if len(names) == len(given) and all(
                    name == part or name.startswith("{") for name, part in zip(names, given)):
                return template
        return None

    def wants_all_credentials(self, method, path):
        """Whether the document wants token, key and e-mail at once."""
        operation = self.document["paths"][self.template(path)][method.lower()]
        return all(len(kinds) > 2 for kinds in operation["security"])

    def ask(self, method, target, headers, body=b"", seed=None):
        """The same body for the same seed."""
        if seed is not None:
            target += ("&" if "?" in target else "?") + urllib.parse.urlencode({"__seed": seed})
        reply, text = self._exchange(method, target, headers, body)
        # "Too many violations! […]" where there are.
        told = reply.headers.get("sl-violations") or "[]"
        violations = json.loads(told[told.index("["):])
        complaints = [f"{reply.status} {'.'.join(v['location'][1:])}: {v['message']}"
                      for v in violations if v["location"][0] == "request"]
        if reply.status != 200 and not complaints:
            complaints = [f"{reply.status} {text}"]
        of_schema = not any(v["location"][0] == "response" for v in violations)
        return Reply(reply.status, text, tuple(complaints), of_schema)

    def _exchange(self, method, target, headers, body):
        """Over a connection that is kept; it closes those that were idle for a while."""
        while True:
            is_new = not self._idle
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60) if is_new else self._idle.pop()
            try:
                connection.request(method, target, body or None, headers)
                reply = connection.getresponse()
                text = reply.read().decode()
            except (http.client.HTTPException, ConnectionError):
                connection.close()
                if is_new:
                    raise
            else:
                self._idle.append(connection)
                return reply, text


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit("usage: prism.py install")
    install()
