-- The views of sql/views over the archive: cf_parameters.source chooses.
--
-- Inputs: an archive (sql/archive.sql) as the main database; sql/views.sql, read before. Read this
-- again after reading that again.
--
--   UPDATE cf_parameters SET source = 'archive', first_day = '2026-01-01', last_day = '2026-06-30';
--
-- 'live'     the API, as without an archive.
-- 'archive'  the archive, without any request; unsettled days as they were when last read. Accounts
--            as in live, or all archived ones. cf_archive_gaps says what it does not have.
-- 'both'     each account's days up to the last settled one from the archive, the later ones from
--            the API. Billing history: up to what may still change.

DROP TRIGGER IF EXISTS temp.cf_source_is_updated;
DROP TRIGGER IF EXISTS temp.cf_source_is_inserted;

DROP VIEW IF EXISTS temp.cf_selected_accounts;
CREATE TEMP VIEW cf_selected_accounts AS
SELECT account_id, coalesce(name, account_id) AS name FROM cf_report_accounts
UNION ALL
-- No account at all has to fail, not to look like no usage: this text is refused as an account id.
SELECT coalesce(cf_config('account_id'),
                '(none: fill cf_report_accounts or set CLOUDFLARE_ACCOUNT_ID)'),
       cf_config('account_id')
FROM cf_parameters
WHERE (source <> 'archive' OR cf_config('account_id') IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM cf_report_accounts)
UNION ALL
SELECT a.id, coalesce(a.name, a.id) FROM cf_parameters CROSS JOIN accounts AS a
WHERE source = 'archive' AND cf_config('account_id') IS NULL
  AND NOT EXISTS (SELECT 1 FROM cf_report_accounts);

-- For each archived account, of usage and of history, the last day that comes from the archive; no
-- row: none does. Found when cf_parameters changes: days settle later, but settled ones stay, so what
-- is older than the archive is right as well. (A table, since recent SQLite refuses statements that
-- come to 1,000 tables with all views put in, and views name this one often.)
DROP TABLE IF EXISTS temp.cf_archived_to;
DROP TRIGGER IF EXISTS temp.cf_archived_to_changes;
DROP TRIGGER IF EXISTS temp.cf_archived_to_is_new;
CREATE TEMP TABLE cf_archived_to(feed TEXT, account_id TEXT, archived_to TEXT,
                                 PRIMARY KEY (feed, account_id)) WITHOUT ROWID;
CREATE TEMP TRIGGER cf_archived_to_changes AFTER UPDATE ON cf_parameters
BEGIN
  DELETE FROM cf_archived_to;
  -- The day before the first one not settled. Days more than 25 back are the archive's, if it has
  -- read them at all: the API may have forgotten them already.
  INSERT INTO cf_archived_to
  SELECT feed, account_id, archived_to
  FROM (SELECT p.feed, a.id AS account_id,
               CASE p.source WHEN 'archive' THEN '9999-12-31' ELSE
                 (SELECT date(min(coalesce(min(CASE WHEN NOT is_settled
                                                     AND d.day >= date(p.today, '-25 days')
                                                    THEN d.day END), '9999-12-31'),
                                  date(max(d.day), '+1 day')), '-1 day')
                  FROM cf_archived_days AS d WHERE d.feed = p.feed AND d.account_id = a.id)
               END AS archived_to
        FROM cf_period AS p CROSS JOIN accounts AS a WHERE p.source <> 'live')
  WHERE archived_to IS NOT NULL;
  -- Items change while they are open, and refunds come late.
  INSERT INTO cf_archived_to
  SELECT 'history', account_id, archived_to
  FROM (SELECT a.id AS account_id,
               CASE p.source WHEN 'archive' THEN '9999-12-31' ELSE
                 (SELECT min(date(at.today, '-92 days'),
                             coalesce((SELECT date(min(occurred_date), '-1 day')
                                       FROM billing_history AS h
                                       WHERE h.account_id = a.id
                                         AND (amount_to_pay > 0 OR status IN ('open', 'unpaid'))),
                                      at.today))
                  FROM fetches AS f CROSS JOIN syncs AS at
                  WHERE f.feed = 'history' AND f.account_id = a.id AND f.outcome = 'ok'
                    AND at.id = f.sync_id
                  ORDER BY f.sync_id DESC LIMIT 1)
               END AS archived_to
        FROM cf_period AS p CROSS JOIN accounts AS a WHERE p.source <> 'live')
  WHERE archived_to IS NOT NULL;
END;

CREATE TEMP TRIGGER cf_archived_to_is_new AFTER INSERT ON cf_parameters
BEGIN
  UPDATE cf_parameters SET source = source;
END;

-- A day is settled if it was read late enough, and not on a day to come: then the clock was wrong.
DROP VIEW IF EXISTS temp.cf_archived_days;
CREATE TEMP VIEW cf_archived_days AS
SELECT d.feed, account_id, day, as_of,
       as_of > date(day, restated_days || ' days') AND as_of <= today AS is_settled
FROM cf_period CROSS JOIN archived_days AS d;

