-- Which Worker, bucket, database or queue caused a line of the invoice?
--
-- Inputs: cf_resource_usage (the table), cf_usage_records, cf_lines_in_windows (01_usage.sql), cf_cycle_usage
-- (17_invoices.sql).
--
--   SELECT cycle_start, service, resource_name, cost, share, coverage FROM cf_attributed_cost
--   WHERE service = 'D1 - Rows Read' ORDER BY cycle_start, cost DESC;
--
-- Cloudflare's analytics tell which resource used how much, but they do not measure what is billed: most
-- are estimates from samples. So they share out what was billed, and nothing else: the costs of a line add
-- up to its billed cost. What analytics do not explain is a row of its own, whose resource_type and
-- resource_name are 'not attributed' and whose `reason` says why.
--
-- coverage is analysed_quantity / billed_quantity, of the line as a whole. Below 1, what is missing is not
-- attributed; above 1, each resource has its part of what the analytics tell. Far from 1 the two do not
-- describe the same use, which `reason` says. Shares go from 0 to 1. Costs are in units of `currency`, and NULL
-- where the cost of the line is not known, as of a cycle of which billing no longer has all days.

-- The part of each window that is read from the API. sql/archive_views.sql has a narrower one.
DROP VIEW IF EXISTS temp.cf_live_resource_windows;
-- Question: Part of other views: on which days is the API asked what resources used?
-- Example: SELECT * FROM cf_live_resource_windows;
CREATE TEMP VIEW cf_live_resource_windows AS SELECT window_name, first_day, last_day FROM cf_windows;

-- Analytics of products that nobody pays for cost requests and explain nothing.
DROP VIEW IF EXISTS temp.cf_billed_services;
-- Question: Part of other views: of which services is it worth asking what resources used?
-- Example: SELECT service FROM cf_billed_services;
CREATE TEMP VIEW cf_billed_services AS
SELECT DISTINCT cf_told_service(metric) AS service
FROM (SELECT DISTINCT metric FROM cf_live_usage
      WHERE window_name IN ('ended_cycles', 'trend') AND metric IS NOT NULL)
WHERE NOT EXISTS (SELECT 1 FROM cf_report_services)
   OR cf_service_key(metric) IN (SELECT cf_service_key(service) FROM cf_report_services);

-- Who is asked for what: JSON arrays, of accounts that are asked together, and of services. Whoever wants to ask for
-- less puts another view in its place, as examples/alert does. Of an account that on_error leaves out rows say why;
-- and where an archive has the days before, so does one whose analytics are refused: that ends no view then.
DROP VIEW IF EXISTS temp.cf_resource_questions;
-- Question: Part of other views: which accounts are asked what resources used, of which services?
-- Example: SELECT accounts, services FROM cf_resource_questions;
CREATE TEMP VIEW cf_resource_questions AS
SELECT (SELECT json_group_array(account_id) FROM cf_selected_accounts) AS accounts,
       (SELECT json_group_array(service) FROM cf_billed_services) AS services,
       (SELECT CASE source WHEN 'both' THEN 'refused' ELSE 'left out' END FROM cf_parameters) AS told;

DROP VIEW IF EXISTS temp.cf_live_resources;
-- Question: Part of other views: which resource used how much, by what the API tells today?
-- Example: SELECT count(*) FROM cf_live_resources WHERE window_name = 'period';
CREATE TEMP VIEW cf_live_resources AS
SELECT window_name, r.account_id, day, dataset, resource_type, resource_id, resource_name, service, quantity,
       unit, reason
FROM cf_live_resource_windows AS w CROSS JOIN cf_resource_questions AS q CROSS JOIN cf_resource_usage AS r
WHERE r.account_id IN (SELECT value FROM json_each(q.accounts))
  AND r.service IN (SELECT value FROM json_each(q.services)) AND r.told = q.told
  -- Days that analytics no longer keep do not fail a view: what was billed on them is not attributed.
  AND r.incomplete = 'ignore'
  AND r.day BETWEEN w.first_day AND w.last_day;

-- sql/archive_views.sql has another one, which adds what is archived.
DROP VIEW IF EXISTS temp.cf_resources_in_windows;
-- Question: Part of other views: which resource used how much, by the API and the archive?
-- Example: SELECT count(*) FROM cf_resources_in_windows WHERE window_name = 'period';
CREATE TEMP VIEW cf_resources_in_windows AS SELECT * FROM cf_live_resources;

