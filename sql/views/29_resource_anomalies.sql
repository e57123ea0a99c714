-- Which Worker, bucket, database or queue uses far more than is usual, yesterday or right now?
--
-- Inputs: cf_resource_usage (the table), cf_resources_in_windows, cf_resource_questions
-- (27_attributed_cost.sql), cf_price_list (03_prices.sql), cf_free_allowance (14_allowance_and_estimates.sql),
-- cf_cycle_usage (17_invoices.sql).
--
--   SELECT sentence FROM cf_resource_anomalies ORDER BY estimated_cost DESC;
--
-- What is billed is known a day or two later; analytics tell it within minutes. Yesterday, today so far and the
-- last six hours are compared with the same weekday of the four weeks before, the six hours with a quarter of
-- its day. All four days have to be known: known is the first on which analytics tell anything of that service
-- in that account, and all after it that are also behind the last one of which nothing is known, as it was refused
-- or never read. Analytics that are kept for less than four weeks need an archive for that. Where less is known,
-- as of a service that is new, each day before counts, and what costs less than ten units of currency is not said:
-- usual_quantity is NULL then, and the sentence says since when.
--
-- A resource stands out if it used more than three times as much (in six hours: five times) as on the one of
-- the four days on which it used most, and a month before (what works once a month: behind a month of 31 days the
-- API is asked for that day as well, of what stands out alone), and if that costs
-- something: estimated_cost, in units of `currency`, is what it comes to until the billing cycle ends if it goes
-- on like that, by the price list and beyond what of the allowance would be left. It is an estimate; what comes
-- to less than one unit of currency is not said, nor at a cycle's end what would in a week. What has no price
-- stands out if it makes more than half of what the account uses of the service.

DROP VIEW IF EXISTS temp.cf_live_hour_days;
-- Question: Part of other views: of which days is the API asked what resources used in each hour?
-- Example: SELECT first_day, last_day FROM cf_live_hour_days;
CREATE TEMP VIEW cf_live_hour_days AS
SELECT date(today, '-1 day') AS first_day, today AS last_day FROM cf_period WHERE source <> 'archive';

DROP VIEW IF EXISTS temp.cf_live_resource_hours;
-- Question: Part of other views: what did each resource use in each hour of yesterday and today?
-- Example: SELECT count(*) FROM cf_live_resource_hours;
CREATE TEMP VIEW cf_live_resource_hours AS
SELECT r.account_id, r.hour, r.service, r.resource_type, r.resource_id, r.quantity
FROM cf_live_hour_days AS w CROSS JOIN cf_resource_questions AS q CROSS JOIN cf_resource_usage AS r
WHERE r.account_id IN (SELECT value FROM json_each(q.accounts))
  AND r.service IN (SELECT value FROM json_each(q.services)) AND r.told = q.told
  AND r.granularity = 'hour' AND r.incomplete = 'ignore' AND r.day BETWEEN w.first_day AND w.last_day;

-- Of a month of 31 days more days are looked at than one request brings. An archive has them.
DROP VIEW IF EXISTS temp.cf_live_resources_before;
-- Question: Part of other views: what did each resource use on the days before the last 31?
-- Example: SELECT count(*) FROM cf_live_resources_before;
CREATE TEMP VIEW cf_live_resources_before AS
SELECT r.account_id, r.day, r.service, r.resource_type, r.resource_id, r.quantity
FROM cf_period AS p CROSS JOIN cf_resource_usage AS r
WHERE p.source = 'live' AND r.account_id IN (SELECT account_id FROM cf_selected_accounts) AND r.incomplete = 'ignore'
  AND r.quantity > 0 AND r.day BETWEEN date(p.today, '-33 days') AND date(p.today, '-31 days');

-- Analytics are late as well: the last six hours end with the newest one that an account has.
DROP VIEW IF EXISTS temp.cf_recent_hours;
-- Question: Part of other views: what did each resource use in the last six hours?
-- Example: SELECT * FROM cf_recent_hours;
CREATE TEMP VIEW cf_recent_hours AS
SELECT account_id, service, resource_type, resource_id, sum(quantity) AS quantity,
       substr(newest, 1, 10) AS day, strftime('%Y-%m-%dT%H:%M:%SZ', newest, '-5 hours') AS since
