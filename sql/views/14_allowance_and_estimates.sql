-- Free allowance used and left, what usage costs by a price list of one's own, and unit costs.
--
-- Inputs: cf_usage and cf_usage_in_windows (01_usage.sql); cf_prices, which the user fills.
--
--   INSERT INTO cf_prices(metric, currency, price, per, free_quantity)
--   VALUES ('Workers Standard Requests', 'USD', 0.30, 1e6, 10e6);
--   SELECT metric, free_used, headroom, unit FROM cf_free_allowance;
--
-- Quantities are in `unit`. Estimates are the price list's word, not Cloudflare's: their columns say
-- estimated.

-- One's own price list: `price` in `currency` for `per` units of a metric, after the first
-- `free_quantity` units of each account's billing cycle. Products with a metric of one name have that
-- much free each.
CREATE TEMP TABLE IF NOT EXISTS cf_prices(
  metric TEXT PRIMARY KEY,
  currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  price REAL NOT NULL CHECK (price >= 0),
  per REAL NOT NULL DEFAULT 1 CHECK (per > 0),
  free_quantity REAL NOT NULL DEFAULT 0 CHECK (free_quantity >= 0)
);

-- The billing cycles, or where records name none the calendar months, of a metric that are open.
-- free_used is what was not charged for: where Cloudflare tells the charged quantity, the rest;
-- else what the price list leaves free. headroom needs the price list, unless it is used up.
DROP VIEW IF EXISTS temp.cf_free_allowance;
CREATE TEMP VIEW cf_free_allowance AS
SELECT account_id, cycle_start, product, metric, unit, used, free_quantity,
       coalesce(used - charged, min(used, free_quantity)) AS free_used, charged AS charged_quantity,
       CASE WHEN charged > 0 THEN 0.0 ELSE max(free_quantity - used, 0.0) END AS headroom,
       min(used / nullif(free_quantity, 0), 1.0) AS used_share,
       first_charged_day
FROM (SELECT account_id, product, u.metric, unit, cycle_start, sum(quantity) AS used, free_quantity,
             CASE WHEN count(priced_quantity) = count(*) AND min(priced_unit IS unit)
                  THEN sum(priced_quantity) END AS charged,
             min(CASE WHEN priced_quantity > 0 THEN day END) AS first_charged_day
      FROM (SELECT account_id, product, metric, unit, quantity, priced_quantity, priced_unit, day,
                   coalesce(cycle_start, date(day, 'start of month')) AS cycle_start,
                   -- Of each record: cycles that began together may end on different days.
                   coalesce(cycle_end, date(cf_billing_cycle_end(
                     coalesce(cycle_start, date(day, 'start of month')),
                     CASE WHEN cycle_start IS NOT NULL
                           AND (subscription_id IS NOT NULL
                                OR strftime('%d', cycle_start, '+1 day') = '01')
                          THEN anchor END), '+1 day')) AS ends
            FROM (SELECT *, max(CAST(substr(cycle_start, 9) AS INTEGER))
                              OVER (PARTITION BY account_id, subscription_id) AS anchor
                  FROM cf_usage_in_windows WHERE window_name = 'trend' AND NOT is_correction)) AS u
      LEFT JOIN cf_prices AS p ON p.metric = u.metric
      WHERE ends > (SELECT today FROM cf_period)
      GROUP BY account_id, product, u.metric, unit, cycle_start, free_quantity);

-- By day, so that the allowance is used up where it was: the first units of a cycle are free. What
-- Cloudflare says (cost) stands beside it, NULL where it says nothing or in several currencies.
-- Cloudflare keeps about 30 days: of a cycle that began more than 25 days ago, and before the oldest
-- record of its account that was read, units may be missing that used the allowance up. What is there
-- has an estimate from where it alone has used it up; before that estimated_cost is NULL.
DROP VIEW IF EXISTS temp.cf_estimated_cost_by_day;
CREATE TEMP VIEW cf_estimated_cost_by_day AS
SELECT account_id, day, product, u.metric, unit, quantity, p.currency,
       CASE WHEN NOT is_cut OR so_far - quantity >= free_quantity
            THEN (max(so_far - free_quantity, 0.0) - max(so_far - quantity - free_quantity, 0.0))
                   * price / per END AS estimated_cost,
       cost, cost_currency
