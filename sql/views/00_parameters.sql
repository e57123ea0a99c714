-- The parameters of all views: accounts, days, currency, feed.
--
-- Inputs: none. Everything has a default: the account in the setting account_id, this calendar
-- month so far, every currency apart, PayGo usage, read live.
--
--   UPDATE cf_parameters SET first_day = '2026-10-01', last_day = '2026-10-31', currency = 'USD';
--   INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts WHERE id IN (
--     SELECT account_id FROM cf_paygo_subscriptions WHERE account_id IN (SELECT id FROM cf_accounts) AND covered);
--
-- They reach the API: a view over one month asks for one month.

-- What a constraint is called is what SQLite says when it fails: a sentence for whoever reads it.
-- Question: Which days, currency, feed and source do the views read?
-- Example: UPDATE cf_parameters SET first_day = date('now', '-6 days'), last_day = date('now');
CREATE TEMP TABLE IF NOT EXISTS cf_parameters(
  id INTEGER PRIMARY KEY
    CONSTRAINT "cf_parameters has one row, with id 1: change it with UPDATE." CHECK (id = 1),
  -- Days are YYYY-MM-DD, UTC, both ends included; '+0 days' makes 30 February another day, and no
  -- constraint may ask date() for 'now'. NULL: the first of last_day's month; today.
  first_day TEXT CONSTRAINT
    "first_day must be a day that exists, written YYYY-MM-DD, or NULL for the first of the month of last_day."
    CHECK (CASE WHEN first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
                THEN first_day IS date(first_day, '+0 days') ELSE first_day IS NULL END),
  last_day TEXT CONSTRAINT
    "last_day must be a day that exists, written YYYY-MM-DD, or NULL for today."
    CHECK (CASE WHEN last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
                THEN last_day IS date(last_day, '+0 days') ELSE last_day IS NULL END),
  -- ISO 4217; NULL: all, each in rows of its own.
  currency TEXT CONSTRAINT
    "currency must be three capital letters as in USD, or NULL for all currencies."
    CHECK (currency IS NULL OR currency GLOB '[A-Z][A-Z][A-Z]'),
  -- Which usage: 'paygo' has money; 'focus' has every metric, and costs where Cloudflare fills them
  -- in. Both describe the same consumption, so it is one or the other.
  feed TEXT DEFAULT 'paygo' CONSTRAINT "feed must be 'paygo' or 'focus'."
    CHECK (feed IS NOT NULL AND feed IN ('paygo', 'focus')),
  -- Where from: 'live' asks the API, 'archive' reads what sql/archive.sql keeps, 'both' the archive
  -- up to the last settled day and the API from there on.
  source TEXT DEFAULT 'live' CONSTRAINT "source must be 'live', 'archive' or 'both'."
    CHECK (source IS NOT NULL AND source IN ('live', 'archive', 'both')),
  -- So many days before today may still be restated, today not counted.
  restated_days INTEGER DEFAULT 4 CONSTRAINT
    "restated_days must be a whole number of days from 0 to 31."
    CHECK (restated_days IS NOT NULL AND restated_days = CAST(restated_days AS INTEGER)
           AND restated_days BETWEEN 0 AND 31),
  -- For trying things out on another day than today.
  today TEXT CONSTRAINT
    "today must be a day that exists, written YYYY-MM-DD, or NULL for the system's day."
    CHECK (CASE WHEN today GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
                THEN today IS date(today, '+0 days') ELSE today IS NULL END)
);
-- No constraint may ask which day it is. Two triggers, as SQLite has none for both.
CREATE TEMP TRIGGER IF NOT EXISTS cf_period_is_updated BEFORE UPDATE ON cf_parameters
WHEN NEW.first_day > coalesce(NEW.last_day, NEW.today, date('now'))
BEGIN
  SELECT RAISE(ABORT, 'cf_parameters: first_day must not be after last_day (NULL: today), as there would be no day to report on. To change both, set both in one UPDATE.');
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_period_is_inserted BEFORE INSERT ON cf_parameters
WHEN NEW.first_day > coalesce(NEW.last_day, NEW.today, date('now'))
BEGIN
  SELECT RAISE(ABORT, 'cf_parameters: first_day must not be after last_day (NULL: today), as there would be no day to report on.');
