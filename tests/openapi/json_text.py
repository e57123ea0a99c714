"""JSON as it is spelled: where members stand in a text, and what a text says with its numbers as sent."""

import json
import re

_SPACE = re.compile(r"[ \t\n\r]*")


class Spelled(str):
    """A number as it is spelled; no text equals it."""

    def __eq__(self, other):
        return isinstance(other, Spelled) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))

    def __repr__(self):
        return str(self)


def meaning(text):
    """What a JSON text says, its numbers as spelled and members in their order, twice if sent twice."""
    return json.loads(text, parse_int=Spelled, parse_float=Spelled, object_pairs_hook=tuple)


def members(text):
    """The text of each member of an object."""
    found, decoder, at = {}, json.JSONDecoder(), _after_space(text, 0)
    if text[at] != "{":
        raise ValueError("no object")
    at = _after_space(text, at + 1)
    while text[at] != "}":
        name, at = decoder.raw_decode(text, at)
        at = _after_space(text, at)
        start = _after_space(text, at + 1)  # Behind the colon.
        _, end = decoder.raw_decode(text, start)
        found[name] = text[start:end]
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)
    return found


def items(text):
    """The text of each item of an array."""
    found, decoder, at = [], json.JSONDecoder(), _after_space(text, 0)
    if text[at] != "[":
        raise ValueError("no array")
    at = _after_space(text, at + 1)
    while text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        found.append(text[at:end])
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)
    return found


def with_members(text, **replaced):
    """The same object, some members replaced by other texts, or left out for None. The rest is as it was."""
    kept = {**members(text), **replaced}
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in kept.items()
                          if value is not None) + "}"


def _after_space(text, at):
    return _SPACE.match(text, at).end()
