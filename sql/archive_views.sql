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

-- What a constraint is called is what SQLite says when it fails.
DROP TABLE IF EXISTS temp.cf_archive_version;
CREATE TEMP TABLE cf_archive_version(
  version CONSTRAINT "This archive has another version: read sql/archive.sql and sql/archive_feeds.sql, for this one."
    CHECK (version = 9)
);
INSERT INTO cf_archive_version SELECT version FROM archive_version;
DROP TABLE temp.cf_archive_version;

-- An account without a name of the user's has that of the archive.
DROP TRIGGER IF EXISTS temp.cf_account_is_listed;
CREATE TEMP TRIGGER cf_account_is_listed AFTER INSERT ON cf_report_accounts WHEN NEW.name IS NULL
BEGIN
  UPDATE cf_report_accounts
  SET name = coalesce((SELECT n.name FROM cf_account_names AS n WHERE n.account_id = NEW.account_id),
                      (SELECT nullif(account_name, account_id) FROM named_accounts AS a
                       WHERE a.account_id = NEW.account_id))
  WHERE account_id = NEW.account_id;
END;
UPDATE cf_report_accounts SET name = coalesce(
  (SELECT n.name FROM cf_account_names AS n WHERE n.account_id = cf_report_accounts.account_id),
  (SELECT nullif(account_name, account_id) FROM named_accounts AS a
   WHERE a.account_id = cf_report_accounts.account_id))
WHERE name IS NULL;

DROP TRIGGER IF EXISTS temp.cf_source_is_updated;
DROP TRIGGER IF EXISTS temp.cf_source_is_inserted;

DROP VIEW IF EXISTS temp.cf_selected_accounts;
CREATE TEMP VIEW cf_selected_accounts AS
SELECT account_id, coalesce(name, account_id) AS name FROM cf_report_accounts
UNION ALL
-- No account at all has to fail, not to look like no usage: this text is refused as an account id.
SELECT coalesce(cf_config('account_id'),
                '(none: fill cf_report_accounts or set CLOUDFLARE_ACCOUNT_ID)'),
       coalesce((SELECT name FROM cf_account_names WHERE account_id = cf_config('account_id')),
                (SELECT name FROM accounts WHERE id = cf_config('account_id')), cf_config('account_id'))
FROM cf_parameters
WHERE (source <> 'archive' OR cf_config('account_id') IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM cf_report_accounts)
UNION ALL
SELECT a.account_id, a.account_name FROM cf_parameters CROSS JOIN named_accounts AS a
WHERE source = 'archive' AND cf_config('account_id') IS NULL
  AND NOT EXISTS (SELECT 1 FROM cf_report_accounts);

-- For each archived account, of usage and of history, the last day that comes from the archive; no
-- row: none does. complete_from: usage of a day before this one was never read, of the days from it on
-- all was; NULL: all was since the account was created. What was used on days before it nobody knows,
-- so sums over a period with such days are NULL, as they are over days that the API has forgotten.
-- read_to: the newest day that was read. Found when cf_parameters changes: days settle later, but settled
-- ones stay, so what is older than the archive is right as well. (A table, since recent SQLite refuses
-- statements that come to 1,000 tables with all views put in, and views name this one often.)
DROP TABLE IF EXISTS temp.cf_archived_to;
DROP TRIGGER IF EXISTS temp.cf_archived_to_changes;
DROP TRIGGER IF EXISTS temp.cf_archived_to_is_new;
-- Question: Part of other views: up to which day does the archive answer?
-- Example: SELECT * FROM cf_archived_to;
CREATE TEMP TABLE cf_archived_to(feed TEXT, account_id TEXT, archived_to TEXT, complete_from TEXT, read_to TEXT,
                                 PRIMARY KEY (feed, account_id)) WITHOUT ROWID;
