-- A cost report of the account in CLOUDFLARE_ACCOUNT_ID, in three tables:
--
--   sqlite3 -cmd '.load build/cf_billing' :memory: <sql/cost_report.sql
--
-- Every amount keeps its currency: nothing is added across two.
.bail on
.headers on
.mode box

.print
.print Month to date by service
WITH usage AS MATERIALIZED (
  -- Older endpoints have ContractedCost only; where both exist they are equal.
  SELECT ServiceName, BillingCurrency, sum(coalesce(BilledCost, ContractedCost)) AS cost
  FROM cf_paygo_usage
  WHERE charge_date >= date('now', 'start of month')
  GROUP BY 1, 2
)
SELECT ServiceName AS service,
       iif(cost IS NULL, '', printf('%11.2f', cost)) AS cost,
       BillingCurrency AS currency,
       iif(sum(cost) OVER same_currency > 0,
           printf('%3.0f %%', 100 * cost / sum(cost) OVER same_currency), '') AS share,
       coalesce(substr('████████████████████████████████', 1,
                       round(32 * cost / nullif(max(cost) OVER same_currency, 0))), '') AS bar
FROM usage
WINDOW same_currency AS (PARTITION BY BillingCurrency)
ORDER BY currency, usage.cost DESC, service;

.print
.print Open invoices
WITH open_items AS MATERIALIZED (
  SELECT occurred_date, description, amount_to_pay, currency, status
  FROM cf_billing_history
  WHERE amount_to_pay > 0 OR status IN ('open', 'unpaid')
)
SELECT occurred_date AS dated, description,
       iif(amount_to_pay IS NULL, '', printf('%11.2f', amount_to_pay)) AS to_pay, currency, status
FROM open_items
UNION ALL
SELECT '', 'none', '', '', '' WHERE NOT EXISTS (SELECT 1 FROM open_items)
ORDER BY 1;

.print
.print Usage against billing history, by the day billing periods ended
WITH usage AS MATERIALIZED (
  -- Whole billing periods only: the bound is on their start.
  SELECT coalesce(SubscriptionId, '') AS subscription, BillingCurrency AS currency,
         substr(BillingPeriodStart, 1, 10) AS period,
         sum(coalesce(BilledCost, ContractedCost)) AS cost
  FROM cf_paygo_usage
  WHERE BillingPeriodStart >= date('now', '-7 months')
  GROUP BY 1, 2, 3
), periods AS (
  SELECT currency, period, cost,
         lead(period) OVER (PARTITION BY subscription, currency ORDER BY period) AS ended
  FROM usage
), ends AS (
  SELECT currency, ended, group_concat(DISTINCT period) AS started, sum(cost) AS cost
  FROM periods WHERE ended IS NOT NULL GROUP BY 1, 2
), history AS MATERIALIZED (
  SELECT occurred_date, currency, type, amount FROM cf_billing_history
  WHERE occurred_date >= date('now', '-7 months')
), dated AS (
  -- An item belongs to the billing period that ended last before it.
  SELECT history.currency, type, amount,
         (SELECT max(ended) FROM ends
          WHERE ends.currency = history.currency AND ends.ended <= occurred_date) AS ended
  FROM history
), billed AS (
  SELECT currency, ended,
         sum(amount) FILTER (WHERE type = 'charge' AND amount > 0) AS charged,
         sum(CASE type WHEN 'refund' THEN -abs(amount) ELSE amount END)
           FILTER (WHERE type <> 'charge' OR amount < 0) AS returned
  FROM dated WHERE ended IS NOT NULL GROUP BY 1, 2
)
-- No amount is not an amount of 0.00.
SELECT started, ended, currency,
       iif(cost IS NULL, '', printf('%11.2f', cost)) AS usage,
       iif(charged IS NULL, '', printf('%11.2f', charged)) AS charged,
       iif(charged - cost IS NULL, '', printf('%11.2f', charged - cost)) AS fees_and_other,
       iif(returned IS NULL, '', printf('%11.2f', returned)) AS refunds_and_credits
FROM ends LEFT JOIN billed USING (currency, ended)
ORDER BY currency, ended;
