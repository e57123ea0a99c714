-- What only an archive can tell: whether it was filled, and what it could not read. After as_of.sql and found.sql.
INSERT INTO alert_not_checked
SELECT CASE feed WHEN 'history' THEN 'invoices' WHEN 'resources' THEN feed ELSE 'usage' END, account_id, a.name,
       CASE state WHEN 'not asked' THEN 'the archive has never read it'
                  WHEN 'not covered' THEN 'the archive has none: pay-as-you-go usage does not cover it'
                  ELSE 'the archive could not read it: ' || coalesce(error, state) END
FROM main.account_feeds JOIN cf_report_accounts AS a USING (account_id)
WHERE feed IN ((SELECT feed FROM cf_period), 'history', 'resources')
  -- Of resources also if one of their datasets failed.
  AND (state NOT IN ('read', 'nothing there') OR feed = 'resources' AND error IS NOT NULL)
  AND NOT (feed = 'history' AND instr((SELECT skip FROM alert_options), ',invoice,') > 0)
  AND NOT (feed = 'resources' AND instr((SELECT skip FROM alert_options), ',resource,') > 0)
  -- Who fills an archive without them has chosen so.
  AND NOT (feed = 'resources' AND state = 'not asked'
           AND NOT EXISTS (SELECT 1 FROM main.account_feeds WHERE feed = 'resources' AND state <> 'not asked'));

-- What is billed by zones, where the last run had no permission for it.
CREATE TEMP TABLE alert_zones AS
SELECT DISTINCT r.account_id, s.value AS service, instr(reason, 'Zone › Zone › Read') > 0 AS is_list
FROM main.resource_refusals AS r CROSS JOIN json_each(cf_dataset_services(r.dataset)) AS s
WHERE reason LIKE '%the token needs Zone › %' AND instr((SELECT skip FROM alert_options), ',resource,') = 0
  AND sync_id = (SELECT max(f.sync_id) FROM main.resource_fetches AS f
                 WHERE f.feed = 'resources' AND f.account_id = r.account_id AND f.outcome = 'ok')
  AND (NOT EXISTS (SELECT 1 FROM cf_report_services)
       OR cf_service_key(s.value) IN (SELECT cf_service_key(service) FROM cf_report_services));
INSERT INTO alert_not_checked
SELECT DISTINCT 'resources of zones', account_id, a.name,
       'the token needs ' || CASE WHEN is_list THEN 'Zone › Zone › Read' ELSE 'Zone › Analytics › Read' END
FROM alert_zones JOIN cf_report_accounts AS a USING (account_id)
WHERE (account_id, cf_service_key(service)) IN (
  SELECT account_id, cf_service_key(metric) FROM cf_usage_in_windows
  WHERE window_name = 'trend' AND EXISTS (SELECT 1 FROM alert_zones));

-- Who is not asked about any more, while others are.
INSERT INTO alert_not_checked
SELECT CASE r.feed WHEN 'resources' THEN r.feed ELSE 'usage' END, r.account_id, a.name,
       'the archive has not read it since ' || substr(r.asked_at, 1, 10)
FROM alert_archived AS r JOIN cf_report_accounts AS a USING (account_id)
JOIN alert_archived AS newest ON newest.account_id = '' AND date(r.asked_at) < date(newest.asked_at)
WHERE r.is_old AND NOT (r.feed = 'resources' AND instr((SELECT skip FROM alert_options), ',resource,') > 0);
INSERT INTO alert_not_checked
SELECT 'usage', account_id, a.name, count(*) || ' days were never read, the first is ' || min(day)
FROM cf_archive_gaps AS g JOIN cf_report_accounts AS a USING (account_id)
WHERE gap = 'never read'
  -- Days before the first one are what an archive begins without; budgets say so themselves.
  AND (SELECT min(d.day) < g.day AND g.day < max(d.day) FROM main.archived_days AS d
       WHERE d.account_id = g.account_id AND feed = (SELECT feed FROM cf_period))
GROUP BY account_id;

