-- The ordinary tables. Their columns are the extension's, with those that SELECT * leaves out;
-- WHERE 0 makes no request. No table has a key of usage: identical records all count.
CREATE TABLE IF NOT EXISTS accounts AS SELECT *, raw FROM cf_accounts WHERE 0;
CREATE TABLE IF NOT EXISTS paygo_usage AS
  SELECT *, account_id, charge_date, raw FROM cf_paygo_usage WHERE 0;
CREATE TABLE IF NOT EXISTS billing_history AS
  SELECT *, account_id, occurred_date, raw FROM cf_billing_history WHERE 0;
CREATE INDEX IF NOT EXISTS paygo_usage_days ON paygo_usage (account_id, charge_date);
CREATE INDEX IF NOT EXISTS billing_history_days ON billing_history (account_id, occurred_date);
-- Through which day each account's usage was read, and when what was last read.
CREATE TABLE IF NOT EXISTS refreshed (
  what TEXT, account_id TEXT, first_day TEXT, last_day TEXT, at TEXT, PRIMARY KEY (what, account_id)
);