CREATE TEMP TRIGGER cf_archived_to_changes AFTER UPDATE ON cf_parameters
BEGIN
  DELETE FROM cf_archived_to;
  -- The day before the first one not settled. Days more than 25 back are the archive's, if it has
  -- read them at all: the API may have forgotten them already.
  INSERT INTO cf_archived_to(feed, account_id, archived_to)
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
  UPDATE cf_archived_to SET complete_from = (
    SELECT max(day) FROM archived_days AS d
    WHERE d.feed = cf_archived_to.feed AND d.account_id = cf_archived_to.account_id
      AND d.day <= archived_to
      AND d.day > coalesce((SELECT substr(created_on, 1, 10) FROM accounts AS a WHERE a.id = d.account_id), '')
      AND NOT EXISTS (SELECT 1 FROM archived_days AS before
                      WHERE before.feed = d.feed AND before.account_id = d.account_id
                        AND before.day = date(d.day, '-1 day')));
  UPDATE cf_archived_to SET read_to = (SELECT max(day) FROM archived_days AS d
                                       WHERE d.feed = cf_archived_to.feed
                                         AND d.account_id = cf_archived_to.account_id);
  -- Items change while they are open, and refunds come late.
  INSERT INTO cf_archived_to(feed, account_id, archived_to)
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
  -- Analytics: the day of the last reading and the one before may still change, and the API may have what failed.
  INSERT INTO cf_archived_to(feed, account_id, archived_to)
  SELECT 'resources', account_id, archived_to
  FROM (SELECT a.id AS account_id, CASE p.source WHEN 'archive' THEN '9999-12-31' ELSE
                 min((SELECT date(max(last_day), '-2 days') FROM resource_fetches AS f
                      WHERE f.feed = 'resources' AND f.account_id = a.id AND outcome = 'ok' AND last_day <= p.today),
                     coalesce((SELECT date(min(first_day), '-1 day') FROM resource_unread AS u
                               WHERE u.account_id = a.id AND u.last_day >= date(p.today, '-25 days')
                                 AND reason NOT LIKE 'no longer kept%'), '9999-12-31')) END AS archived_to
        FROM cf_period AS p CROSS JOIN accounts AS a WHERE p.source <> 'live')
  WHERE archived_to IS NOT NULL;
END;

CREATE TEMP TRIGGER cf_archived_to_is_new AFTER INSERT ON cf_parameters
BEGIN
  UPDATE cf_parameters SET source = source;
END;

-- A day is settled if it was read late enough (of analytics two days later, as what came late is there then), and
-- not on a day to come: then the clock was wrong.
DROP VIEW IF EXISTS temp.cf_archived_days;
-- Question: Part of other views: which days come from the archive?
-- Example: SELECT * FROM cf_archived_days;
CREATE TEMP VIEW cf_archived_days AS
SELECT d.feed, account_id, day, as_of,
       as_of > date(day, restated_days || ' days') AND as_of <= today AS is_settled
FROM cf_period CROSS JOIN archived_days AS d;

DROP VIEW IF EXISTS temp.cf_archived_resource_days;
-- Question: Part of other views: of which days does the archive have what resources used?
-- Example: SELECT * FROM cf_archived_resource_days;
CREATE TEMP VIEW cf_archived_resource_days AS
SELECT account_id, service, day, as_of, as_of > date(day, '+1 day') AND as_of <= today AS is_settled, unknown
FROM cf_period CROSS JOIN resource_days;

-- What is read from the API: from the first day that some account's archive does not have.
DROP VIEW IF EXISTS temp.cf_live_windows;
CREATE TEMP VIEW cf_live_windows AS
SELECT window_name, max(w.first_day, coalesce((
         SELECT date(min(coalesce(t.archived_to, '0000-01-01')), '+1 day') FROM cf_selected_accounts AS a
         LEFT JOIN cf_archived_to AS t ON t.feed = p.feed AND t.account_id = a.account_id), '')) AS first_day,
       w.last_day, p.feed
FROM cf_windows AS w CROSS JOIN cf_parameters AS p WHERE p.source <> 'archive';

DROP VIEW IF EXISTS temp.cf_live_history_windows;
CREATE TEMP VIEW cf_live_history_windows AS
SELECT window_name, max(w.first_day, coalesce((
         SELECT date(min(coalesce(t.archived_to, '0000-01-01')), '+1 day') FROM cf_selected_accounts AS a
         LEFT JOIN cf_archived_to AS t ON t.feed = 'history' AND t.account_id = a.account_id), '')) AS first_day,
       w.last_day
