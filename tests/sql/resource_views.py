"""Which views ask analytics, or stand on one that does: Cloudflare answers 300 queries in five minutes."""

import functools
import glob
import os
import re

_SQL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "sql")
_FILES = ("views/*.sql", "archive_views.sql", "archive_resource_views.sql")
_TABLES = {"cf_resource_usage", "cf_tags"}


@functools.cache
def resource_views():
    texts = {}
    for path in sorted(path for name in _FILES for path in glob.glob(os.path.join(_SQL, name))):
        with open(path, encoding="utf-8") as file:
            text = re.sub("--.*", "", file.read())
        for view in re.split(r"\bCREATE TEMP VIEW\b", text)[1:]:
            name, _, body = view.strip().partition(" ")
            # An archive has some views of its own, which ask as those in their place do.
            texts.setdefault(name, set()).update(re.findall(r"\w+", body.partition(";")[0]))
    found, before = set(), None
    while found != before:
        before = frozenset(found)
        found |= {name for name, words in texts.items() if words & (_TABLES | found)}
    assert len(found) > 10, found
    return before