-- A month of which nothing was read, as the archive of an account ends before it, is neither spent nor projected.
CREATE TEMP TABLE alert_ended AS
SELECT account_id, coalesce(name, account_id) AS account_name, read_to, substr(today, 1, 7) AS month
FROM cf_report_accounts CROSS JOIN cf_period CROSS JOIN alert_options JOIN cf_archived_to USING (feed, account_id)
WHERE read_to < date(today, 'start of month') AND read_to < date(this_day, '-1 day')
ORDER BY read_to, account_name;
CREATE TEMP TABLE alert_unread_budgets AS
SELECT DISTINCT coalesce(account_id, '') AS account_id FROM alert_budgets
WHERE coalesce(account_id, (SELECT account_id FROM alert_ended)) IN (SELECT account_id FROM alert_ended);
DELETE FROM alert_budgets WHERE coalesce(account_id, '') IN (SELECT account_id FROM alert_unread_budgets);
DELETE FROM alert_found
WHERE kind = 'budget' AND coalesce(account_id, '') IN (SELECT account_id FROM alert_unread_budgets);
DELETE FROM alert_not_checked
WHERE what = 'budget' AND account_id IN (SELECT account_id FROM alert_unread_budgets);
INSERT INTO alert_not_checked
SELECT 'budgets', account_id, account_name, printf('the archive ends on %s: nothing of %s was read', read_to, month)
FROM alert_ended JOIN alert_unread_budgets USING (account_id);
INSERT INTO alert_not_checked
SELECT 'budgets', '', 'all accounts',
       CASE WHEN (SELECT count(*) FROM alert_ended) = (SELECT count(*) FROM cf_report_accounts)
            THEN printf('the archive ends on %s: nothing of %s was read', (SELECT max(read_to) FROM alert_ended), month)
            ELSE printf('the archive of %s ends on %s: nothing of %s was read of it', account_name, read_to, month)
                 || (SELECT CASE WHEN count(*) > 1 THEN ' and ' || (count(*) - 1) || ' more' ELSE '' END
                     FROM alert_ended) END
FROM (SELECT * FROM alert_ended LIMIT 1) WHERE '' IN (SELECT account_id FROM alert_unread_budgets);
-- What the other accounts have spent may be more than a budget of all has: what was not read can only add to that.
CREATE TEMP TABLE alert_accounts AS SELECT * FROM cf_report_accounts;
DELETE FROM cf_report_accounts
WHERE account_id IN (SELECT account_id FROM alert_ended) AND '' IN (SELECT account_id FROM alert_unread_budgets)
  AND EXISTS (SELECT 1 FROM alert_accounts WHERE account_id NOT IN (SELECT account_id FROM alert_ended));
-- By a trigger: a view is worked out even if a condition beside it says that nothing is wanted.
CREATE TEMP TABLE alert_others(how_many);
CREATE TEMP TRIGGER alert_others_have_budgets AFTER INSERT ON alert_others
BEGIN
  INSERT INTO alert_budgets SELECT s.*, budget_covers FROM cf_budget_status AS s WHERE account_id IS NULL;
  UPDATE alert_budgets SET account_name = 'all accounts that were read' WHERE account_id IS NULL;
END;
INSERT INTO alert_others
SELECT * FROM (SELECT count(*) AS others FROM cf_report_accounts) WHERE others < (SELECT count(*) FROM alert_accounts);
INSERT INTO cf_report_accounts
SELECT * FROM alert_accounts WHERE account_id NOT IN (SELECT account_id FROM cf_report_accounts);
INSERT INTO alert_found
SELECT * FROM alert_budgets_found
WHERE key LIKE 'budget|passed||%' AND '' IN (SELECT account_id FROM alert_unread_budgets);

INSERT INTO alert_found
SELECT 'late', 'late|archive', NULL, 'the archive', date(asked_at), NULL, days, 1, days, 2,
       printf('the archive was last read on %s, %d days ago: is archive.sh still run?', date(asked_at), days)
FROM alert_archived
WHERE account_id = '' AND is_old AND instr((SELECT skip FROM alert_options), ',late,') = 0;
-- Whoever of its accounts could be read: when it was read is known.
INSERT INTO alert_read SELECT 'late', '' WHERE EXISTS (SELECT 1 FROM main.account_feeds WHERE asked_at IS NOT NULL);
-- That there is no account then goes without saying.
DELETE FROM alert_not_checked
WHERE what = 'accounts' AND NOT EXISTS (SELECT 1 FROM main.account_feeds WHERE asked_at IS NOT NULL);
INSERT INTO alert_not_checked
SELECT 'accounts', '', 'all accounts', 'the archive has read nothing yet: archive.sh fills it'
WHERE NOT EXISTS (SELECT 1 FROM main.account_feeds WHERE asked_at IS NOT NULL);

-- Usage may be older than the days that are looked at otherwise.
UPDATE alert_newest_days SET newest = (
  SELECT max(day) FROM main.archived_days AS d
  WHERE d.account_id = alert_newest_days.account_id AND feed = (SELECT feed FROM cf_period) AND rows > 0
    AND day <= (SELECT last_complete_day FROM cf_period))
WHERE newest IS NULL;