FROM cf_windows AS w CROSS JOIN cf_parameters AS p WHERE p.source <> 'archive';

DROP VIEW IF EXISTS temp.cf_live_resource_windows;
CREATE TEMP VIEW cf_live_resource_windows AS
SELECT window_name, max(w.first_day, coalesce((
         SELECT date(min(coalesce(t.archived_to, '0000-01-01')), '+1 day') FROM cf_selected_accounts AS a
         LEFT JOIN cf_archived_to AS t ON t.feed = 'resources' AND t.account_id = a.account_id), '')) AS first_day,
       w.last_day
FROM cf_windows AS w CROSS JOIN cf_parameters AS p WHERE p.source <> 'archive';

-- What is read from the API and from the archive. (With +, or SQLite compares the account again for
-- each record.)
DROP VIEW IF EXISTS temp.cf_unarchived_usage;
-- Question: Part of other views: which usage does the archive not answer for?
-- Example: SELECT count(*) FROM cf_unarchived_usage WHERE window_name = 'period';
CREATE TEMP VIEW cf_unarchived_usage AS
SELECT u.* FROM cf_live_usage AS u
WHERE day > coalesce((SELECT archived_to FROM cf_archived_to AS t
                      WHERE t.feed IN ('paygo', 'focus') AND t.account_id = u.account_id), '');
DROP VIEW IF EXISTS temp.cf_archived_paygo;
-- Question: Part of other views: which usage does the archive have, of pay-as-you-go?
-- Example: SELECT count(*) FROM cf_archived_paygo WHERE window_name = 'period';
CREATE TEMP VIEW cf_archived_paygo AS
SELECT window_name, u.*, CASE WHEN t.complete_from > w.first_day THEN t.complete_from END AS complete_from
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'paygo' AND t.account_id = a.account_id
CROSS JOIN archived_paygo AS u
  ON u.account_id = +t.account_id AND u.day BETWEEN w.first_day AND min(w.last_day, t.archived_to);
DROP VIEW IF EXISTS temp.cf_archived_focus;
-- Question: Part of other views: which usage does the archive have, in FOCUS?
-- Example: SELECT count(*) FROM cf_archived_focus WHERE window_name = 'period';
CREATE TEMP VIEW cf_archived_focus AS
SELECT window_name, u.*, CASE WHEN t.complete_from > w.first_day THEN t.complete_from END AS complete_from
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'focus' AND t.account_id = a.account_id
CROSS JOIN archived_focus AS u
  ON u.account_id = +t.account_id AND u.day BETWEEN w.first_day AND min(w.last_day, t.archived_to);
DROP VIEW IF EXISTS temp.cf_usage_records;
CREATE TEMP VIEW cf_usage_records AS
SELECT u.* FROM cf_live_usage AS u
WHERE day > coalesce((SELECT archived_to FROM cf_archived_to AS t
                      WHERE t.feed IN ('paygo', 'focus') AND t.account_id = u.account_id), '')
UNION ALL
SELECT window_name, u.*, CASE WHEN t.complete_from > w.first_day THEN t.complete_from END
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'paygo' AND t.account_id = a.account_id
CROSS JOIN archived_paygo AS u
  ON u.account_id = t.account_id AND u.day BETWEEN w.first_day AND min(w.last_day, t.archived_to)
UNION ALL
SELECT window_name, u.*, CASE WHEN t.complete_from > w.first_day THEN t.complete_from END
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'focus' AND t.account_id = a.account_id
CROSS JOIN archived_focus AS u
  ON u.account_id = t.account_id AND u.day BETWEEN w.first_day AND min(w.last_day, t.archived_to);