-- sql/archive_resource_views.sql has another one.
DROP VIEW IF EXISTS temp.cf_unread_services;
-- Question: Part of other views: of which services was nothing ever read, as an archive may not have?
-- Example: SELECT account_id, service FROM cf_unread_services;
CREATE TEMP VIEW cf_unread_services AS
SELECT NULL AS account_id, NULL AS service, NULL AS last_day, NULL AS reason WHERE 0;

-- What resources used on each day of a window, as cf_shared_rows() takes it. sql/archive_views.sql has another one.
DROP VIEW IF EXISTS temp.cf_told_uses;
-- Question: Part of other views: which resource used how much on each day, all of it in one value?
-- Example: SELECT length(told) AS bytes FROM cf_told_uses WHERE window_name = 'period';
CREATE TEMP VIEW cf_told_uses AS
SELECT window_name,
       (SELECT cf_uses_by_day(account_id, service, resource_type, resource_id, day, quantity, reason, resource_name)
        FROM cf_live_resources AS r WHERE r.window_name = w.window_name) AS told
FROM cf_windows AS w;

-- The lines of the billing cycles of which days are in the period, whole. Records without a billing cycle are in
-- calendar months. last_day is the last one that is billed: analytics are there earlier.
DROP VIEW IF EXISTS temp.cf_billed_lines;
-- Question: Part of other views: what was billed for each line, by billing cycle?
-- Example: SELECT count(*) FROM cf_billed_lines;
CREATE TEMP VIEW cf_billed_lines AS
SELECT row_number() OVER () AS line, account_id, currency, cycle_start, cycle_end, cycle_start AS first_day,
       min(date(cycle_end, '-1 day'), newest_record) AS last_day, product, CAST(service AS TEXT) AS service, metric,
       unit, zone_id, zone_name, is_correction, quantity,
       CASE WHEN records_without_cost = 0 AND NOT is_cut THEN cost END AS cost, is_cut
FROM (SELECT c.account_id, c.currency, k1 AS cycle_start,
             coalesce(c.cycle_end, date(k1, 'start of month', '+1 month')) AS cycle_end,
             newest_record, k2 AS product, k3 AS service, substr(v1, 11) AS metric, k4 AS unit, k5 AS zone_id,
             v2 AS zone_name, CAST(k6 AS INTEGER) AS is_correction, v3 AS quantity, v4 AS cost,
             v5 AS records_without_cost, coalesce(is_cut AND cf_config('incomplete') <> 'ignore', 0) AS is_cut
      -- (A table of its own, or whether a cycle is cut is worked out for each line.)
      FROM (SELECT * FROM cf_cycle_usage LIMIT -1) AS c CROSS JOIN cf_grouped_rows(c.lines))
WHERE cycle_end >= (SELECT first_day FROM cf_period)
  AND (currency IS NULL OR coalesce((SELECT currency FROM cf_parameters), currency) = currency)
  AND (NOT EXISTS (SELECT 1 FROM cf_report_services)
       OR service IN (SELECT cf_service_key(service) FROM cf_report_services));

-- Each line, shared out among the resources that use its service, by what they used on the days of the cycle that
-- are billed. Resources are told by ids: the newest name counts.
DROP VIEW IF EXISTS temp.cf_cycle_shares;
-- Question: Part of other views: which resources share the cost of each line, by billing cycle?
-- Example: SELECT count(*) FROM cf_cycle_shares;
CREATE TEMP VIEW cf_cycle_shares AS
-- Of a cycle of which billing no longer has all days (k8) neither the cost nor the quantity is known.
SELECT k1 AS account_id, k3 AS cycle_start, v8 AS cycle_end, v3 AS product, v4 AS metric, v5 AS unit, k5 AS zone_id,
       v6 AS zone_name, resource_type, resource_id, resource_name,
       CASE WHEN NOT k8 OR resource_type <> 'not attributed' THEN quantity END AS quantity, share, v2 * share AS cost,
       v7 AS currency, CASE WHEN NOT k8 THEN v1 END AS billed_quantity, analysed_quantity,
       CASE WHEN NOT k8 THEN analysed_quantity / nullif(v1, 0) END AS coverage,
       CASE WHEN k8 AND (resource_type <> 'not attributed' OR analysed_quantity IS NOT NULL)
            THEN 'billing no longer has all days of this cycle: what it cost takes an archive'
            ELSE coalesce(n.reason, r.reason) END AS reason
