-- Which few products make most of the cost? How much of it belongs to a zone? What did each quarter cost?
--
-- Inputs: cf_usage (01_usage.sql), cf_spend_by_product and cf_spend_by_zone (10_spend.sql).
--
--   SELECT product, cost, running_share, currency FROM cf_main_products;
--
-- Costs are in units of `currency`; shares go from 0 to 1 and are of what is known: where
-- records_without_cost is not 0, more was used than is told. complete_from as in 10_spend.sql.

-- The fewest products, largest first, that together make at least 80 % of an account's cost in a
-- currency. Products that cost nothing, or give something back, are none of them.
DROP VIEW IF EXISTS temp.cf_main_products;
-- Question: Which few products make most of the cost?
-- Example: SELECT place, product, cost, running_share, currency FROM cf_main_products;
CREATE TEMP VIEW cf_main_products AS
SELECT account_id, account_name, currency, place, product, cost, share, running_share,
       records_without_cost, complete_from
FROM (SELECT *, running_cost / nullif(all_cost, 0) AS running_share, cost / nullif(all_cost, 0) AS share
      FROM (SELECT *, sum(cost) OVER largest AS running_cost, row_number() OVER largest AS place,
                   sum(cost) OVER (PARTITION BY account_id, currency) AS all_cost
            FROM (SELECT account_id, account_name, product, currency, cost, records_without_cost,
                         complete_from
                  FROM cf_spend_by_product WHERE cost > 0)
            WINDOW largest AS (PARTITION BY account_id, currency ORDER BY cost DESC, product
                               ROWS UNBOUNDED PRECEDING)))
-- Those before it make less than 80 %. A hair less than that is the same 80 % added in another order.
WHERE running_cost - cost < 0.8 * all_cost - 1e-9 * all_cost;

-- How much of the cost names the zone that it is for. The rest is services of an account as a whole,
-- as R2 or Workers AI: cf_showback_by_zone spreads it.
DROP VIEW IF EXISTS temp.cf_allocation_coverage;
-- Question: How much of the cost names the zone that it is for?
-- Example: SELECT account_name, zone_cost, other_cost, coverage FROM cf_allocation_coverage;
CREATE TEMP VIEW cf_allocation_coverage AS
SELECT account_id, account_name, currency, sum(cost) AS cost,
       -- total() of nothing is 0.0, which it is: unless days are gone, and sum() is NULL.
       total(CASE WHEN zone_id IS NOT NULL THEN cost END) + 0.0 * sum(cost) AS zone_cost,
       total(CASE WHEN zone_id IS NULL THEN cost END) + 0.0 * sum(cost) AS other_cost,
       total(CASE WHEN zone_id IS NOT NULL THEN cost END) / nullif(sum(cost), 0) AS coverage,
       sum(records_without_cost) AS records_without_cost, max(complete_from) AS complete_from
FROM cf_spend_by_zone
GROUP BY account_id, account_name, currency;

-- The period by calendar quarter: first_day and last_day are those of the quarter that the period holds.
-- year_to_date adds up the year's quarters to this one, and is NULL where the period begins after the
-- year's first day, as it would lack what was before.
DROP VIEW IF EXISTS temp.cf_spend_by_quarter;
-- Question: What did each quarter cost, and the year up to its end?
-- Example: SELECT quarter, cost, year_to_date, currency FROM cf_spend_by_quarter;
CREATE TEMP VIEW cf_spend_by_quarter AS
SELECT q.account_id, a.name AS account_name,
       substr(starts, 1, 4) || '-Q' || (1 + substr(starts, 6, 2) / 3) AS quarter,
       max(starts, p.first_day) AS first_day,
       min(date(starts, '+3 months', '-1 day'), p.last_day) AS last_day,
       currency, CASE WHEN is_whole OR complete_from <= starts THEN cost END AS cost,
       CASE WHEN is_whole AND p.first_day <= substr(starts, 1, 4) || '-01-01'
            THEN sum(cost) OVER (PARTITION BY q.account_id, currency, substr(starts, 1, 4)
                                 ORDER BY starts) END AS year_to_date,
       records, records_without_cost, complete_from
FROM (SELECT account_id, date(day, 'start of month', -((substr(day, 6, 2) - 1) % 3) || ' months') AS starts,
             currency, sum(cost) AS cost, count(*) AS records,
             count(*) - count(cost) AS records_without_cost,
             min(min(is_whole)) OVER of_account AS is_whole,
             max(max(complete_from)) OVER of_account AS complete_from
      FROM cf_usage
      GROUP BY 1, 2, 3
      WINDOW of_account AS (PARTITION BY account_id)) AS q
CROSS JOIN cf_period AS p
JOIN cf_selected_accounts AS a ON a.account_id = q.account_id;