-- (An archive's complete_from is never behind archived_to, so that it cuts no cycle.)
DROP VIEW IF EXISTS temp.cf_told_lines;
CREATE TEMP VIEW cf_told_lines AS
SELECT cf_grouped('kkkkkkkkk>++u><>>', account_id, subscription_id, currency,
         coalesce(cycle_start, date(day, 'start of month') || ' none'), product, metric, unit, zone_id, is_correction,
         zone_name, quantity, cost, cost, day, day, cycle_end, complete_from) AS told
FROM cf_unarchived_usage WHERE window_name = 'ended_cycles'
UNION ALL
SELECT cf_grouped('kkkkkkkkk>++u><>>', account_id, subscription_id, currency,
         coalesce(cycle_start, date(day, 'start of month') || ' none'), product, metric, unit, zone_id, is_correction,
         zone_name, quantity, cost, cost, day, day, cycle_end, NULL)
FROM cf_archived_paygo WHERE window_name = 'ended_cycles'
UNION ALL
SELECT cf_grouped('kkkkkkkkk>++u><>>', account_id, subscription_id, currency,
         coalesce(cycle_start, date(day, 'start of month') || ' none'), product, metric, unit, zone_id, is_correction,
         zone_name, quantity, cost, cost, day, day, cycle_end, NULL)
FROM cf_archived_focus WHERE window_name = 'ended_cycles';

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
SELECT account_id, occurred_date, id, description, amount, amount_to_pay, currency, status FROM billing_history
WHERE (SELECT source FROM cf_period) = 'archive'
  AND account_id IN (SELECT account_id FROM cf_selected_accounts)
  AND (amount_to_pay > 0 OR lower(status) IN ('open', 'unpaid'));

-- Which days come from the archive, and which of those were read.
DROP VIEW IF EXISTS temp.cf_archive_ends;
CREATE TEMP VIEW cf_archive_ends AS
SELECT account_id, archived_to,
       -- Days after archived_to come from the API. Three that are not there yet may be late, as they are there.
       CASE WHEN cf_config('incomplete') = 'ignore' THEN NULL
            WHEN read_to < min(archived_to, date(today, '-4 days')) THEN '9999-12-31'
            ELSE complete_from END AS known_from,
       -- If days after it come from nowhere, and today is one.
       CASE WHEN read_to < min(archived_to, today) THEN read_to END AS read_to
-- (With cf_period named once, as recent SQLite refuses statements that come to 1,000 tables.)
FROM cf_archived_to AS t CROSS JOIN cf_period WHERE t.feed IN ('paygo', 'focus');
DROP VIEW IF EXISTS temp.cf_read_days;
CREATE TEMP VIEW cf_read_days AS
SELECT t.account_id, d.day
FROM cf_archived_to AS t CROSS JOIN archived_days AS d
  -- (With +, so that the end of a cycle is what days are looked up by.)
  ON d.feed = t.feed AND d.account_id = t.account_id AND +d.day <= t.archived_to
WHERE t.feed IN ('paygo', 'focus');

-- Plans in each form that they were seen in: of the first nobody knows since when it is so. One that
-- was cancelled is paid for until its last period ends, whenever that was noticed.
DROP VIEW IF EXISTS temp.cf_plan_fees;
CREATE TEMP VIEW cf_plan_fees AS
SELECT * FROM cf_live_plan_fees
UNION ALL
SELECT account_id, currency, price, frequency, since, until, valid_from,
       nullif(min(coalesce(ended_on, '9999'), coalesce(over_on, '9999')), '9999'), plan
FROM (SELECT s.account_id, currency, price, frequency, substr(current_period_start, 1, 10) AS since,
             date(current_period_end, '+1 second') AS until, date(s.ended_at) AS ended_on,
             (SELECT date(s.first_seen) FROM subscriptions AS before
              WHERE before.account_id = s.account_id AND before.subscription = s.subscription
                AND before.first_sync_id < s.first_sync_id LIMIT 1) AS valid_from,
             (SELECT date(last.current_period_end, '+1 second') FROM subscriptions AS last
              WHERE last.account_id = s.account_id AND last.subscription = s.subscription
                AND last.first_sync_id >= s.first_sync_id
                AND lower(last.state) IN ('cancelled', 'canceled', 'expired')
              ORDER BY last.first_sync_id LIMIT 1) AS over_on,
             rate_plan_public_name || coalesce(' (' || zone_name || ')', '') AS plan, lower(state) AS state
      FROM subscriptions AS s
      WHERE (SELECT source FROM cf_period) = 'archive'
        AND s.account_id IN (SELECT account_id FROM cf_selected_accounts) AND price <> 0
      -- So that what is looked up is no part of each condition below, of which SQLite 3.54 refuses so many.
      LIMIT -1)
WHERE (state = 'paid' OR state IN ('cancelled', 'canceled', 'expired') AND until IS NOT NULL)
  -- What is first seen after it was over is no form in which anything was due.
  AND (valid_from IS NULL OR valid_from < min(coalesce(ended_on, '9999'), coalesce(over_on, '9999')));

DROP VIEW IF EXISTS temp.cf_unread_plans;
CREATE TEMP VIEW cf_unread_plans AS
SELECT account_id FROM cf_selected_accounts WHERE (SELECT source FROM cf_period) = 'archive'
  AND account_id NOT IN (SELECT account_id FROM subscription_fetches WHERE outcome = 'ok');

DROP VIEW IF EXISTS temp.cf_days_of_cycles;
-- Question: Part of other views: which days do the period, and the billing cycles that end in it, have?
-- Example: SELECT day FROM cf_days_of_cycles;
CREATE TEMP VIEW cf_days_of_cycles AS
WITH RECURSIVE days(day, last_day) AS (
  SELECT date(first_day, '-32 days'), last_day FROM cf_period
  UNION ALL
  SELECT date(day, '+1 day'), last_day FROM days WHERE day < last_day
)
SELECT day FROM days;

-- Days of the period that the archive does not have, or not as they will stay; none if it is empty.
-- 'never read': no usage is known, which is not the same as no usage.
DROP VIEW IF EXISTS temp.cf_archive_gaps;
-- Question: In an archive: which days were never read, and are missing in sums?
-- Example: SELECT * FROM cf_archive_gaps;
CREATE TEMP VIEW cf_archive_gaps AS
SELECT a.account_id, a.name AS account_name, days.day,
       CASE WHEN d.day IS NULL THEN 'never read' ELSE 'not settled' END AS gap,
       d.as_of AS last_read, f.outcome AS last_outcome, f.error
FROM cf_period AS p CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_days_of_cycles AS days ON days.day >= p.first_day
LEFT JOIN cf_archived_days AS d ON d.feed = p.feed AND d.account_id = a.account_id AND d.day = days.day
LEFT JOIN fetches AS f ON f.feed = p.feed AND f.account_id = a.account_id
 AND f.sync_id = (SELECT max(sync_id) FROM fetches AS g
                  WHERE g.feed = p.feed AND g.account_id = a.account_id)
WHERE d.day IS NULL OR NOT is_settled;

-- What resources used. sql/archive_resource_views.sql, read next, has parts of it.
DROP VIEW IF EXISTS temp.cf_resources_in_windows;
CREATE TEMP VIEW cf_resources_in_windows AS
SELECT * FROM cf_unarchived_resources
UNION ALL
SELECT window_name, r.account_id, r.day, dataset, resource_type, resource_id, resource_name, service, quantity, unit,
       reason
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'resources' AND t.account_id = a.account_id
CROSS JOIN resource_usage AS r
  ON r.account_id = t.account_id AND r.day BETWEEN w.first_day AND min(w.last_day, t.archived_to)
UNION ALL
SELECT * FROM cf_unread_resource_days;
DROP VIEW IF EXISTS temp.cf_told_uses;
CREATE TEMP VIEW cf_told_uses AS
SELECT window_name,
       (SELECT cf_uses_by_day(r.account_id, service, resource_type, resource_id, r.day, quantity, reason, resource_name)
        FROM cf_unarchived_resources AS r WHERE r.window_name = w.window_name) AS told
FROM cf_windows AS w
UNION ALL
SELECT window_name,
       (SELECT cf_uses_by_day(r.account_id, service, resource_type, resource_id, r.day, quantity, reason, resource_name)
        FROM cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
          ON t.feed = 'resources' AND t.account_id = a.account_id
        CROSS JOIN resource_usage AS r
          ON r.account_id = +t.account_id AND r.day BETWEEN w.first_day AND min(w.last_day, t.archived_to))
FROM cf_windows AS w
UNION ALL
SELECT window_name,
       (SELECT cf_uses_by_day(r.account_id, service, resource_type, resource_id, r.day, quantity, reason, resource_name)
        FROM cf_unread_resource_days AS r WHERE r.window_name = w.window_name)
FROM cf_windows AS w;

UPDATE cf_parameters SET source = source;
