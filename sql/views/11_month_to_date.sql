-- What the running month has cost so far, and what it will have cost at its end.
--
-- Inputs: cf_usage_in_windows (01_usage.sql), the last 31 days of it.
--
--   SELECT month, cost, projected_cost, projection_error, currency FROM cf_month_to_date;
--
-- cf_month_to_date goes by the calendar; cf_billing_cycle_to_date by the billing cycles that are
-- open, which may start on any day and are one for each subscription. Costs are in `currency`.
--
-- cost is all that is known, today's incomplete part and corrections too. A day to come is expected
-- to cost what the same weekday did on average in the last 28 complete days, corrections left out;
-- projected_cost adds those days, and what today usually costs more than it has so far.
-- projection_error is how far off such expectations were on average for the last four weeks, scaled
-- to the days left. NULL: it cannot be told, as a weekday has not occurred yet, Cloudflare does not
-- give all costs, or cycles of several subscriptions without a name began on one day.

DROP VIEW IF EXISTS temp.cf_series_to_date;
CREATE TEMP VIEW cf_series_to_date AS
WITH RECURSIVE
numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 61),
kinds(kind) AS (VALUES ('month'), ('cycle')),
-- `usual` is without corrections, and NULL if a part of it is unknown.
records AS (
  SELECT kind, account_id, CASE kind WHEN 'cycle' THEN subscription_id END AS subscription_id,
         currency, CASE kind WHEN 'cycle' THEN cycle_start END AS cycle_start,
         max(CASE kind WHEN 'cycle' THEN cycle_end END) AS cycle_end, day, sum(cost) AS cost,
         CASE WHEN sum(NOT is_correction AND cost IS NULL) = 0
              THEN total(CASE WHEN NOT is_correction THEN cost END) END AS usual,
         count(*) - count(cost) AS unknown
  -- Records first, kinds for each of them: they are read once.
  FROM cf_usage_in_windows CROSS JOIN kinds
  WHERE window_name = 'trend'
  GROUP BY 1, 2, 3, 4, 5, day
),
-- A series is a subscription's. Older answers name none: then each anchor is a series of its own, and
-- only a start on the last day of a month may be one whose anchor is a later day. If several anchors
-- may have met there, nobody can tell what is usual for each.
daily AS (
  SELECT kind, account_id, subscription_id, currency, cycle_start, cycle_end, day, cost, unknown,
         CASE WHEN subscription_id IS NOT NULL OR coalesce(earlier, latest) IS latest THEN usual END
           AS usual,
         CASE WHEN subscription_id IS NOT NULL OR at_end THEN latest ELSE start_day END AS anchor,
         coalesce(subscription_id, CASE WHEN at_end THEN latest ELSE start_day END) AS series
  FROM (SELECT *, min(CASE WHEN NOT at_end AND start_day >= first_end THEN start_day END)
                    OVER (PARTITION BY kind, account_id, subscription_id) AS earlier
        FROM (SELECT *, max(start_day) OVER same AS latest,
                     min(CASE WHEN at_end THEN start_day END) OVER same AS first_end
              FROM (SELECT *, CAST(substr(cycle_start, 9) AS INTEGER) AS start_day,
                           strftime('%d', cycle_start, '+1 day') = '01' AS at_end
                    FROM records)
              WINDOW same AS (PARTITION BY kind, account_id, subscription_id)))
),
-- Months and cycles that are open. One without a record yet has cost nothing.
so_far AS (
  SELECT *, julianday(ends) - julianday(today) AS days_left
  FROM (SELECT kind, account_id, subscription_id, series, currency, starts, today,
               CASE kind WHEN 'month' THEN date(starts, '+1 month')
                         ELSE coalesce(max(cycle_end), date(cf_billing_cycle_end(starts, max(anchor)),
                                                            '+1 day')) END AS ends,
               CASE WHEN max(day) < starts THEN 0.0
                    ELSE sum(CASE WHEN day >= starts THEN cost END) END AS cost,
               total(CASE WHEN day >= starts THEN unknown END) AS unknown,
               total(CASE WHEN day = today THEN usual END) AS usual_today
        FROM (SELECT daily.*, today, CASE kind WHEN 'month' THEN date(today, 'start of month')
                                               ELSE cycle_start END AS starts
              FROM daily CROSS JOIN cf_period)
        WHERE starts IS NOT NULL
        GROUP BY kind, account_id, series, currency, starts)
  WHERE ends > today
),
-- The last 28 complete days, from the first on that has a record; a day without any cost nothing.
trend AS (
  SELECT s.kind, s.account_id, s.series, s.currency, n / 7 AS week, strftime('%w', c.day) AS weekday,
         CASE WHEN d.day IS NULL THEN 0.0 ELSE d.usual END AS cost
  FROM (SELECT kind, account_id, series, currency, min(day) AS since
        FROM daily GROUP BY 1, 2, 3, 4) AS s
  JOIN (SELECT n, date(today, -(n + 1) || ' days') AS day FROM cf_period CROSS JOIN numbers
        WHERE n < 28) AS c ON c.day >= s.since
  LEFT JOIN (SELECT kind, account_id, series, currency, day,
                    CASE WHEN count(usual) = count(*) THEN sum(usual) END AS usual
             FROM daily GROUP BY 1, 2, 3, 4, 5) AS d
    ON d.kind = s.kind AND d.account_id = s.account_id AND d.series IS s.series
   AND d.currency IS s.currency AND d.day = c.day
),
weekdays AS (
  SELECT kind, account_id, series, currency, weekday,
         CASE WHEN count(cost) = count(*) THEN avg(cost) END AS expected
  FROM trend GROUP BY 1, 2, 3, 4, 5
),
-- By how much each whole week missed what the same weekdays of the other weeks would have told; and
-- what a day of the last seven has cost.
weeks AS (
  SELECT kind, account_id, series, currency,
         CASE WHEN count(miss) > 1 THEN avg(abs(miss)) END AS error,
         max(CASE WHEN week = 0 THEN daily_cost END) AS recent_daily_cost
  FROM (SELECT kind, account_id, series, currency, week,
               CASE WHEN count(cost) = 7 THEN avg(cost) END AS daily_cost,
               CASE WHEN count(cost) = 7 AND count(weeks) = 7
                    THEN sum(cost - (of_weekday - cost) / (weeks - 1)) END AS miss
        FROM (SELECT *, sum(cost) OVER same AS of_weekday, nullif(count(cost) OVER same, 1) AS weeks
              FROM trend
              WINDOW same AS (PARTITION BY kind, account_id, series, currency, weekday))
        GROUP BY 1, 2, 3, 4, 5)
  GROUP BY 1, 2, 3, 4
),
to_come AS (
  SELECT s.kind, s.account_id, s.series, s.currency, s.starts,
         max(CASE WHEN n = 0 THEN expected END) AS today,
         CASE WHEN count(expected) = days_left
              THEN sum(CASE WHEN n > 0 THEN expected ELSE 0.0 END) END AS later
  FROM so_far AS s JOIN numbers ON n < days_left
  JOIN weekdays AS w ON w.kind = s.kind AND w.account_id = s.account_id
   AND w.series IS s.series AND w.currency IS s.currency
   AND w.weekday = strftime('%w', s.today, n || ' days')
  GROUP BY 1, 2, 3, 4, 5
)
SELECT s.kind, s.account_id, s.subscription_id, s.currency, s.starts, s.ends, s.cost,
       CAST(julianday(s.today) - julianday(s.starts) + 1 AS INTEGER) AS days_so_far,
       CAST(julianday(s.ends) - julianday(s.starts) AS INTEGER) AS days,
       CASE WHEN s.unknown = 0 THEN s.cost + t.later + max(t.today - s.usual_today, 0.0) END
         AS projected_cost,
       CASE WHEN s.unknown = 0 AND t.later IS NOT NULL THEN e.error * s.days_left / 7 END
         AS projection_error,
       CAST(s.unknown AS INTEGER) AS records_without_cost, e.recent_daily_cost
FROM so_far AS s
LEFT JOIN to_come AS t ON t.kind = s.kind AND t.account_id = s.account_id
 AND t.series IS s.series AND t.currency IS s.currency AND t.starts = s.starts
LEFT JOIN weeks AS e ON e.kind = s.kind AND e.account_id = s.account_id
 AND e.series IS s.series AND e.currency IS s.currency;

DROP VIEW IF EXISTS temp.cf_month_to_date;
CREATE TEMP VIEW cf_month_to_date AS
SELECT account_id, substr(starts, 1, 7) AS month, currency, cost, days_so_far, days, projected_cost,
       projection_error, records_without_cost
FROM cf_series_to_date WHERE kind = 'month';

DROP VIEW IF EXISTS temp.cf_billing_cycle_to_date;
CREATE TEMP VIEW cf_billing_cycle_to_date AS
SELECT account_id, subscription_id, starts AS cycle_start, date(ends, '-1 day') AS last_day, currency,
       cost, days_so_far, days, projected_cost, projection_error, records_without_cost
FROM cf_series_to_date WHERE kind = 'cycle';
