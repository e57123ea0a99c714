-- Days that stand out from the same weekday of the six weeks before.
--
-- Inputs: cf_usage_in_windows (01_usage.sql), the window 'baseline'. Corrections are left out.
--
--   SELECT day, product, cost, expected_cost FROM cf_cost_anomalies ORDER BY deviation DESC;
--
-- What is expected is the median of the same weekday's values, so neither a weekend nor one earlier
-- outlier counts as unusual; four earlier weeks are needed. A day stands out if it is off by more
-- than a quarter of what is expected, by more than four times the usual distance of that weekday
-- from its median, and, for costs, by at least one unit of currency. Today is incomplete and left
-- out; days that are still restated may yet change (cf_freshness).

DROP VIEW IF EXISTS temp.cf_baseline;
CREATE TEMP VIEW cf_baseline AS
WITH RECURSIVE
kinds(kind) AS (VALUES ('cost'), ('quantity')),
weeks(week) AS (SELECT 0 UNION ALL SELECT week + 1 FROM weeks WHERE week < 6),
-- Costs by product; quantities add up within a metric only. Series are numbered: what is joined by
-- one number and the day is found at once, whatever is NULL in its names.
daily AS (
  SELECT *, dense_rank() OVER (ORDER BY kind, account_id, product, metric, unit) AS series
  FROM (SELECT kind, account_id, product, CASE kind WHEN 'quantity' THEN metric END AS metric,
               CASE kind WHEN 'quantity' THEN unit ELSE currency END AS unit, day,
               CASE WHEN count(CASE kind WHEN 'quantity' THEN quantity ELSE cost END) = count(*)
                    THEN sum(CASE kind WHEN 'quantity' THEN quantity ELSE cost END) END AS value
        FROM cf_usage_in_windows CROSS JOIN kinds
        WHERE window_name = 'baseline' AND NOT is_correction
          AND day <= (SELECT last_complete_day FROM cf_period)
        GROUP BY 1, 2, 3, 4, 5, 6)
),
series AS (
  SELECT series, kind, account_id, product, metric, unit, min(day) AS since FROM daily
  GROUP BY 1, 2, 3, 4, 5, 6
),
days(day) AS (
  SELECT first_day FROM cf_period WHERE first_day <= last_complete_day
  UNION ALL
  SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last_complete_day FROM cf_period)
),
-- Each day, as week 0, and the same weekday before it. A day without records is a day of nothing,
-- once the series has begun.
past AS (
  SELECT s.*, t.day, week, week = 0 AS itself,
         CASE WHEN d.day IS NULL THEN 0.0 ELSE d.value END AS value
  FROM series AS s
  JOIN days AS t
  JOIN weeks AS w ON date(t.day, (-7 * w.week) || ' days') >= s.since
  LEFT JOIN daily AS d ON d.series = s.series AND d.day = date(t.day, (-7 * w.week) || ' days')
),
ranked AS (
  SELECT *, row_number() OVER (same ORDER BY value) AS place, count(value) OVER same AS weeks,
         count(*) OVER same AS all_weeks
  FROM past
  WINDOW same AS (PARTITION BY series, day, itself)
),
medians AS (
  SELECT *, avg(CASE WHEN NOT itself AND place IN ((weeks + 1) / 2, (weeks + 2) / 2) THEN value END)
              OVER (PARTITION BY series, day) AS expected
  FROM ranked
),
distances AS (
  SELECT *, abs(value - expected) AS distance,
         row_number() OVER (PARTITION BY series, day, itself
                            ORDER BY abs(value - expected)) AS nearest
  FROM medians
)
SELECT kind, account_id, product, metric, unit, day, max(CASE WHEN itself THEN value END) AS value,
       max(expected) AS expected,
       avg(CASE WHEN NOT itself AND nearest IN ((weeks + 1) / 2, (weeks + 2) / 2) THEN distance END)
         AS usual_distance
FROM distances
GROUP BY series, day, kind, account_id, product, metric, unit
HAVING max(CASE WHEN NOT itself AND weeks = all_weeks THEN weeks END) >= 4;

DROP VIEW IF EXISTS temp.cf_cost_anomalies;
CREATE TEMP VIEW cf_cost_anomalies AS
SELECT account_id, day, product, unit AS currency, value AS cost, expected AS expected_cost,
       value - expected AS deviation, usual_distance
FROM cf_baseline
WHERE kind = 'cost' AND abs(value - expected) >= 1
  AND abs(value - expected) > 0.25 * abs(expected)
  AND abs(value - expected) > 4 * usual_distance;

DROP VIEW IF EXISTS temp.cf_quantity_anomalies;
CREATE TEMP VIEW cf_quantity_anomalies AS
SELECT account_id, day, product, metric, unit, value AS quantity, expected AS expected_quantity,
       value - expected AS deviation, usual_distance
FROM cf_baseline
WHERE kind = 'quantity' AND abs(value - expected) > 0.25 * abs(expected)
  AND abs(value - expected) > 4 * usual_distance;
