-- Bars and sparklines for a terminal.
--
-- Inputs: cf_spend_by_day (10_spend.sql), cf_usage (01_usage.sql).
--
--   SELECT product, cost, days FROM cf_chart_by_product;
--
-- Bars are in proportion to the largest cost of the same account and currency; what comes back has
-- none. A sparkline has a character for every day of the period up to its last, ▁ to █, a dot where
-- the cost is not known or the day is gone (01_usage.sql).

DROP VIEW IF EXISTS temp.cf_chart_by_day;
-- Question: What does the cost of each day look like, as a bar?
-- Example: SELECT day, cost, currency, bar FROM cf_chart_by_day;
CREATE TEMP VIEW cf_chart_by_day AS
SELECT account_id, account_name, day, currency, round(cost, 2) AS cost,
       coalesce(substr('████████████████████████████████████████', 1,
                       CAST(round(40 * cost / nullif(max(max(cost) OVER same, 0.0), 0)) AS INTEGER)), '')
         AS bar
FROM cf_spend_by_day
WINDOW same AS (PARTITION BY account_id, currency)
ORDER BY account_id, currency, day;

DROP VIEW IF EXISTS temp.cf_chart_by_product;
-- Question: What does the cost of each product look like, as a bar?
-- Example: SELECT product, cost, currency, days, bar FROM cf_chart_by_product;
CREATE TEMP VIEW cf_chart_by_product AS
WITH RECURSIVE
days(day) AS (
  SELECT first_day FROM cf_period WHERE first_day <= last_day
  UNION ALL
  SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last_day FROM cf_period)
),
daily AS (
  SELECT account_id, currency, product, day, sum(cost) AS cost, count(*) - count(cost) AS unknown,
         min(is_whole) AS is_whole, max(complete_from) AS complete_from
  FROM cf_usage GROUP BY account_id, currency, product, day
),
series AS (
  SELECT account_id, currency, product,
         CASE WHEN min(min(is_whole)) OVER (PARTITION BY account_id) THEN sum(cost) END AS cost,
         max(max(complete_from)) OVER (PARTITION BY account_id) AS complete_from,
         max(cost) AS highest
  FROM daily GROUP BY account_id, currency, product
),
charted_lines AS (
  SELECT s.account_id, s.currency, s.product, s.cost, t.day,
         group_concat(CASE WHEN d.unknown > 0 OR t.day < s.complete_from THEN '·'
                           WHEN d.day IS NULL OR d.cost <= 0 THEN '▁'
                           ELSE substr('▁▂▃▄▅▆▇█', 1 + CAST(7 * d.cost / s.highest + 0.5 AS INTEGER), 1)
                      END, '')
           OVER (PARTITION BY s.account_id, s.currency, s.product ORDER BY t.day) AS days
  FROM series AS s CROSS JOIN days AS t
  LEFT JOIN daily AS d
    ON d.account_id = s.account_id AND d.currency IS s.currency AND d.product IS s.product
   AND d.day = t.day
)
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = charted_lines.account_id)
         AS account_name,
       product, currency, round(cost, 2) AS cost, days,
       coalesce(substr('████████████████████', 1,
                       CAST(round(20 * cost / nullif(max(max(cost) OVER same, 0.0), 0)) AS INTEGER)), '')
         AS bar
FROM charted_lines WHERE day = (SELECT last_day FROM cf_period)
WINDOW same AS (PARTITION BY account_id, currency)
ORDER BY account_id, currency, charted_lines.cost DESC;