FROM (SELECT account_id, day, product, metric, unit, quantity, cost, cost_currency,
             cycle < oldest_record AND cycle < (SELECT date(today, '-25 days') FROM cf_period)
               AS is_cut,
             sum(quantity) OVER (PARTITION BY account_id, product, metric, unit, cycle
                                ORDER BY day) AS so_far
      -- The days of a cycle before the period are one: that makes it twice as quick.
      FROM (SELECT account_id, product, metric, unit,
                   coalesce(cycle_start, date(day, 'start of month')) AS cycle,
                   max(day, (SELECT date(first_day, '-1 day') FROM cf_period)) AS day,
                   (SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
                     OR currency = (SELECT currency FROM cf_parameters) AS is_asked_for,
                   sum(quantity) AS quantity,
                   CASE WHEN count(cost) = count(*) AND min(currency) IS max(currency)
                        THEN sum(cost) END AS cost,
                   CASE WHEN min(currency) IS max(currency) THEN max(currency) END AS cost_currency,
                   min(min(day)) OVER (PARTITION BY account_id) AS oldest_record
            -- Records of every metric and currency tell how far back they reach.
            FROM cf_usage_records WHERE window_name = 'ended_cycles'
            GROUP BY 1, 2, 3, 4, 5, 6, 7)
      WHERE is_asked_for AND metric IN (SELECT metric FROM cf_prices)) AS u
JOIN cf_prices AS p ON p.metric = u.metric
WHERE day >= (SELECT first_day FROM cf_period);

-- NULL if a part of the estimate is.
DROP VIEW IF EXISTS temp.cf_estimated_cost;
CREATE TEMP VIEW cf_estimated_cost AS
SELECT account_id, product, metric, unit, sum(quantity) AS quantity, currency,
       CASE WHEN count(estimated_cost) = count(*) THEN sum(estimated_cost) END AS estimated_cost,
       CASE WHEN count(cost) = count(*) AND min(cost_currency) IS max(cost_currency)
            THEN sum(cost) END AS cost,
       CASE WHEN count(cost_currency) = count(*) AND min(cost_currency) IS max(cost_currency)
            THEN max(cost_currency) END AS cost_currency
FROM cf_estimated_cost_by_day
GROUP BY account_id, product, metric, unit, currency;

-- What a million units of a metric cost in the period, free ones included, and what a million of
-- all requests cost when everything is put on them: what is counted in requests, or in no unit but
-- called so.
DROP VIEW IF EXISTS temp.cf_unit_cost;
CREATE TEMP VIEW cf_unit_cost AS
SELECT account_id, product, metric, unit, quantity, currency, cost,
       CASE WHEN records_without_cost = 0 THEN 1e6 * cost / nullif(quantity, 0) END AS cost_per_million
FROM cf_spend_by_metric;

DROP VIEW IF EXISTS temp.cf_cost_per_million_requests;
CREATE TEMP VIEW cf_cost_per_million_requests AS
SELECT account_id, currency, cost, requests,
       CASE WHEN records_without_cost = 0 THEN 1e6 * cost / nullif(requests, 0) END
         AS cost_per_million_requests, records_without_cost
FROM (SELECT account_id, currency, sum(cost) AS cost,
             sum(CASE WHEN unit LIKE 'request%'
                       OR coalesce(unit, '') = '' AND metric LIKE '%request%' THEN quantity END)
               AS requests,
             sum(records_without_cost) AS records_without_cost
      FROM cf_spend_by_metric
      GROUP BY account_id, currency);
