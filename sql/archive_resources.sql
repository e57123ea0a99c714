-- What resources used, by GraphQL analytics, and their tags in the archive: analytics forget it after 30 to
-- 90 days. This plans what to ask for; sql/archive_resources_read.sql asks for it, account by account.
--
-- Inputs: an archive (sql/archive.sql, sql/archive_feeds.sql) as the main database; sql/archive_sync.sql, read
-- before on the same connection, whose run this is a part of: on another one the newest run. Money is read
-- before, so that nothing here can hold it up. cf_sync_ask_resources(choice), a TEMP table, may say what is
-- asked for: 'billed', the services that the archive has usage of, as without it; 'all' there are; 'none', and
-- no tags either.
--
--   sqlite3 -cmd '.load build/cf_billing' -cmd '.timeout 60000' billing.db \
--     '.read sql/views/00_parameters.sql' '.read sql/archive_resources.sql' \
--     '.read sql/archive_resources_read.sql'   -- once for each row of cf_sync_resource_queue
--
-- Killed or failing at any moment it leaves days as they were or as they are, and the next run goes on there:
-- what was not read is in `resource_unread` from the start, and goes when it is read. An account that fails
-- keeps what it has, and so does a dataset; both are asked for again while analytics may have it. A dataset
-- that is refused now keeps what it said before, and its day is not settled by that. Of runs that overlap the
-- one that began later counts.

-- 1. What to ask for: from the first day on of which something is not known, or may still change, as far back
-- as there is usage to share out. Analytics are there within minutes, and what came late is in an answer of two
-- days later.

CREATE TEMP TABLE IF NOT EXISTS cf_sync AS
SELECT id AS sync_id, 0 AS first_request, s.today, restated_days FROM syncs AS s CROSS JOIN cf_period
ORDER BY id DESC LIMIT 1;
CREATE TEMP TABLE IF NOT EXISTS cf_sync_accounts AS
SELECT id FROM accounts WHERE sync_id = (SELECT sync_id FROM cf_sync);
CREATE TEMP TABLE IF NOT EXISTS cf_sync_settings(name, value);
CREATE TEMP TABLE IF NOT EXISTS cf_sync_ask_resources(
  choice CONSTRAINT "what resources used is asked for as 'billed', 'all' or 'none'"
         CHECK (choice IS NOT NULL AND choice IN ('billed', 'all', 'none'))
);
INSERT INTO cf_sync_ask_resources SELECT 'billed' WHERE NOT EXISTS (SELECT 1 FROM cf_sync_ask_resources);

DROP TABLE IF EXISTS temp.cf_sync_asked_days;
CREATE TEMP TABLE cf_sync_asked_days AS
WITH RECURSIVE days(day, today) AS (
  SELECT date(today, '-90 days'), today FROM cf_sync
  UNION ALL
  SELECT date(day, '+1 day'), today FROM days WHERE day < today
)
SELECT day FROM days;

DROP TABLE IF EXISTS temp.cf_sync_billed;
CREATE TEMP TABLE cf_sync_billed AS
SELECT account_id, service, max(newest) AS newest
FROM (SELECT a.id AS account_id, cf_told_service(u.ServiceName) AS service, max(u.charge_date) AS newest
      FROM cf_sync CROSS JOIN cf_sync_accounts AS a CROSS JOIN paygo_usage AS u
        ON u.account_id = a.id AND u.charge_date >= date(today, '-90 days')
      GROUP BY a.id, u.ServiceName
      UNION ALL
      SELECT a.id, cf_told_service(u.x_BillableMetricName), max(u.charge_date)
      FROM cf_sync CROSS JOIN cf_sync_accounts AS a CROSS JOIN focus_usage AS u
        ON u.account_id = a.id AND u.charge_date >= date(today, '-90 days')
      GROUP BY a.id, u.x_BillableMetricName)
WHERE (SELECT choice FROM cf_sync_ask_resources) <> 'none'
  -- Some lines no dataset tells.
  AND cf_service_datasets(service) <> '[]' AND service IS NOT NULL
GROUP BY account_id, service;

