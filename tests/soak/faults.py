"""What goes wrong between the extension and the sandbox, phase by phase."""

HTML = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>hello</body></html>"
LONG_WAIT, SHORT_WAIT = "300", "1"

# Which of the requests: all of them, or some, so that a scan gets half of what it needs.
PLACES = (
    {},
    {},
    {"path": "billing/history"},
    {"path": "[?&]page=[2-9]"},
    {"path": "billable/usage"},
    {"path": "billable-usage"},
    {"path": "from=2"},
    {"path": "billing/profile"},
    {"skip": 1},
    {"skip": 3},
)


# No 404 and 410: on the PayGo endpoint they mean that it has moved, and the older ones know less.
# No well-formed answer with other records either: nobody could tell.
def effects(rng):
    """One of each kind of fault, with what varies about it drawn at random."""
    return {
        "reset": {"reset": True},
        "cut short": {"truncate": rng.choice([0, 1, 60, rng.randint(0, 20_000)])},
        "cut short in chunks": {"truncate_chunked": rng.choice([0, 60, rng.randint(0, 20_000)])},
        "5xx": {"status": rng.choice([500, 502, 503, 504, 520, 522, 524])},
        "5xx as HTML": {"status": 502, "body": HTML, "content_type": "text/html"},
        "throttled": {
            "status": 429,
            "headers": rng.choice([{"Retry-After": SHORT_WAIT}, {"Retry-After-Ms": "80"}]),
        },
        "throttled for long": {"status": 429, "headers": {"Retry-After": LONG_WAIT}},
        "latency": {"latency_ms": rng.randint(20, 400)},
        "longer than the timeout": {"latency_ms": 7000, "count": rng.randint(1, 2)},
        "drip": {"drip_ms": 5, "drip_bytes": 4096},
        "drip for ever": {"drip_ms": 100, "drip_bytes": 16, "count": rng.randint(1, 2)},
        "HTML": {"body": HTML, "content_type": "text/html"},
        "lying about its encoding": {
            "content_encoding": rng.choice(["gzip", "br", "deflate", "nonsense"])
        },
        "no JSON": {"body": rng.choice(["", "{", "[]", "null", '{"success":true,"result":[{"Bil'])},
        "refused": {"status": rng.choice([400, 401, 403, 405, 408, 409])},
        "bomb": {"bomb_mib": 40, "count": 2},
        "headers": {"huge_headers": rng.choice([40_000, 400_000])},
    }


def random_rules(rng):
    """(what it is, rules for the sandbox): one fault or two."""
    rules, names = [], []
    for _ in range(rng.choice([1, 1, 2])):
        name, effect = rng.choice(sorted(effects(rng).items()))
        count = rng.choice([{}, {"count": 1}, {"count": rng.randint(2, 6)}])
        rules.append({**rng.choice(PLACES), **count, **effect})
        names.append(name)
    return ", ".join(names), rules


# Not an exclusive end of FOCUS ranges: an API that refuses tomorrow as well never shows today, and
# so does one that refuses by a fault.
def random_settings(rng):
    """What the API may do either way, also from one request to the next."""
    return {
        "gzip": rng.choice(["on", "off"]),
        "focus__future_to": rng.choice(["accept", "refuse"]),
        "focus__metric": rng.choice(["filter", "ignore"]),
    }
