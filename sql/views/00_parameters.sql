-- The parameters of all views: accounts, days, currency, feed.
--
-- Inputs: none. Everything has a default: the account in the setting account_id, this calendar
-- month so far, every currency apart, PayGo usage, read live.
--
--   UPDATE cf_parameters SET first_day = '2026-10-01', last_day = '2026-10-31', currency = 'USD';
--   INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts;
--
-- They reach the API: a view over one month asks for one month.

CREATE TEMP TABLE IF NOT EXISTS cf_parameters(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Days are YYYY-MM-DD, UTC, both ends included; '+0 days' makes 30 February another day. NULL: the
  -- first of last_day's month; today.
  first_day TEXT CHECK (first_day IS NULL OR first_day IS date(first_day, '+0 days')),
  last_day TEXT CHECK (last_day IS NULL OR last_day IS date(last_day, '+0 days')),
  -- ISO 4217; NULL: all, each in rows of its own.
  currency TEXT CHECK (currency IS NULL OR currency GLOB '[A-Z][A-Z][A-Z]'),
  -- Which usage: 'paygo' has money; 'focus' has every metric, and costs where Cloudflare fills them
  -- in. Both describe the same consumption, so it is one or the other.
  feed TEXT NOT NULL DEFAULT 'paygo' CHECK (feed IN ('paygo', 'focus')),
  -- Where from: 'live' asks the API, 'archive' reads what sql/archive.sql keeps, 'both' the archive
  -- up to the last settled day and the API from there on.
  source TEXT NOT NULL DEFAULT 'live' CHECK (source IN ('live', 'archive', 'both')),
  -- So many days before today may still be restated, today not counted.
  restated_days INTEGER NOT NULL DEFAULT 4 CHECK (restated_days BETWEEN 0 AND 31),
  -- For trying things out on another day than today.
  today TEXT CHECK (today IS NULL OR today IS date(today, '+0 days'))
);
INSERT OR IGNORE INTO cf_parameters(id) VALUES (1);
-- These views know only the API. sql/archive_views.sql, to be read after them, drops the triggers.
UPDATE cf_parameters SET source = 'live' WHERE source <> 'live';
CREATE TEMP TRIGGER IF NOT EXISTS cf_source_is_updated BEFORE UPDATE ON cf_parameters
WHEN NEW.source <> 'live'
BEGIN
  SELECT RAISE(ABORT, 'cf_parameters.source: only ''live'' until sql/archive_views.sql is read');
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_source_is_inserted BEFORE INSERT ON cf_parameters
WHEN NEW.source <> 'live'
BEGIN
  SELECT RAISE(ABORT, 'cf_parameters.source: only ''live'' until sql/archive_views.sql is read');
END;

-- The accounts to report on; empty: the setting account_id.
CREATE TEMP TABLE IF NOT EXISTS cf_report_accounts(
  account_id TEXT NOT NULL PRIMARY KEY CHECK (length(account_id) = 32),
  name TEXT
);

DROP VIEW IF EXISTS temp.cf_selected_accounts;
CREATE TEMP VIEW cf_selected_accounts AS
SELECT account_id, coalesce(name, account_id) AS name FROM cf_report_accounts
UNION ALL
-- No account at all has to fail, not to look like no usage: this text is refused as an account id.
SELECT coalesce(cf_config('account_id'),
                '(none: fill cf_report_accounts or set CLOUDFLARE_ACCOUNT_ID)'),
       cf_config('account_id')
WHERE NOT EXISTS (SELECT 1 FROM cf_report_accounts);

-- One row: the parameters with their defaults filled in.
DROP VIEW IF EXISTS temp.cf_period;
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
       END AS first_day,
       CASE window_name WHEN 'trend' THEN today
                        WHEN 'two_days' THEN last_complete_day
                        WHEN 'two_months' THEN last_complete_day
                        ELSE last_day END AS last_day
FROM cf_period CROSS JOIN (
  SELECT 'period' AS window_name UNION ALL SELECT 'baseline' UNION ALL SELECT 'trend'
  UNION ALL SELECT 'two_days' UNION ALL SELECT 'two_months' UNION ALL SELECT 'ended_cycles');