-- From which day on there is usage to share out; analytics keep nothing for longer than 90 days.
DROP TABLE IF EXISTS temp.cf_sync_since;
CREATE TEMP TABLE cf_sync_since AS
SELECT id AS account_id, coalesce((SELECT min(day) FROM archived_days AS d WHERE d.account_id = a.id
                                     AND d.feed IN ('paygo', 'focus') AND d.day >= date(today, '-90 days')),
                                  date(today, '-30 days')) AS since
FROM cf_sync CROSS JOIN cf_sync_accounts AS a;

-- Those billed of late; those billed before only until they were read, and as long as one of their datasets fails.
DROP TABLE IF EXISTS temp.cf_sync_services;
CREATE TEMP TABLE cf_sync_services(account_id, service, PRIMARY KEY (account_id, service)) WITHOUT ROWID;
INSERT INTO cf_sync_services
SELECT account_id, service FROM cf_sync CROSS JOIN cf_sync_billed AS b JOIN cf_sync_since USING (account_id)
WHERE (SELECT choice FROM cf_sync_ask_resources) = 'billed'
  AND (newest >= date(today, '-30 days')
       OR NOT EXISTS (SELECT 1 FROM resource_days AS d WHERE d.account_id = b.account_id AND d.service = b.service)
       OR EXISTS (SELECT 1 FROM resource_unread AS u
                  WHERE u.account_id = b.account_id AND u.service = b.service
                    AND u.last_day >= since AND u.reason NOT LIKE 'no longer kept%'))
UNION
SELECT id, '*' FROM cf_sync_accounts WHERE (SELECT choice FROM cf_sync_ask_resources) = 'all';

-- What is known of a day, and whether it stays as it is. One on which a dataset failed is read again, and one
-- on which it was refused once it is not any more.
DROP VIEW IF EXISTS temp.cf_sync_known_days;
CREATE TEMP VIEW cf_sync_known_days AS
SELECT d.account_id, d.service, d.day, d.sync_id,
       d.as_of > date(d.day, '+1 day') AND d.as_of <= s.today
         AND NOT EXISTS (
           SELECT 1 FROM resource_unread AS u
           WHERE u.account_id = d.account_id AND d.service IN (u.service, '*') AND u.dataset <> '*'
             AND d.day BETWEEN u.first_day AND u.last_day AND u.reason LIKE 'failed: %')
         AND NOT (d.unknown AND EXISTS (
           SELECT 1 FROM resource_days AS later
           WHERE later.account_id = d.account_id AND later.service = d.service AND later.sync_id > d.sync_id
             AND later.unknown = 0 AND later.day > d.day)) AS is_settled
FROM cf_sync AS s CROSS JOIN resource_days AS d
WHERE d.day >= date(s.today, '-90 days');

DROP TABLE IF EXISTS temp.cf_sync_resource_spans;
CREATE TEMP TABLE cf_sync_resource_spans AS
SELECT account_id, today AS last_day,
       (SELECT json_group_array(service) FROM cf_sync_services AS s WHERE s.account_id = a.account_id) AS services,
       (SELECT min(day) FROM cf_sync_asked_days AS days WHERE day >= since AND EXISTS (
          SELECT 1 FROM cf_sync_services AS s
          WHERE s.account_id = a.account_id AND NOT EXISTS (
            SELECT 1 FROM cf_sync_known_days AS k
            WHERE k.account_id = s.account_id AND k.service IN (s.service, '*') AND k.day = days.day
              AND is_settled)
            AND NOT EXISTS (
              SELECT 1 FROM resource_unread AS u
              WHERE u.account_id = s.account_id AND u.service = s.service AND u.reason LIKE 'no longer kept%'
                AND days.day BETWEEN u.first_day AND u.last_day))) AS first_day
FROM cf_sync CROSS JOIN (
  SELECT account_id, since FROM cf_sync_since
  WHERE account_id IN (SELECT account_id FROM cf_sync_services)) AS a;

