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
-- its day. All four days have to be known (cf_known_weeks). Analytics that are kept for less than four weeks need an
-- archive for that. Where less is known, as of a service that is new, each day before counts, and what costs less than
-- ten units of currency is not said: usual_quantity is NULL then, and the sentence says since when.
--
-- A resource stands out if it used more than three times as much (in six hours: five times) as on the one of
-- the four days on which it used most, and if that costs something: estimated_cost, in units of `currency`, is what it
-- comes to until the billing cycle ends if it goes on like that, by the price list and beyond what of the allowance
-- would be left. It is an estimate; what comes to less than one unit of currency is not said, nor at a cycle's end what
-- would in a week. What has no price stands out if it makes more than half of what the account uses of the service.
--
-- What works once a month is not said: it used the like on that day, or the one before or behind it, of both months
-- before. Once is no rhythm, so what did so a month before alone, or of which more is not known, is said, and that it
-- did. These days are asked for of what stands out alone.

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

-- w1 to w4: the same weekday of the weeks before.
DROP VIEW IF EXISTS temp.cf_compared_days;
-- Question: Part of other views: which days are compared with which days before?
-- Example: SELECT * FROM cf_compared_days;
CREATE TEMP VIEW cf_compared_days AS
SELECT span, day, date(day, '-7 days') AS w1, date(day, '-14 days') AS w2, date(day, '-21 days') AS w3,
       date(day, '-28 days') AS w4,
       min(date(day, '-1 month'), date(day, 'start of month', '-1 day')) AS month_ago,
       min(date(day, '-2 months'), date(day, 'start of month', '-1 month', '-1 day')) AS two_months_ago
FROM (SELECT 'today' AS span, today AS day FROM cf_period
      UNION ALL SELECT 'yesterday', date(today, '-1 day') FROM cf_period);

-- Which days one and two months before yesterday and today are, a day sooner or later; of 31 March it is 28 February.
DROP VIEW IF EXISTS temp.cf_month_days;
-- Question: Part of other views: on which days does work once a month, as of today, something that did so before?
-- Example: SELECT months, first_day, last_day FROM cf_month_days;
CREATE TEMP VIEW cf_month_days AS
SELECT 1 AS months, date(min(month_ago), '-1 day') AS first_day, date(max(month_ago), '+1 day') AS last_day
FROM cf_compared_days
UNION ALL
SELECT 2, date(min(two_months_ago), '-1 day'), date(max(two_months_ago), '+1 day') FROM cf_compared_days;

DROP VIEW IF EXISTS temp.cf_live_resources_before;
-- Question: Part of other views: what did each resource use one and two months ago, by the API?
-- Example: SELECT count(*) FROM cf_live_resources_before;
CREATE TEMP VIEW cf_live_resources_before AS
SELECT months, r.account_id, r.day, r.service, r.resource_type, r.resource_id, r.quantity
FROM cf_month_days AS m CROSS JOIN cf_resource_questions AS q CROSS JOIN cf_resource_usage AS r
WHERE (SELECT source FROM cf_period) <> 'archive' AND r.account_id IN (SELECT account_id FROM cf_selected_accounts)
  AND r.told = q.told AND r.incomplete = 'ignore' AND r.quantity > 0 AND r.day BETWEEN m.first_day AND m.last_day;

-- sql/archive_resource_views.sql has another one, which adds what is archived.
DROP VIEW IF EXISTS temp.cf_resources_before;
-- Question: Part of other views: what did each resource use one and two months ago, by the API and the archive?
-- Example: SELECT count(*) FROM cf_resources_before;
CREATE TEMP VIEW cf_resources_before AS SELECT * FROM cf_live_resources_before;

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

-- What is told of late: of so many days that each dataset takes one request. untold: of a day of which a dataset tells
-- nothing, as it was refused or never read, which one; so one that always fails says nothing of another one. Added up
-- by hash, and twice, by day and by span: GROUP BY would sort all that resources used.
DROP VIEW IF EXISTS temp.cf_told_weeks;
-- Question: Part of other views: what did each resource use of late, and on the days to compare with, as one value?
-- Example: SELECT length(told) AS bytes FROM cf_told_weeks;
CREATE TEMP VIEW cf_told_weeks AS
SELECT cf_grouped('kkkkkk>>><>>>+>+>>+', span, account_id, key, resource_type, resource_id, untold,
         service, resource_name, unit,
         CASE WHEN untold IS NULL THEN used_on END, CASE WHEN untold IS NULL THEN used_on END,
         CASE WHEN untold IS NOT NULL AND used_on <= day THEN used_on END,
         CASE WHEN untold IS NOT NULL AND used_on BETWEEN w4 AND w1 THEN used_on END,
         CASE WHEN used_on = day THEN quantity END, CASE WHEN used_on < day THEN quantity END,
         CASE WHEN used_on IN (w1, w2, w3, w4) THEN quantity END,
         CASE WHEN used_on IN (w1, w2, w3, w4) THEN quantity END,
         CASE WHEN used_on BETWEEN month_from AND month_to THEN quantity END,
         CASE WHEN untold IS NOT NULL THEN (used_on BETWEEN w1 AND day) + 100 * (used_on = day) END) AS told
