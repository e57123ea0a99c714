-- A cost report of the account in the setting account_id (CLOUDFLARE_ACCOUNT_ID), in three tables:
--
--   sqlite3 -bail -cmd '.load build/cf_billing' -cmd '.mode box --wrap 33 --wordwrap on' \
--     :memory: <sql/cost_report.sql
--
-- Inputs: the extension, loaded. Three queries and nothing else, so other programs can run them too.
-- Every amount keeps its currency: nothing is added across two. Amounts are text, to print: with names
-- of 33 characters a line, and amounts below a million, all is within 80 columns.

WITH usage AS (
  -- Older endpoints have ContractedCost only; where both exist they are equal.
  SELECT cf_service_name(ServiceName) AS service, BillingCurrency, sum(coalesce(BilledCost, ContractedCost)) AS cost
  FROM cf_paygo_usage
  WHERE charge_date >= date('now', 'start of month') AND incomplete = 'columns'
  GROUP BY 1, 2
)
SELECT service AS "Month to date by service",
       CASE WHEN cost IS NULL THEN '' ELSE printf('%9.*f', cf_currency_digits(BillingCurrency), cost) END AS cost,
       BillingCurrency AS "in",
       CASE WHEN sum(cost) OVER same_currency > 0
            THEN printf('%3.0f %%', 100 * cost / sum(cost) OVER same_currency)
            ELSE '' END AS share,
       coalesce(substr('██████████████', 1,
                       round(14 * cost / nullif(max(cost) OVER same_currency, 0))), '') AS bar
FROM usage
WINDOW same_currency AS (PARTITION BY BillingCurrency)
ORDER BY BillingCurrency, usage.cost DESC, service;

WITH open_items AS (
  SELECT occurred_date, description, amount_to_pay, currency, status
  FROM cf_billing_history
  WHERE amount_to_pay > 0 OR lower(status) IN ('open', 'unpaid')
)
SELECT occurred_date AS "Open invoices", description,
       CASE WHEN amount_to_pay IS NULL THEN ''
            ELSE printf('%9.*f', cf_currency_digits(currency), amount_to_pay) END AS to_pay,
       currency AS "in", status
FROM open_items
UNION ALL
SELECT 'none', '', '', '', '' WHERE NOT EXISTS (SELECT 1 FROM open_items)
ORDER BY 1;

