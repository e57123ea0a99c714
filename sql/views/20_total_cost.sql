-- What accounts cost altogether: usage, plan fees, tax and other charges, less what came back.
--
-- Inputs: cf_usage_in_windows (01_usage.sql), cf_history_in_windows (02_history.sql),
-- cf_invoice_reconciliation (17_invoices.sql), cf_fees_due (05_plan_fees.sql).
--
--   SELECT account_name, month, usage, plan_fees, other_charges, refunds, credits, cost, currency
--   FROM cf_total_cost;
--
-- cf_total_cost goes by the month: usage of its days, fees of the plan periods that begin in it, refunds
-- and credits of its days, and, of the invoices for cycles that ended in it, other_charges: what they
-- charge beside usage and plan fees. That is tax, prorations, items that are no usage; negative is what
-- they charge less. Each is in one month, so months add up.
-- cf_total_cost_by_cycle has the rows of cf_invoice_reconciliation: cost is what was charged in the end.
--
-- cost = usage + plan_fees + other_charges + refunds + credits. What is not known is NULL, never 0, and
-- so is a sum that it is a part of: usage of days that are gone or never read or without a cost, and
-- other_charges as long as an invoice cannot be compared. tax is the part of other_charges that is
-- known to be tax: where invoices differ without naming it, it is NULL. An amount that was past due is
-- the cost of another row, and counts there.

DROP VIEW IF EXISTS temp.cf_cycle_costs;
-- Question: Part of other views: what did each billing cycle cost?
-- Example: SELECT * FROM cf_cycle_costs;
CREATE TEMP VIEW cf_cycle_costs AS
SELECT account_id, account_name, currency, cycle_starts, cycle_end, usage, plan_fees, other_charges, tax,
       refunds, credits,
       CASE WHEN may_be_of_another_row THEN NULL
            -- Items of no cycle shown may be refunds alone.
            WHEN charged IS NULL AND cycle_starts IS NULL THEN refunds + credits
            ELSE coalesce(charged - coalesce(past_due, 0.0), usage + plan_fees + other_charges)
                 + refunds + credits END AS cost,
       state, prorations, likely_cause
FROM (SELECT account_id, account_name, currency, cycle_starts, cycle_end, usage, charged, past_due, state,
             may_be_of_another_row, prorations, likely_cause, coalesce(plan_fees, 0.0) AS plan_fees,
             CASE WHEN charged IS NULL
                  THEN CASE WHEN state = 'agrees' OR cycle_starts IS NULL THEN 0.0 END
                  WHEN NOT may_be_of_another_row AND state <> 'cannot be compared yet'
                  THEN charged - coalesce(past_due, 0.0) - usage - coalesce(plan_fees, 0.0)
             END AS other_charges,
             CASE WHEN tax IS NOT NULL THEN tax
                  WHEN state = 'agrees' OR charged IS NULL AND cycle_starts IS NULL THEN 0.0 END AS tax,
             coalesce(refunds, 0.0) AS refunds, coalesce(credits, 0.0) AS credits
      FROM (SELECT *,
                   -- Perhaps the amount of another row once more: nobody knows.
                   coalesce(likely_cause LIKE 'past-due amounts%', 0) AS may_be_of_another_row
            FROM cf_invoice_reconciliation));

DROP VIEW IF EXISTS temp.cf_total_cost_by_cycle;
-- Question: What did each billing cycle cost, with fees, tax and refunds?
-- Example: SELECT cycle_end, usage, plan_fees, cost, currency, state FROM cf_total_cost_by_cycle;
CREATE TEMP VIEW cf_total_cost_by_cycle AS
SELECT account_id, account_name, currency, cycle_starts, cycle_end, usage, plan_fees, other_charges, tax,
       refunds, credits, cost, state
FROM cf_cycle_costs;