-- An account at a time, those first of which days will be forgotten first, and those that failed last. `queries`
-- is what analytics are asked about: for settings, and of each dataset for each 31 days; those of zones may be
-- more. Those that were refused the last time are told by the settings.
DROP TABLE IF EXISTS temp.cf_sync_resource_queue;
CREATE TEMP TABLE cf_sync_resource_queue AS
SELECT row_number() OVER (ORDER BY last_outcome IS 'failed', first_day IS NULL, first_day, account_id) AS place,
       account_id, first_day, last_day, services,
       CASE WHEN first_day IS NULL OR datasets = 0 THEN 0
            -- Who was refused all of it is asked for settings, and for the rest once these are answered.
            WHEN last_outcome = 'refused' THEN 1
            ELSE 1 + datasets * CAST((julianday(last_day) - julianday(first_day)) / 31 + 1 AS INTEGER) END AS queries
FROM (SELECT a.id AS account_id, first_day, last_day, services,
             (SELECT outcome FROM resource_fetches AS f WHERE f.feed = 'resources' AND f.account_id = a.id
              ORDER BY sync_id DESC LIMIT 1) AS last_outcome,
             (SELECT count(DISTINCT d.value)
              FROM json_each(p.services) AS s CROSS JOIN json_each(cf_service_datasets(nullif(s.value, '*'))) AS d
              WHERE NOT EXISTS (SELECT 1 FROM resource_refusals AS r
                                WHERE r.account_id = a.id AND r.dataset = d.value AND r.sync_id = (
                                  SELECT max(sync_id) FROM resource_fetches AS f
                                  WHERE f.feed = 'resources' AND f.account_id = a.id AND f.outcome = 'ok'))) AS datasets
      FROM cf_sync_accounts AS a LEFT JOIN cf_sync_resource_spans AS p ON p.account_id = a.id
      WHERE (SELECT choice FROM cf_sync_ask_resources) <> 'none');

-- 2. How it is written: one statement, and so one transaction, of the INSERT that fires it.

-- The account that is being read, and what came of it.
DROP TABLE IF EXISTS temp.cf_sync_resource_now;
CREATE TEMP TABLE cf_sync_resource_now(account_id, first_day, last_day, services);
DROP TABLE IF EXISTS temp.cf_sync_resources;
CREATE TEMP TABLE cf_sync_resources(account_id, day, dataset, resource_type, resource_id, resource_name, action,
                                    service, quantity, unit, sample_interval, reason);
CREATE INDEX temp.cf_sync_resources_days ON cf_sync_resources(account_id, day);
DROP TABLE IF EXISTS temp.cf_sync_tags;
CREATE TEMP TABLE cf_sync_tags(account_id, type, id, name, tags, zone_id, worker_id, raw);
DROP TABLE IF EXISTS temp.cf_sync_resource_outcomes;
CREATE TEMP TABLE cf_sync_resource_outcomes(feed, account_id, rows, outcome, error, PRIMARY KEY (feed, account_id));
-- Of each day what the datasets say; told: the rows that have a quantity.
DROP TABLE IF EXISTS temp.cf_sync_datasets;
CREATE TEMP TABLE cf_sync_datasets(account_id, day, service, dataset, told, reason, is_gone, has_failed, is_kept);
-- The days to replace.
DROP TABLE IF EXISTS temp.cf_sync_service_days;
CREATE TEMP TABLE cf_sync_service_days(account_id, day, service, rows, unknown, is_kept,
                                       PRIMARY KEY (account_id, day, service));
-- Why no more accounts are asked, and which ones in a row had no answer.
DROP TABLE IF EXISTS temp.cf_sync_resource_stop;
CREATE TEMP TABLE cf_sync_resource_stop(error);
DROP TABLE IF EXISTS temp.cf_sync_silence;
CREATE TEMP TABLE cf_sync_silence(error);
DROP TABLE IF EXISTS temp.cf_sync_begin_resources;
CREATE TEMP TABLE cf_sync_begin_resources(now);
DROP TABLE IF EXISTS temp.cf_sync_read_spans;
CREATE TEMP TABLE cf_sync_read_spans(account_id, service, first_day, last_day);
DROP TABLE IF EXISTS temp.cf_sync_note_unread;
CREATE TEMP TABLE cf_sync_note_unread(now);
DROP TABLE IF EXISTS temp.cf_sync_write_resources;
CREATE TEMP TABLE cf_sync_write_resources(now);
DROP TABLE IF EXISTS temp.cf_sync_write_tags;
CREATE TEMP TABLE cf_sync_write_tags(now);

