#!/bin/sh
# Costs of an account by service: sh costs.sh ACCOUNT_ID FIRST_DAY
set -eu

# `.parameter set` reads an SQL expression after taking off one pair of quotes: a day without a second
# pair would be a subtraction.
sqlite3 -batch -bail -tabs :memory: <<EOF
.load ${CF_BILLING:-build/cf_billing}
.parameter set @account "'$1'"
.parameter set @first_day "'$2'"
SELECT ServiceName, BillingCurrency, ifnull(round(sum(BilledCost), 2), 'unknown') AS cost
FROM cf_paygo_usage
WHERE account_id = @account AND charge_date >= @first_day
GROUP BY 1, 2 ORDER BY round(sum(BilledCost), 2) DESC, 1;
EOF