END;
INSERT OR IGNORE INTO cf_parameters(id) VALUES (1);
-- These views know only the API. sql/archive_views.sql, to be read after them, drops the triggers.
UPDATE cf_parameters SET source = 'live' WHERE source <> 'live';
CREATE TEMP TRIGGER IF NOT EXISTS cf_source_is_updated BEFORE UPDATE ON cf_parameters
WHEN NEW.source IN ('archive', 'both')
BEGIN
  SELECT RAISE(ABORT, 'cf_parameters: source can only be ''live'' until sql/archive_views.sql is read.');
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_source_is_inserted BEFORE INSERT ON cf_parameters
WHEN NEW.source IN ('archive', 'both')
BEGIN
  SELECT RAISE(ABORT, 'cf_parameters: source can only be ''live'' until sql/archive_views.sql is read.');
END;

-- The accounts to report on; empty: the setting account_id.
-- Question: Which accounts do the views read?
-- Example: INSERT INTO cf_report_accounts VALUES ('023e105f4ecef8ad9ca31a8372d0c353', 'Lighthouse');
CREATE TEMP TABLE IF NOT EXISTS cf_report_accounts(
  account_id TEXT PRIMARY KEY
    CONSTRAINT "account_id must be the id of an account: 32 lower-case hexadecimal digits."
    CHECK (typeof(account_id) = 'text' AND length(account_id) = 32
           AND account_id NOT GLOB '*[^0-9a-f]*'),
  name TEXT
);

-- Names of accounts, once typed: reports then name each account that is listed without one. With an
-- archive they are kept in it (sql/archive_views.sql).
-- Question: What is an account called that is listed without a name?
-- Example: INSERT INTO cf_account_names VALUES ('023e105f4ecef8ad9ca31a8372d0c353', 'Lighthouse');
CREATE TEMP TABLE IF NOT EXISTS cf_account_names(
  account_id TEXT PRIMARY KEY ON CONFLICT REPLACE
    CONSTRAINT "account_id of a name must be the id of an account: 32 lower-case hexadecimal digits."
    CHECK (typeof(account_id) = 'text' AND length(account_id) = 32
           AND account_id NOT GLOB '*[^0-9a-f]*'),
  name TEXT CONSTRAINT "name of an account must be a text that is not empty."
    CHECK (name IS NOT NULL AND name <> '')
);
CREATE TEMP TRIGGER IF NOT EXISTS cf_account_is_named AFTER INSERT ON cf_account_names
BEGIN
  UPDATE cf_report_accounts SET name = NEW.name WHERE account_id = NEW.account_id;
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_account_is_renamed AFTER UPDATE ON cf_account_names
BEGIN
  UPDATE cf_report_accounts SET name = NEW.name WHERE account_id = NEW.account_id;
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_account_is_listed AFTER INSERT ON cf_report_accounts
WHEN NEW.name IS NULL
BEGIN
  UPDATE cf_report_accounts
  SET name = (SELECT n.name FROM cf_account_names AS n WHERE n.account_id = NEW.account_id)
  WHERE account_id = NEW.account_id;
END;

-- The services that views of resources are about (27, 28 and 29); empty: all. Analytics are then asked for these
-- only, which a WHERE on such a view cannot do: a line is shared out as a whole, once everything is read. Names
-- count without the note on what is included, in capital letters or not; those of cf_attributed_cost.service will do.
-- Question: Which services are the views of resources about?
-- Example: INSERT INTO cf_report_services VALUES ('D1 - Rows Read');
CREATE TEMP TABLE IF NOT EXISTS cf_report_services(
  service TEXT PRIMARY KEY ON CONFLICT IGNORE
    CONSTRAINT "service must be the name of a service, as cf_attributed_cost has it."
    CHECK (typeof(service) = 'text' AND service <> '')
);

