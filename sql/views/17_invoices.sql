-- Do the invoices agree with the usage? Was anything charged twice?
--
-- Inputs: cf_usage_in_windows (01_usage.sql), cf_history_in_windows (02_history.sql),
-- cf_subscriptions.
--
--   UPDATE cf_parameters SET first_day = date('now', '-6 months');
--   SELECT cycle_end, usage, plan_fees, charged, difference, likely_cause
--   FROM cf_invoice_reconciliation;
--
-- Amounts are in `currency`. cycle_end is the day on which cycles ended, their first day no longer
-- part of them; cycles of several subscriptions that ended together are one row, as they are on one
-- invoice. Only cycles that ended in the period, and by today, are shown. Usage that names no cycle,
-- as FOCUS without money, cannot be compared.

-- Billing cycles by subscription: the first day, and the day after the last.
DROP VIEW IF EXISTS temp.cf_cycle_usage;
CREATE TEMP VIEW cf_cycle_usage AS
SELECT account_id, subscription_id, currency, cycle_start,
       coalesce(cycle_end,
                -- Without a subscription each start is an anchor of its own; only one on the last
                -- day of a month may be one whose anchor is a later day.
                date(cf_billing_cycle_end(
                       cycle_start, CASE WHEN subscription_id IS NOT NULL
                                           OR strftime('%d', cycle_start, '+1 day') = '01'
                                         THEN anchor END),
                     '+1 day')) AS cycle_end,
       cost, records_without_cost
FROM (SELECT account_id, subscription_id, currency, cycle_start, max(cycle_end) AS cycle_end,
             sum(cost) AS cost, count(*) - count(cost) AS records_without_cost,
             max(CAST(substr(cycle_start, 9) AS INTEGER))
               OVER (PARTITION BY account_id, subscription_id) AS anchor
      FROM cf_usage_in_windows
      WHERE window_name = 'ended_cycles' AND cycle_start IS NOT NULL
      GROUP BY account_id, subscription_id, currency, cycle_start);

-- What plans cost by the month, quarter or year, as they are now.
DROP VIEW IF EXISTS temp.cf_plan_fees;
CREATE TEMP VIEW cf_plan_fees AS
SELECT s.account_id, s.currency, s.price, s.frequency,
       substr(s.current_period_start, 1, 10) AS since,
       -- The day after the last, also where the end is written as 23:59:59.
       date(s.current_period_end, '+1 second') AS until
FROM cf_live_windows AS w CROSS JOIN cf_subscriptions AS s
WHERE w.window_name = 'period' AND s.account_id IN (SELECT account_id FROM cf_selected_accounts)
  AND s.state = 'Paid' AND s.price <> 0;

