"""How long the analytics of many accounts take against a server that really allows 300 queries in five minutes.

    analytics_limit.py [--accounts N]

Three datasets of each account on one day: with the settings these are four queries of each. At one
a second, which is what 300 in five minutes are, the data alone would take so many seconds: of that
the time is judged, and may be 1.2 times as much. Of 200 accounts it takes ten minutes, so it is no
part of the other benchmarks.
"""

import argparse
import datetime
import sqlite3
import sys
import time

from measure import support

DATASETS = ("workersInvocationsAdaptive", "d1AnalyticsAdaptiveGroups", "r2OperationsAdaptiveGroups")
QUERIES, SECONDS = 300, 300
MOST = 1.2


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=200)
    accounts = parser.parse_args().accounts
    sandbox = support.Sandbox("--set", f"accounts.extra={accounts}", "--set", f"graphql.rate_limit={QUERIES}",
                              "--set", "graphql.now=12:00")
    ids = [account["id"] for account in sandbox.accounts()][:accounts]
    yesterday = datetime.date.fromisoformat(sandbox.today()) - datetime.timedelta(days=1)
    db = sqlite3.connect(":memory:", isolation_level=None)
    with support.environment_of({"CLOUDFLARE_BASE_URL": sandbox.base_url, "CLOUDFLARE_API_TOKEN": support.TOKEN}):
        support.load_extension(db)
    db.execute(f"SELECT cf_config('max_requests', 10000), cf_config('max_wait', {SECONDS + 60})").fetchall()
    among = ", ".join(f"'{account}'" for account in ids)
    wanted = ", ".join(f"'{dataset}'" for dataset in DATASETS)
    begun = time.monotonic()
    answered, rows = db.execute(
        "SELECT count(DISTINCT account_id || dataset), count(*) FROM cf_resource_usage WHERE account_id IN "
        f"({among}) AND dataset IN ({wanted}) AND day = ?", (str(yesterday),)).fetchone()
    took = time.monotonic() - begun
    made = [request for request in sandbox.requests() if request.endpoint.endswith("/graphql")]
    (refused,) = db.execute("SELECT sum(attempts) - count(*) FROM cf_requests").fetchone()
    data = len(ids) * len(DATASETS)
    allowed = data * SECONDS / QUERIES
    # What a burst of all that is allowed at once, and again as soon as it is, would take.
    least = (len(made) - 1) // QUERIES * SECONDS
    print(f"{len(ids)} accounts, {len(DATASETS)} datasets: {len(made)} queries ({len(made) - data} of them for "
          f"settings, {refused} refused), {rows} rows of {answered} accounts and datasets")
    print(f"{took:.1f} s; {data} queries at {QUERIES} in {SECONDS} s: {allowed:.0f} s, ratio {took / allowed:.3f}, "
          f"at most {MOST}; {len(made)} in bursts: {least} s")
    sys.exit(took > MOST * allowed or refused > 0)


if __name__ == "__main__":
    main()
