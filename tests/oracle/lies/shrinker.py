"""Makes a failing case small, and tells it."""

from queries import simpler

MOST_RUNS = 150


def shrunk(runner, case, day, verdict):
    """The text of a failure: of the smallest case found that fails in the same way."""
    outcome, runs = verdict.outcome, 0

    def fails(other):
        nonlocal runs
        runs += 1
        found = runner.run(other, day)
        return found[-1] if found and found[-1].outcome == outcome else None

    improved = True
    while improved and runs < MOST_RUNS:
        improved = False
        for other in smaller(case):
            if runs >= MOST_RUNS:
                break
            found = fails(other)
            if found:
                case, verdict, improved = other, found, True
                break
    again = fails(case)
    return told(runner, case, again or verdict, outcome)


def smaller(case):
    for drop in range(len(case.forms)):
        if len(case.forms) > 1:
            yield case.but(forms=case.forms[:drop] + case.forms[drop + 1:])
    for lie in case.lies:
        yield case.but(lies=[name for name in case.lies if name != lie])
    plain = {"cache_ttl": 0, "on_error": "fail", "concurrency": 1, "max_retries": 0}
    for name, value in plain.items():
        if case.config[name] != value:
            yield case.but(config={**case.config, name: value})
    for form in simpler(case.forms[-1]):
        yield case.but(forms=[*case.forms[:-1], form])
    if case.accounts > 1:
        yield case.but(accounts=1)
        yield case.but(accounts=case.accounts - 1)
    for scale in (0.1, 0.25, 0.5, 0.75, 0.9):
        if scale < case.scale:
            yield case.but(scale=scale)


def told(runner, case, verdict, outcome):
    lines = [f"{outcome.upper()}: {verdict.text}",
             f"  lies: {', '.join(case.lies) or 'none'}; "
             f"had an effect: {', '.join(sorted(verdict.fired)) or 'none'}",
             f"  accounts: {case.accounts}, scale {case.scale}, config: {case.config}"]
    for form in case.forms[:-1]:
        lines.append(f"  before it: {form['table']} {form['output']} {form['accounts']} {form['days']}")
    if verdict.query:
        lines += [f"  query: {verdict.query.sql}", f"  truth: {verdict.query.truth_sql}"]
        if verdict.query.setting:
            lines.append(f"  account_id setting: {verdict.query.setting}")
    if verdict.wanted is not None:
        lines += [f"  expected: {short(verdict.wanted)}", f"  came:     {short(verdict.found)}"]
    lines.append("  requests:")
    for method, target, status, lies, info in runner.world.requests[:40]:
        lines.append(f"    {method} {target} {status} {' '.join(lies)}" + (f" {info}" if info else ""))
    return "\n".join(lines) + "\n"


def short(rows):
    return repr(rows[:4])[:400] + (f" … {len(rows)} rows" if len(rows) > 4 else "")