-- What is read from the API: from the first day that some account's archive does not have.
DROP VIEW IF EXISTS temp.cf_live_windows;
CREATE TEMP VIEW cf_live_windows AS
SELECT window_name,
       max(w.first_day,
           coalesce((SELECT date(min(coalesce(t.archived_to, '0000-01-01')), '+1 day')
                     FROM cf_selected_accounts AS a LEFT JOIN cf_archived_to AS t
                       ON t.feed = p.feed AND t.account_id = a.account_id), '')) AS first_day,
       w.last_day, p.feed
FROM cf_windows AS w CROSS JOIN cf_parameters AS p
WHERE p.source <> 'archive';

DROP VIEW IF EXISTS temp.cf_live_history_windows;
CREATE TEMP VIEW cf_live_history_windows AS
SELECT window_name,
       max(w.first_day,
           coalesce((SELECT date(min(coalesce(t.archived_to, '0000-01-01')), '+1 day')
                     FROM cf_selected_accounts AS a LEFT JOIN cf_archived_to AS t
                       ON t.feed = 'history' AND t.account_id = a.account_id), '')) AS first_day,
       w.last_day
FROM cf_windows AS w CROSS JOIN cf_parameters AS p
WHERE p.source <> 'archive';

-- What is read from the archive.
DROP VIEW IF EXISTS temp.cf_usage_records;
CREATE TEMP VIEW cf_usage_records AS
SELECT u.* FROM cf_live_usage AS u
WHERE day > coalesce((SELECT archived_to FROM cf_archived_to AS t
                      WHERE t.feed <> 'history' AND t.account_id = u.account_id), '')
UNION ALL
SELECT window_name, u.*, NULL
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'paygo' AND t.account_id = a.account_id
CROSS JOIN archived_paygo AS u
  ON u.account_id = t.account_id AND u.day BETWEEN w.first_day AND min(w.last_day, t.archived_to)
UNION ALL
SELECT window_name, u.*, NULL
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'focus' AND t.account_id = a.account_id
CROSS JOIN archived_focus AS u
  ON u.account_id = t.account_id AND u.day BETWEEN w.first_day AND min(w.last_day, t.archived_to);

DROP VIEW IF EXISTS temp.cf_history_items;
CREATE TEMP VIEW cf_history_items AS
SELECT h.* FROM cf_live_history AS h
WHERE day > coalesce((SELECT archived_to FROM cf_archived_to AS t
                      WHERE t.feed = 'history' AND t.account_id = h.account_id), '')
UNION ALL
SELECT window_name, h.account_id, h.occurred_date, h.id, type, action, amount, h.currency,
       description, status, amount_to_pay, invoice_id
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'history' AND t.account_id = a.account_id
CROSS JOIN billing_history AS h
  ON h.account_id = t.account_id
 AND h.occurred_date BETWEEN w.first_day AND min(date(w.last_day, '+5 days'), t.archived_to);

-- The API's list where it is asked at all, since items are paid between two syncs.
DROP VIEW IF EXISTS temp.cf_unpaid_items;
CREATE TEMP VIEW cf_unpaid_items AS
SELECT h.account_id,
       -- Its day in UTC, as occurred_date of the history.
       CASE WHEN occurred_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][T ]*'
            THEN coalesce(date(occurred_at), substr(occurred_at, 1, 10))
            ELSE substr(occurred_at, 1, 10) END AS day,
       id, description, amount, amount_to_pay, h.currency, status
FROM cf_live_windows AS w CROSS JOIN cf_unpaid_invoices AS h
WHERE window_name = 'period' AND h.account_id IN (SELECT account_id FROM cf_selected_accounts)
UNION ALL
SELECT account_id, occurred_date, id, description, amount, amount_to_pay, currency, status
FROM billing_history
WHERE (SELECT source FROM cf_period) = 'archive'
  AND account_id IN (SELECT account_id FROM cf_selected_accounts)
  AND (amount_to_pay > 0 OR status IN ('open', 'unpaid'));

-- Days of the period that the archive does not have, or not as they will stay; none if it is empty.
-- 'never read': no usage is known, which is not the same as no usage.
DROP VIEW IF EXISTS temp.cf_archive_gaps;
CREATE TEMP VIEW cf_archive_gaps AS
WITH RECURSIVE days(day) AS (
  SELECT first_day FROM cf_period
  UNION ALL
  SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last_day FROM cf_period)
)
SELECT a.account_id, days.day,
       CASE WHEN d.day IS NULL THEN 'never read' ELSE 'not settled' END AS gap,
       d.as_of AS last_read, f.outcome AS last_outcome, f.error
FROM cf_period AS p CROSS JOIN cf_selected_accounts AS a CROSS JOIN days
LEFT JOIN cf_archived_days AS d
  ON d.feed = p.feed AND d.account_id = a.account_id AND d.day = days.day
LEFT JOIN fetches AS f
  ON f.feed = p.feed AND f.account_id = a.account_id
 AND f.sync_id = (SELECT max(sync_id) FROM fetches AS g
                  WHERE g.feed = p.feed AND g.account_id = a.account_id)
WHERE d.day IS NULL OR NOT is_settled;

-- Fills cf_archived_to.
UPDATE cf_parameters SET source = source;
