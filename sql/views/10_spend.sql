-- What was spent in the period: by day, product, metric, zone, subscription and account.
--
-- Inputs: cf_usage (01_usage.sql). Units: cost in units of its currency; quantity in `unit`.
--
--   SELECT day, cost, currency FROM cf_spend_by_day;
--
-- Every currency has rows of its own. records_without_cost counts records whose cost Cloudflare does
-- not tell: if it is not 0, cost is only the known part, and NULL if no part is known.
-- complete_from: if it is not NULL, Cloudflare keeps no days of the period before this one, and sums
-- over the period are NULL (01_usage.sql).

DROP VIEW IF EXISTS temp.cf_spend_by_day;
-- Question: What did each day cost?
-- Example: SELECT day, cost, currency FROM cf_spend_by_day;
CREATE TEMP VIEW cf_spend_by_day AS
SELECT account_id, account_name, day, currency, sum(cost) AS cost, count(*) AS records,
       count(*) - count(cost) AS records_without_cost
FROM cf_usage
GROUP BY account_id, day, currency;

DROP VIEW IF EXISTS temp.cf_spend_by_product;
-- Question: What did each product cost?
-- Example: SELECT product, cost, currency, share FROM cf_spend_by_product;
CREATE TEMP VIEW cf_spend_by_product AS
SELECT account_id, account_name, product, currency,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(cost) END AS cost,
       -- Of what is known of this account and currency.
       CASE WHEN min(min(is_whole)) OVER of_account THEN
         sum(cost) / nullif(sum(sum(cost)) OVER (PARTITION BY account_id, currency), 0) END AS share,
       count(*) AS records, count(*) - count(cost) AS records_without_cost,
       max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, product, currency
WINDOW of_account AS (PARTITION BY account_id);

-- The twin in quantities, for where no cost is told: a metric's quantities add up, those of a
-- product do not. Its unit is part of the key.
DROP VIEW IF EXISTS temp.cf_spend_by_metric;
-- Question: What did each metric cost?
-- Example: SELECT metric, quantity, unit, cost, currency FROM cf_spend_by_metric;
CREATE TEMP VIEW cf_spend_by_metric AS
SELECT account_id, account_name, product, metric, unit,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(quantity) END AS quantity, currency,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(cost) END AS cost,
       count(*) AS records, count(*) - count(cost) AS records_without_cost,
       max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, product, metric, unit, currency
WINDOW of_account AS (PARTITION BY account_id);

DROP VIEW IF EXISTS temp.cf_quantity_by_day;
-- Question: How much of each metric was used on each day?
-- Example: SELECT day, metric, quantity, unit FROM cf_quantity_by_day;
CREATE TEMP VIEW cf_quantity_by_day AS
SELECT u.account_id, a.name AS account_name, day, product, metric, unit, quantity, records
FROM (SELECT account_id, day, product, metric, unit, sum(quantity) AS quantity, count(*) AS records
      FROM cf_usage
      GROUP BY account_id, day, product, metric, unit) AS u
-- Joined, as there are many rows: SQLite makes an index of names.
LEFT JOIN cf_selected_accounts AS a ON a.account_id = u.account_id;

-- Zones are told apart by id: two accounts may have zones of one name, and a zone that was renamed
-- has its newest. What belongs to no zone has NULL there.
DROP VIEW IF EXISTS temp.cf_spend_by_zone;
-- Question: What did each zone cost?
-- Example: SELECT zone_name, cost, currency FROM cf_spend_by_zone;
CREATE TEMP VIEW cf_spend_by_zone AS
SELECT account_id, account_name, zone_id, substr(max(day || zone_name), 11) AS zone_name, currency,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(cost) END AS cost,
       count(*) AS records, count(*) - count(cost) AS records_without_cost,
       max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, zone_id, currency
WINDOW of_account AS (PARTITION BY account_id);

DROP VIEW IF EXISTS temp.cf_spend_by_subscription;
-- Question: What did each subscription cost?
-- Example: SELECT subscription_id, cost, currency FROM cf_spend_by_subscription;
CREATE TEMP VIEW cf_spend_by_subscription AS
SELECT account_id, account_name, subscription_id, currency,
       CASE WHEN min(min(is_whole)) OVER of_account THEN sum(cost) END AS cost,
       count(*) AS records, count(*) - count(cost) AS records_without_cost,
       max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, subscription_id, currency
WINDOW of_account AS (PARTITION BY account_id);

DROP VIEW IF EXISTS temp.cf_spend_by_account;
-- Question: What did each account cost?
-- Example: SELECT account_name, cost, currency FROM cf_spend_by_account;
CREATE TEMP VIEW cf_spend_by_account AS
SELECT account_id, account_name, currency, CASE WHEN min(min(is_whole)) OVER of_account THEN sum(cost) END AS cost,
       count(*) AS records, count(*) - count(cost) AS records_without_cost,
       max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, currency
WINDOW of_account AS (PARTITION BY account_id);

-- Showback: each zone's own cost and its part of what belongs to no zone, spread in proportion to
-- the zones' own costs. Where no zone has a cost of its own, nothing can be spread: it stays in the
-- row without a zone. shared_cost is 0 where there is nothing to spread, NULL where it is unknown.
DROP VIEW IF EXISTS temp.cf_showback_by_zone;
-- Question: What does each zone cost with its part of what belongs to no zone?
-- Example: SELECT zone_name, own_cost, shared_cost, cost, currency FROM cf_showback_by_zone;
CREATE TEMP VIEW cf_showback_by_zone AS
SELECT account_id, account_name, zone_id, zone_name, currency, own_cost, shared_cost,
       CASE WHEN zone_id IS NULL THEN shared_cost
            ELSE own_cost + coalesce(shared_cost, 0.0) END AS cost, records_without_cost,
       complete_from
FROM (SELECT *, CASE WHEN zone_id IS NOT NULL
                       THEN shared * CASE WHEN zones_cost <> 0 THEN own_cost / zones_cost
                                          ELSE 0.0 * own_cost END
                     WHEN zones_cost <> 0 THEN 0.0 * shared
                     ELSE shared END AS shared_cost
      FROM (SELECT account_id, account_name, zone_id, zone_name, currency, records_without_cost,
                   complete_from,
                   CASE WHEN zone_id IS NOT NULL THEN cost END AS own_cost,
                   CASE WHEN count(CASE WHEN zone_id IS NULL THEN 1 END) OVER same = 0 THEN 0.0
                        ELSE sum(CASE WHEN zone_id IS NULL THEN cost END) OVER same END AS shared,
                   sum(CASE WHEN zone_id IS NOT NULL THEN cost END) OVER same AS zones_cost
            FROM cf_spend_by_zone
            WINDOW same AS (PARTITION BY account_id, currency)));
