-- Costs by service of the last 30 days, of the account that CLOUDFLARE_ACCOUNT_ID names.
SELECT ServiceName, BillingCurrency, ifnull(round(sum(BilledCost), 2), 'unknown') AS cost
FROM cf_paygo_usage
WHERE charge_date >= date('now', '-30 days')
GROUP BY 1, 2 ORDER BY round(sum(BilledCost), 2) DESC, 1;
