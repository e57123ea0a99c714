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
  SELECT first_day FROM cf_windows WHERE window_name = 'baseline'
  UNION ALL
  SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last_complete_day FROM cf_period)
),
-- A day without records is a day of nothing, once the series has begun.
filled AS (
  SELECT s.series, t.day, weekday, CASE WHEN d.day IS NULL THEN 0.0 ELSE d.value END AS value
  FROM series AS s
  JOIN (SELECT day, strftime('%w', day) AS weekday FROM days) AS t ON t.day >= s.since
  LEFT JOIN daily AS d ON d.series = s.series AND d.day = t.day
),
-- Each day beside the same weekday of the six weeks before.
compared AS (
  SELECT *, cf_median(a, b, c, d, e, f) AS expected
  FROM (SELECT series, day, value, lag(value, 1) OVER same AS a, lag(value, 2) OVER same AS b,
               lag(value, 3) OVER same AS c, lag(value, 4) OVER same AS d,
               lag(value, 5) OVER same AS e, lag(value, 6) OVER same AS f,
               count(*) OVER earlier AS weeks, count(value) OVER earlier AS known
        FROM filled
        WINDOW same AS (PARTITION BY series, weekday ORDER BY day),
               earlier AS (PARTITION BY series, weekday ORDER BY day
                           ROWS BETWEEN 6 PRECEDING AND 1 PRECEDING))
  WHERE day >= (SELECT first_day FROM cf_period) AND weeks >= 4 AND known = weeks
)
SELECT kind, account_id, product, metric, unit, day, value, expected,
       cf_median(abs(a - expected), abs(b - expected), abs(c - expected), abs(d - expected),
                 abs(e - expected), abs(f - expected)) AS usual_distance
FROM compared JOIN series USING (series);

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
