-- How fresh the usage is: the newest day, days missing, days that may still be restated.
--
-- Inputs: cf_usage (01_usage.sql), cf_selected_accounts.
--
--   SELECT account_name, newest_day, days_missing, restated_from FROM cf_freshness;
--
-- One row for every account reported on, also without any usage. Days are YYYY-MM-DD. A missing day
-- is one in the period, up to the last complete day, without any record: no usage, or not there yet.
-- If cf_parameters names a currency, records in others are not looked at.

DROP VIEW IF EXISTS temp.cf_freshness;
-- Question: How new are the figures, and how many days are missing?
-- Example: SELECT account_name, newest_day, days_missing, restated_from FROM cf_freshness;
CREATE TEMP VIEW cf_freshness AS
WITH days AS (
  SELECT account_id, count(DISTINCT CASE WHEN day <= last_complete_day THEN day END) AS complete,
         max(day) AS newest, min(day) AS oldest, count(*) AS records
  FROM cf_usage CROSS JOIN cf_period GROUP BY account_id
)
SELECT a.account_id, a.name AS account_name, d.oldest AS oldest_day, d.newest AS newest_day,
       CAST(julianday(min(p.last_day, p.today)) - julianday(d.newest) AS INTEGER) AS days_behind,
       max(CAST(julianday(p.last_complete_day) - julianday(p.first_day) + 1 AS INTEGER), 0)
         - coalesce(d.complete, 0) AS days_missing,
       date(p.today, -p.restated_days || ' days') AS restated_from,
       coalesce(d.records, 0) AS records
FROM cf_selected_accounts AS a CROSS JOIN cf_period AS p
LEFT JOIN days AS d ON d.account_id = a.account_id;

DROP VIEW IF EXISTS temp.cf_missing_days;
-- Question: On which days is there no usage record at all?
-- Example: SELECT account_id, day FROM cf_missing_days;
CREATE TEMP VIEW cf_missing_days AS
WITH RECURSIVE
days(day) AS (
  SELECT first_day FROM cf_period WHERE first_day <= last_complete_day
  UNION ALL
  SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last_complete_day FROM cf_period)
),
present AS (SELECT DISTINCT account_id, day FROM cf_usage)
SELECT a.account_id, a.name AS account_name, d.day
FROM cf_selected_accounts AS a CROSS JOIN days AS d
LEFT JOIN present AS p ON p.account_id = a.account_id AND p.day = d.day
WHERE p.day IS NULL;
