-- What resources used, in an archive: which days and services of it were read, and which never were.
--
-- Inputs: an archive (sql/archive.sql) as the main database; sql/views.sql and sql/archive_views.sql, read before.
--
--   SELECT account_id, service, first_day, last_day, reason FROM cf_unread_resources;
--
-- Views of sql/archive_views.sql read these: without them they fail, as they could not say what is not known.

-- Of each account and service from when on and up to when the archive knows what resources used, or that it was not
-- read; NULL: nothing.
DROP VIEW IF EXISTS temp.cf_read_services;
-- Question: Part of other views: of which services does the archive have what resources used?
-- Example: SELECT account_id, service, known_from, known_to FROM cf_read_services;
CREATE TEMP VIEW cf_read_services AS
SELECT account_id, service, archived_to, min(first_day) AS known_from, max(last_day) AS known_to
FROM (SELECT a AS account_id, s AS service, archived_to,
             (SELECT min(day) FROM resource_days WHERE account_id = a AND service = told_as) AS first_day,
             (SELECT max(day) FROM resource_days WHERE account_id = a AND service = told_as) AS last_day
      FROM (SELECT account_id AS a, archived_to, value AS s, coalesce(every, value) AS told_as
            FROM cf_archived_to CROSS JOIN json_each(cf_dataset_services(NULL))
            CROSS JOIN (SELECT NULL AS every UNION ALL SELECT '*') WHERE feed = 'resources')
      UNION ALL
      SELECT t.account_id, service, archived_to, first_day, CASE dataset WHEN '*' THEN last_day END
      FROM cf_archived_to AS t CROSS JOIN resource_unread AS u ON u.account_id = t.account_id WHERE t.feed = 'resources')
GROUP BY account_id, service, archived_to;

-- Days of which nothing is known, and why: as runs have noted, and whatever became of them, before and behind the rest.
DROP VIEW IF EXISTS temp.cf_unread_resources;
-- Question: Part of other views: on which days was not read what resources used?
-- Example: SELECT account_id, service, first_day, last_day, reason FROM cf_unread_resources;
CREATE TEMP VIEW cf_unread_resources AS
SELECT account_id, service, dataset, first_day, last_day, reason FROM resource_unread
UNION ALL
SELECT account_id, service, '*', '0001-01-01', date(known_from, '-1 day'), 'not read: the archive has nothing of it'
FROM cf_read_services WHERE known_from > '0001-01-01'
UNION ALL
SELECT account_id, service, '*', date(known_to, '+1 day'), archived_to, 'not read: no run has asked since ' || known_to
FROM cf_read_services WHERE known_to < archived_to;

DROP VIEW IF EXISTS temp.cf_unread_services;
CREATE TEMP VIEW cf_unread_services AS
SELECT account_id, CAST(cf_service_key(service) AS TEXT) AS service, archived_to AS last_day, -- Text has an index.
       'not read: the archive has nothing of it' AS reason
FROM cf_read_services WHERE known_from IS NULL LIMIT -1;

-- The parts of cf_resources_in_windows and cf_told_uses that are not read straight from resource_usage.
DROP VIEW IF EXISTS temp.cf_unarchived_resources;
-- Question: Part of other views: which uses of resources does the archive not answer for?
-- Example: SELECT count(*) FROM cf_unarchived_resources WHERE window_name = 'period';
CREATE TEMP VIEW cf_unarchived_resources AS
SELECT r.* FROM cf_live_resources AS r
WHERE day > coalesce((SELECT archived_to FROM cf_archived_to AS t
                      WHERE t.feed = 'resources' AND t.account_id = r.account_id), '');
-- (Those of cf_days_of_cycles, and the last 31, which a period that is over does not have.)
DROP VIEW IF EXISTS temp.cf_days_of_windows;
-- Question: Part of other views: which days are looked at of what resources used, whatever the period?
-- Example: SELECT min(day), max(day) FROM cf_days_of_windows;
CREATE TEMP VIEW cf_days_of_windows AS
WITH RECURSIVE days(day, last_day) AS (
  SELECT min(date(first_day, '-32 days'), date(today, '-31 days')), max(last_day, today) FROM cf_period
  UNION ALL
  SELECT date(day, '+1 day'), last_day FROM days WHERE day < last_day
)
SELECT day FROM days;
DROP VIEW IF EXISTS temp.cf_unread_resource_days;
-- Question: Part of other views: of which days does the archive not know what resources used, one by one?
-- Example: SELECT day, service, reason FROM cf_unread_resource_days WHERE window_name = 'period';
CREATE TEMP VIEW cf_unread_resource_days AS
SELECT window_name, u.account_id, d.day, dataset, 'account' AS resource_type, NULL AS resource_id, NULL AS resource_name,
       service, NULL AS quantity, NULL AS unit, reason
FROM cf_windows AS w CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'resources' AND t.account_id = a.account_id
-- Without account and ray, the same of many accounts. What the token needs stays; but not how a page begins that
-- answered in the API's place: this is published.
CROSS JOIN (SELECT account_id, service, dataset, first_day, last_day,
                   substr(reason, 1, at - 1) || CASE WHEN reason LIKE 'refused: %'
                     THEN substr(reason, at + instr(substr(reason, at), ')')) ELSE '' END AS reason
            FROM (SELECT *, instr(reason || ' (account ', ' (account ') AS at FROM cf_unread_resources) LIMIT -1) AS u
  ON u.account_id = t.account_id AND w.last_day >= u.first_day AND w.first_day <= u.last_day
