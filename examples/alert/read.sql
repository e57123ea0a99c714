-- Of whom each check was made: what is not found there any more is over. Last, after found.sql and, for
-- an archive, archive.sql.

-- Where it happened is other each time: the account, the address and the ray. What comes behind them names the
-- permission that is missing.
UPDATE alert_not_checked
SET reason = substr(reason, 1, instr(reason, ' (account ') - 1)
             || substr(reason, instr(reason, ' (account ')
                               + instr(substr(reason, instr(reason, ' (account ')), ')'))
WHERE instr(reason, ' (account ') > 0;
-- What was noted behind that is of other requests.
UPDATE alert_not_checked
SET reason = replace(substr(reason, 1, instr(reason || ' (account ', ' (account ') - 1), account_id, 'this account')
WHERE account_id <> '';

INSERT INTO alert_read
SELECT kind, account_id
FROM (SELECT 'day' AS kind, 'usage' AS needs UNION ALL SELECT 'late', 'usage'
      UNION ALL SELECT 'anomaly', 'usage' UNION ALL SELECT 'budget', 'usage'
      UNION ALL SELECT 'resource', 'resources'
      UNION ALL SELECT 'invoice', 'invoices' UNION ALL SELECT 'card', 'cards') AS k
CROSS JOIN cf_report_accounts AS a
WHERE NOT EXISTS (
  SELECT 1 FROM alert_not_checked AS n
  WHERE n.what IN (needs, CASE kind WHEN 'anomaly' THEN 'anomalies' WHEN 'budget' THEN 'budgets'
                                    WHEN 'card' THEN 'the next bill'
                                    -- Of the API those are asked for that usage names.
                                    WHEN 'resource' THEN CASE (SELECT source FROM cf_period) WHEN 'live' THEN 'usage' END
                        END)
    AND (n.account_id = a.account_id
         -- A budget of all accounts is none of each of them; without a reason it is the whole check that failed.
         OR n.account_id = '' AND NOT (n.what = 'budgets' AND n.reason IS NOT NULL)))
  AND NOT (kind = 'resource' AND a.account_id IN (SELECT account_id FROM alert_asked WHERE NOT is_asked));
-- Whoever was not asked about now is no news for a day, nor if an archive has the days.
INSERT INTO alert_not_checked
SELECT 'resources', '', count(*) || ' of ' || (SELECT count(*) FROM cf_report_accounts) || ' accounts',
       'analytics answer 300 queries in five minutes, and --queries is ' || (SELECT queries FROM alert_options)
         || '. The next run goes on with '
         || group_concat(CASE WHEN place <= 5 THEN name END, ', ')
         || CASE WHEN count(*) > 5 THEN ' and ' || (count(*) - 5) || ' more' ELSE '' END
FROM (SELECT coalesce(a.name, account_id) AS name, row_number() OVER (ORDER BY place) AS place
      FROM alert_asked JOIN cf_report_accounts AS a USING (account_id)
      WHERE NOT is_asked AND (SELECT source FROM cf_period) = 'live'
        AND coalesce(looked_at < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-24 hours'), 1)
      ORDER BY place)
GROUP BY 'resources';  -- So there is no row of nobody.
-- Of all accounts together, if there was none that was not.
INSERT INTO alert_read
SELECT kind, '' FROM alert_read WHERE account_id <> '' GROUP BY kind
HAVING count(*) = (SELECT count(*) FROM cf_report_accounts)
   AND NOT (kind = 'budget' AND EXISTS (SELECT 1 FROM alert_not_checked WHERE what = 'budgets' AND account_id = ''));
-- What could not be looked at of an account is over once it can be.
INSERT INTO alert_read SELECT 'not checked', account_id FROM cf_report_accounts;
INSERT INTO alert_read VALUES ('not checked', '');

-- No account is left out of what is not late because its usage could not be read.
DELETE FROM alert_newest_days
WHERE account_id NOT IN (SELECT account_id FROM alert_read WHERE kind = 'late')
   OR instr((SELECT skip FROM alert_options), ',late,') > 0;

.output stdout
.mode insert found
SELECT * FROM alert_found;
.mode insert not_checked
SELECT DISTINCT * FROM alert_not_checked;
.mode insert newest_days
SELECT n.*, (SELECT today FROM cf_period), this_day, late_after FROM alert_newest_days AS n CROSS JOIN alert_options;
.mode insert was_read
SELECT DISTINCT * FROM alert_read;
.mode insert looked_at
SELECT account_id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM alert_asked WHERE is_asked;
.mode list
SELECT '-- all of it';
