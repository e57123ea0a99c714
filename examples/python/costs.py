"""Costs of an account by service: python3 costs.py ACCOUNT_ID FIRST_DAY"""
import os
import sqlite3
import sys

account, first_day = sys.argv[1:]
db = sqlite3.connect(":memory:")
db.enable_load_extension(True)
db.load_extension(os.environ.get("CF_BILLING", "build/cf_billing"))
db.enable_load_extension(False)

query = """
    SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
    FROM cf_paygo_usage
    WHERE account_id = ? AND charge_date >= ?
    GROUP BY 1, 2 ORDER BY cost DESC, 1
"""
try:
    for service, currency, cost in db.execute(query, (account, first_day)):
        print(service, currency, "unknown" if cost is None else cost, sep="\t")
except sqlite3.Error as error:
    sys.exit(f"{error.sqlite_errorname}: {error}")