DROP VIEW IF EXISTS temp.cf_total_cost;
-- Question: What does a month cost altogether, with fees, tax and refunds?
-- Example: SELECT month, usage, plan_fees, other_charges, cost, currency FROM cf_total_cost;
CREATE TEMP VIEW cf_total_cost AS
WITH RECURSIVE months(first_day, last_day, month, end) AS (
  SELECT first_day, min(date(first_day, 'start of month', '+1 month', '-1 day'), end),
         substr(first_day, 1, 7), end
  FROM (SELECT first_day, min(last_day, today) AS end FROM cf_period) WHERE first_day <= end
  UNION ALL
  SELECT date(last_day, '+1 day'), min(date(last_day, '+1 day', '+1 month', '-1 day'), end),
         substr(date(last_day, '+1 day'), 1, 7), end
  FROM months WHERE last_day < end
),
-- The window of the invoices, which is asked for anyway, and of it the period.
records AS (
  SELECT k1 AS account_id, k2 AS currency, k3 AS month, k4 AS is_in_period,
         CASE WHEN v2 = 0 THEN v1 END AS usage, v2 AS records_without_cost,
         CASE WHEN cf_config('incomplete') = 'ignore' THEN '' ELSE coalesce(v3, '') END AS complete_from
  FROM (SELECT cf_grouped('kkkk+u>', account_id, upper(currency), substr(day, 1, 7),
                          day >= (SELECT first_day FROM cf_period), cost, cost, complete_from) AS told
        FROM cf_usage_in_windows WHERE window_name = 'ended_cycles')
  CROSS JOIN cf_grouped_rows(told)
),
parts AS (
  SELECT account_id, currency, month, usage, records_without_cost, NULL AS plan_fees,
         NULL AS other_charges, NULL AS without_other, NULL AS tax, NULL AS without_tax, NULL AS refunds,
         NULL AS credits
  FROM records WHERE is_in_period
  UNION ALL
  SELECT account_id, currency, substr(day, 1, 7), NULL, NULL, price, NULL, NULL, NULL, NULL, NULL, NULL
  FROM cf_fees_due
  WHERE coalesce((SELECT currency FROM cf_parameters), currency) IS currency
    AND day BETWEEN (SELECT first_day FROM cf_period) AND (SELECT last_day FROM cf_period)
  UNION ALL
  SELECT account_id, currency, substr(cycle_end, 1, 7), NULL, NULL, NULL, other_charges,
         other_charges IS NULL, tax, tax IS NULL, NULL, NULL
  FROM cf_total_cost_by_cycle
  UNION ALL
  SELECT account_id, currency, substr(day, 1, 7), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         CASE kind WHEN 'refund' THEN amount END, CASE kind WHEN 'credit' THEN amount END
  FROM cf_history_in_windows
  WHERE window_name = 'period' AND is_in_force AND kind IN ('refund', 'credit')
    AND day <= (SELECT last_day FROM cf_period)
),
sums AS (
  SELECT account_id, currency, month, sum(usage) AS usage,
         sum(records_without_cost) AS records_without_cost, total(plan_fees) AS plan_fees,
         CASE WHEN NOT coalesce(max(without_other), 0) THEN total(other_charges) END AS other_charges,
         CASE WHEN NOT coalesce(max(without_tax), 0) THEN total(tax) END AS tax,
         total(refunds) AS refunds, total(credits) AS credits
  FROM parts GROUP BY account_id, currency, month
),
-- Whether all of an account's usage of a month is known: every day that was to come from an archive
-- was read, and no day is gone. Without any record nobody knows.
known AS (
  SELECT a.account_id, m.month,
         a.complete_from <= CASE WHEN e.archived_to IS NULL THEN m.first_day
                                 ELSE max(m.first_day, date(min(e.archived_to, '9999-12-30'), '+1 day')) END
         AND (e.archived_to IS NULL
              OR (SELECT count(*) FROM cf_read_days AS d
                  WHERE d.account_id = a.account_id AND d.day BETWEEN m.first_day AND m.last_day)
                 >= julianday(min(m.last_day, e.archived_to)) - julianday(m.first_day) + 1)
           AS is_known
  FROM (SELECT account_id, max(complete_from) AS complete_from FROM records GROUP BY 1) AS a
  CROSS JOIN months AS m LEFT JOIN cf_archive_ends AS e ON e.account_id = a.account_id
)
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = t.account_id) AS account_name,
       month, currency, usage, plan_fees, other_charges, tax, refunds, credits,
       usage + plan_fees + other_charges + refunds + credits AS cost, records_without_cost
FROM (SELECT s.account_id, s.month, s.currency,
             CASE WHEN k.is_known AND coalesce(records_without_cost, 0) = 0 THEN coalesce(usage, 0.0) END
               AS usage,
             -- An archive that knows no plan may have been filled before it kept them.
             CASE WHEN plan_fees <> 0 OR (SELECT source FROM cf_period) <> 'archive'
                       OR s.account_id IN (SELECT account_id FROM cf_plan_fees) THEN plan_fees END
               AS plan_fees,
             other_charges, tax, refunds, credits,
             coalesce(records_without_cost, 0) AS records_without_cost
      FROM sums AS s LEFT JOIN known AS k ON k.account_id = s.account_id AND k.month = s.month) AS t;
