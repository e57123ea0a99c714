"""Replies, and the lies that can be told about any of them: the envelope, the HTTP around it, what passes on
the way."""

import gzip
import json

from server import Wire

PAGE = (b"<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head><body>Attention required!"
        b" Ray 8f2a</body></html>\n")


class Reply:
    """`result` and `info` are JSON texts; None: the member is absent."""

    def __init__(self, result, info=None, status=200, errors="[]", success="true"):
        self.result, self.info, self.status = result, info, status
        self.errors, self.success = errors, success

    def members(self):
        told = [("success", self.success), ("errors", self.errors), ("messages", "[]")]
        if self.result is not None:
            told.append(("result", self.result))
        if self.info is not None:
            told.append(("result_info", self.info))
        return told


def refusal(status, code, message):
    return Reply("null", status=status, success="false",
                 errors=json.dumps([{"code": code, "message": message}]))


def text_of(members):
    return "{" + ",".join(f'"{name}":{value}' for name, value in members) + "}"


def replaced(members, **values):
    return [(name, values.get(name, value)) for name, value in members]


# Lies about what the envelope says; each makes members of members. None where it would not be one.

def errors_beside(rng, members):
    errors = rng.choice(['[{"code":1000,"message":"Internal error, the result may be partial"}]',
                         '[{"code":10013,"message":"Unknown"},{"code":1,"message":"x"}]',
                         '{"code":1001,"message":"timeout of a shard"}', '"partial"', '["partial"]',
                         '{"1001":"timeout"}'])
    if rng.random() < 0.5:
        result = dict(members).get("result", "null")
        empty = "[]" if result.startswith("[") else rng.choice(["null", "{}"])
        members = replaced(members, result=rng.choice(["null", empty]))
    return replaced(members, errors=errors)


def success_missing(_rng, members):
    return [member for member in members if member[0] != "success"]


def success_false(rng, members):
    errors = rng.choice(["[]", "null", '{"code":1000,"message":"no"}', '{"1000":"no"}', "{}", '"no"',
                         '[{"code":"1000","message":null}]', "[null]", "[[]]"])
    return replaced(members, success=rng.choice(["false", "null", '"false"', "0"]), errors=errors,
                    result=rng.choice([dict(members)["result"], "null", "[]"]))


def success_odd(rng, members):
    return replaced(members, success=rng.choice(['"true"', "1", '"yes"', "[]", "{}", "null"]))


def twice(rng, members):
    """A key twice with the same value."""
    name = rng.choice(["result", "success", "errors", "result_info"])
    again = [member for member in members if member[0] == name]
    return members + again if rng.random() < 0.5 else again + members


def announced(rng, members):
    return replaced(members, messages=rng.choice([
        '[{"code":10000,"message":"This endpoint is deprecated"}]', '["soon gone"]', "null",
        '{"message":"x"}', '"x"', '[{"message":"\\ud83d\\ude00"}]']))


def reordered(rng, members):
    members = list(members)
    rng.shuffle(members)
    return members


def decorated(rng, members):
    """Members and spellings that change nothing."""
    members = members + [("x", rng.choice(['{"result":[]}', "[[[]]]", '"result\\":["', "-1.5e3", "null"]))]
    rng.shuffle(members)
    return [(name.replace("r", "\\u0072", 1) if rng.random() < 0.2 else name, value)
            for name, value in members]


def no_result(rng, members):
    """Where there is something, nothing and not even null; or something of another kind."""
    members = [member for member in members if member[0] != "result"]
    value = rng.choice([None, "{}", '"[]"', "0", "true", '{"items":[]}', "[[]]"])
    return members if value is None else members + [("result", value)]


MEMBER_LIES = {"errors_beside": errors_beside, "success_missing": success_missing,
               "success_false": success_false, "success_odd": success_odd, "twice": twice,
               "announced": announced, "reordered": reordered, "decorated": decorated,
               "no_result": no_result}


# Lies about the bytes. Each is given the body and makes a Wire.

def cut(rng, body):
    """The connection ends, or the body does while the length says that it is whole."""
    at = rng.randint(1, max(1, len(body) - 1))
    if rng.random() < 0.5:
        return Wire(200, body[:at], "Retry-After-Ms: 1\r\n", length=len(body), chunked=rng.random() < 0.5,
                    closes=True)
    return Wire(200, body[:at])