-- Whatever ends this run, what it asks for and has not read is known not to be read: of each service the days
-- behind the last that it was read of, which one that is new has none of.
CREATE TEMP TRIGGER cf_sync_on_begin_resources AFTER INSERT ON cf_sync_begin_resources
BEGIN
  INSERT OR REPLACE INTO resource_unread
  SELECT account_id, service, '*', first_day, today,
         'not read: the last run did not get to it; the next one asks again', sync_id
  FROM cf_sync CROSS JOIN (
    SELECT account_id, service, coalesce((
      SELECT date(max(day), '+1 day') FROM resource_days AS d
      WHERE d.account_id = b.account_id AND d.service IN (b.service, '*')), '0001-01-01') AS first_day
    FROM cf_sync_billed AS b
    WHERE EXISTS (SELECT 1 FROM cf_sync_services AS s
                  WHERE s.account_id = b.account_id AND s.service IN (b.service, '*'))) AS b
  WHERE first_day <= today;
  -- Version 8 had those as well.
  DELETE FROM resource_unread WHERE dataset = '*' AND service <> '*' AND cf_service_datasets(service) = '[]';
END;

CREATE TEMP TRIGGER cf_sync_on_resources AFTER INSERT ON cf_sync_write_resources
BEGIN
  INSERT INTO cf_sync_datasets
  SELECT account_id, day, service, dataset, count(quantity), max(reason), 0,
         max(coalesce(reason, '') LIKE 'failed: %'), 0
  FROM cf_sync_resources AS r
  WHERE account_id IN (SELECT account_id FROM cf_sync_resource_outcomes WHERE feed = 'resources' AND outcome = 'ok')
  GROUP BY account_id, day, service, dataset;
  UPDATE cf_sync_datasets SET is_gone = 1 WHERE told = 0 AND reason LIKE 'no longer kept%';
  -- What a dataset said before stays where it says nothing now, or not of all zones.
  UPDATE cf_sync_datasets SET is_kept = 1
  WHERE (told = 0 OR has_failed) AND EXISTS (
    SELECT 1 FROM resource_usage AS u
    WHERE u.account_id = cf_sync_datasets.account_id AND u.day = cf_sync_datasets.day
      AND u.dataset = cf_sync_datasets.dataset AND u.service IS cf_sync_datasets.service AND u.quantity IS NOT NULL);
  -- Settled days stay, and those that a run which began later has read. A day that is gone was not read.
  INSERT INTO cf_sync_service_days
  SELECT s.account_id, d.day, s.service, 0, 0, 0
  FROM cf_sync CROSS JOIN cf_sync_resource_outcomes AS o ON o.feed = 'resources' AND o.outcome = 'ok'
  JOIN cf_sync_services AS s ON s.account_id = o.account_id
  JOIN cf_sync_resource_now AS p ON p.account_id = o.account_id
  JOIN cf_sync_asked_days AS d ON d.day BETWEEN p.first_day AND p.last_day
  WHERE NOT EXISTS (
      SELECT 1 FROM cf_sync_known_days AS k
      WHERE k.account_id = s.account_id AND k.service IN (s.service, '*') AND k.day = d.day
        AND (is_settled OR k.sync_id >= cf_sync.sync_id))
    AND NOT EXISTS (
      SELECT 1 FROM cf_sync_datasets AS t
      WHERE t.day = d.day AND s.service IN (t.service, '*')
      GROUP BY t.day HAVING max(is_gone) AND NOT max(told));
  UPDATE cf_sync_service_days SET (unknown, is_kept) = (
    SELECT count(CASE WHEN told = 0 OR has_failed THEN 1 END), max(coalesce(is_kept, 0)) FROM cf_sync_datasets AS t
    WHERE t.day = cf_sync_service_days.day AND cf_sync_service_days.service IN (t.service, '*'));
  DELETE FROM resource_usage WHERE rowid IN (
    SELECT u.rowid FROM cf_sync_service_days AS d CROSS JOIN resource_usage AS u
      ON u.account_id = d.account_id AND u.day = d.day
    WHERE d.service IN (u.service, '*') AND NOT EXISTS (
      SELECT 1 FROM cf_sync_datasets AS t
      WHERE t.day = u.day AND t.dataset = u.dataset AND t.service IS u.service AND t.is_kept));
  INSERT INTO resource_usage
  SELECT r.* FROM cf_sync_resources AS r
  JOIN cf_sync_datasets AS t ON t.day = r.day AND t.dataset = r.dataset AND t.service IS r.service AND NOT t.is_kept
  WHERE coalesce(r.reason, '') NOT LIKE 'failed: %' AND coalesce(r.reason, '') NOT LIKE 'no longer kept%'
    AND EXISTS (SELECT 1 FROM cf_sync_service_days AS d WHERE d.day = r.day AND d.service IN (r.service, '*'));
  UPDATE cf_sync_service_days SET rows = (
    SELECT count(*) FROM resource_usage AS u
    WHERE u.account_id = cf_sync_service_days.account_id AND u.day = cf_sync_service_days.day
      AND cf_sync_service_days.service IN (u.service, '*'));
  INSERT INTO cf_sync_note_unread VALUES (1);
  INSERT INTO resource_days
  SELECT account_id, service, day, sync_id, today, rows, unknown
  FROM cf_sync CROSS JOIN cf_sync_service_days WHERE true
  ON CONFLICT(account_id, service, day) DO UPDATE SET
    sync_id = excluded.sync_id, as_of = excluded.as_of, rows = excluded.rows, unknown = excluded.unknown
  -- As of when what stays is so has not changed.
  WHERE NOT EXISTS (SELECT 1 FROM cf_sync_service_days AS d
                    WHERE d.service = excluded.service AND d.day = excluded.day AND is_kept);
  INSERT INTO resource_refusals
  SELECT DISTINCT account_id, dataset, reason, sync_id, sync_id FROM cf_sync CROSS JOIN cf_sync_datasets
  WHERE told = 0 AND NOT is_gone AND NOT has_failed
  ON CONFLICT(account_id, dataset, reason) DO UPDATE SET sync_id = max(sync_id, excluded.sync_id);
  INSERT OR IGNORE INTO resource_fetches
  SELECT feed, o.account_id, s.sync_id, outcome, first_day, last_day,
         (SELECT count(DISTINCT day) FROM cf_sync_service_days), (SELECT total(rows) FROM cf_sync_service_days),
         strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
         coalesce(error, (SELECT group_concat(DISTINCT dataset) || ' ' || max(reason) FROM cf_sync_datasets
                          WHERE has_failed))
  FROM cf_sync AS s CROSS JOIN cf_sync_resource_outcomes AS o
  JOIN cf_sync_resource_now AS p ON p.account_id = o.account_id
  WHERE feed = 'resources';
