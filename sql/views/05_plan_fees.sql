-- Plan fees: what plans cost, and the days on which their fees are due.
--
-- Inputs: cf_windows and cf_live_windows (00_parameters.sql, 01_usage.sql), cf_subscriptions.
--
--   SELECT account_id, day, price, currency, plan FROM cf_fees_due;
--
-- Prices are in `currency`, for a period of `frequency`. A fee is due on the day on which its period begins.

-- What plans cost by the month, quarter or year, as they are now: those that are paid for, and those
-- that have ended, until then. sql/archive_views.sql has another cf_plan_fees, which knows archived
-- ones: a plan whose price changed is a row for each price, of what is due from valid_from on and
-- before valid_until (NULL: whenever).
DROP VIEW IF EXISTS temp.cf_plan_fees;
-- Question: Part of other views: what do plans cost, as they are or as the archive knows them?
-- Example: SELECT * FROM cf_plan_fees;
CREATE TEMP VIEW cf_plan_fees AS SELECT * FROM cf_live_plan_fees;
DROP VIEW IF EXISTS temp.cf_live_plan_fees;
-- Question: Part of other views: what do plans cost, as they are now?
-- Example: SELECT * FROM cf_live_plan_fees;
CREATE TEMP VIEW cf_live_plan_fees AS
SELECT account_id, currency, price, frequency, since, until, NULL AS valid_from,
       CASE WHEN state <> 'paid' THEN until END AS valid_until, plan
FROM (SELECT s.account_id, s.currency, s.price, s.frequency, lower(s.state) AS state,
             substr(s.current_period_start, 1, 10) AS since,
             -- The day after the last, also where the end is written as 23:59:59.
             date(s.current_period_end, '+1 second') AS until,
             s.rate_plan_public_name || coalesce(' (' || s.zone_name || ')', '') AS plan
      FROM cf_live_windows AS w CROSS JOIN cf_subscriptions AS s
      WHERE w.window_name = 'period' AND s.account_id IN (SELECT account_id FROM cf_selected_accounts)
        AND s.price <> 0)
WHERE state = 'paid' OR state IN ('cancelled', 'canceled', 'expired') AND until IS NOT NULL;

-- Fees, each on the day on which its period begins: in the window of cycles that ended, and, by plans as they
-- are now, in the whole month of today.
DROP VIEW IF EXISTS temp.cf_fees_in_windows;
-- Question: Part of other views: which fees of plans are due in which span of days?
-- Example: SELECT * FROM cf_fees_in_windows;
CREATE TEMP VIEW cf_fees_in_windows AS
WITH RECURSIVE windows(window_name, first_day, last_day) AS (
  SELECT window_name, w.first_day, min(today, date(p.last_day, '+5 days'))
  FROM cf_windows AS w CROSS JOIN cf_period AS p WHERE window_name = 'ended_cycles'
  UNION ALL
  SELECT 'month', date(today, 'start of month'), date(today, 'start of month', '+1 month', '-1 day')
  FROM cf_period
),
plans AS (
  SELECT *,
         -- A plan that was taken in the middle of a cycle began then: the end of its period tells the
         -- anchor, the start is none.
         CASE WHEN date(cf_billing_cycle_end(date(since, '-1 day'), anchor), '+1 day') <> since
              THEN max(since, coalesce(valid_from, '')) ELSE valid_from END AS due_from
  FROM (SELECT account_id, upper(currency) AS currency, price, frequency, since, valid_from, valid_until,
               plan,
               -- A period that ends on the last day of a short month may have its anchor at the start.
               CAST(CASE WHEN until IS NULL OR strftime('%d', until, '+1 day') = '01'
                              AND substr(since, 9) > substr(until, 9)
                         THEN substr(since, 9) ELSE substr(until, 9) END AS INTEGER) AS anchor
        FROM cf_plan_fees)
),
days AS (
  SELECT window_name, last_day, account_id, currency, price, frequency, since, due_from, valid_until, plan,
         anchor, date(cf_billing_cycle_end(date(first_day, '-1 day'), anchor), '+1 day') AS day
  -- Plans first: they are read once.
  FROM plans CROSS JOIN windows
  UNION ALL
  SELECT window_name, last_day, account_id, currency, price, frequency, since, due_from, valid_until, plan,
         anchor, date(cf_billing_cycle_end(day, anchor), '+1 day')
  FROM days WHERE day <= last_day
)
SELECT window_name, account_id, day, currency, price, plan
FROM days
WHERE day >= coalesce(due_from, '') AND day < coalesce(valid_until, '9999') AND day <= last_day
  AND CASE frequency WHEN 'monthly' THEN 1
                     WHEN 'quarterly' THEN (substr(day, 6, 2) - substr(since, 6, 2)) % 3 = 0
                     WHEN 'yearly' THEN substr(day, 6, 2) = substr(since, 6, 2) END;

DROP VIEW IF EXISTS temp.cf_fees_due;
-- Question: Part of other views: which fees of plans are due on which day?
-- Example: SELECT * FROM cf_fees_due;
CREATE TEMP VIEW cf_fees_due AS
SELECT account_id, day, currency, price, plan FROM cf_fees_in_windows WHERE window_name = 'ended_cycles';
