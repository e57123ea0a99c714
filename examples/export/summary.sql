-- What export.sh says at the end of each month: what is in the file, what is not, why, and which option
-- would bring it. A view of one line, export_summary.
--
-- Inputs: focus_export_rows, the records that were read, as a table; export_request, one row; export_written(number,
-- held_back), each of the records by its rowid, and why the program that the file is for does not take it;
-- export_unbilled(account_id, records), how many records of the month's days are of no billing period, where that
-- matters; export_without(account_id, reason), for each account that was asked for why there may be nothing of it;
-- export_not_invoiced(records, reason), of what is written, where invoices are read; export_missing(account_id, day).

CREATE TEMP VIEW export_held_back AS
SELECT held_back AS reason, count(*) AS records FROM export_written WHERE held_back IS NOT NULL GROUP BY 1;

CREATE TEMP VIEW export_amounts AS
SELECT (SELECT count(*) FROM export_written) AS records, count(*) AS written, count(DISTINCT charge_date) AS days,
       count(DISTINCT account_id) AS accounts, min(charge_date) AS first_day, max(charge_date) AS last_day,
       count(CASE WHEN BilledCost IS NULL THEN 1 END) AS without_cost,
       count(DISTINCT CASE WHEN BilledCost IS NULL THEN account_id END) AS accounts_without_cost,
       count(CASE WHEN raw IS NOT NULL AND BilledCost IS NOT NULL AND json_type(raw, '$.BilledCost') IS NULL THEN 1 END) AS filled
FROM focus_export_rows AS r WHERE r.rowid IN (SELECT number FROM export_written WHERE held_back IS NULL);

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
       || CASE WHEN without_cost = 0 THEN ''
               ELSE ' ' || without_cost || ' row' || substr('s', 1 + (without_cost = 1)) || ' of '
                    || accounts_without_cost || ' account' || substr('s', 1 + (accounts_without_cost = 1))
                    || ' without a cost, as Cloudflare tells none of them'
                    || CASE feed WHEN 'focus' THEN
                         ': --feed paygo has costs, of accounts that pay as they go.' ELSE '.' END END
       || CASE WHEN filled = 0 THEN ''
               ELSE ' ' || filled || ' row' || substr('s', 1 + (filled = 1))
                    || ' with ContractedCost as the other costs, too: the endpoint that answered tells no'
                    || ' others, and newer ones four that are equal.' END
       || coalesce((SELECT ' ' || sum(records) || ' row' || substr('s', 1 + (sum(records) = 1))
                           || ' of usage without an InvoiceId: ' || group_concat(records || ' ' || reason, '; ') || '.'
                    FROM (SELECT * FROM export_not_invoiced ORDER BY records DESC, reason)), '')
       || CASE WHEN a.last_day >= settling THEN
               ' Days since ' || max(a.first_day, settling)
               || ' may still be restated: export again a few days later.' ELSE '' END AS line
FROM export_request CROSS JOIN export_amounts AS a
CROSS JOIN (SELECT date(today, -restated_days || ' days') AS settling FROM cf_period);

-- The first day that is missing, whose, and of how many others days are missing; NULL: none.
CREATE TEMP VIEW export_missing_days AS
SELECT (SELECT day || ' is missing, of account ' || account_id FROM export_missing ORDER BY day, account_id LIMIT 1)
       || CASE WHEN count(DISTINCT account_id) > 1 THEN ' and ' || (count(DISTINCT account_id) - 1) || ' more' ELSE '' END
         AS what
FROM export_missing;