END;

-- Days that were read now are not unread any more, but for what failed, or is gone.
CREATE TEMP TRIGGER cf_sync_on_note_unread AFTER INSERT ON cf_sync_note_unread
BEGIN
  INSERT INTO cf_sync_read_spans
  SELECT s.account_id, s.service, first_day, last_day
  FROM cf_sync_services AS s JOIN cf_sync_resource_now AS p ON p.account_id = s.account_id
  JOIN cf_sync_resource_outcomes AS o ON o.account_id = s.account_id AND o.feed = 'resources' AND o.outcome = 'ok'
  WHERE first_day IS NOT NULL;
  DELETE FROM resource_unread
  WHERE sync_id <= (SELECT sync_id FROM cf_sync) AND EXISTS (
    SELECT 1 FROM cf_sync_read_spans AS p
    WHERE p.account_id = resource_unread.account_id AND p.service IN (resource_unread.service, '*')
      AND p.first_day <= resource_unread.first_day);
  UPDATE resource_unread
  SET last_day = (SELECT date(min(first_day), '-1 day') FROM cf_sync_read_spans),
      reason = CASE dataset WHEN '*' THEN 'not read: the archive has nothing of it' ELSE reason END
  WHERE sync_id <= (SELECT sync_id FROM cf_sync) AND EXISTS (
    SELECT 1 FROM cf_sync_read_spans AS p
    WHERE p.account_id = resource_unread.account_id AND p.service IN (resource_unread.service, '*')
      AND p.first_day <= resource_unread.last_day);
  -- One that goes on is one span.
  INSERT OR REPLACE INTO resource_unread
  SELECT account_id, service, dataset,
         coalesce((SELECT first_day FROM resource_unread AS o
                   WHERE o.account_id = n.account_id AND o.service = n.service AND o.dataset = n.dataset
                     AND o.last_day = date(n.first_day, '-1 day') AND (o.reason LIKE 'failed: %') = has_failed),
                  first_day), last_day, reason, sync_id
  FROM cf_sync CROSS JOIN (
    SELECT account_id, coalesce(service, '') AS service, dataset, has_failed, min(day) AS first_day,
           max(day) AS last_day, max(reason) AS reason
    FROM cf_sync_datasets AS t
    WHERE (has_failed OR is_gone)
      AND (EXISTS (SELECT 1 FROM cf_sync_service_days AS d WHERE d.day = t.day AND d.service IN (t.service, '*'))
           OR is_gone AND NOT EXISTS (
             SELECT 1 FROM resource_days AS d
             WHERE d.account_id = t.account_id AND d.service IN (t.service, '*') AND d.day = t.day
               -- One on which it was refused will not be told any more.
               AND unknown = 0))
    GROUP BY account_id, service, dataset, has_failed) AS n;
  UPDATE resource_unread SET reason = (
    SELECT outcome || ': ' || coalesce(error, '') FROM cf_sync_resource_outcomes AS o
    WHERE o.feed = 'resources' AND o.account_id = resource_unread.account_id)
  WHERE dataset = '*' AND sync_id = (SELECT sync_id FROM cf_sync) AND account_id IN (
    SELECT account_id FROM cf_sync_resource_outcomes WHERE feed = 'resources' AND outcome <> 'ok');