DROP VIEW IF EXISTS temp.cf_invoice_reconciliation;
CREATE TEMP VIEW cf_invoice_reconciliation AS
WITH ends AS (
  SELECT account_id, currency, cycle_end, group_concat(DISTINCT cycle_start) AS cycle_starts,
         sum(cost) AS usage, sum(records_without_cost) AS records_without_cost, count(*) AS cycles
  FROM cf_cycle_usage GROUP BY account_id, currency, cycle_end
),
-- An item belongs to the cycle that ended last before it.
items AS (
  SELECT h.account_id, h.currency, h.kind, h.amount, h.description,
         (SELECT max(e.cycle_end) FROM ends AS e
          WHERE e.account_id = h.account_id AND e.currency = h.currency AND e.cycle_end <= h.day)
           AS cycle_end
  FROM cf_history_in_windows AS h WHERE h.window_name = 'ended_cycles'
),
invoiced AS (
  SELECT account_id, currency, cycle_end,
         sum(CASE kind WHEN 'charge' THEN amount END) AS charged,
         sum(CASE kind WHEN 'refund' THEN amount END) AS refunds,
         sum(CASE kind WHEN 'credit' THEN amount END) AS credits,
         count(CASE WHEN kind = 'charge' AND amount > 0 THEN 1 END)
           - count(DISTINCT CASE WHEN kind = 'charge' AND amount > 0
                                 THEN printf('%.17g ', amount) || coalesce(description, '') END)
           AS doubles
  FROM items WHERE cycle_end IS NOT NULL GROUP BY account_id, currency, cycle_end
),
fees AS (
  SELECT e.account_id, e.currency, e.cycle_end, sum(f.price) AS plan_fees
  -- Plans first: they are read once. A period that starts or ends on the last day of a short month
  -- has its anchor at the other end.
  FROM (SELECT *, CAST(max(substr(since, 9), substr(coalesce(until, since), 9)) AS INTEGER) AS anchor
        FROM cf_plan_fees) AS f
  CROSS JOIN ends AS e
    ON f.account_id = e.account_id AND f.currency = e.currency
   AND e.cycle_end = date(cf_billing_cycle_end(date(e.cycle_end, '-1 day'), f.anchor), '+1 day')
   AND CASE f.frequency
         WHEN 'monthly' THEN 1
         WHEN 'quarterly' THEN (substr(e.cycle_end, 6, 2) - substr(f.since, 6, 2)) % 3 = 0
         WHEN 'yearly' THEN substr(e.cycle_end, 6, 2) = substr(f.since, 6, 2)
       END
  GROUP BY e.account_id, e.currency, e.cycle_end
),
compared AS (
  SELECT e.account_id, e.currency, e.cycle_starts, e.cycle_end, e.usage, f.plan_fees, i.charged,
         i.refunds, i.credits, i.charged - e.usage - coalesce(f.plan_fees, 0.0) AS difference,
         e.records_without_cost, e.cycles, i.doubles
  FROM ends AS e
  LEFT JOIN invoiced AS i
    ON i.account_id = e.account_id AND i.currency = e.currency AND i.cycle_end = e.cycle_end
  LEFT JOIN fees AS f
    ON f.account_id = e.account_id AND f.currency = e.currency AND f.cycle_end = e.cycle_end
  WHERE e.cycle_end BETWEEN (SELECT first_day FROM cf_period)
                        AND (SELECT min(last_day, today) FROM cf_period)
)
SELECT account_id, currency, cycle_starts, cycle_end, usage, plan_fees, charged, refunds, credits,
       coalesce(charged, 0.0) + coalesce(refunds, 0.0) + coalesce(credits, 0.0) AS net,
       difference,
       CASE WHEN records_without_cost > 0 THEN 'usage without a cost'
            WHEN charged IS NULL AND abs(usage + coalesce(plan_fees, 0.0)) < 0.005
              THEN 'none: nothing to charge for'
            WHEN charged IS NULL AND cycle_end > (SELECT date(today, '-5 days') FROM cf_period)
              THEN 'not invoiced yet'
            WHEN charged IS NULL THEN 'no invoice'
            -- Each cycle is rounded to cents by itself.
            WHEN abs(difference) < 0.005 + 0.005 * cycles THEN 'none: they agree'
            WHEN doubles > 0 THEN 'charged twice: see cf_duplicate_charges'
            WHEN abs(difference + plan_fees) < 0.01 THEN 'plan fees not charged'
            WHEN abs(difference - plan_fees) < 0.01 THEN 'plan fees charged twice'
            WHEN plan_fees IS NULL AND difference > 0
                 AND (SELECT source FROM cf_period) = 'archive'
              THEN 'fees of plans, which are not in the archive, or other items'
            WHEN plan_fees IS NULL AND difference > 0 THEN 'fees of plans that are no longer there'
            WHEN abs(difference) < 0.02 * abs(usage) THEN 'usage restated after the invoice'
            WHEN difference < 0 THEN 'less charged than used: a discount or a contract'
            ELSE 'more charged than used: other items on the invoice' END AS likely_cause
FROM compared;

-- The same amount with the same description again within three days, the second time in the period. A
-- candidate, not a proof.
DROP VIEW IF EXISTS temp.cf_duplicate_charges;
CREATE TEMP VIEW cf_duplicate_charges AS
SELECT account_id, day, id, previous_day, previous_id, amount, currency, description
FROM (SELECT account_id, day, id, amount, currency, description,
             lag(day) OVER same AS previous_day, lag(id) OVER same AS previous_id
      FROM cf_history_in_windows
      WHERE window_name = 'ended_cycles' AND kind = 'charge' AND amount > 0
      WINDOW same AS (PARTITION BY account_id, currency, amount, description ORDER BY day, id))
WHERE julianday(day) - julianday(previous_day) <= 3
  AND day BETWEEN (SELECT first_day FROM cf_period) AND (SELECT last_day FROM cf_period);
