#!/bin/sh
# Costs of an account by service: sh costs.sh ACCOUNT_ID FIRST_DAY
set -eu

sqlite-utils query :memory: --load-extension "${CF_BILLING:-build/cf_billing}" --tsv --no-headers \
  -p account "$1" -p first_day "$2" "
    SELECT ServiceName, BillingCurrency, ifnull(round(sum(BilledCost), 2), 'unknown') AS cost
    FROM cf_paygo_usage
    WHERE account_id = :account AND charge_date >= :first_day
    GROUP BY 1, 2 ORDER BY round(sum(BilledCost), 2) DESC, 1"