END;

CREATE TEMP TRIGGER cf_sync_on_tags AFTER INSERT ON cf_sync_write_tags
BEGIN
  -- A run that began later has read what is so now; this one, read again, has written it already.
  DELETE FROM cf_sync_resource_outcomes WHERE feed = 'tags' AND account_id IN (
    SELECT account_id FROM resource_fetches
    WHERE feed = 'tags' AND (sync_id > (SELECT sync_id FROM cf_sync) AND outcome = 'ok'
                             OR sync_id = (SELECT sync_id FROM cf_sync)));
  -- (Of one that is listed with different tags none is taken, and raw is a list of what came.)
  INSERT INTO resource_tags
  SELECT account_id, type, id, max(name), CASE WHEN count(DISTINCT tags) < 2 THEN max(tags) END, max(zone_id),
         max(worker_id), CASE WHEN count(DISTINCT raw) = 1 THEN raw ELSE '[' || group_concat(DISTINCT raw) || ']' END,
         sync_id, sync_id
  FROM cf_sync CROSS JOIN cf_sync_tags AS t
  WHERE account_id IN (SELECT account_id FROM cf_sync_resource_outcomes WHERE feed = 'tags' AND outcome = 'ok')
  GROUP BY account_id, type, id, sync_id
  ON CONFLICT(account_id, type, id) DO UPDATE SET
    name = excluded.name, tags = excluded.tags, zone_id = excluded.zone_id, worker_id = excluded.worker_id,
    raw = excluded.raw, sync_id = excluded.sync_id;
  INSERT INTO resource_fetches
  SELECT feed, account_id, s.sync_id, outcome, NULL, NULL, NULL, rows, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), error
  FROM cf_sync AS s CROSS JOIN cf_sync_resource_outcomes WHERE feed = 'tags';
END;

INSERT INTO cf_sync_begin_resources VALUES (1);
