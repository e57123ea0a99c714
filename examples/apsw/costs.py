"""Costs of an account by service: python3 costs.py ACCOUNT_ID FIRST_DAY"""
import os
import sys

import apsw

account, first_day = sys.argv[1:]
db = apsw.Connection(":memory:")
db.enableloadextension(True)
db.loadextension(os.environ.get("CF_BILLING", "build/cf_billing"))
db.enableloadextension(False)

query = """
    SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
    FROM cf_paygo_usage
    WHERE account_id = :account AND charge_date >= :first_day
    GROUP BY 1, 2 ORDER BY cost DESC, 1
"""
try:
    for service, currency, cost in db.execute(query, {"account": account, "first_day": first_day}):
        print(service, currency, "unknown" if cost is None else cost, sep="\t")
except apsw.Error as error:
    sys.exit(str(error))