def zipped(_rng, body):
    return Wire(200, gzip.compress(body, 1), "Content-Encoding: gzip\r\n")


def zipped_and_cut(rng, body):
    packed = gzip.compress(body, 1)
    return Wire(200, packed[:rng.randint(1, len(packed) - 1)], "Content-Encoding: gzip\r\n")


def chunked(_rng, body):
    return Wire(200, body, chunked=True)


def page_instead(rng, _body):
    return Wire(rng.choice([200, 200, 403, 404, 503]), PAGE,
                "Content-Type: text/html\r\nRetry-After-Ms: 1\r\n")


def nothing(rng, _body):
    return Wire(rng.choice([200, 200, 204]), b"")


def more_behind(rng, body):
    return Wire(200, body + rng.choice([b"x", b"{}", b"]", body, b'{"success":true,"result":[]}']))


def blanks_around(rng, body):
    return Wire(200, rng.choice([b" \r\n\t", b""]) + body + rng.choice([b"\n", b" \r\n \t", b""]))


def mark_before(_rng, body):
    return Wire(200, b"\xef\xbb\xbf" + body)


def moved(_rng, _body):
    return Wire(302, b"", "Location: /elsewhere\r\n")


BYTE_LIES = {"cut": cut, "zipped": zipped, "zipped_and_cut": zipped_and_cut, "chunked": chunked,
             "page_instead": page_instead, "nothing": nothing, "more_behind": more_behind,
             "blanks_around": blanks_around, "mark_before": mark_before, "moved": moved}

# Refusals of an exchange: (statuses, how many of the first so many, or always).
STATUS_LIES = {
    "busy_once": ((429, 500, 502, 503, 504, 408), True),
    "busy_always": ((429, 500, 503), False),
    "gone_once": ((404, 410), True),
    "gone_always": ((404, 410), False),
    "refused": ((401, 403, 400), False),
    "refused_once": ((401, 403, 400), True),
}


USAGE = ("billable-usage", "paygo-usage", "billing/usage/paygo", "billable/usage")


def status_lie(world, name, rng, nth, endpoint):
    statuses, is_once = STATUS_LIES[name]
    status = rng.choice(statuses)
    if status == 400 and is_once and endpoint in USAGE:
        status = 403  # It would look like a clock that is behind: "the future".
    first = rng.choice([1, 1, 1, 2, 3])
    if nth != first if is_once else nth < first:
        return None
    if name.startswith("gone") and endpoint == "paygo-usage":
        return None
    world.told(name)
    if rng.random() < 0.2:
        return Wire(status, PAGE, "Content-Type: text/html\r\nRetry-After-Ms: 1\r\n")
    code = {401: 10000, 403: rng.choice([9109, 10000, 9103]), 400: rng.choice([6003, 1183]), 404: 7003,
            429: 10100}.get(status, 1000)
    body = text_of(refusal(status, code, "Told so").members()).encode()
    return Wire(status, body, "Retry-After-Ms: 1\r\n")


def is_about(rng, endpoint):
    """Whether a lie about any endpoint is told of this one: of all, or of some."""
    if rng.random() < 0.5:
        return True
    return rng.random() < 0.5 or len(endpoint) % 2 == rng.randint(0, 1)


def wire_of(world, reply, account, endpoint, nth):
    """What goes over the wire, and its status."""
    for name in STATUS_LIES:
        rng = world.lie(name, account)
        if rng and is_about(rng, endpoint):
            wire = status_lie(world, name, rng, nth, endpoint)
            if wire:
                return wire, int(wire.bytes[9:12])
    members = reply.members()
    if reply.status == 200:
        for name, change in MEMBER_LIES.items():
            rng = world.lie(name, account)
            if rng and is_about(rng, endpoint) and nth >= rng.choice([1, 1, 1, 2]):
                changed = change(rng, members)
                if changed != members:
                    world.told(name)
                    members = changed
    body = text_of(members).encode()
    if reply.status == 200:
        for name, change in BYTE_LIES.items():
            rng = world.lie(name, account)
            if rng and is_about(rng, endpoint) and nth >= rng.choice([1, 1, 1, 2]):
                world.told(name)
                wire = change(rng, body)
                return wire, int(wire.bytes[9:12])
    return Wire(reply.status, body), reply.status
