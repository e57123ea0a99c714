-- Free allowance used and left, what usage costs by the price list, and unit costs.
--
-- Inputs: cf_usage, cf_usage_in_windows (01_usage.sql); cf_price_list (03_prices.sql): the public list,
-- and the user's own prices.
--
--   SELECT metric, free_used, headroom, unit FROM cf_free_allowance;
--   SELECT metric, estimated_cost, rounding, cost, currency FROM cf_estimated_cost;
--
-- Quantities are in `unit`. Estimates are the price list's word, not Cloudflare's: their columns say
-- estimated. Lines are one if their names are the same without the note on what is included; they have
-- the name they had last.

-- The billing cycles, or where records name none the calendar months, of a line that are open.
-- free_used is what was not charged for: where Cloudflare tells the charged quantity, the rest; else
-- what the list leaves free. headroom needs the free quantity, unless it is used up: that of a price
-- of one's own, else what the line's name says, else that of the public list.
DROP VIEW IF EXISTS temp.cf_free_allowance;
-- Question: How much of the free allowance is used, and what is left?
-- Example: SELECT metric, used, free_quantity, headroom, unit FROM cf_free_allowance;
CREATE TEMP VIEW cf_free_allowance AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id)
         AS account_name,
       cycle_start, product, metric, unit, used, free_quantity, free_quantity_from,
       CASE WHEN charged IS NULL
              -- Charged in whole blocks, which are more than what exceeds the allowance.
              OR rounding IN ('up', 'nearest') AND abs(charged / per - round(charged / per)) < 1e-9
                 AND charged > 0 AND abs(used - free_quantity - charged) <= per
            THEN min(used, free_quantity)
            -- Nor are blocks free beyond the allowance where a correction, which is not counted here, took them away.
            WHEN rounding IN ('up', 'nearest') THEN max(min(used - charged, coalesce(free_quantity, used)), 0.0)
            ELSE max(used - charged, 0.0) END AS free_used,
       charged AS charged_quantity,
       CASE WHEN charged > 0 THEN 0.0 ELSE max(free_quantity - used, 0.0) END AS headroom,
       min(used / nullif(free_quantity, 0), 1.0) AS used_share,
       first_charged_day
FROM (SELECT u.account_id, product, u.metric, unit, cycle_start, rounding, per,
             -- Of a cycle of which an archive has never read some day nobody knows.
             CASE WHEN coalesce(known_from <= cycle_start, 1) THEN used END AS used,
             CASE WHEN coalesce(known_from <= cycle_start, 1) THEN charged END AS charged,
             CASE WHEN coalesce(known_from <= cycle_start, 1) THEN first_charged_day END AS first_charged_day,
             coalesce(own_free_quantity, included, public_free_quantity) AS free_quantity,
             CASE WHEN own_free_quantity IS NOT NULL THEN 'own' WHEN included IS NOT NULL THEN 'name'
                  WHEN public_free_quantity IS NOT NULL THEN 'public' END AS free_quantity_from
      FROM (SELECT *, cf_included_quantity(metric, unit) AS included
            FROM (SELECT account_id, product, service, substr(max(newest_name), 11) AS metric, unit,
                         cycle_start, sum(used) AS used,
                         CASE WHEN sum(unpriced) = 0 AND min(is_priced_alike) THEN sum(charged) END
                           AS charged,
                         min(first_charged_day) AS first_charged_day
                  -- By cycle as it is told first, of which there are few. Of each that is told: cycles
                  -- that began together may end on different days.
                  FROM (SELECT *, coalesce(told_end, date(cf_billing_cycle_end(
                                    cycle_start,
                                    CASE WHEN told_start IS NOT NULL
                                          AND (subscription_id IS NOT NULL
                                               OR strftime('%d', told_start, '+1 day') = '01')
                                         THEN anchor END), '+1 day')) AS ends
                        FROM (SELECT account_id, product, service, unit, told_start, told_end,
                                     subscription_id, cycle_start, max(day || metric) AS newest_name,
                                     sum(quantity) AS used, sum(priced_quantity) AS charged,
                                     count(*) - count(priced_quantity) AS unpriced,
                                     min(is_priced_alike) AS is_priced_alike,
                                     min(CASE WHEN priced_quantity > 0 THEN day END)
                                       AS first_charged_day,
                                     max(max(CAST(substr(told_start, 9) AS INTEGER)))
                                       OVER (PARTITION BY account_id, subscription_id) AS anchor
                              FROM (SELECT account_id, product, service, metric, unit, quantity,
                                           priced_quantity, is_priced_alike, day, subscription_id,
                                           cycle_start AS told_start, cycle_end AS told_end,
                                           coalesce(cycle_start, date(day, 'start of month'))
                                             AS cycle_start
                                    FROM cf_usage_in_windows
                                    WHERE window_name = 'trend' AND NOT is_correction)
                              GROUP BY account_id, product, service, unit, subscription_id, told_start,
                                       told_end, cycle_start))
                  WHERE ends > (SELECT today FROM cf_period)
                  GROUP BY account_id, product, service, unit, cycle_start)) AS u
      LEFT JOIN cf_archive_ends AS e ON e.account_id = u.account_id
      LEFT JOIN cf_price_list AS p ON p.service = u.service
       AND (SELECT today FROM cf_period) BETWEEN p.valid_from AND p.valid_until) AS u;

