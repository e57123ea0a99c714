"""The bodies that the extension is right to refuse, and what it has to say of each.

Prism makes bodies of their schema alone, and not always of that. What it cannot know:
- `errors` beside a result are errors: the schema only says that it is a list.
- The `result` of some schemas is "any of" several kinds, and "all of" with one of them; Prism takes
  any. It says itself that such a body is not of the schema.
"""

import dataclasses
import json
import re

import json_text


@dataclasses.dataclass(frozen=True)
class Refusal:
    reason: str
    message: str  # a regular expression
    # What a body that is none of the extension's business is served without: the text of a member.
    mended: dict = dataclasses.field(default_factory=dict)


def refusals(endpoint, body):
    """Why this body has to be refused; of several faults any may be named. None: it has to be read."""
    members = json_text.members(body)
    found = []
    errors = json.loads(members["errors"])
    if errors:
        said = f"HTTP 200, code {errors[0]['code']}: {errors[0]['message']}"
        found.append(Refusal("errors", re.escape(said), {"errors": "[]"}))
    if kind := _misplaced(endpoint, members["result"]):
        place, got, documented = kind
        found.append(Refusal("result is " + got, f"its {place} is {got} where {documented} is documented"))
    return found


KINDS = {"{": "an object", "[": "a list", '"': "a text", "t": "a boolean", "f": "a boolean", "n": None}


def _misplaced(endpoint, result):
    """Place, kind, and documented kind of a value that stands where records should."""
    got = KINDS.get(result[0], "a number")
    wants_list = endpoint.records == "result" and not endpoint.is_one_record
    if got and got != ("a list" if wants_list else "an object"):
        return "result", got, "a list of records" if wants_list else "an object"
    return None
