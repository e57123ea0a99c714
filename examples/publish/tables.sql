-- What publish.sh writes: from the views over an archive, which need the extension, tables of the same names
-- and columns in the database `report`, which need nothing. In a transaction: all is of one moment.
--
-- Inputs: all views, source 'archive'; accounts listed with names that may be shown; publish_options, one
-- row: first_day. Nothing here has `raw`, what a profile or a payment method has, or a link to an invoice.

BEGIN;
UPDATE cf_parameters SET first_day = (SELECT first_day FROM publish_options);
-- Who is left out is not told by a budget either.
DELETE FROM cf_budgets WHERE account_id NOT IN (SELECT account_id FROM temp.cf_selected_accounts);

CREATE TABLE report.cf_about(published_at TEXT, first_day TEXT, last_day TEXT, feed TEXT, archive_read_at TEXT,
                             note TEXT);
INSERT INTO report.cf_about
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), first_day, last_day, feed,
       (SELECT max(started_at) FROM main.syncs),
       'Tables and views are named as in sql/README.md of cf_billing, and have the same columns. Days are of UTC. '
       || 'A cost or sum that is NULL is not known: it is never 0.'
FROM cf_period;

-- These three are what the views are made of that stay views.
CREATE TABLE report.cf_selected_accounts(account_id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
INSERT INTO report.cf_selected_accounts SELECT account_id, name FROM temp.cf_selected_accounts;
CREATE TABLE report.cf_period AS SELECT * FROM temp.cf_period;
CREATE TABLE report.cf_usage AS SELECT * FROM temp.cf_usage ORDER BY account_id, day;
CREATE INDEX report.cf_usage_days ON cf_usage(account_id, day);

-- Under the archive's names: a table called cf_accounts would come before the extension's own.
CREATE TABLE report.accounts AS
SELECT a.account_id, a.name AS account_name, type, substr(created_on, 1, 10) AS created_on
FROM temp.cf_selected_accounts AS a LEFT JOIN main.accounts AS k ON k.id = a.account_id;
CREATE TABLE report.cf_history AS SELECT * FROM temp.cf_history;
CREATE TABLE report.subscriptions AS
SELECT s.account_id, a.name AS account_name, rate_plan_public_name AS plan, state, price, s.currency, frequency,
       current_period_start, current_period_end, zone_id, zone_name, product_name, first_seen, last_seen, ended_at,
       ended_as, id
FROM temp.cf_selected_accounts AS a JOIN main.subscriptions AS s USING (account_id);
CREATE TABLE report.subscription_changes AS
SELECT c.account_id, a.name AS account_name, plan, zone_name, what, was, became, c.last_seen, noticed_at
FROM main.subscription_changes AS c JOIN temp.cf_selected_accounts AS a USING (account_id);
CREATE TABLE report.usage_restatements AS
SELECT a.name AS account_name, r.* FROM main.usage_restatements AS r JOIN temp.cf_selected_accounts AS a USING (account_id);
CREATE TABLE report.account_feeds AS
SELECT f.account_id, a.name AS account_name, feed, state, first_day, last_day, days, records, asked_at
FROM main.account_feeds AS f JOIN temp.cf_selected_accounts AS a USING (account_id);
-- Without the error, which is for whoever runs the archive.
CREATE TABLE report.cf_archive_gaps AS
SELECT account_id, account_name, day, gap, last_read, last_outcome FROM temp.cf_archive_gaps;