-- By day, so that the allowance is used up where it was: the first units of a cycle are free. What
-- Cloudflare rounds to blocks, as `rounding` says, costs on the day that begins one: estimated_cost is
-- by blocks, unrounded_cost without them. What Cloudflare says (cost) stands beside it, NULL where it
-- says nothing or in several currencies.
-- Cloudflare keeps about 30 days: of a cycle that began more than 25 days ago, and before the oldest
-- record of its account that was read, units may be missing that used the allowance up, or began a
-- block. What is there has an unrounded cost from where it alone has used the allowance up, and an
-- estimated one if it is not rounded; before that they are NULL.
-- The days of a cycle before the period are one: that makes it twice as quick. Records of every line and
-- currency tell how far back they reach. What is added up by the day is in the order of the groups, so
-- that it is sorted once: no scalar query may be in there, as SQLite takes two of them for different.
-- (A view of its own: SQLite 3.31 takes a common table expression with a window over an archive's views for
-- one that refers to itself.)
DROP VIEW IF EXISTS temp.cf_estimated_lines;
-- Question: Part of other views: which lines have an estimate, and how much of each was used so far?
-- Example: SELECT count(*) FROM cf_estimated_lines;
CREATE TEMP VIEW cf_estimated_lines AS
SELECT k1 AS account_id, k2 AS product, k3 AS service, k4 AS unit, k5 AS cycle, k7 AS day, v1 AS metric,
       v2 AS quantity, v3 AS oldest_record, cf_included_quantity(v1, k4) AS included,
       CASE WHEN v5 = 0 AND v6 IS v7 THEN v4 END AS cost, CASE WHEN v6 IS v7 THEN v7 END AS cost_currency,
       v8 AS so_far
FROM (SELECT cf_grouped('kkkkkkk>+a+u<>r', account_id, product, service, unit,
                        coalesce(cycle_start, date(day, 'start of month')),
                        asked_for IS NULL OR currency IS NULL OR currency = asked_for,
                        max(day, before), metric, quantity, day, cost, cost, currency, currency,
                        quantity) AS told
      FROM cf_lines_in_windows
      CROSS JOIN (SELECT date(first_day, '-1 day') AS before,
                         (SELECT currency FROM cf_parameters) AS asked_for
                  FROM cf_period LIMIT 1)  -- So it is worked out once, not for each record.
      WHERE window_name = 'ended_cycles')
CROSS JOIN cf_grouped_rows(told)
WHERE CAST(k6 AS INTEGER) AND k7 >= (SELECT first_day FROM cf_period);

DROP VIEW IF EXISTS temp.cf_estimates;
-- Question: Part of other views: what does a day cost by the price list?
-- Example: SELECT count(*) FROM cf_estimates;
CREATE TEMP VIEW cf_estimates AS
SELECT account_id, account_name, day, product, service, metric, unit, quantity, currency,
       CASE WHEN is_cut AND is_rounded THEN NULL
            -- What is beyond a block by less than a billionth of one is a sum's last digit.
            WHEN rounding = 'up'
            THEN (CAST(after AS INTEGER) + (after - CAST(after AS INTEGER) > 1e-9)
                  - CAST(before AS INTEGER) - (before - CAST(before AS INTEGER) > 1e-9)) * price
            WHEN rounding = 'nearest'
            THEN (CAST(after + 0.5 AS INTEGER) - CAST(before + 0.5 AS INTEGER)) * price
            ELSE unrounded_cost END AS estimated_cost,
       unrounded_cost, rounding, per, price_from, cost, cost_currency
FROM (SELECT *, rounding IN ('up', 'nearest') AS is_rounded,
             CASE WHEN NOT is_cut OR so_far - quantity >= free THEN (after - before) * price END
               AS unrounded_cost
      FROM (SELECT *, max(so_far - free, 0.0) / per AS after,
                   max(so_far - quantity - free, 0.0) / per AS before
            FROM (SELECT l.*, a.name AS account_name, currency, price, per, rounding, price_from,
                         coalesce(own_free_quantity, included, public_free_quantity, 0.0) AS free,
                         cycle < oldest_record
                           AND cycle < (SELECT date(today, '-25 days') FROM cf_period)
                           -- Or an archive has never read some day since. (A list, as it is made once.)
                           OR (l.account_id, cycle) IN (
                                WITH RECURSIVE starts(day) AS (
                                  SELECT date(first_day, '-32 days') FROM cf_period
                                  UNION ALL
                                  SELECT date(day, '+1 day') FROM starts
                                  WHERE day < (SELECT last_day FROM cf_period)
                                )
                                SELECT e.account_id, day
                                FROM cf_archive_ends AS e CROSS JOIN starts WHERE day < known_from) AS is_cut
                  FROM cf_estimated_lines AS l CROSS JOIN cf_price_list AS p
                    ON p.service = l.service AND l.day BETWEEN p.valid_from AND p.valid_until
                  LEFT JOIN cf_selected_accounts AS a ON a.account_id = l.account_id)));

