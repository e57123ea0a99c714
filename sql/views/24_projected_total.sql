-- What the running month will have cost altogether: usage, plan fees, refunds, credits and tax.
--
-- Inputs: cf_series_to_date (11_month_to_date.sql), cf_history_in_windows (02_history.sql),
-- cf_fees_in_windows (05_plan_fees.sql), cf_tax_rates_today (04_tax_rates.sql).
--
--   SELECT month, cost, projected_cost, projection_error, currency, assumed FROM cf_projected_total;
--
-- By calendar month, whatever period cf_parameters names; amounts are in `currency`. cf_month_to_date is of
-- usage alone.

-- Where a rate of tax is known (04_tax_rates.sql), tax is that of the month's usage and plan fees; else what
-- items of the month name, which is of the cycles before.

-- What is beside usage in the month of today, by day: plan fees on the first day of their period, those
-- still to come by plans as they are now; and items of the history up to today. `amount` is NULL where an
-- archive has never read the plans.
DROP VIEW IF EXISTS temp.cf_other_costs;
-- Question: Part of other views: which fees, credits, refunds and tax does this month have?
-- Example: SELECT * FROM cf_other_costs;
CREATE TEMP VIEW cf_other_costs AS
SELECT f.account_id, currency, day, what,
       CASE what WHEN 'tax' THEN price * percent / 100 ELSE price END AS amount
FROM cf_fees_in_windows AS f LEFT JOIN cf_tax_rates_today AS r ON r.account_id = f.account_id
CROSS JOIN (SELECT 'plan fees' AS what UNION ALL SELECT 'tax')
WHERE window_name = 'month' AND coalesce((SELECT currency FROM cf_parameters), currency) = currency
  AND (what = 'plan fees' OR percent > 0)
UNION ALL
SELECT account_id, currency, day, CASE kind WHEN 'charge' THEN purpose ELSE kind || 's' END, amount
FROM cf_history_in_windows
WHERE window_name = 'trend' AND is_in_force
  AND (kind IN ('refund', 'credit') OR kind = 'charge' AND purpose = 'proration'
       OR kind = 'charge' AND purpose = 'tax'
          AND account_id NOT IN (SELECT account_id FROM cf_tax_rates_today))
  AND day BETWEEN (SELECT date(today, 'start of month') FROM cf_period) AND (SELECT today FROM cf_period)
UNION ALL
SELECT account_id, NULL, NULL, 'plan fees', NULL FROM cf_unread_plans;

-- Accounts of which no plans were read: none here. sql/archive_views.sql has another one.
DROP VIEW IF EXISTS temp.cf_unread_plans;
-- Question: Part of other views: whose plans were not read?
-- Example: SELECT * FROM cf_unread_plans;
CREATE TEMP VIEW cf_unread_plans AS SELECT NULL AS account_id WHERE 0;

-- cost is what is known so far: usage + plan_fees + prorations + tax + refunds + credits; projected_cost that at
-- the month's end: projected_usage, and the same with what is to come, ± projection_error. `assumed` says
-- what is no more than assumed. NULL: a part of it is not known.
DROP VIEW IF EXISTS temp.cf_projected_total;
-- Question: What will this month cost altogether, with fees and tax?
-- Example: SELECT account_name, cost, projected_cost, currency FROM cf_projected_total;
CREATE TEMP VIEW cf_projected_total AS
WITH
parts AS (
  SELECT account_id, currency, cost AS usage, projected_cost AS projected_usage, projection_error,
         records_without_cost, NULL AS what, NULL AS is_to_come, NULL AS amount
  FROM cf_series_to_date WHERE kind = 'month'
  UNION ALL
  SELECT account_id, currency, NULL, NULL, NULL, NULL, what, day > (SELECT today FROM cf_period), amount
  FROM cf_other_costs
),
sums AS (
  SELECT account_id, currency,
         -- Without any usage nothing was spent on it.
         CASE WHEN sum(what IS NULL) = count(usage) THEN total(usage) END AS usage,
         CASE WHEN sum(what IS NULL) = count(projected_usage) THEN total(projected_usage) END
           AS projected_usage,
         CASE WHEN sum(what IS NULL) = count(projection_error) THEN total(projection_error) END
           AS projection_error,
         CAST(total(records_without_cost) AS INTEGER) AS records_without_cost,
         total(CASE WHEN what = 'plan fees' AND NOT is_to_come THEN amount END) AS plan_fees,
         total(CASE WHEN what = 'plan fees' AND is_to_come THEN amount END) AS plan_fees_to_come,
         sum(CASE what WHEN 'plan fees' THEN is_to_come END) AS to_come,
         total(CASE what WHEN 'proration' THEN amount END) AS prorations,
         total(CASE WHEN what = 'tax' AND NOT is_to_come THEN amount END) AS tax_of_others,
         total(CASE WHEN what = 'tax' AND is_to_come THEN amount END) AS tax_of_others_to_come,
         total(CASE what WHEN 'refunds' THEN amount END) AS refunds,
         total(CASE what WHEN 'credits' THEN amount END) AS credits,
         max(max(currency IS NULL AND what IS NOT NULL)) OVER (PARTITION BY account_id) AS without_plans
  FROM parts GROUP BY account_id, currency
)
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = s.account_id) AS account_name,
       substr((SELECT today FROM cf_period), 1, 7) AS month, currency, usage, projected_usage,
       projection_error * (1 + rate) AS projection_error, plan_fees, plan_fees_to_come, prorations, tax,
       tax_to_come, refunds, credits, usage + plan_fees + prorations + tax + refunds + credits AS cost,
       projected_usage + plan_fees + plan_fees_to_come + prorations + tax + tax_to_come + refunds + credits
         AS projected_cost,
       records_without_cost,
       'usage to come: as on the same weekdays before; plan fees to come: '
         || CASE WHEN to_come > 0 THEN printf('%d, by plans as they are now', to_come) ELSE 'none' END
         || '; refunds and credits to come: none; tax: '
         || CASE WHEN percent IS NULL THEN 'what items of this month name, none within invoices'
                 ELSE printf('%.6g %% of usage and plan fees', percent) END AS assumed
FROM (SELECT *, tax_of_others + usage * rate AS tax,
             tax_of_others_to_come + (projected_usage - usage) * rate AS tax_to_come
      FROM (SELECT s.account_id, currency, usage, projected_usage, projection_error, records_without_cost,
                   CASE WHEN NOT without_plans THEN plan_fees END AS plan_fees,
                   CASE WHEN NOT without_plans THEN plan_fees_to_come END AS plan_fees_to_come, to_come,
                   prorations, tax_of_others, tax_of_others_to_come, refunds, credits, percent,
                   coalesce(percent, 0.0) / 100 AS rate
            FROM sums AS s LEFT JOIN cf_tax_rates_today AS r ON r.account_id = s.account_id
            -- Records without a currency have no cost, either.
            WHERE currency IS NOT NULL OR records_without_cost > 0)) AS s;
