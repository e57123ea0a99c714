-- The second part of the archive's tables: what resources used, and of all feeds what became of each in each run.
--
-- Inputs: an archive (sql/archive.sql) as the main database, and no extension. Brings it up to this version, and
-- may be read any number of times.
--
--   sqlite3 billing.db '.read sql/archive.sql' '.read sql/archive_feeds.sql'

BEGIN IMMEDIATE;

-- Version 8: what resources used, by analytics, which keep it for 30 to 90 days, and their tags.

-- What was read: one row for each run, feed and account, as `fetches`. Of tags there are no days.
CREATE TABLE IF NOT EXISTS resource_fetches(
  feed TEXT NOT NULL CHECK (feed IN ('resources', 'tags')),
  account_id TEXT NOT NULL, sync_id INTEGER NOT NULL REFERENCES syncs(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
  first_day TEXT, last_day TEXT, days INTEGER, rows INTEGER NOT NULL, finished_at TEXT NOT NULL, error TEXT,
  PRIMARY KEY (feed, account_id, sync_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resource_fetches_by_sync ON resource_fetches(sync_id);

-- The columns of cf_resource_usage. A row without a quantity has the reason: nothing is known, which is
-- not the same as no use.
CREATE TABLE IF NOT EXISTS resource_usage(
  account_id TEXT NOT NULL, day TEXT NOT NULL, dataset TEXT NOT NULL, resource_type TEXT, resource_id TEXT,
  resource_name TEXT, action TEXT, service TEXT, quantity REAL, unit TEXT, sample_interval REAL, reason TEXT
);
-- With all that views read of it, as that of usage. (Archives made before have one of account and day.)
CREATE INDEX IF NOT EXISTS resource_usage_columns ON resource_usage(account_id, day, service, resource_type, resource_id,
  resource_name, quantity, reason);
DROP INDEX IF EXISTS resource_usage_days;

-- Every day on which a service was asked for (its name without a note, or '*': all there are) and answered,
-- also those without use: as archived_days. A day is settled once it was read two days later. `unknown`: of
-- so many datasets of the service the answer had no quantity. Days that analytics no longer kept are not here.
CREATE TABLE IF NOT EXISTS resource_days(
  account_id TEXT NOT NULL, service TEXT NOT NULL, day TEXT NOT NULL, sync_id INTEGER NOT NULL REFERENCES syncs(id),
  as_of TEXT NOT NULL, rows INTEGER NOT NULL, unknown INTEGER NOT NULL, PRIMARY KEY (account_id, service, day)
) WITHOUT ROWID;

-- Datasets that the plan or the token does not have, and why, as the runs from first_sync_id to sync_id were told.
CREATE TABLE IF NOT EXISTS resource_refusals(
  account_id TEXT NOT NULL, dataset TEXT NOT NULL, reason TEXT NOT NULL,
  first_sync_id INTEGER NOT NULL REFERENCES syncs(id), sync_id INTEGER NOT NULL REFERENCES syncs(id),
  PRIMARY KEY (account_id, dataset, reason)
) WITHOUT ROWID;

-- The columns of cf_tags, as last read. One whose sync_id is not that of the newest list is gone.
CREATE TABLE IF NOT EXISTS resource_tags(
  account_id TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, name TEXT, tags TEXT, zone_id TEXT, worker_id TEXT,
  raw TEXT NOT NULL, first_sync_id INTEGER NOT NULL REFERENCES syncs(id), sync_id INTEGER NOT NULL REFERENCES syncs(id),
  PRIMARY KEY (account_id, type, id)
) WITHOUT ROWID;
UPDATE archive_version SET version = 8 WHERE version = 7;

-- Version 9: of which days nothing is known of a service in an account, and why: that is not the same as no
-- use. dataset: the one that failed, or keeps less; '*' is all that the service has. A span goes, or becomes
-- shorter, once its days are read; what begins in the year 1 is what was before the archive began to read it.
CREATE TABLE IF NOT EXISTS resource_unread(
  account_id TEXT NOT NULL, service TEXT NOT NULL, dataset TEXT NOT NULL, first_day TEXT NOT NULL,
  last_day TEXT NOT NULL, reason TEXT NOT NULL, sync_id INTEGER NOT NULL REFERENCES syncs(id),
  PRIMARY KEY (account_id, service, dataset, first_day)
) WITHOUT ROWID;
-- Version 8 has days that were read alone.
INSERT OR IGNORE INTO resource_unread
SELECT account_id, service, '*', coalesce(date(before, '+1 day'), '0001-01-01'), date(day, '-1 day'),
       'not read: the archive has nothing of it', sync_id
FROM (SELECT account_id, service, day, sync_id, lag(day) OVER (PARTITION BY account_id, service ORDER BY day) AS before
      FROM resource_days WHERE (SELECT version FROM archive_version) = 8)
WHERE before IS NULL OR before < date(day, '-1 day');
UPDATE archive_version SET version = 9 WHERE version = 8;

-- What became of each account and feed in each run.
DROP VIEW IF EXISTS sync_outcomes;
CREATE VIEW sync_outcomes AS
SELECT o.sync_id, o.feed, o.account_id, n.account_name, o.outcome, o.rows, o.finished_at, o.error
FROM (SELECT sync_id, feed, account_id, outcome, rows, finished_at, error FROM fetches
      UNION ALL
      SELECT sync_id, 'subscriptions', account_id, outcome, rows, finished_at, error FROM subscription_fetches
      UNION ALL
      SELECT sync_id, feed, account_id, outcome, rows, finished_at, error FROM resource_fetches) AS o
LEFT JOIN named_accounts AS n ON n.account_id = o.account_id;

-- What could not be read of whom. An account that never had a feed does not fail; one that had it, and is
-- refused, would have no more days without anybody noticing. What resources use, and their tags, need
-- permissions of their own, which a token that reads what is billed need not have.
DROP VIEW IF EXISTS sync_failures;
CREATE VIEW sync_failures AS
SELECT sync_id, feed, account_id, account_name, outcome, error FROM sync_outcomes AS f
WHERE outcome = 'failed' OR outcome = 'refused' AND feed NOT IN ('focus', 'resources', 'tags')
   -- Some of its datasets.
   OR outcome = 'ok' AND feed = 'resources' AND error IS NOT NULL
   OR outcome IN ('refused', 'not covered') AND EXISTS (
        SELECT 1 FROM archived_days AS d
        WHERE d.feed = f.feed AND d.account_id = f.account_id AND d.sync_id < f.sync_id)
   OR outcome = 'refused' AND EXISTS (
        SELECT 1 FROM resource_fetches AS d
        WHERE d.feed = f.feed AND d.account_id = f.account_id AND d.sync_id < f.sync_id AND d.outcome = 'ok');

-- What there is of each account and feed, and what the last run that asked for it was told. state:
-- 'read'; 'nothing there', it was read and has no record, then or before; 'refused', 'not covered' and
-- 'failed', as in fetches; 'not asked'. first_day and last_day are those of usage that were read, and those
-- that items of the history are of; days are days read (of resources: of their services), records those kept.
DROP VIEW IF EXISTS account_feeds;
CREATE VIEW account_feeds AS
WITH feeds(feed) AS (VALUES ('paygo'), ('focus'), ('history'), ('subscriptions'), ('resources'), ('tags')),
last_told AS (
  SELECT feed, account_id, max(sync_id) AS sync_id, outcome, finished_at, error
  FROM sync_outcomes GROUP BY feed, account_id
),
kept AS (
  SELECT feed, account_id, min(day) AS first_day, max(day) AS last_day, count(*) AS days,
         sum(rows) AS records
  FROM archived_days GROUP BY feed, account_id
  UNION ALL
  SELECT 'history', account_id, min(occurred_date), max(occurred_date), NULL, count(*)
  FROM billing_history GROUP BY account_id
  UNION ALL
  SELECT 'subscriptions', account_id, NULL, NULL, NULL, count(*) FROM subscriptions GROUP BY account_id
  UNION ALL
  SELECT 'resources', account_id, min(day), max(day), count(*), sum(rows) FROM resource_days GROUP BY account_id
  UNION ALL
  SELECT 'tags', account_id, NULL, NULL, NULL, count(*) FROM resource_tags GROUP BY account_id
)
SELECT a.account_id, a.account_name, f.feed,
       CASE WHEN t.outcome IS NULL THEN 'not asked' WHEN t.outcome <> 'ok' THEN t.outcome
            WHEN coalesce(k.records, 0) = 0 THEN 'nothing there' ELSE 'read' END AS state,
       k.first_day, k.last_day, k.days, coalesce(k.records, 0) AS records, t.sync_id,
       t.finished_at AS asked_at, t.error
FROM named_accounts AS a CROSS JOIN feeds AS f
LEFT JOIN last_told AS t ON t.feed = f.feed AND t.account_id = a.account_id
LEFT JOIN kept AS k ON k.feed = f.feed AND k.account_id = a.account_id;

-- A line for each run, for a log. failed counts accounts of which a feed could not be read.
DROP VIEW IF EXISTS sync_summaries;
CREATE VIEW sync_summaries AS
SELECT s.id AS sync_id, s.started_at, s.finished_at, s.accounts, coalesce(sum(f.days), 0) AS days,
       coalesce(sum(f.rows), 0) AS rows, coalesce(sum(f.restated), 0) AS restated,
       (SELECT count(DISTINCT account_id) FROM sync_failures AS x WHERE x.sync_id = s.id) AS failed,
       round((julianday(coalesce(s.finished_at, max(f.finished_at))) - julianday(s.started_at))
             * 86400, 1) AS seconds
FROM syncs AS s LEFT JOIN fetches AS f ON f.sync_id = s.id
GROUP BY s.id;

COMMIT;
