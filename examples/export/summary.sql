-- What export.sh says at the end of each month: what is in the file, what is not, why, and which option
-- would bring it. A view of one line, export_summary.
--
-- Inputs: focus_export_rows, the records that were read, as a table; export_request, one row: kind, feed and
-- written, how many rows the file has; export_unbilled(account_id, records), how many records of the month's
-- days are of no billing period, where that matters; export_held_back(reason, records), what the program that
-- the file is for does not take; export_without(account_id, reason), for each account
-- that was asked for why there may be nothing of it.

CREATE TEMP VIEW export_amounts AS
SELECT count(*) AS records, count(DISTINCT charge_date) AS days, count(DISTINCT account_id) AS accounts,
       min(charge_date) AS first_day, max(charge_date) AS last_day,
       count(CASE WHEN BilledCost IS NULL THEN 1 END) AS without_cost,
       count(DISTINCT CASE WHEN BilledCost IS NULL THEN account_id END) AS accounts_without_cost,
       count(CASE WHEN raw IS NOT NULL AND BilledCost IS NOT NULL AND json_type(raw, '$.BilledCost') IS NULL THEN 1 END) AS filled
FROM focus_export_rows;

CREATE TEMP VIEW export_absent AS
SELECT account_id, reason FROM export_without
WHERE account_id NOT IN (SELECT account_id FROM focus_export_rows)
  AND account_id NOT IN (SELECT account_id FROM export_unbilled);

-- In the order in which it is said.
CREATE TEMP VIEW export_left_out AS
SELECT 1 AS place, records || ' record' || substr('s', 1 + (records = 1)) || ' of ' || accounts || ' account'
                   || substr('s', 1 + (accounts = 1))
                   || ' without a billing period, which --by calendar writes' AS what
FROM (SELECT sum(records) AS records, count(*) AS accounts FROM export_unbilled) WHERE records > 0
UNION ALL
SELECT 2, records || ' record' || substr('s', 1 + (records = 1)) || ' ' || reason
          || CASE WHEN reason = 'without a cost' THEN ', which ' || kind || ' does not take'
                  || CASE feed WHEN 'focus' THEN ': --feed paygo has costs, of accounts that pay as they go' ELSE '' END
             ELSE '' END
FROM (SELECT reason, records FROM export_held_back ORDER BY records DESC, reason) CROSS JOIN export_request
UNION ALL
SELECT 3, 'account ' || account_id || ', ' || reason
FROM (SELECT account_id, reason FROM export_absent ORDER BY 1 LIMIT 20)
UNION ALL
SELECT 4, (count(*) - 20) || ' more accounts' FROM export_absent HAVING count(*) > 20;

CREATE TEMP VIEW export_summary AS
SELECT written || ' row' || substr('s', 1 + (written = 1))
       || CASE WHEN records > written THEN ' of ' || records || ' records' ELSE '' END
       || ', ' || days || ' day' || substr('s', 1 + (days = 1))
       || ' and ' || accounts || ' account' || substr('s', 1 + (accounts = 1))
       || CASE WHEN days > 0 THEN ', ' || a.first_day || ' to ' || a.last_day ELSE '' END || '.'
       || coalesce(' Not in it: ' || (SELECT group_concat(what, '; ')
                                      FROM (SELECT what FROM export_left_out ORDER BY place)) || '.',
                   ' Nothing that was read is left out.')
       -- Where the consumer wants a cost they are not in it.
       || CASE WHEN without_cost = 0 OR records > written THEN ''
               ELSE ' ' || without_cost || ' row' || substr('s', 1 + (without_cost = 1)) || ' of '
                    || accounts_without_cost || ' account' || substr('s', 1 + (accounts_without_cost = 1))
                    || ' without a cost, as Cloudflare tells none of them'
                    || CASE feed WHEN 'focus' THEN
                         ': --feed paygo has costs, of accounts that pay as they go.' ELSE '.' END END
       || CASE WHEN filled = 0 THEN ''
               ELSE ' ' || filled || ' row' || substr('s', 1 + (filled = 1))
                    || ' with ContractedCost as the other costs, too: the endpoint that answered tells no'
                    || ' others, and newer ones four that are equal.' END
       || CASE WHEN a.last_day >= settling THEN
               ' Days since ' || max(a.first_day, settling)
               || ' may still be restated: export again a few days later.' ELSE '' END AS line
FROM export_request CROSS JOIN export_amounts AS a
CROSS JOIN (SELECT date(today, -restated_days || ' days') AS settling FROM cf_period);
