"""A client of sqld's HTTP API: one connection of the server as long as a Stream lives."""

import base64
import json
import urllib.error
import urllib.request


class Refused(Exception):
    """What the server said no to, or that it could not be reached."""


def encode(value):
    if value is None:
        return {"type": "null"}
    if isinstance(value, int):
        return {"type": "integer", "value": str(value)}
    if isinstance(value, float):
        return {"type": "float", "value": value}
    return {"type": "text", "value": value}


def decode(value):
    kind = value["type"]
    if kind == "null":
        return None
    if kind == "integer":
        return int(value["value"])
    if kind == "blob":
        return base64.b64decode(value["base64"] + "==")
    return value["value"]


def statement(sql):
    """A text, or a text with a list of values for its parameters."""
    text, values = sql if isinstance(sql, tuple) else (sql, ())
    return {"sql": text, "args": [encode(value) for value in values]}


class Stream:
    def __init__(self, url, token_file, timeout=600):
        self.url = url.rstrip("/") + "/v2/pipeline"
        with open(token_file, encoding="ascii") as file:
            self.token = file.read().strip()
        self.timeout = timeout
        self.baton = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.baton:
            try:
                self._send({"type": "close"})
            except Refused:
                pass  # It closes by itself, and rolls back what is open.

    def rows(self, sql):
        result = self._send({"type": "execute", "stmt": statement(sql)})["result"]
        return [tuple(map(decode, row)) for row in result["rows"]]

    def transaction(self, statements):
        """All of them or none.

        One message: the server rolls back by itself if a statement fails or this client dies.
        """
        steps = [{"stmt": statement("BEGIN IMMEDIATE")}]
        for sql in (*statements, "COMMIT"):
            steps.append({"stmt": statement(sql),
                          "condition": {"type": "ok", "step": len(steps) - 1}})
        begun, committed = {"type": "ok", "step": 0}, {"type": "ok", "step": len(steps) - 1}
        steps.append({"stmt": statement("ROLLBACK"), "condition": {
            "type": "and", "conds": [begun, {"type": "not", "cond": committed}]}})
        result = self._send({"type": "batch", "batch": {"steps": steps}})["result"]
        for error in result["step_errors"]:
            if error:
                raise Refused(error["message"])
        if not result["step_results"][-2]:
            raise Refused("The transaction was not committed")

    def _send(self, request):
        body = json.dumps({"baton": self.baton, "requests": [request]}).encode()
        message = urllib.request.Request(self.url, body, {"Authorization": "Bearer " + self.token})
        self.baton = None
        try:
            with NO_PROXY.open(message, timeout=self.timeout) as reply:
                answer = json.load(reply)
        except urllib.error.HTTPError as error:
            raise Refused(f"HTTP {error.code}: {error.read().decode()[:300]}") from None
        except (OSError, ValueError) as error:
            raise Refused(f"{self.url}: {error}") from None
        self.baton = answer["baton"]
        (result,) = answer["results"]
        if result["type"] == "error":
            raise Refused(result["error"]["message"])
        return result["response"]


# The token goes to the server named, not past a proxy on the way.
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
