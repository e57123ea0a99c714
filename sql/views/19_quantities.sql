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
-- Question: How much of each metric did each zone use?
-- Example: SELECT zone_name, metric, quantity, unit FROM cf_quantity_by_zone;
CREATE TEMP VIEW cf_quantity_by_zone AS
SELECT account_id, account_name, zone_id, substr(max(day || zone_name), 11) AS zone_name, product, metric, unit,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(quantity) END AS quantity,
       count(*) AS records, max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, zone_id, product, metric, unit
WINDOW of_account AS (PARTITION BY account_id);

DROP VIEW IF EXISTS temp.cf_quantity_by_subscription;
-- Question: How much of each metric did each subscription use?
-- Example: SELECT subscription_id, metric, quantity FROM cf_quantity_by_subscription;
CREATE TEMP VIEW cf_quantity_by_subscription AS
SELECT account_id, account_name, subscription_id, product, metric, unit,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(quantity) END AS quantity,
       count(*) AS records, max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, subscription_id, product, metric, unit
WINDOW of_account AS (PARTITION BY account_id);

-- The calendar month so far and at its end, as cf_month_to_date has costs: a day to come is expected
-- to use what the same weekday did on average in the last 28 complete days, corrections left out.
-- Days that come late are expected like days to come.
-- projection_error is how far off each of the four weeks was from what the other three would have
-- told, on average, scaled to the days left. NULL: it cannot be told, as there is less than a week of
-- records, or of four weeks for the error, or a quantity is not known.
DROP VIEW IF EXISTS temp.cf_quantity_to_date;
-- Question: How much has been used this month, and how much will be at its end?
-- Example: SELECT metric, quantity, projected_quantity, unit FROM cf_quantity_to_date;
CREATE TEMP VIEW cf_quantity_to_date AS
WITH
-- `known_to`: yesterday, or the account's newest day where Cloudflare is late. `usual` is without
-- corrections.
days AS (
  SELECT *, CASE WHEN newest BETWEEN late_from AND yesterday THEN julianday(newest)
                 ELSE julianday_of_yesterday END AS known_to
  FROM (SELECT account_id, product, metric, unit, day, sum(quantity) AS quantity,
               count(*) - count(quantity) AS unknown_quantities,
               sum(CASE WHEN NOT is_correction THEN quantity END) AS usual,
               sum(NOT is_correction AND quantity IS NULL) AS unknown,
               max(max(day)) OVER (PARTITION BY account_id) AS newest
        FROM cf_usage_in_windows
        WHERE window_name = 'trend'
        GROUP BY account_id, product, metric, unit, day)
  CROSS JOIN (SELECT today, date(today, 'start of month') AS starts,
                     julianday(today, 'start of month') AS julianday_of_start,
                     julianday(today, 'start of month', '+1 month') AS julianday_of_end,
                     date(today, '-4 days') AS late_from, date(today, '-1 day') AS yesterday,
                     julianday(today, '-1 day') AS julianday_of_yesterday
              FROM cf_period LIMIT 1)  -- So it is worked out once, not for each record.
),
-- `age`: days before the first that is not known. `ahead`: how many of those are of the month before.
records AS (
  SELECT *, CAST(known_to - julianday(day) AS INTEGER) + 1 AS age,
         max(CAST(julianday_of_start - known_to AS INTEGER) - 1, 0) AS ahead
  FROM days
),
-- By weekday, which is known by its distance from that of the first day that is not known.
weekdays AS (
  SELECT account_id, product, metric, unit, (age + 7) % 7 AS distance, today, starts, ahead,
         CAST(julianday_of_end - known_to AS INTEGER) - 2 - ahead AS days_left,
         max(max(age)) OVER (PARTITION BY account_id, product, metric, unit) AS oldest,
         total(CASE WHEN day >= starts THEN quantity END) AS quantity,
         total(CASE WHEN day >= starts THEN unknown_quantities END) AS unknown_quantities,
         total(CASE WHEN age <= 28 THEN unknown END) AS unknown,
         total(CASE WHEN day = today THEN usual END) AS today_so_far,
         total(CASE WHEN age BETWEEN 1 AND 28 THEN usual END) AS used,
         total(CASE WHEN age BETWEEN 1 AND 7 THEN usual END) AS week_1,
         total(CASE WHEN age BETWEEN 8 AND 14 THEN usual END) AS week_2,
         total(CASE WHEN age BETWEEN 15 AND 21 THEN usual END) AS week_3,
         total(CASE WHEN age BETWEEN 22 AND 28 THEN usual END) AS week_4
  FROM records
  GROUP BY account_id, product, metric, unit, (age + 7) % 7
),
-- How often the weekday has occurred since the first record, and how often it is still to come after
-- the first day that is expected.
expected AS (
  SELECT *, used / nullif(min(4, CASE distance WHEN 0 THEN oldest / 7
                                               ELSE (oldest - distance) / 7 + 1 END), 0) AS usual,
         (ahead + days_left + distance) / 7 - (ahead + distance) / 7 AS to_come
  FROM weekdays
)
SELECT q.account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = q.account_id)
         AS account_name,
       substr(starts, 1, 7) AS month, product, metric, unit,
       -- Days that an archive has never read are no days of nothing.
       CASE WHEN coalesce(known_from <= starts, 1) THEN quantity END AS quantity,
       CAST(julianday(today) - julianday(starts) + 1 AS INTEGER) AS days_so_far,
       CAST(julianday(starts, '+1 month') - julianday(starts) AS INTEGER) AS days,
       CASE WHEN oldest >= 7 AND unknown = 0 AND coalesce(known_from <= min(starts, date(today, '-28 days')), 1)
            THEN quantity + later + max(coalesce(usual_today, 0.0) - today_so_far, 0.0) END
         AS projected_quantity,
       CASE WHEN oldest >= 28 AND unknown = 0 AND coalesce(known_from <= min(starts, date(today, '-28 days')), 1)
            -- (week - (all - week) / 3) is how far off the others would have been.
            THEN (abs(4 * week_1 - weeks) + abs(4 * week_2 - weeks) + abs(4 * week_3 - weeks)
                  + abs(4 * week_4 - weeks)) / 12 * (days_left + 1) / 7 END AS projection_error
FROM (SELECT account_id, product, metric, unit, today, starts, days_left, oldest,
             CASE WHEN sum(unknown_quantities) = 0 THEN sum(quantity) END AS quantity,
             sum(unknown) AS unknown, sum(usual * to_come) AS later,
             sum(today_so_far) AS today_so_far,
             max(CASE WHEN distance = (7 - ahead) % 7 THEN usual END) AS usual_today,
             sum(week_1) AS week_1, sum(week_2) AS week_2, sum(week_3) AS week_3,
             sum(week_4) AS week_4,
             sum(week_1) + sum(week_2) + sum(week_3) + sum(week_4) AS weeks
      FROM expected
      GROUP BY account_id, product, metric, unit) AS q
LEFT JOIN cf_archive_ends AS e ON e.account_id = q.account_id;