FROM (SELECT k1 AS account_id, k2 AS key, k3 AS resource_type, k4 AS resource_id, k5 AS used_on, k6 AS untold,
             v1 AS service, v2 AS resource_name, v3 AS unit, v4 AS quantity
      FROM (SELECT cf_grouped('kkkkkk>>>+', account_id, cf_service_key(service), resource_type, resource_id, day,
                              CASE WHEN quantity IS NULL THEN coalesce(dataset, '') END, service, resource_name, unit,
                              quantity) AS told
            FROM cf_resources_in_windows
            WHERE window_name = 'trend' AND service IS NOT NULL
              AND day >= (SELECT date(today, '-30 days') FROM cf_period)
              AND (NOT EXISTS (SELECT 1 FROM cf_report_services)
                   OR cf_service_key(service) IN (SELECT cf_service_key(service) FROM cf_report_services))) AS d
      CROSS JOIN cf_grouped_rows(d.told))
CROSS JOIN (SELECT c.*, date(month_ago, '-1 day') AS month_from, date(month_ago, '+1 day') AS month_to
            FROM cf_compared_days AS c LIMIT -1);

-- Since when all days are known of a service in an account: since the first on which analytics tell anything of it,
-- and behind its newest gap, a day from w4 to w1 of which a dataset does not tell all. (With later ones nothing is
-- compared.) A dataset that tells nothing of the day and the week before does so always, like one that the plan does
-- not have: it is not compared, and stands in nobody's way. One with a gap that tells the day, and of the week before
-- less than four, is_late: all is known since then, and what was never used before may have been. What is unknown
-- without a resource is so of all that use the service.
DROP VIEW IF EXISTS temp.cf_known_weeks;
-- Question: Part of other views: since when is known what each resource used, and was it read of late?
-- Example: SELECT service, span, min(known_from), min(is_read) FROM cf_known_weeks GROUP BY service, span;
CREATE TEMP VIEW cf_known_weeks AS
SELECT span, account_id, key, service, resource_type, resource_id, resource_name, unit, quantity, most_before,
       most_of_weeks, used_in_weeks, used_a_month_ago, day, w4, month_ago, two_months_ago,
       max(known_since, coalesce(date(gap, '+1 day'), ''), coalesce(date(gap_of_all, '+1 day'), '')) AS known_from,
       max(is_late, coalesce(are_all_late, 0)) AS is_late,
       day <= known_to OR day > coalesce(untold_to, '') AS is_read,
       coalesce(untold_week < w4, 1) AS are_weeks_read
FROM (SELECT *, min(first_day) OVER alike AS known_since, max(last_day) OVER alike AS known_to,
             max(CASE WHEN resource_id IS NULL THEN gap END) OVER alike AS gap_of_all,
             max(CASE WHEN resource_id IS NULL THEN is_late END) OVER alike AS are_all_late,
             max(CASE WHEN resource_id IS NULL THEN untold_day END) OVER alike AS untold_to,
             max(CASE WHEN resource_id IS NULL THEN untold_before END) OVER alike AS untold_week
      FROM (SELECT k1 AS span, k2 AS account_id, k3 AS key, k4 AS resource_type, k5 AS resource_id, max(v1) AS service,
                   max(v2) AS resource_name, max(v3) AS unit, min(v4) AS first_day, max(v5) AS last_day,
                   max(v6) AS untold_day, max(v7) AS untold_before, sum(v8) AS quantity, max(v9) AS most_before,
                   sum(v10) AS used_in_weeks, max(v11) AS most_of_weeks, max(v12) AS used_a_month_ago,
                   -- Of each dataset apart; v13: so many of w1 to the day it does not tell, and 100 if not the day.
                   max(CASE WHEN v13 BETWEEN 4 AND 99 AND v7 IS NOT NULL THEN v6 WHEN v13 < 108 THEN v7 END) AS gap,
                   max(v13 BETWEEN 4 AND 99 AND v7 IS NOT NULL) AS is_late
            FROM cf_told_weeks CROSS JOIN cf_grouped_rows(told)
            GROUP BY k1, k2, k3, k4, k5)
      WINDOW alike AS (PARTITION BY span, account_id, key))