FROM (SELECT *, max(hour) OVER (PARTITION BY account_id) AS newest FROM cf_live_resource_hours)
WHERE hour > strftime('%Y-%m-%dT%H:%M:%SZ', newest, '-6 hours') AND service IS NOT NULL
  AND quantity IS NOT NULL
GROUP BY account_id, service, resource_type, resource_id, newest;

-- Days and hours, each with what is usual for it.
DROP VIEW IF EXISTS temp.cf_recent_resources;
-- Question: Part of other views: what did each resource use of late, and how much is usual?
-- Example: SELECT count(*) FROM cf_recent_resources;
CREATE TEMP VIEW cf_recent_resources AS
WITH
told AS (
  SELECT account_id, CAST(cf_service_key(service) AS TEXT) AS key, max(service) AS service, day, trend_day,
         resource_type, resource_id, max(resource_name) AS resource_name, max(unit) AS unit,
         sum(quantity) AS quantity, count(quantity) < count(*) AS is_unknown
  FROM (SELECT *, day AS trend_day FROM cf_resources_in_windows
        -- So many that each dataset takes one request.
        WHERE window_name = 'trend' AND service IS NOT NULL AND day >= (SELECT date(today, '-30 days') FROM cf_period)
        UNION ALL
        SELECT *, NULL FROM cf_resources_in_windows
        WHERE window_name = 'ended_cycles' AND service IS NOT NULL AND quantity IS NOT NULL
          AND (SELECT source FROM cf_period) <> 'live' AND day BETWEEN (SELECT date(today, '-33 days') FROM cf_period)
                                                               AND (SELECT date(today, '-31 days') FROM cf_period))
  WHERE NOT EXISTS (SELECT 1 FROM cf_report_services)
     OR cf_service_key(service) IN (SELECT cf_service_key(service) FROM cf_report_services)
  GROUP BY account_id, cf_service_key(service), day, trend_day, resource_type, resource_id
),
-- Who is unknown yesterday as well is so always, like a dataset that the plan does not have: it is not compared, and
-- stands in nobody's way. What is unknown without a resource is so of all that use the service.
marked AS (
  SELECT t.*, CASE WHEN NOT max(is_unknown AND day = date(p.today, '-1 day')) OVER each
                   THEN max(CASE WHEN is_unknown AND day <= date(p.today, '-7 days') THEN day END) OVER each END AS gap,
              CASE WHEN is_unknown AND resource_id IS NULL AND day <= date(p.today, '-7 days') THEN day END AS unknown_week
  FROM told AS t CROSS JOIN cf_period AS p
  WINDOW each AS (PARTITION BY account_id, key, resource_type, resource_id)
),
days AS (
  SELECT *
  FROM (SELECT *, max(min(CASE WHEN quantity IS NOT NULL THEN trend_day END) OVER alike,
                      coalesce(date(gap, '+1 day'), ''),
                      coalesce(date(max(CASE WHEN resource_id IS NULL THEN gap END) OVER alike, '+1 day'), ''))
                    AS known_from,
               max(CASE WHEN quantity IS NOT NULL THEN day END) OVER alike AS known_to,
               max(CASE WHEN is_unknown AND resource_id IS NULL THEN day END) OVER alike AS unknown_to,
               max(unknown_week) OVER alike AS last_unknown_week
        FROM marked WINDOW alike AS (PARTITION BY account_id, key))
  WHERE quantity IS NOT NULL AND known_from IS NOT NULL
),
-- Every resource of the five weekdays, with what it used on each. known_since: where these are not all known.
compared AS (
  SELECT span, c.day, max(month_ago) AS month_ago, d.account_id, d.key, max(d.service) AS service, d.resource_type, d.resource_id,
         max(d.resource_name) AS resource_name, max(d.unit) AS unit,
         max(CASE WHEN known_from > date(c.day, '-28 days') THEN known_from END) AS known_since,
         total(CASE WHEN d.day = c.day THEN quantity END) AS quantity,
         CASE WHEN known_from <= date(c.day, '-28 days')
              THEN total(CASE WHEN d.day IN (w1, w2, w3, w4) THEN quantity END) / 4.0 END AS usual,
         coalesce(max(CASE WHEN d.day < c.day THEN quantity END), 0.0) AS most,
         max(c.day <= known_to OR c.day > coalesce(unknown_to, '')) AS is_read,
         max(coalesce(last_unknown_week < w4, 1)) AS are_weeks_read
  FROM (SELECT *, date(day, '-7 days') AS w1, date(day, '-14 days') AS w2, date(day, '-21 days') AS w3,
               date(day, '-28 days') AS w4,
               min(date(day, '-1 month'), date(day, 'start of month', '-1 day')) AS month_ago
        FROM (SELECT 'today' AS span, today AS day FROM cf_period
              UNION ALL SELECT 'yesterday', date(today, '-1 day') FROM cf_period)) AS c
  CROSS JOIN days AS d
  WHERE d.day <= c.day
    AND (d.day >= known_from AND (d.day IN (c.day, w1, w2, w3, w4) OR known_from > w4)
         OR d.day BETWEEN date(month_ago, '-1 day') AND date(month_ago, '+1 day'))
  GROUP BY span, c.day, d.account_id, d.key, d.resource_type, d.resource_id
  LIMIT -1
)
-- (Once for its day and once for its hours: recent SQLite refuses statements that come to 1,000 tables.)
SELECT CASE WHEN is_hours THEN 'last six hours' ELSE span END AS span, c.day, month_ago, c.account_id, key, c.service, known_since,
       CASE WHEN is_hours THEN 0.25 ELSE 1.0 END AS days, CASE WHEN is_hours THEN 5.0 ELSE 3.0 END AS times,
       CASE WHEN is_hours THEN h.since ELSE c.day END AS since, c.resource_type, c.resource_id,
       c.resource_name, c.unit, CASE WHEN is_hours THEN h.quantity ELSE c.quantity END AS quantity,
       CASE WHEN is_hours THEN usual / 4 ELSE usual END AS usual,
       CASE WHEN is_hours THEN most / 4 ELSE most END AS most