CROSS JOIN cf_days_of_windows AS d
  ON d.day BETWEEN max(u.first_day, w.first_day) AND min(u.last_day, w.last_day, t.archived_to)
WHERE window_name IN ('period', 'trend') OR window_name = 'ended_cycles' AND ( -- Of a cycle one day is enough; it has 28 or more.
  d.day IN (max(u.first_day, w.first_day), min(u.last_day, w.last_day, t.archived_to))
  OR CAST(julianday(d.day) AS INTEGER) % 28 = 0);

-- As cf_archive_gaps, of what resources used: services that were asked for, or none ever was. 'failed': some dataset
-- of the service, see error, and is asked again; 'refused': the plan or the token does not have it.
DROP VIEW IF EXISTS temp.cf_resource_gaps;
-- Question: In an archive: of which days is not known what resources used?
-- Example: SELECT service, count(*), min(day), max(day) FROM cf_resource_gaps WHERE gap = 'never read' GROUP BY 1;
CREATE TEMP VIEW cf_resource_gaps AS
WITH services AS (
  SELECT account_id, service FROM resource_days UNION SELECT account_id, service FROM resource_unread)
SELECT a.account_id, a.name AS account_name, s.service, days.day,
       CASE WHEN u.reason LIKE 'failed: %' THEN 'failed' WHEN d.day IS NULL THEN 'never read'
            WHEN NOT is_settled THEN 'not settled' ELSE 'refused' END AS gap,
       d.as_of AS last_read, f.outcome AS last_outcome, coalesce(u.reason, f.error) AS error
FROM cf_period AS p CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_days_of_cycles AS days ON days.day >= p.first_day
LEFT JOIN services AS s ON s.account_id = a.account_id
LEFT JOIN cf_archived_resource_days AS d ON d.account_id = a.account_id AND d.service = s.service AND d.day = days.day
LEFT JOIN (SELECT account_id, service, day, max(reason) AS reason FROM resource_unread AS u
           JOIN cf_days_of_cycles AS d ON d.day BETWEEN first_day AND u.last_day GROUP BY 1, 2, 3) AS u
  ON u.account_id = a.account_id AND u.service = s.service AND u.day = days.day
LEFT JOIN resource_fetches AS f ON f.feed = 'resources' AND f.account_id = a.account_id
 AND f.sync_id = (SELECT max(sync_id) FROM resource_fetches AS g
                  WHERE g.feed = 'resources' AND g.account_id = a.account_id)
WHERE d.day IS NULL OR NOT is_settled OR unknown > 0 OR u.reason IS NOT NULL;

-- Tags; with 'both' these are the API's, as they are so now. A resource that is gone has the tags that it had, unless
-- another one has its name. Those of an account that were never read are not known. One that was listed more than
-- once, and not alike, has a row for each.
DROP VIEW IF EXISTS temp.cf_resource_tags;
CREATE TEMP VIEW cf_resource_tags AS
SELECT * FROM cf_live_tags
UNION ALL
SELECT t.account_id, t.type, t.id, coalesce(json_extract(listed.value, '$.name'), t.name),
       coalesce(t.tags, json_extract(listed.value, '$.tags')), NULL
FROM cf_period AS p CROSS JOIN cf_selected_accounts AS a CROSS JOIN resource_tags AS t ON t.account_id = a.account_id
LEFT JOIN json_each(CASE WHEN t.raw LIKE '[%' THEN t.raw END) AS listed
WHERE p.source = 'archive' AND NOT EXISTS (
  SELECT 1 FROM resource_tags AS newer
  WHERE newer.account_id = t.account_id AND newer.type = t.type AND newer.name = t.name AND newer.sync_id > t.sync_id)
UNION ALL
SELECT a.account_id, NULL, NULL, NULL, NULL, coalesce(
         (SELECT outcome || ': ' || error FROM resource_fetches AS f
          WHERE f.feed = 'tags' AND f.account_id = a.account_id ORDER BY sync_id DESC LIMIT 1),
         'not read: the archive has no tags of it')
FROM cf_period AS p CROSS JOIN cf_selected_accounts AS a
WHERE p.source = 'archive' AND NOT EXISTS (SELECT 1 FROM resource_tags AS t WHERE t.account_id = a.account_id)
  AND NOT EXISTS (SELECT 1 FROM resource_fetches AS f
                  WHERE f.feed = 'tags' AND f.account_id = a.account_id AND f.outcome = 'ok');

-- What is behind archived_to is the API's; it is not asked if that is nothing.
DROP VIEW IF EXISTS temp.cf_resources_before;
CREATE TEMP VIEW cf_resources_before AS
SELECT r.*
FROM cf_selected_accounts AS a
LEFT JOIN cf_archived_to AS t ON t.feed = 'resources' AND t.account_id = a.account_id
CROSS JOIN cf_live_resources_before AS r ON r.account_id = a.account_id AND r.day > coalesce(t.archived_to, '')
WHERE coalesce(t.archived_to, '') < (SELECT max(last_day) FROM cf_month_days)
UNION ALL
SELECT months, t.account_id, r.day, service, resource_type, resource_id, quantity
FROM cf_month_days AS m CROSS JOIN cf_selected_accounts AS a CROSS JOIN cf_archived_to AS t
  ON t.feed = 'resources' AND t.account_id = a.account_id
CROSS JOIN resource_usage AS r
  ON r.account_id = t.account_id AND r.day BETWEEN m.first_day AND min(m.last_day, t.archived_to)
WHERE quantity > 0;