DROP VIEW IF EXISTS temp.cf_estimated_cost_by_day;
-- Question: What does each day cost by the price list?
-- Example: SELECT day, metric, quantity, estimated_cost, cost FROM cf_estimated_cost_by_day;
CREATE TEMP VIEW cf_estimated_cost_by_day AS
SELECT account_id, account_name, day, product, metric, unit, quantity, currency, estimated_cost, unrounded_cost,
       rounding, per, price_from, cost, cost_currency
FROM cf_estimates;

-- NULL if a part of the estimate is. A line whose price or rounding changed in between has several rows.
DROP VIEW IF EXISTS temp.cf_estimated_cost;
-- Question: What does usage cost by the price list, where Cloudflare does not say?
-- Example: SELECT metric, quantity, estimated_cost, cost, currency FROM cf_estimated_cost;
CREATE TEMP VIEW cf_estimated_cost AS
SELECT account_id, account_name, product, substr(max(day || metric), 11) AS metric, unit, sum(quantity) AS quantity,
       currency,
       CASE WHEN count(estimated_cost) = count(*) THEN sum(estimated_cost) END AS estimated_cost,
       CASE WHEN count(unrounded_cost) = count(*) THEN sum(unrounded_cost) END AS unrounded_cost,
       rounding, per, price_from,
       CASE WHEN count(cost) = count(*) AND min(cost_currency) IS max(cost_currency)
            THEN sum(cost) END AS cost,
       CASE WHEN count(cost_currency) = count(*) AND min(cost_currency) IS max(cost_currency)
            THEN max(cost_currency) END AS cost_currency
FROM cf_estimates
GROUP BY account_id, product, service, unit, currency, rounding, per, price_from;

-- The lines of which no price is known on some days of the period: they are in no estimate.
DROP VIEW IF EXISTS temp.cf_unpriced_metrics;
-- Question: Of which metrics is no price known?
-- Example: SELECT metric, quantity, unit, cost, currency FROM cf_unpriced_metrics;
CREATE TEMP VIEW cf_unpriced_metrics AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id)
         AS account_name,
       product, substr(max(day || u.metric), 11) AS metric, unit,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(quantity) END AS quantity, u.currency,
       CASE WHEN min(min(is_whole)) OVER of_account AND count(cost) = count(*) THEN sum(cost) END
         AS cost,
       min(day) AS first_day, max(day) AS last_day,
       max(max(complete_from)) OVER of_account AS complete_from
FROM (SELECT *, cf_service_key(metric) AS service FROM cf_usage) AS u
LEFT JOIN cf_price_list AS p ON p.service = u.service AND u.day BETWEEN p.valid_from AND p.valid_until
WHERE p.service IS NULL
GROUP BY account_id, product, u.service, unit, u.currency
WINDOW of_account AS (PARTITION BY account_id);

-- What a million units of a metric cost in the period, free ones included, and what a million of
-- all requests cost when everything is put on them: what is counted in requests, or in no unit but
-- called so.
DROP VIEW IF EXISTS temp.cf_unit_cost;
-- Question: What does a million units of a metric cost, free ones included?
-- Example: SELECT metric, quantity, unit, cost_per_million, currency FROM cf_unit_cost;
CREATE TEMP VIEW cf_unit_cost AS
SELECT account_id, account_name, product, metric, unit, quantity, currency, cost,
       CASE WHEN records_without_cost = 0 THEN 1e6 * cost / nullif(quantity, 0) END AS cost_per_million
FROM cf_spend_by_metric;

DROP VIEW IF EXISTS temp.cf_cost_per_million_requests;
-- Question: What does the whole bill come to for a million requests?
-- Example: SELECT requests, cost_per_million_requests, currency FROM cf_cost_per_million_requests;
CREATE TEMP VIEW cf_cost_per_million_requests AS
SELECT account_id, account_name, currency, cost, requests,
       CASE WHEN records_without_cost = 0 THEN 1e6 * cost / nullif(requests, 0) END
         AS cost_per_million_requests, records_without_cost
FROM (SELECT account_id, account_name, currency, sum(cost) AS cost,
             sum(CASE WHEN unit LIKE 'request%'
                       OR coalesce(unit, '') = '' AND metric LIKE '%request%' THEN quantity END)
               AS requests,
             sum(records_without_cost) AS records_without_cost
      FROM cf_spend_by_metric
      GROUP BY account_id, currency);
