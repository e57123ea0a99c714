-- Days that stand out from the same weekday of the six weeks before, and how many could be compared.
--
-- Inputs: cf_usage_in_windows (01_usage.sql), the window 'baseline'. Corrections are left out.
--
--   SELECT day, product, event, cost, expected_cost FROM cf_cost_anomalies ORDER BY deviation DESC;
--   SELECT product, events, days_compared, days, note FROM cf_compared_costs;
--
-- What is expected is the median of the same weekday's amounts in the six weeks before; at least four
-- of them have to be known, or the day is not compared, and nothing is said of it. Known are days of
-- which the account has records: a day without any may never have been read. Days after the newest one
-- are days of nothing, but up to three of them before today may come late: they are not compared. So
-- is today, which is incomplete; days that are still restated may yet change (cf_freshness). Where an archive
-- of an account ends before, its newest day is looked at as if it were today: days after it nobody has read.
--
-- A day stands out if it is off by more than a quarter of what is expected, by more than six times the
-- usual distance of that weekday from its median, and in proportion by more than three times as much
-- as the second-farthest of all 42 days before it in the same direction; for costs by at least one unit
-- of currency. For a day without use the last of the three is that no day of these was without.
--
-- Unusual days in the same direction that are at most a week apart are one event: 'more' or 'less',
-- 'began' if there was nothing in the weeks before, 'ended' if there was nothing from then on, for at
-- least a week. `day` is its first day, even if that lies before the period; `days` counts its unusual
-- days in the period, and amounts are those of these days together.
--
-- Free allowances make the first days of a cycle cheap, and blocks make the day dear on which one
-- begins. Neither is unusual, so what is compared is comparable_cost: what an allowance covers is
-- counted at the price of the rest, as it is missing later in the cycle, and costs of a metric that is
-- paid for in blocks are spread over its quantity.

-- A row for each product and currency (`what` is 'costs') or metric and unit ('quantities'). `events`
-- is JSON, as ext/functions/anomaly_functions.cc says.
DROP VIEW IF EXISTS temp.cf_compared_series;
-- Question: Part of other views: what of a series is unusual, as JSON?
-- Example: SELECT count(*) FROM cf_compared_series;
CREATE TEMP VIEW cf_compared_series AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = f.account_id)
         AS account_name,
       what, json_extract(s.value, '$[0]') AS product, json_extract(s.value, '$[1]') AS metric,
       json_extract(s.value, '$[2]') AS unit, json_extract(s.value, '$[3]') AS currency,
       days, json_extract(s.value, '$[4]') AS days_compared,
       json_extract(s.value, '$[5]') AS events,
       CASE WHEN json_extract(s.value, '$[4]') < days
            THEN printf('%d of %d days could be compared. Of the others too little is known, or of '
                        || 'the weeks before them: Cloudflare keeps about 30 days, an archive more.',
                        json_extract(s.value, '$[4]'), days) END AS note
FROM (SELECT account_id, what, days,
             cf_unusual_days(what, first_day, last_complete_day,
                             CASE WHEN archive_ends
                                  THEN coalesce((SELECT read_to FROM cf_archive_ends AS e
                                                 WHERE e.account_id = u.account_id), today)
                                  ELSE today END,
                             day, product, metric, unit, currency, quantity,
                             CASE WHEN is_priced_alike THEN priced_quantity END, cost) AS found
      FROM (SELECT 'costs' AS what UNION ALL SELECT 'quantities')
      CROSS JOIN cf_usage_in_windows AS u
      CROSS JOIN (SELECT first_day, last_complete_day, today,
                         max(CAST(julianday(last_complete_day) - julianday(first_day) + 1
                                  AS INTEGER), 0) AS days,
                         EXISTS (SELECT 1 FROM cf_archive_ends WHERE read_to IS NOT NULL) AS archive_ends
                  FROM cf_period LIMIT 1)  -- So it is worked out once, not for each record.
      WHERE window_name = 'baseline' AND NOT is_correction AND day <= last_complete_day
      GROUP BY account_id, what) AS f
CROSS JOIN json_each(found) AS s;

-- Amounts in JSON are texts: SQLite before 3.42 reads numbers there by the locale's decimal mark.
DROP VIEW IF EXISTS temp.cf_unusual_events;
-- Question: Part of other views: which unusual days belong together?
-- Example: SELECT count(*) FROM cf_unusual_events;
CREATE TEMP VIEW cf_unusual_events AS
SELECT account_id, account_name, what, product, metric, unit, currency,
       json_extract(e.value, '$[0]') AS day, json_extract(e.value, '$[1]') AS last_day,
       json_extract(e.value, '$[2]') AS days, json_extract(e.value, '$[3]') AS event,
       CAST(json_extract(e.value, '$[4]') AS REAL) AS charged,
       CAST(json_extract(e.value, '$[5]') AS REAL) AS compared,
       CAST(json_extract(e.value, '$[6]') AS REAL) AS expected,
       CAST(json_extract(e.value, '$[7]') AS REAL) AS usual_distance
FROM cf_compared_series CROSS JOIN json_each(events) AS e;

DROP VIEW IF EXISTS temp.cf_cost_anomalies;
-- Question: Which costs stand out from the six weeks before?
-- Example: SELECT day, event, product, cost, expected_cost, currency FROM cf_cost_anomalies;
CREATE TEMP VIEW cf_cost_anomalies AS
SELECT account_id, account_name, day, last_day, days, event, product, currency, charged AS cost,
       compared AS comparable_cost, expected AS expected_cost, compared - expected AS deviation,
       usual_distance
FROM cf_unusual_events WHERE what = 'costs';

-- Quantities add up within a metric only.
DROP VIEW IF EXISTS temp.cf_quantity_anomalies;
-- Question: Which quantities stand out from the six weeks before?
-- Example: SELECT day, event, metric, quantity, expected_quantity FROM cf_quantity_anomalies;
CREATE TEMP VIEW cf_quantity_anomalies AS
SELECT account_id, account_name, day, last_day, days, event, product, metric, unit,
       compared AS quantity, expected AS expected_quantity, compared - expected AS deviation,
       usual_distance
FROM cf_unusual_events WHERE what = 'quantities';

-- How much the two above rest on: without these figures a count of events says nothing. `days`
-- are the complete ones of the period. Cloudflare keeps about 30 days, so that without an archive no
-- more than the last two or three of a month can be compared.
DROP VIEW IF EXISTS temp.cf_compared_costs;
-- Question: How many days of costs could be looked at for anomalies?
-- Example: SELECT product, days_compared, days, events, note FROM cf_compared_costs;
CREATE TEMP VIEW cf_compared_costs AS
SELECT account_id, account_name, product, currency, days, days_compared,
       json_array_length(events) AS events, note
FROM cf_compared_series WHERE what = 'costs';

DROP VIEW IF EXISTS temp.cf_compared_quantities;
-- Question: How many days of quantities could be looked at for anomalies?
-- Example: SELECT metric, days_compared, days, events, note FROM cf_compared_quantities;
CREATE TEMP VIEW cf_compared_quantities AS
SELECT account_id, account_name, product, metric, unit, days, days_compared,
       json_array_length(events) AS events, note
FROM cf_compared_series WHERE what = 'quantities';
