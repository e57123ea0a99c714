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
-- projected_cost adds those days, and what today usually costs more than it has so far. Cloudflare may
-- be late: if an account has no record at all of up to three days before today, nor of today, they are
-- expected like days to come, and what is usual is that of the 28 days up to its newest day.
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
         count(*) - count(cost) AS unknown,
         -- Records of every currency tell which day is the newest.
         max(max(day)) OVER (PARTITION BY account_id) AS newest
  -- Records first, kinds for each of them: they are read once.
  FROM cf_usage_records CROSS JOIN kinds
  WHERE window_name = 'trend'
  GROUP BY 1, 2, 3, 4, 5, day
),
-- A series is a subscription's. Older answers name none: then each anchor is a series of its own, and
-- only a start on the last day of a month may be one whose anchor is a later day. If several anchors
-- may have met there, nobody can tell what is usual for each.
daily AS (
  SELECT kind, account_id, subscription_id, currency, cycle_start, cycle_end, day, cost, unknown,
         known_to,
         CASE WHEN subscription_id IS NOT NULL OR coalesce(earlier, latest) IS latest THEN usual END
           AS usual,
         CASE WHEN subscription_id IS NOT NULL OR at_end THEN latest ELSE start_day END AS anchor,
         coalesce(subscription_id, CASE WHEN at_end THEN latest ELSE start_day END) AS series
  FROM (SELECT *, min(CASE WHEN NOT at_end AND start_day >= first_end THEN start_day END)
                    OVER (PARTITION BY kind, account_id, subscription_id) AS earlier
        FROM (SELECT *, max(start_day) OVER same AS latest,
                     min(CASE WHEN at_end THEN start_day END) OVER same AS first_end
              FROM (SELECT *, CAST(substr(cycle_start, 9) AS INTEGER) AS start_day,
                           strftime('%d', cycle_start, '+1 day') = '01' AS at_end,
                           CASE WHEN newest BETWEEN late_from AND yesterday THEN newest
                                ELSE yesterday END AS known_to
                    FROM records
                    CROSS JOIN (SELECT date(today, '-4 days') AS late_from,
                                       date(today, '-1 day') AS yesterday FROM cf_period)
                    WHERE (SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
                       OR currency = (SELECT currency FROM cf_parameters))
              WINDOW same AS (PARTITION BY kind, account_id, subscription_id)))
),
-- Months and cycles that are open. A month without a record yet has cost nothing; a cycle is there
-- from its first record on, since nobody can tell whether its subscription goes on.
so_far AS (
  SELECT *, julianday(ends) - julianday(expected_from) AS days_left
  FROM (SELECT kind, account_id, subscription_id, series, currency, starts, today,
               CASE kind WHEN 'month' THEN date(starts, '+1 month')
                         ELSE coalesce(max(cycle_end), date(cf_billing_cycle_end(starts, max(anchor)),
                                                            '+1 day')) END AS ends,
               CASE WHEN max(day) < starts THEN 0.0
                    ELSE sum(CASE WHEN day >= starts THEN cost END) END AS cost,
               max(date(max(known_to), '+1 day'), starts) AS expected_from,
               total(CASE WHEN day >= starts THEN unknown END) AS unknown,
               total(CASE WHEN day = today THEN usual END) AS usual_today
        FROM (SELECT daily.*, today, CASE kind WHEN 'month' THEN date(today, 'start of month')
                                               ELSE cycle_start END AS starts
              FROM daily CROSS JOIN cf_period)
        WHERE starts IS NOT NULL
        GROUP BY kind, account_id, series, currency, starts)
  WHERE ends > today
),
-- The last 28 days that are known, from the first on that has a record; a day without any cost nothing.
trend AS (
  SELECT s.kind, s.account_id, s.series, s.currency, n / 7 AS week,
         strftime('%w', s.known_to, -n || ' days') AS weekday,
         CASE WHEN d.day IS NULL THEN 0.0 ELSE d.usual END AS cost
  FROM (SELECT kind, account_id, series, currency, min(day) AS since, max(known_to) AS known_to
        FROM daily GROUP BY 1, 2, 3, 4) AS s
  JOIN numbers ON n < 28 AND date(known_to, -n || ' days') >= since
  LEFT JOIN (SELECT kind, account_id, series, currency, day,
                    CASE WHEN count(usual) = count(*) THEN sum(usual) END AS usual
             FROM daily GROUP BY 1, 2, 3, 4, 5) AS d
    ON d.kind = s.kind AND d.account_id = s.account_id AND d.series IS s.series
   AND d.currency IS s.currency AND d.day = date(s.known_to, -n || ' days')
),
-- By how much each day missed what the same weekday of the other weeks would have told.
missed AS (
  SELECT *, cost - (sum(cost) OVER same - cost) / (nullif(count(cost) OVER same, 1) - 1) AS miss
  FROM trend
  WINDOW same AS (PARTITION BY kind, account_id, series, currency, weekday)
),
-- By weekday what a day is expected to cost. Each whole week has each weekday once: `error`, how far
-- off whole weeks were on average, and `recent`, what a day of the last one has cost, are the same in
-- all weekdays of a series.
usually AS (
  SELECT kind, account_id, series, currency, weekday,
         CASE WHEN count(cost) = count(*) THEN avg(cost) END AS expected,
         CASE WHEN count(week_miss) > 1 THEN avg(abs(week_miss)) END AS error,
         max(CASE WHEN week = 0 THEN daily_cost END) AS recent
  FROM (SELECT *, CASE WHEN count(miss) OVER same = 7 THEN sum(miss) OVER same END AS week_miss,
               CASE WHEN count(cost) OVER same = 7 THEN avg(cost) OVER same END AS daily_cost
        FROM missed
        WINDOW same AS (PARTITION BY kind, account_id, series, currency, week))
  GROUP BY 1, 2, 3, 4, 5
)
SELECT kind, account_id, subscription_id, currency, starts, ends, cost,
       CAST(julianday(today) - julianday(starts) + 1 AS INTEGER) AS days_so_far,
       CAST(julianday(ends) - julianday(starts) AS INTEGER) AS days,
       CASE WHEN unknown = 0 THEN cost + later + max(expected_today - usual_today, 0.0) END
         AS projected_cost,
       CASE WHEN unknown = 0 AND later IS NOT NULL THEN error * days_left / 7 END AS projection_error,
       CAST(unknown AS INTEGER) AS records_without_cost, recent AS recent_daily_cost
FROM (SELECT s.*, max(CASE WHEN n = 0 THEN expected END) AS expected_today,
             CASE WHEN count(expected) = days_left
                  THEN sum(CASE WHEN n > 0 THEN expected ELSE 0.0 END) END AS later,
             max(u.error) AS error, max(u.recent) AS recent
      FROM so_far AS s
      JOIN numbers ON n < days_left
      LEFT JOIN usually AS u ON u.kind = s.kind AND u.account_id = s.account_id
       AND u.series IS s.series AND u.currency IS s.currency
       AND u.weekday = strftime('%w', expected_from, n || ' days')
      GROUP BY s.kind, s.account_id, s.series, s.currency, s.starts);

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
