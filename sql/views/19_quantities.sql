-- The twins in quantities of what is spent: for accounts whose costs Cloudflare does not tell.
--
-- Inputs: cf_usage and cf_usage_in_windows (01_usage.sql).
--
--   SELECT metric, unit, quantity, projected_quantity, projection_error FROM cf_quantity_to_date;
--
-- Quantities are in `unit` and add up within a metric only. Currencies do not tell them apart.
-- cf_quantity_by_day is in 10_spend.sql, cf_quantity_anomalies in 13_anomalies.sql; an estimate of
-- costs is in 14_allowance_and_estimates.sql.

DROP VIEW IF EXISTS temp.cf_quantity_by_zone;
CREATE TEMP VIEW cf_quantity_by_zone AS
SELECT account_id, zone_id, substr(max(day || zone_name), 11) AS zone_name, product, metric, unit,
       sum(quantity) AS quantity, count(*) AS records
FROM cf_usage
GROUP BY account_id, zone_id, product, metric, unit;

DROP VIEW IF EXISTS temp.cf_quantity_by_subscription;
CREATE TEMP VIEW cf_quantity_by_subscription AS
SELECT account_id, subscription_id, product, metric, unit, sum(quantity) AS quantity,
       count(*) AS records
FROM cf_usage
GROUP BY account_id, subscription_id, product, metric, unit;

-- The calendar month so far and at its end, by the rules of cf_month_to_date: a day to come is expected
-- to use what the same weekday did on average in the last 28 complete days, corrections left out.
-- projection_error is how far off each of the four weeks was from what the other three would have
-- told, on average, scaled to the days left. NULL: it cannot be told, as there is less than a week of
-- records, or of four weeks for the error, or a quantity is not known.
DROP VIEW IF EXISTS temp.cf_quantity_to_date;
CREATE TEMP VIEW cf_quantity_to_date AS
WITH
-- `age`: days before today. `usual` is without corrections.
records AS (
  SELECT account_id, product, metric, unit, day, quantity,
         CASE WHEN NOT is_correction THEN quantity END AS usual,
         NOT is_correction AND quantity IS NULL AS is_unknown,
         CAST(julianday(today) - julianday(day) AS INTEGER) AS age, today,
         date(today, 'start of month') AS starts
  FROM cf_usage_in_windows
  CROSS JOIN (SELECT today FROM cf_period LIMIT 1)
  WHERE window_name = 'trend'
),
-- By weekday, which is known by its distance from today's.
weekdays AS (
  SELECT account_id, product, metric, unit, age % 7 AS distance, today, starts,
         CAST(julianday(starts, '+1 month') - julianday(today) AS INTEGER) - 1 AS days_left,
         max(max(age)) OVER (PARTITION BY account_id, product, metric, unit) AS oldest,
         total(CASE WHEN day >= starts THEN quantity END) AS quantity,
         sum(day >= starts AND quantity IS NULL) AS unknown_quantities,
         sum(is_unknown AND age <= 28) AS unknown,
         total(CASE WHEN age = 0 THEN usual END) AS today_so_far,
         total(CASE WHEN age BETWEEN 1 AND 28 THEN usual END) AS used,
         total(CASE WHEN age BETWEEN 1 AND 7 THEN usual END) AS week_1,
         total(CASE WHEN age BETWEEN 8 AND 14 THEN usual END) AS week_2,
         total(CASE WHEN age BETWEEN 15 AND 21 THEN usual END) AS week_3,
         total(CASE WHEN age BETWEEN 22 AND 28 THEN usual END) AS week_4
  FROM records
  GROUP BY account_id, product, metric, unit, age % 7
),
-- How often the weekday has occurred since the first record, and how often it is still to come.
expected AS (
  SELECT *, used / nullif(min(4, CASE distance WHEN 0 THEN oldest / 7
                                               ELSE (oldest - distance) / 7 + 1 END), 0) AS usual,
         (days_left + distance) / 7 AS to_come
  FROM weekdays
)
SELECT account_id, substr(starts, 1, 7) AS month, product, metric, unit, quantity,
       CAST(julianday(today) - julianday(starts) + 1 AS INTEGER) AS days_so_far,
       CAST(julianday(today) - julianday(starts) + 1 AS INTEGER) + days_left AS days,
       CASE WHEN oldest >= 7 AND unknown = 0
            THEN quantity + later + max(coalesce(usual_today, 0.0) - today_so_far, 0.0) END
         AS projected_quantity,
       CASE WHEN oldest >= 28 AND unknown = 0
            -- (week - (all - week) / 3) is how far off the others would have been.
            THEN (abs(4 * week_1 - weeks) + abs(4 * week_2 - weeks) + abs(4 * week_3 - weeks)
                  + abs(4 * week_4 - weeks)) / 12 * (days_left + 1) / 7 END AS projection_error
FROM (SELECT account_id, product, metric, unit, today, starts, days_left, oldest,
             CASE WHEN sum(unknown_quantities) = 0 THEN sum(quantity) END AS quantity,
             sum(unknown) AS unknown, sum(usual * to_come) AS later,
             sum(today_so_far) AS today_so_far,
             max(CASE WHEN distance = 0 THEN usual END) AS usual_today,
             sum(week_1) AS week_1, sum(week_2) AS week_2, sum(week_3) AS week_3,
             sum(week_4) AS week_4,
             sum(week_1) + sum(week_2) + sum(week_3) + sum(week_4) AS weeks
      FROM expected
      GROUP BY account_id, product, metric, unit);
