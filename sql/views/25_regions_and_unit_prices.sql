-- What do regions cost? What does a unit that is paid for cost, and when did its price change?
--
-- Inputs: cf_usage (01_usage.sql), cf_price_list (03_prices.sql).
--
--   UPDATE cf_parameters SET feed = 'focus';
--   SELECT region_id, cost, currency FROM cf_cost_by_region ORDER BY cost DESC;
--
-- Costs are in units of `currency`. complete_from as in 10_spend.sql.

-- FOCUS usage tells regions, and where Cloudflare answers by POST their costs. What names no region,
-- as all PayGo usage, is a row whose region_id is NULL. Region names are the newest.
DROP VIEW IF EXISTS temp.cf_cost_by_region;
-- Question: What does each region cost?
-- Example: SELECT region_id, cost, currency FROM cf_cost_by_region;
CREATE TEMP VIEW cf_cost_by_region AS
SELECT account_id, account_name, region_id, substr(max(day || region_name), 11) AS region_name, currency,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(cost) END AS cost,
       count(*) AS records, count(*) - count(cost) AS records_without_cost,
       max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, region_id, currency
WINDOW of_account AS (PARTITION BY account_id);

-- By month, product and metric, as quantities add up within a metric only. charged_quantity is what was
-- paid for, in `unit`: beyond the free allowance, before it is rounded to blocks. It is NULL where a
-- record does not tell it, and so is unit_cost, as where nothing was charged. Months at both ends are
-- those days that the period has. Corrections are in none.
DROP VIEW IF EXISTS temp.cf_unit_cost_by_product;
-- Question: What does a unit of each product cost?
-- Example: SELECT * FROM cf_unit_cost_by_product;
CREATE TEMP VIEW cf_unit_cost_by_product AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id)
         AS account_name,
       month, product, metric, unit, charged_quantity, currency, cost,
       cost / nullif(charged_quantity, 0) AS unit_cost, records_without_cost, complete_from
FROM (SELECT account_id, month, product, substr(max(newest || metric), 11) AS metric, unit, currency,
             CASE WHEN min(is_whole) AND sum(unpriced) = 0 THEN sum(charged) END AS charged_quantity,
             CASE WHEN min(is_whole) AND sum(unknown) = 0 THEN sum(cost) END AS cost,
             sum(unknown) AS records_without_cost, max(max(complete_from)) OVER of_account AS complete_from
      FROM (SELECT account_id, substr(day, 1, 7) AS month, product, metric, coalesce(priced_unit, '') AS unit,
                   currency, max(day) AS newest, sum(priced_quantity) AS charged,
                   count(*) - count(priced_quantity) AS unpriced, sum(cost) AS cost,
                   count(*) - count(cost) AS unknown,
                   -- A month that begins with the first day that is there, or later, is.
                   min(is_whole OR substr(day, 1, 7) || '-01' >= complete_from) AS is_whole,
                   max(complete_from) AS complete_from
            FROM cf_usage WHERE NOT is_correction
            GROUP BY account_id, substr(day, 1, 7), product, metric, coalesce(priced_unit, ''), currency)
      GROUP BY account_id, month, product, cf_service_key(metric), unit, currency
      WINDOW of_account AS (PARTITION BY account_id)) AS u;

-- When the price of a unit changed: it was price_before on at least three days on which some was paid for,
-- up to last_day_before, and price_after on three at least from first_day on; one day between them may be
-- of both. The same is what differs by no more than a thousandth. What is known to be paid for in blocks is
-- left out, as a day's cost says nothing of its price: cf_invoice_explained tells it by cycle. So is what
-- never has a price for three days, for whatever reason: nothing is said of it.
DROP VIEW IF EXISTS temp.cf_unit_price_changes;
-- Question: When did the price of a unit change?
-- Example: SELECT * FROM cf_unit_price_changes;
CREATE TEMP VIEW cf_unit_price_changes AS
WITH
-- Most lines never had another price: only the others are looked at by day.
priced_lines AS (
  SELECT account_id, product, cf_service_key(metric) AS service, priced_unit, currency
  FROM (SELECT account_id, product, metric, priced_unit, currency, count(*) - count(cost) AS unknown,
               min(cost / priced_quantity) AS least, max(cost / priced_quantity) AS most
        FROM cf_usage WHERE priced_quantity > 0 AND NOT is_correction
        GROUP BY account_id, product, metric, priced_unit, currency)
  GROUP BY 1, 2, 3, 4, 5
  HAVING max(most) > 1.001 * min(least)
     AND cf_service_key(metric) NOT IN (
           SELECT service FROM cf_price_list WHERE rounding IN ('up', 'nearest'))
),
days AS (
  SELECT l.*, u.day, max(u.metric) AS metric, sum(cost) / sum(priced_quantity) AS price,
         sum(cost) AS cost, sum(priced_quantity) AS quantity
  FROM priced_lines AS l
  CROSS JOIN (SELECT *, cf_service_key(metric) AS service FROM cf_usage
              WHERE priced_quantity > 0 AND NOT is_correction) AS u
    ON u.account_id = l.account_id AND u.product IS l.product AND u.service = l.service
   AND u.priced_unit IS l.priced_unit AND u.currency IS l.currency
  GROUP BY l.account_id, l.product, l.service, l.priced_unit, l.currency, u.day
  HAVING count(cost) = count(*)
),
-- Days in a row that have the same price are one.
rows_of_days AS (
  SELECT account_id, product, service, priced_unit, currency, max(metric) AS metric, min(day) AS first_day,
         max(day) AS last_day, min(number) AS first_number, max(number) AS last_number,
         sum(cost) / sum(quantity) AS price
  FROM (SELECT *, sum(is_other) OVER line AS part
        FROM (SELECT *, row_number() OVER line AS number,
                     coalesce(abs(price - lag(price) OVER line) > 0.001 * abs(lag(price) OVER line), 0)
                       AS is_other
              FROM days
              WINDOW line AS (PARTITION BY account_id, product, service, priced_unit, currency ORDER BY day))
        WINDOW line AS (PARTITION BY account_id, product, service, priced_unit, currency ORDER BY day))
  GROUP BY account_id, product, service, priced_unit, currency, part
  HAVING count(*) >= 3
)
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = c.account_id) AS account_name,
       product, metric, coalesce(priced_unit, '') AS unit, currency, price_before, price AS price_after,
       price / nullif(price_before, 0) - 1 AS change_ratio, last_day_before, first_day
FROM (SELECT *, lag(price) OVER line AS price_before, lag(last_day) OVER line AS last_day_before,
             first_number - lag(last_number) OVER line AS days_apart
      FROM rows_of_days
      WINDOW line AS (PARTITION BY account_id, product, service, priced_unit, currency ORDER BY first_day)) AS c
WHERE days_apart <= 2 AND abs(price - price_before) > 0.001 * abs(price_before);