FROM (SELECT cf_grouped('kkkkkkkk++>>>>>>', account_id, service, first_day, last_day, zone_id, is_correction, line,
                        is_cut, quantity, cost, product, metric, unit, zone_name, currency, cycle_end) AS lines
      FROM cf_billed_lines) AS l
CROSS JOIN (SELECT cf_uses_by_day(told) AS uses FROM cf_told_uses WHERE window_name = 'ended_cycles') AS u
CROSS JOIN cf_shared_rows(l.lines, u.uses) AS r
LEFT JOIN cf_unread_services AS n
  ON n.account_id = k1 AND n.service = k2 AND k3 <= n.last_day AND analysed_quantity IS NULL AND NOT k6;

DROP VIEW IF EXISTS temp.cf_day_shares;
-- Question: Part of other views: which resources share the cost of each line, by day?
-- Example: SELECT count(*) FROM cf_day_shares;
CREATE TEMP VIEW cf_day_shares AS
SELECT k1 AS account_id, k3 AS day, k10 AS product, v4 AS metric, k11 AS unit, k5 AS zone_id, v5 AS zone_name,
       resource_type, resource_id, resource_name, quantity, share, CASE WHEN v3 = 0 THEN v2 END * share AS cost,
       k8 AS currency, v1 AS billed_quantity, analysed_quantity, analysed_quantity / nullif(v1, 0) AS coverage,
       coalesce(n.reason, r.reason) AS reason
FROM (SELECT cf_grouped('kkkkkkkkkkk++u>>', account_id, service, day, day, zone_id, is_correction, subscription_id,
                        upper(currency), cycle_start, product, unit, quantity, cost, cost, metric, zone_name) AS lines
      FROM cf_lines_in_windows
      WHERE window_name = 'period'
        AND (currency IS NULL OR coalesce((SELECT currency FROM cf_parameters), currency) = currency)
        AND (NOT EXISTS (SELECT 1 FROM cf_report_services)
             OR service IN (SELECT cf_service_key(service) FROM cf_report_services))) AS l
CROSS JOIN (SELECT cf_uses_by_day(told) AS uses FROM cf_told_uses WHERE window_name = 'period') AS u
CROSS JOIN cf_shared_rows(l.lines, u.uses) AS r
LEFT JOIN cf_unread_services AS n
  ON n.account_id = k1 AND n.service = k2 AND k3 <= n.last_day AND analysed_quantity IS NULL AND NOT k6;

-- By billing cycle, as allowances and blocks are: the cost of a day depends on what was used before it.
DROP VIEW IF EXISTS temp.cf_attributed_cost;
-- Question: Which Worker, bucket, database or queue caused a line's cost?
-- Example: SELECT service, resource_name, cost, share, currency FROM cf_attributed_cost ORDER BY cost DESC;
CREATE TEMP VIEW cf_attributed_cost AS
SELECT s.account_id, a.name AS account_name, cycle_start, cycle_end, product, cf_service_name(metric) AS service,
       metric, unit, zone_id, zone_name, resource_type, resource_id, resource_name, quantity, share, cost, currency,
       billed_quantity, analysed_quantity, coverage, reason
FROM cf_cycle_shares AS s
LEFT JOIN (SELECT account_id, max(name) AS name FROM cf_selected_accounts GROUP BY account_id) AS a
  ON a.account_id = s.account_id;

-- By day: an allocation of each day's billed cost, which says who used the most on a day that cost
-- something, not who used the allowance up before it.
DROP VIEW IF EXISTS temp.cf_attributed_cost_by_day;
-- Question: Which resource used most on each day that cost something?
-- Example: SELECT day, service, resource_name, cost FROM cf_attributed_cost_by_day ORDER BY day, cost DESC;
CREATE TEMP VIEW cf_attributed_cost_by_day AS
SELECT s.account_id, a.name AS account_name, day, product, cf_service_name(metric) AS service, metric, unit, zone_id,
       zone_name, resource_type, resource_id, resource_name, quantity, share, cost, currency, billed_quantity,
       analysed_quantity, coverage, reason
FROM cf_day_shares AS s
LEFT JOIN (SELECT account_id, max(name) AS name FROM cf_selected_accounts GROUP BY account_id) AS a
  ON a.account_id = s.account_id;
