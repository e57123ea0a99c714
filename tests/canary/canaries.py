"""Secrets that are nowhere else in the world, and the search for them in whatever came out.

Forbidden is a whole secret, and eight neighbouring characters of one, but of an e-mail address only
the whole; as it is, in capitals or small letters, percent-encoded or otherwise escaped, in hex and in
base64 of either alphabet, at whatever place of a longer text that was encoded.
"""

import base64
import json
import os
import re
import secrets
import string
from dataclasses import asdict, dataclass, replace

# Where a process that is recorded finds its secrets and puts its records.
FOLDER = "CF_BILLING_CANARY"
SHORTEST_PART = 8
# Fewer letters may stand anywhere.
SHORTEST_BASE64 = 6


def _random(alphabet, length):
    return "".join(secrets.choice(alphabet) for _ in range(length))


@dataclass(frozen=True)
class Canaries:
    """None has the shape of a credential: what is known by its shape alone would hide a leak."""

    token: str
    key: str
    email: str
    proxy_user: str
    proxy_password: str

    @classmethod
    def made(cls):
        letters = string.ascii_letters + string.digits
        return cls(token=_random(letters, 20) + "-" + _random(letters, 16) + "_" + _random(letters, 9),
                   key=_random("0123456789abcdef", 36), email=_random(letters, 12) + "@example.com",
                   proxy_user=_random(letters, 10),
                   proxy_password=_random(letters, 9) + "-" + _random(letters, 9))

    @classmethod
    def of_environment(cls):
        """Those that whoever started this process put into its folder; None if nobody did."""
        if FOLDER not in os.environ:
            return None
        with open(os.path.join(os.environ[FOLDER], "canaries.json"), encoding="ascii") as file:
            return cls(**json.load(file))

    def put_into(self, folder):
        with open(os.path.join(folder, "canaries.json"), "w", encoding="ascii") as file:
            json.dump(asdict(self), file)

    def search(self):
        return Search(asdict(self))


@dataclass(frozen=True)
class Finding:
    secret: str
    encoding: str
    at: int
    length: int


@dataclass(frozen=True)
class _Spelling:
    secret: str
    encoding: str
    view: str     # Which form of the data it is looked for in.
    text: bytes
    least: int    # So many neighbouring characters are forbidden.


_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})|\\u00([0-9a-fA-F]{2})|\\x([0-9a-fA-F]{2})|"
                     rb"&#x0*([0-9a-fA-F]{2});|&#0*([0-9]{2,3});")


def _unescaped(data):
    def character(match):
        if match[5]:
            return bytes([int(match[5]) & 0xFF])
        return bytes([int(next(filter(None, match.groups())), 16)])
    return _ESCAPE.sub(character, data)


def _as_escaped(data, findings):
    """With the places in the data itself."""
    matches, shift = _ESCAPE.finditer(data), 0
    match = next(matches, None)
    for finding in sorted(findings, key=lambda each: each.at):
        while match and match.start() < finding.at + shift:
            shift += match.end() - match.start() - 1
            match = next(matches, None)
        yield replace(finding, at=finding.at + shift)


# Capitals are no other secret; the alphabets of base64 differ in two characters.
_VIEWS = {"small": bytes.lower, "unescaped": lambda data: _unescaped(data).lower(),
          "base64": lambda data: data.translate(bytes.maketrans(b"-_", b"+/"))}


def in_base64(text, before):
    """What the text makes of it whatever stands around it: behind `before` other bytes."""
    whole = base64.b64encode(bytes(before) + text)
    return whole[-(-8 * before // 6):8 * (before + len(text)) // 6]


def _spellings(name, secret):
    plain = secret.encode()
    whole_only = "@" in secret or len(secret) <= SHORTEST_PART
    part = len(plain) if whole_only else SHORTEST_PART
    for view, encoding in (("small", "plain"), ("unescaped", "escaped")):
        yield _Spelling(name, encoding, view, plain.lower(), part)
    for cased in {plain, plain.lower(), plain.upper()}:
        yield _Spelling(name, "hex", "small", cased.hex().encode(), 2 * part)
    for before in range(3):
        text = in_base64(plain, before)
        # Of eight characters the eighth may share its last letter with what follows.
        if len(text) >= SHORTEST_BASE64:
            yield _Spelling(name, "base64", "base64", text, len(text) if whole_only else 10)


class Search:
    def __init__(self, named_secrets):
        self.spellings = [spelling for name, secret in named_secrets.items()
                          for spelling in _spellings(name, secret)]

    def findings(self, data):
        """Every forbidden text in `data`, each once for each way it is spelled."""
        found = set()
        views = {name: view(data) for name, view in _VIEWS.items()}
        if views["unescaped"] == views["small"]:
            del views["unescaped"]
        for spelling in self.spellings:
            if spelling.view in views:
                found |= set(_occurrences(spelling, views[spelling.view]))
        escaped = {finding for finding in found if finding.encoding == "escaped"}
        found -= escaped
        # What is no escape is there as it is.
        found |= {finding for finding in _as_escaped(data, escaped)
                  if replace(finding, encoding="plain") not in found}
        return sorted(found, key=lambda finding: (finding.at, finding.encoding))


def _occurrences(spelling, data):
    """Looks for a few pieces of the text, so chosen that every part which is long enough holds one,
    and then at what stands around them: far faster than for every part."""
    text, least = spelling.text, spelling.least
    size = max(least // 2, 1)
    for start in range(0, len(text) - size + 1, least - size + 1):
        piece = text[start:start + size]
        at = data.find(piece)
        while at >= 0:
            first, end = start, start + size
            while first > 0 and at - start + first > 0 and data[at - start + first - 1] == text[first - 1]:
                first -= 1
            while end < len(text) and data[at - start + end:at - start + end + 1] == text[end:end + 1]:
                end += 1
            if end - first >= least:
                yield Finding(spelling.secret, spelling.encoding, at - start + first, end - first)
            at = data.find(piece, at + 1)
