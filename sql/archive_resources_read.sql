-- Reads what the resources of one account used, and their tags, and writes it: the account that is the next in
-- cf_sync_resource_queue. To be read again as long as that has a row.
--
-- Inputs: sql/archive_resources.sql, read before on the same connection.
--
--   .read sql/archive_resources_read.sql
--
-- Each account is read and written by itself: what is written stays whatever comes behind it, one that fails
-- takes no other with it, and who ends this in the middle loses one account's answers. If nothing at all is
-- answered the statement that reads fails; those behind it note that, so go on after an error (not with -bail).

DELETE FROM cf_sync_resource_now;
INSERT INTO cf_sync_resource_now
SELECT account_id, first_day, last_day, services FROM cf_sync_resource_queue
WHERE NOT EXISTS (SELECT 1 FROM cf_sync_resource_stop) ORDER BY place LIMIT 1;
DELETE FROM cf_sync_resources;
DELETE FROM cf_sync_tags;
DELETE FROM cf_sync_resource_outcomes;
DELETE FROM cf_sync_datasets;
DELETE FROM cf_sync_service_days;
DELETE FROM cf_sync_read_spans;
DELETE FROM cf_sync_settings;
INSERT INTO cf_sync_settings VALUES
  ('on_error', cf_config('on_error')), ('max_requests', cf_config('max_requests')), ('cache_ttl', cf_config('cache_ttl'));
-- A dataset that fails takes no other with it. No more days are asked for than are wanted, as nothing is asked twice;
-- an account may have many zones.
INSERT INTO cf_sync_settings VALUES
  (NULL, cf_config('on_error', 'skip-all')), (NULL, cf_config('cache_ttl', 0)), (NULL, cf_config('max_requests', 5000));
UPDATE cf_sync SET first_request = (SELECT coalesce(max(id), 0) FROM cf_requests);

INSERT INTO cf_sync_resources
SELECT r.account_id, r.day, r.dataset, r.resource_type, r.resource_id, r.resource_name, r.action, r.service,
       r.quantity, r.unit, r.sample_interval, r.reason
FROM cf_sync_resource_now AS s CROSS JOIN cf_resource_usage AS r
WHERE services <> '["*"]' AND r.account_id = s.account_id
  AND r.service IN (SELECT value FROM json_each(s.services))
  AND r.day BETWEEN s.first_day AND s.last_day AND r.incomplete = 'ignore'
UNION ALL
SELECT r.account_id, r.day, r.dataset, r.resource_type, r.resource_id, r.resource_name, r.action, r.service,
       r.quantity, r.unit, r.sample_interval, r.reason
FROM cf_sync_resource_now AS s CROSS JOIN cf_resource_usage AS r
WHERE services = '["*"]' AND r.account_id = s.account_id
  AND r.day BETWEEN s.first_day AND s.last_day AND r.incomplete = 'ignore';

INSERT INTO cf_sync_tags
SELECT t.account_id, t.type, t.id, t.name, t.tags, t.zone_id, t.worker_id, t.raw
FROM cf_sync_resource_now AS s CROSS JOIN cf_tags AS t
WHERE t.account_id = s.account_id AND t.type IS NOT NULL AND t.id IS NOT NULL;

-- What became of the account, of what it was asked for. Rows come only when all of its requests are answered, or
-- say which dataset failed; without rows the log has to show an answer, and no error. Analytics refuse in an
-- answer of HTTP 200.
INSERT INTO cf_sync_resource_outcomes
WITH log AS (
  SELECT CASE table_name WHEN 'cf_tags' THEN 'tags' ELSE 'resources' END AS feed, account_id, id, status, error_code,
         error, error_kind, outcome
  FROM cf_sync CROSS JOIN cf_requests
  WHERE id > first_request AND table_name IN ('cf_resource_usage', 'cf_tags')
),
told AS (SELECT feed, max(outcome IS 'ok' AND coalesce(error_kind, 'elsewhere') IN ('gone', 'elsewhere')) AS is_answered
         FROM log GROUP BY 1),
errors AS (
  -- The first that is no note: what comes behind it may be requests given up because of it. Notes are what is gone
  -- and what one dataset is denied, also if all of the account failed after that.
  SELECT feed, min(id), status, error_code, error FROM log
  WHERE error_kind NOT IN ('gone', 'denied', 'elsewhere') AND outcome IS NOT 'ok' GROUP BY 1
),
counted AS (
  SELECT 'resources' AS feed, account_id, (SELECT count(*) FROM cf_sync_resources) AS rows,
         (SELECT max(reason) FROM cf_sync_resources HAVING min(coalesce(reason, '') LIKE 'failed: %')) AS failure
  FROM cf_sync_resource_now WHERE services IS NOT NULL
  UNION ALL
  SELECT 'tags', account_id, (SELECT count(*) FROM cf_sync_tags), NULL FROM cf_sync_resource_now
)
SELECT c.feed, c.account_id, c.rows,
       CASE WHEN failure IS NOT NULL THEN 'failed'
            WHEN c.rows > 0 THEN 'ok'
            WHEN e.error IS NOT NULL
            -- By the API: a page of a firewall has no code, and says nothing of the account.
            THEN CASE WHEN e.status = 403 AND e.error_code IS NOT NULL OR e.error LIKE '%code authz: %'
                      THEN 'refused' ELSE 'failed' END
            -- The log keeps the last 10,000: if some are gone, they may have been errors. Of services that no
            -- dataset tells there is nothing to ask.
            WHEN (SELECT min(id) <= first_request + 1 FROM cf_requests, cf_sync)
                 AND (t.is_answered OR t.feed IS NULL AND c.feed = 'resources') THEN 'ok'
            ELSE 'failed' END AS outcome,
       CASE WHEN failure IS NOT NULL THEN substr(failure, length('failed: ') + 1)
            WHEN c.rows = 0 THEN coalesce(e.error, CASE WHEN t.is_answered IS 0 THEN 'no answer is on record' END)
            END AS error
FROM counted AS c
LEFT JOIN told AS t ON t.feed = c.feed
LEFT JOIN errors AS e ON e.feed = c.feed;

INSERT INTO cf_sync_write_resources VALUES (1);
INSERT INTO cf_sync_write_tags VALUES (1);
DELETE FROM cf_sync_resource_queue WHERE account_id IN (SELECT account_id FROM cf_sync_resource_now);

-- Nobody else is answered if the token is not accepted, or its rate limit used up; nor if there is no network, as
-- it seems where five accounts in a row had no answer of any kind.
INSERT INTO cf_sync_resource_stop
SELECT min(error) FROM cf_sync CROSS JOIN cf_requests
WHERE id > first_request AND outcome IS NOT 'ok' AND (status IN (401, 429) OR error LIKE '%in five minutes%')
HAVING count(*) > 0;
DELETE FROM cf_sync_silence WHERE EXISTS (
  SELECT 1 FROM cf_sync CROSS JOIN cf_requests WHERE id > first_request AND status > 0);
INSERT INTO cf_sync_silence
SELECT error FROM cf_sync_resource_outcomes
WHERE feed = 'resources' AND outcome = 'failed' AND NOT EXISTS (
  SELECT 1 FROM cf_sync CROSS JOIN cf_requests WHERE id > first_request AND status > 0);
INSERT INTO cf_sync_resource_stop SELECT max(error) FROM cf_sync_silence HAVING count(*) >= 5;

INSERT INTO cf_sync_settings
SELECT NULL, cf_config(name, value) FROM cf_sync_settings WHERE name IN ('on_error', 'max_requests', 'cache_ttl');