DROP VIEW IF EXISTS temp.cf_selected_accounts;
-- Question: Part of other views: which accounts are read, and what are they called?
-- Example: SELECT account_id, name FROM cf_selected_accounts;
CREATE TEMP VIEW cf_selected_accounts AS
SELECT account_id, coalesce(name, account_id) AS name FROM cf_report_accounts
UNION ALL
-- No account at all has to fail, not to look like no usage: this text is refused as an account id.
SELECT coalesce(cf_config('account_id'),
                '(none: fill cf_report_accounts or set CLOUDFLARE_ACCOUNT_ID)'),
       coalesce((SELECT name FROM cf_account_names WHERE account_id = cf_config('account_id')),
                cf_config('account_id'))
WHERE NOT EXISTS (SELECT 1 FROM cf_report_accounts);

-- One row: the parameters with their defaults filled in.
DROP VIEW IF EXISTS temp.cf_period;
-- Question: Part of other views: on which days does the period begin and end?
-- Example: SELECT first_day, last_day FROM cf_period;
CREATE TEMP VIEW cf_period AS
SELECT today, first_day, last_day, feed, source, restated_days,
       -- Today's figures are incomplete: what compares days ends the day before.
       min(last_day, date(today, '-1 day')) AS last_complete_day
FROM (SELECT coalesce(today, date('now')) AS today,
             coalesce(first_day, date(coalesce(last_day, today, 'now'), 'start of month'))
               AS first_day,
             coalesce(last_day, today, date('now')) AS last_day,
             feed, source, restated_days
      FROM cf_parameters);

-- The spans of days that views need, each by its name. What a view does not name is not asked for.
-- (cf_period is named once: recent SQLite refuses statements that come to 1,000 tables.)
DROP VIEW IF EXISTS temp.cf_windows;
-- Question: Part of other views: which days are read for the period, and for what?
-- Example: SELECT * FROM cf_windows;
CREATE TEMP VIEW cf_windows AS
SELECT window_name,
       CASE window_name
         WHEN 'period' THEN first_day
         -- Six of each weekday before the period, to compare its days with.
         WHEN 'baseline' THEN date(first_day, '-42 days')
         -- No month and no billing cycle is longer: the open ones are in here whole.
         WHEN 'trend' THEN date(today, '-31 days')
         -- The last complete day and the one before it, or the newest two if they come late.
         WHEN 'two_days' THEN date(min(last_complete_day, date(today, '-4 days')), '-1 day')
         -- The month of the last complete day, so far, and the one before it.
         WHEN 'two_months' THEN date(last_complete_day, 'start of month', '-1 month')
         -- Every billing cycle that ended in the period is in here whole.
         WHEN 'ended_cycles' THEN date(first_day, '-32 days')
         -- Every month that ended in the period, and 31 days before its 10th.
         WHEN 'forecasts' THEN date(first_day, '-1 day', 'start of month', '-22 days')
       END AS first_day,
       CASE window_name WHEN 'trend' THEN today
                        WHEN 'two_days' THEN last_complete_day
                        WHEN 'two_months' THEN last_complete_day
                        WHEN 'forecasts' THEN date(min(last_day, today), 'start of month', '-1 day')
                        ELSE last_day END AS last_day
FROM cf_period CROSS JOIN (
  SELECT 'period' AS window_name UNION ALL SELECT 'baseline' UNION ALL SELECT 'trend'
  UNION ALL SELECT 'two_days' UNION ALL SELECT 'two_months' UNION ALL SELECT 'ended_cycles'
  UNION ALL SELECT 'forecasts')
LIMIT -1;  -- So they are worked out once, not for each record.
