-- A cost report of the account in the setting account_id (CLOUDFLARE_ACCOUNT_ID), in three tables:
--
--   sqlite3 -box -bail -cmd '.load build/cf_billing' :memory: <sql/cost_report.sql
--
-- Inputs: the extension, loaded. Three queries and nothing else, so other programs can run them too.
-- Every amount keeps its currency: nothing is added across two. Amounts are text, to print.

WITH usage AS (
  -- Older endpoints have ContractedCost only; where both exist they are equal.
  SELECT ServiceName, BillingCurrency, sum(coalesce(BilledCost, ContractedCost)) AS cost
  FROM cf_paygo_usage
  WHERE charge_date >= date('now', 'start of month') AND incomplete = 'columns'
  GROUP BY 1, 2
)
SELECT ServiceName AS "Month to date by service",
       CASE WHEN cost IS NULL THEN '' ELSE printf('%11.2f', cost) END AS cost,
       BillingCurrency AS currency,
       CASE WHEN sum(cost) OVER same_currency > 0
            THEN printf('%3.0f %%', 100 * cost / sum(cost) OVER same_currency)
            ELSE '' END AS share,
       coalesce(substr('████████████████████████████████', 1,
                       round(32 * cost / nullif(max(cost) OVER same_currency, 0))), '') AS bar
FROM usage
WINDOW same_currency AS (PARTITION BY BillingCurrency)
ORDER BY currency, usage.cost DESC, ServiceName;

WITH open_items AS (
  SELECT occurred_date, description, amount_to_pay, currency, status
  FROM cf_billing_history
  WHERE amount_to_pay > 0 OR status IN ('open', 'unpaid')
)
SELECT occurred_date AS "Open invoices", description,
       CASE WHEN amount_to_pay IS NULL THEN '' ELSE printf('%11.2f', amount_to_pay) END AS to_pay,
       currency, status
FROM open_items
UNION ALL
SELECT 'none', '', '', '', '' WHERE NOT EXISTS (SELECT 1 FROM open_items)
ORDER BY 1;

-- By the day on which billing periods ended.
WITH usage AS (
  -- Whole billing periods only: the bound is on their start.
  SELECT coalesce(SubscriptionId, '') AS subscription, BillingCurrency AS currency,
         substr(BillingPeriodStart, 1, 10) AS period,
         -- Cloudflare keeps about 30 days: of a period that is cut the usage is not known.
         CASE WHEN coalesce(max(complete_from), '') <= substr(BillingPeriodStart, 1, 10)
              THEN sum(coalesce(BilledCost, ContractedCost)) END AS cost
  FROM cf_paygo_usage
  WHERE BillingPeriodStart >= date('now', '-7 months') AND incomplete = 'ignore'
  GROUP BY 1, 2, 3
), periods AS (
  SELECT currency, period, cost,
         lead(period) OVER (PARTITION BY subscription, currency ORDER BY period) AS ended
  FROM usage
), ends AS (
  SELECT currency, ended, group_concat(DISTINCT period) AS started, sum(cost) AS cost
  FROM periods WHERE ended IS NOT NULL GROUP BY 1, 2
), history AS (
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
         sum(CASE WHEN type = 'charge' AND amount > 0 THEN amount END) AS charged,
         sum(CASE WHEN type = 'refund' THEN -abs(amount)
                  WHEN type <> 'charge' OR amount < 0 THEN amount END) AS returned
  FROM dated WHERE ended IS NOT NULL GROUP BY 1, 2
)
-- No amount is not an amount of 0.00.
SELECT started AS "Usage against history", ended, currency,
       CASE WHEN cost IS NULL THEN '' ELSE printf('%11.2f', cost) END AS usage,
       CASE WHEN charged IS NULL THEN '' ELSE printf('%11.2f', charged) END AS charged,
       CASE WHEN charged - cost IS NULL THEN '' ELSE printf('%11.2f', charged - cost) END
         AS fees_and_other,
       CASE WHEN returned IS NULL THEN '' ELSE printf('%11.2f', returned) END
         AS refunds_and_credits
FROM ends LEFT JOIN billed USING (currency, ended)
ORDER BY currency, ended;
