"""A small HTTP/1.1 server on 127.0.0.1 whose answers come from worlds; all of it is one thread with raw
sockets, because thousands of requests a second are wanted.

The first part of a path names the world: what the extension knows of a server, and requests that were
given up by an earlier query, stay with their world.
"""

import selectors
import socket
import threading
import traceback

REASON = {200: "OK", 204: "No Content", 302: "Found", 400: "Bad Request", 401: "Unauthorized",
          403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 410: "Gone",
          429: "Too Many Requests"}


class Wire:
    """What is sent for a request: bytes, and whether the connection is closed behind them."""

    def __init__(self, status, body, headers="", length=None, chunked=False, closes=False):
        self.closes = closes
        kind = "" if "Content-Type" in headers else "Content-Type: application/json\r\n"
        if chunked:
            # Two chunks; a body that is cut lacks the last one.
            half = len(body) // 2
            parts = [part for part in (body[:half], body[half:]) if part]
            body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
            body += b"" if closes else b"0\r\n\r\n"
            size = "Transfer-Encoding: chunked\r\n"
        else:
            size = f"Content-Length: {len(body) if length is None else length}\r\n"
        head = f"HTTP/1.1 {status} {REASON.get(status, 'Status')}\r\n{kind}{headers}{size}\r\n"
        self.bytes = head.encode() + body


class Server:
    def __init__(self):
        self.worlds = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        self._pending = {}
        self.defects = []  # Of the server itself: no outcome counts once there is one.
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._listener:
                    client, _ = self._listener.accept()
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._selector.register(client, selectors.EVENT_READ, None)
                    self._pending[client] = b""
                    continue
                try:
                    goes_on = self._read(key.fileobj)
                except OSError:
                    goes_on = False
                except Exception:  # pylint: disable=broad-except
                    self.defects.append(traceback.format_exc())
                    goes_on = False
                if not goes_on:
                    self._selector.unregister(key.fileobj)
                    self._pending.pop(key.fileobj)
                    key.fileobj.close()

    def _read(self, client):
        """False: the connection has ended."""
        received = client.recv(65536)
        if not received:
            return False
        received = self._pending[client] + received
        while True:
            end = received.find(b"\r\n\r\n")
            if end < 0:
                break
            head = received[:end].decode("latin-1")
            at = head.lower().find("\r\ncontent-length:")
            length = int(head[at + 17:].split("\r\n", 1)[0]) if at >= 0 else 0
            if len(received) < end + 4 + length:
                break
            body, received = received[end + 4:end + 4 + length], received[end + 4 + length:]
            method, target, _ = head.split("\r\n", 1)[0].split(" ", 2)
            wire = self._answer(method, target, body)
            client.sendall(wire.bytes)
            if wire.closes:
                return False
        self._pending[client] = received
        return True

    def _answer(self, method, target, body):
        _, key, rest = target.split("/", 2)
        world = self.worlds.get(key)
        if world is None:
            return Wire(404, b"", closes=True)
        return world.answer(method, "/" + rest, body)