FROM compared AS c
LEFT JOIN cf_recent_hours AS h
  ON h.account_id = c.account_id AND h.day = c.day AND h.service = c.service
 AND h.resource_type IS c.resource_type AND h.resource_id IS c.resource_id
CROSS JOIN (SELECT 0 AS is_hours UNION ALL SELECT 1)
-- A day that itself was not read is not compared; the API may tell its hours all the same, beside an archive.
WHERE CASE WHEN is_hours THEN h.quantity IS NOT NULL AND known_since IS NULL AND (is_read OR are_weeks_read)
           ELSE is_read END;

-- How much could be looked at: without it, nothing that stands out says little.
DROP VIEW IF EXISTS temp.cf_compared_resources;
-- Question: How many resources could be compared with what is usual for them?
-- Example: SELECT span, day, service, resources FROM cf_compared_resources;
CREATE TEMP VIEW cf_compared_resources AS
SELECT account_id, (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = r.account_id) AS account_name,
       span, day, service, count(*) AS resources
FROM cf_recent_resources AS r
WHERE known_since IS NULL
GROUP BY account_id, span, day, service;

DROP VIEW IF EXISTS temp.cf_resource_anomalies;
-- Question: Which Worker, bucket or database uses far more than is usual, yesterday or right now?
-- Example: SELECT sentence FROM cf_resource_anomalies ORDER BY estimated_cost DESC;
CREATE TEMP VIEW cf_resource_anomalies AS
WITH
ends AS (
  SELECT account_id, min(cycle_end) AS cycle_end FROM cf_cycle_usage
  WHERE cycle_end > (SELECT today FROM cf_period) GROUP BY account_id LIMIT -1
),
allowances AS (
  SELECT account_id, cf_service_key(metric) AS key, total(headroom) AS headroom FROM cf_free_allowance
  GROUP BY account_id, cf_service_key(metric) LIMIT -1
),
unusual AS (
  SELECT r.*, date(p.today, 'start of month', '+1 month') AS month_end, p.today,
         sum(quantity) OVER (PARTITION BY span, account_id, key) AS quantity_of_all,
         total(usual) OVER (PARTITION BY span, account_id, key) / days AS usual_of_all
  FROM cf_recent_resources AS r CROSS JOIN cf_period AS p
),
priced AS (
  SELECT u.*, coalesce(e.cycle_end, month_end) AS cycle_end, l.price / l.per AS unit_price, l.currency,
         julianday(coalesce(e.cycle_end, month_end)) - julianday(u.day) AS days_left,
         coalesce(f.headroom, l.own_free_quantity, l.public_free_quantity, 0.0) AS headroom
  FROM unusual AS u
  LEFT JOIN ends AS e ON e.account_id = u.account_id
  LEFT JOIN cf_price_list AS l ON l.service = u.key AND u.today BETWEEN l.valid_from AND l.valid_until
  LEFT JOIN allowances AS f ON f.account_id = u.account_id AND f.key = u.key
  WHERE quantity > times * most AND quantity > 0
),
estimated AS (
  SELECT *, unit_price * max(more * days_left - max(headroom - usual_of_all * days_left, 0.0), 0.0)
              AS estimated_cost,
         -- On a cycle's last days what it would come to in a week.
         unit_price * max(more * max(days_left, 7) - max(headroom - usual_of_all * max(days_left, 7), 0.0), 0.0)
           AS worth
  FROM (SELECT *, (quantity - coalesce(usual, 0.0)) / days AS more FROM priced)
)
SELECT account_id, (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = e.account_id) AS account_name,
       span, day, since, service, resource_type, resource_id,
       coalesce(resource_name, resource_id) AS resource_name, quantity, usual AS usual_quantity, unit,
       quantity / nullif(usual, 0) AS times_usual, estimated_cost, currency, cycle_end,
       coalesce(resource_name, resource_id, 'The account') || ' (' || replace(resource_type, '_', ' ') || ') '
         || CASE span WHEN 'yesterday' THEN 'used ' ELSE 'has used ' END || quantity_text || ' '
         || CASE span WHEN 'last six hours' THEN 'in six hours' WHEN 'today' THEN 'today so far'
                      ELSE 'on ' || day END
         || ' of ' || service || ', '
         || CASE WHEN usual > 0 THEN printf('%.3g', quantity / usual) || ' times what is usual'
                 WHEN usual = 0 THEN 'and nothing is usual'
                 ELSE 'which is known since ' || known_since || ' only' END
         || coalesce('. If it goes on until ' || date(cycle_end, '-1 day') || ' it costs an estimated '
                     || printf('%.*f ', cf_currency_digits(currency), estimated_cost) || currency
                     || ' more', '') || '.' AS sentence
FROM (SELECT *, CASE WHEN quantity >= 1e9 THEN printf('%.4g billion', quantity / 1e9)
                     WHEN quantity >= 1e6 THEN printf('%.4g million', quantity / 1e6)
                     WHEN quantity >= 1e3 THEN printf('%.0f', quantity)
                     ELSE printf('%.4g', quantity) END || coalesce(' ' || nullif(unit, ''), '') AS quantity_text
      FROM estimated) AS e
WHERE CASE WHEN known_since IS NOT NULL THEN worth >= 10
           WHEN unit_price IS NOT NULL THEN worth >= 1 ELSE quantity > 0.5 * quantity_of_all END
  AND NOT (date(month_ago, '-1 day') < date(today, '-30 days') AND EXISTS (
    SELECT 1 FROM cf_live_resources_before AS b
    WHERE b.account_id = e.account_id AND b.service = e.service AND b.resource_type = e.resource_type
      AND b.resource_id IS e.resource_id AND b.day BETWEEN date(month_ago, '-1 day') AND date(month_ago, '+1 day')
    GROUP BY b.day HAVING e.quantity <= e.times * e.days * sum(b.quantity)));