-- By the day on which billing periods ended: an invoice is their usage and the flat fees of those that
-- begin. `state` is 'agrees', 'differs by' an amount, which may be tax, or 'cannot be compared yet'; `usage`
-- is 'partial' where Cloudflare does not keep all of it. Refunds and credits are 'returned'. The rules are
-- those of cf_invoice_reconciliation (sql/views), which names what a difference may come from.
WITH usage AS (
  -- Whole billing periods only: the bound is on their start.
  SELECT coalesce(SubscriptionId, '') AS subscription, upper(BillingCurrency) AS currency,
         substr(BillingPeriodStart, 1, 10) AS period,
         -- Cloudflare keeps about 30 days: of a period that is cut the usage is not known.
         CASE WHEN coalesce(max(complete_from), '') <= substr(BillingPeriodStart, 1, 10)
                   AND count(coalesce(BilledCost, ContractedCost)) = count(*)
              THEN sum(coalesce(BilledCost, ContractedCost)) END AS cost,
         max(complete_from) AS kept_since, substr(max(BillingPeriodEnd), 1, 10) AS told_end
  FROM cf_paygo_usage
  WHERE BillingPeriodStart >= date('now', '-7 months') AND incomplete = 'ignore'
  GROUP BY 1, 2, 3
), periods AS (
  SELECT currency, period, cost, kept_since,
         coalesce(told_end, lead(period) OVER (PARTITION BY subscription, currency ORDER BY period))
           AS ended
  FROM usage
), ends AS (
  SELECT currency, ended, min(period) AS started, count(*) AS periods,
         CASE WHEN count(cost) = count(*) THEN sum(cost) END AS cost, max(kept_since) AS kept_since
  FROM periods WHERE ended <= date('now') GROUP BY 1, 2
), plans AS (
  -- Its period's end tells the day of a plan, but for one on the last day of a short month.
  SELECT *, CAST(CASE WHEN strftime('%d', until, '+1 day') = '01' AND substr(since, 9) > substr(until, 9)
                      THEN substr(since, 9) ELSE substr(until, 9) END AS INTEGER) AS anchor
  FROM (SELECT upper(currency) AS currency, price, frequency, lower(state) AS state,
               substr(current_period_start, 1, 10) AS since,
               date(current_period_end, '+1 second') AS until
        FROM cf_subscriptions)
  -- One without a price, as R2's, is a plan with usage alone.
  WHERE price <> 0 AND state IN ('paid', 'cancelled', 'canceled', 'expired') AND until IS NOT NULL
), fees AS (
  SELECT ends.currency, ended, sum(price) AS fees
  FROM plans JOIN ends
    ON ends.currency = plans.currency AND (state = 'paid' OR ended < until)
   AND date(cf_billing_cycle_end(date(ended, '-1 day'), anchor), '+1 day') = ended
   -- One that was taken in the middle of a period began then.
   AND (ended >= since OR date(cf_billing_cycle_end(date(since, '-1 day'), anchor), '+1 day') = since)
   AND CASE frequency WHEN 'monthly' THEN 1
                      WHEN 'quarterly' THEN (substr(ended, 6, 2) - substr(since, 6, 2)) % 3 = 0
                      WHEN 'yearly' THEN substr(ended, 6, 2) = substr(since, 6, 2) END
  GROUP BY 1, 2
), history AS (
  SELECT occurred_date, upper(currency) AS currency, amount, lower(type) AS of_type,
         lower(action) AS of_action, lower(ltrim(coalesce(description, ''))) || ' ' AS says
  FROM cf_billing_history
  WHERE occurred_date >= date('now', '-7 months')
    AND lower(coalesce(status, '')) NOT IN ('void', 'voided', 'canceled', 'cancelled', 'draft', 'failed',
                                            'uncollectible')
), dated AS (
  -- An item belongs to the billing period that ended last before it, in the month before it; a threshold
  -- invoice to the one that it lies in, if that is one alone.
  SELECT history.currency, amount, says, of_type, of_action,
         CASE WHEN of_type IN ('refund', 'credit') OR of_action IN ('refund', 'credit') THEN 'returned'
              WHEN of_type LIKE 'payment%' OR of_type LIKE 'dispute%' OR of_action LIKE 'payment%'
                   OR of_action LIKE 'dispute%' OR 'chargeback' IN (of_type, of_action) THEN 'other'
              WHEN amount < 0 THEN 'returned' ELSE 'charged' END AS kind,
         CASE WHEN says LIKE '%threshold%'
              THEN (SELECT CASE count(*) WHEN 1 THEN max(ended) END FROM ends
                    WHERE ends.currency = history.currency AND occurred_date < ended
                      AND occurred_date >= started)
              ELSE (SELECT max(ended) FROM ends
                    WHERE ends.currency = history.currency AND ends.ended <= occurred_date
                      AND occurred_date < date(ends.ended, '+1 month'))
         END AS ended
  FROM history
), billed AS (
  SELECT currency, ended,
         sum(CASE WHEN kind = 'charged' THEN amount END) AS charged,
         sum(CASE WHEN kind = 'returned' THEN -abs(amount) END) AS returned,
         sum(CASE WHEN kind = 'charged' AND is_named THEN amount END) AS apart,
         max(kind = 'charged' AND amount > 0 AND NOT is_named) AS is_beside_others
  -- Charges of their own that say that they are neither usage nor plans.
  FROM (SELECT *, says NOT LIKE '%threshold%'
                  AND ('tax' IN (of_type, of_action) OR says GLOB 'tax[^a-z]*' OR says GLOB 'sales tax*'
                       OR says GLOB 'vat[^a-z]*' OR says GLOB 'gst[^a-z]*'
                       OR says GLOB 'value?added tax*' OR says LIKE '%prorat%' OR says LIKE '%pro-rat%'
                       OR says LIKE '%past_due%' OR says LIKE '%previous balance%') AS is_named
        FROM dated WHERE ended IS NOT NULL)
  GROUP BY 1, 2
), compared AS (
  -- Unless all charges together agree, or where there is nothing else and the rest is farther: such a word
  -- may be in the name of a whole invoice.
  SELECT *, whole - CASE WHEN apart IS NOT NULL AND abs(whole) >= tolerance
                              AND (is_beside_others OR abs(whole - apart) < abs(whole))
                         THEN apart ELSE 0.0 END AS difference
  FROM (SELECT *, charged - cost - coalesce(fees, 0.0) AS whole,
               -- Each period is rounded by itself, to what the currency is paid in.
               CASE digits WHEN 0 THEN 1.0 WHEN 3 THEN 0.001 ELSE 0.01 END * (1 + periods) / 2
                 AS tolerance
        FROM (SELECT *, cf_currency_digits(currency) AS digits
              FROM ends LEFT JOIN fees USING (currency, ended) LEFT JOIN billed USING (currency, ended)))
)
-- No amount is not an amount of 0.00.
SELECT ended AS "Invoice of", currency AS "in",
       CASE WHEN is_returned THEN '' WHEN cost IS NOT NULL THEN printf('%8.*f', digits, cost)
            WHEN kept_since IS NOT NULL THEN 'partial' ELSE '' END AS usage,
       CASE WHEN is_returned OR fees IS NULL THEN '' ELSE printf('%8.*f', digits, fees) END AS fees,
       CASE WHEN is_returned THEN printf('%9.*f', digits, returned)
            WHEN charged IS NULL THEN '' ELSE printf('%9.*f', digits, charged) END AS charged,
       CASE WHEN is_returned THEN 'returned'
            WHEN cost IS NULL OR charged IS NULL AND ended > date('now', '-5 days')
                 AND abs(cost + coalesce(fees, 0.0)) >= tolerance / 2
            THEN 'cannot be compared yet'
            WHEN abs(difference) < tolerance
                 OR charged IS NULL AND abs(cost + coalesce(fees, 0.0)) < tolerance / 2 THEN 'agrees'
            WHEN charged IS NULL THEN 'differs: no charge'
            ELSE printf('differs by %.*f', digits, difference) END AS state
-- What came back is a row of its own: it is no charge, and of no usage.
FROM compared CROSS JOIN (SELECT 0 AS is_returned UNION ALL SELECT 1)
WHERE NOT is_returned OR returned IS NOT NULL
ORDER BY currency, ended, is_returned;
