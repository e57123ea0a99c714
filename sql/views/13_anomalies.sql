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
-- out; days that are still restated may yet change (cf_freshness). Up to three days before today of
-- which the account has no record at all may come late, and do not stand out.
--
-- A free allowance makes the first days of every billing cycle cheaper. Days on which it covers records
-- of a metric that is paid for on other days (PricingQuantity is less than ConsumedQuantity) are
-- therefore no measure for others unless there are no others, and not unusual for being cheap.

DROP VIEW IF EXISTS temp.cf_cost_anomalies;
CREATE TEMP VIEW cf_cost_anomalies AS
SELECT account_id, day, product, currency, cost, expected_cost, cost - expected_cost AS deviation,
       usual_distance
FROM (SELECT account_id, product, currency, newest, late_from, json_extract(j.value, '$.day') AS day,
             json_extract(j.value, '$.amount') AS cost,
             json_extract(j.value, '$.expected') AS expected_cost,
             json_extract(j.value, '$.usual_distance') AS usual_distance
      FROM (SELECT account_id, product, currency,
                   cf_weekday_baseline(day, cost, first_day, last_complete_day, metric,
                                       priced_quantity < quantity AND priced_unit IS unit) AS days,
                   max(max(day)) OVER (PARTITION BY account_id) AS newest,
                   date(today, '-4 days') AS late_from
            FROM cf_usage_in_windows CROSS JOIN cf_period
            WHERE window_name = 'baseline' AND NOT is_correction AND day <= last_complete_day
            GROUP BY account_id, product, currency)
      CROSS JOIN json_each(days) AS j)
WHERE (day <= newest OR newest < late_from)
  AND abs(cost - expected_cost) >= 1 AND abs(cost - expected_cost) > 0.25 * abs(expected_cost)
  AND abs(cost - expected_cost) > 4 * usual_distance;

-- Quantities add up within a metric only.
DROP VIEW IF EXISTS temp.cf_quantity_anomalies;
CREATE TEMP VIEW cf_quantity_anomalies AS
SELECT account_id, day, product, metric, unit, quantity, expected_quantity,
       quantity - expected_quantity AS deviation, usual_distance
FROM (SELECT account_id, product, metric, unit, newest, late_from,
             json_extract(j.value, '$.day') AS day,
             json_extract(j.value, '$.amount') AS quantity,
             json_extract(j.value, '$.expected') AS expected_quantity,
             json_extract(j.value, '$.usual_distance') AS usual_distance
      FROM (SELECT account_id, product, metric, unit,
                   cf_weekday_baseline(day, quantity, first_day, last_complete_day) AS days,
                   max(max(day)) OVER (PARTITION BY account_id) AS newest,
                   date(today, '-4 days') AS late_from
            FROM cf_usage_in_windows CROSS JOIN cf_period
            WHERE window_name = 'baseline' AND NOT is_correction AND day <= last_complete_day
            GROUP BY account_id, product, metric, unit)
      CROSS JOIN json_each(days) AS j)
WHERE (day <= newest OR newest < late_from)
  AND abs(quantity - expected_quantity) > 0.25 * abs(expected_quantity)
  AND abs(quantity - expected_quantity) > 4 * usual_distance;