JOIN cf_compared_days USING (span)
WHERE first_day IS NOT NULL;

-- Days and hours, each with what is usual for it. known_since: where the five weekdays are not all known.
DROP VIEW IF EXISTS temp.cf_recent_resources;
-- Question: Part of other views: what did each resource use of late, and how much is usual?
-- Example: SELECT count(*) FROM cf_recent_resources;
CREATE TEMP VIEW cf_recent_resources AS
-- (Once for its day and once for its hours: recent SQLite refuses statements that come to 1,000 tables.)
SELECT CASE WHEN is_hours THEN 'last six hours' ELSE span END AS span, c.day, month_ago, two_months_ago,
       used_a_month_ago, c.account_id, key, c.service, known_since,
       CASE WHEN is_hours THEN 0.25 ELSE 1.0 END AS days, CASE WHEN is_hours THEN 5.0 ELSE 3.0 END AS times,
       CASE WHEN is_hours THEN h.since ELSE c.day END AS since, c.resource_type, c.resource_id,
       c.resource_name, c.unit, CASE WHEN is_hours THEN h.quantity ELSE c.quantity END AS quantity,
       CASE WHEN is_hours THEN usual / 4 ELSE usual END AS usual,
       CASE WHEN is_hours THEN most / 4 ELSE most END AS most
FROM (SELECT span, day, month_ago, two_months_ago, used_a_month_ago, account_id, key, service, resource_type,
             resource_id, resource_name, unit, is_read, are_weeks_read, coalesce(quantity, 0.0) AS quantity,
             CASE WHEN known_from > w4 THEN known_from END AS known_since,
             CASE WHEN known_from <= w4 THEN coalesce(used_in_weeks, 0.0) / 4 END AS usual,
             coalesce(CASE WHEN known_from <= w4 THEN most_of_weeks ELSE most_before END, 0.0) AS most
      FROM cf_known_weeks
      WHERE CASE WHEN known_from <= w4 THEN coalesce(quantity, used_in_weeks) WHEN is_late THEN most_before
                 ELSE coalesce(quantity, most_before) END IS NOT NULL
      LIMIT -1) AS c
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
),
-- What is worth telling; whether it worked once a month before as well is asked of that alone.
worth_it AS (
  SELECT *, CASE WHEN quantity >= 1e9 THEN printf('%.4g billion', quantity / 1e9)
                 WHEN quantity >= 1e6 THEN printf('%.4g million', quantity / 1e6)
                 WHEN quantity >= 1e3 THEN printf('%.0f', quantity)
                 ELSE printf('%.4g', quantity) END || coalesce(' ' || nullif(unit, ''), '') AS quantity_text
  FROM estimated
  WHERE CASE WHEN known_since IS NOT NULL THEN worth >= 10
             WHEN unit_price IS NOT NULL THEN worth >= 1 ELSE quantity > 0.5 * quantity_of_all END
  LIMIT -1
),
-- (With +, so that the days of a whole month's span are asked for, once for all that stands out of a service.)
a_month_ago AS (
  SELECT *, quantity <= times * days * month_ago_quantity AS was_so
  FROM (SELECT *, nullif(max(coalesce(used_a_month_ago, 0.0), coalesce(
                    CASE WHEN date(month_ago, '-1 day') < date(today, '-30 days') THEN (
                      SELECT max(used)
                      FROM (SELECT sum(b.quantity) AS used FROM cf_resources_before AS b
                            WHERE b.months = 1 AND b.account_id = w.account_id AND b.service = w.service
                              AND b.resource_type = w.resource_type AND b.resource_id IS w.resource_id
                              AND +b.day BETWEEN date(month_ago, '-1 day') AND date(month_ago, '+1 day')
                            GROUP BY b.day)) END, 0.0)), 0.0) AS month_ago_quantity
        FROM worth_it AS w LIMIT -1)
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
                     || ' more', '') || '.'
         || CASE WHEN was_so THEN ' It used the like a month before.' ELSE '' END AS sentence,
       month_ago_quantity
FROM a_month_ago AS e
WHERE NOT coalesce(CASE WHEN was_so THEN quantity <= times * days * (
    SELECT max(used)
    FROM (SELECT sum(b.quantity) AS used FROM cf_resources_before AS b
          WHERE b.months = 2 AND b.account_id = e.account_id AND b.service = e.service
            AND b.resource_type = e.resource_type AND b.resource_id IS e.resource_id
            AND +b.day BETWEEN date(two_months_ago, '-1 day') AND date(two_months_ago, '+1 day')
          GROUP BY b.day)) END, 0);
