-- Rates of sales tax, which the user knows and no endpoint tells: by them tax within invoices has a name.
--
-- Inputs: none. cf_tax_rates is the user's to fill. With an archive it is kept in it
-- (sql/archive_kept.sql).
--
--   INSERT INTO cf_tax_rates(percent) VALUES (19);
--   SELECT cycle_end, charged, tax, state, likely_cause FROM cf_invoice_reconciliation;
--
-- A rate is for an account, or for all that have none of their own where account_id is NULL, and for
-- invoices of the days from valid_from to valid_until, both included; NULL: since ever, until further notice.

-- Question: Which rate of tax is on the invoices?
-- Example: INSERT INTO cf_tax_rates(percent) VALUES (8.25);
CREATE TEMP TABLE IF NOT EXISTS cf_tax_rates(
  account_id TEXT CONSTRAINT
    "account_id of a tax rate must be the id of an account, 32 lower-case hexadecimal digits, or NULL for all others."
    CHECK (account_id IS NULL
           OR typeof(account_id) = 'text' AND length(account_id) = 32 AND account_id NOT GLOB '*[^0-9a-f]*'),
  percent REAL CONSTRAINT "percent of a tax rate must be a number from 0 to 100: 19 for 19 %."
    CHECK (percent IS NOT NULL AND typeof(percent) = 'real' AND percent BETWEEN 0 AND 100),
  valid_from TEXT CONSTRAINT "valid_from of a tax rate must be a day as in 2026-10-31, or NULL."
    CHECK (valid_from IS NULL OR valid_from IS date(valid_from, '+0 days')),
  valid_until TEXT CONSTRAINT "valid_until of a tax rate must be a day as in 2026-10-31, not before valid_from, or NULL."
    CHECK (valid_until IS NULL OR valid_until IS date(valid_until, '+0 days')
             AND valid_until >= coalesce(valid_from, ''))
);
-- An account has one rate on a day.
CREATE TEMP TRIGGER IF NOT EXISTS cf_tax_rate_is_inserted BEFORE INSERT ON cf_tax_rates
WHEN EXISTS (SELECT 1 FROM cf_tax_rates AS r
             WHERE r.account_id IS NEW.account_id
               AND coalesce(r.valid_from, '') <= coalesce(NEW.valid_until, '9999-12-31')
               AND coalesce(r.valid_until, '9999-12-31') >= coalesce(NEW.valid_from, ''))
BEGIN
  SELECT RAISE(ABORT, 'cf_tax_rates has a rate of this account for some of these days: end or change that one.');
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_tax_rate_is_updated BEFORE UPDATE ON cf_tax_rates
WHEN EXISTS (SELECT 1 FROM cf_tax_rates AS r
             WHERE r.account_id IS NEW.account_id AND r.rowid <> OLD.rowid
               AND coalesce(r.valid_from, '') <= coalesce(NEW.valid_until, '9999-12-31')
               AND coalesce(r.valid_until, '9999-12-31') >= coalesce(NEW.valid_from, ''))
BEGIN
  SELECT RAISE(ABORT, 'cf_tax_rates has a rate of this account for some of these days: end or change that one.');
END;

-- The rates of each account that is reported on. Of those of a day its own counts: is_general is 0.
DROP VIEW IF EXISTS temp.cf_account_tax_rates;
-- Question: Part of other views: which rate of tax has an account on a day?
-- Example: SELECT * FROM cf_account_tax_rates;
CREATE TEMP VIEW cf_account_tax_rates AS
SELECT a.account_id, percent, coalesce(valid_from, '') AS valid_from,
       coalesce(valid_until, '9999-12-31') AS valid_until, r.account_id IS NULL AS is_general
FROM cf_tax_rates AS r CROSS JOIN cf_selected_accounts AS a
WHERE r.account_id = a.account_id OR r.account_id IS NULL;

-- And that of today.
DROP VIEW IF EXISTS temp.cf_tax_rates_today;
-- Question: Part of other views: which rate of tax has an account today?
-- Example: SELECT * FROM cf_tax_rates_today;
CREATE TEMP VIEW cf_tax_rates_today AS
SELECT account_id, percent
FROM (SELECT account_id, percent, row_number() OVER (PARTITION BY account_id ORDER BY is_general) AS place
      FROM cf_account_tax_rates
      WHERE (SELECT today FROM cf_period) BETWEEN valid_from AND valid_until)
WHERE place = 1;
