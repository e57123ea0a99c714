-- What did each team, environment or customer cost, by the tags that its resources carry?
--
-- Inputs: cf_tags (the table), cf_requests, cf_cycle_shares (27_attributed_cost.sql).
--
--   SELECT value, cost, currency, reason FROM cf_cost_by_tag WHERE tag = 'team' OR tag IS NULL ORDER BY cost DESC;
--
-- Tags are those that resources carry now, whatever they carried when they were used. Costs are those of
-- cf_attributed_cost, in units of `currency`.

-- Whose list of tags is left out, as on_error has it, is a row without a resource that says why: so it does not look
-- like an account without tags. (The log is read behind the list, whose rows come before. Where a NULL stood for
-- nullif(), a condition on `reason` would leave the list out, and the log be of another one.)
DROP VIEW IF EXISTS temp.cf_live_tags;
-- Question: Part of other views: which tags does a resource carry, by the API, and whose does it not tell?
-- Example: SELECT account_id, count(id), max(reason) FROM cf_live_tags GROUP BY account_id;
CREATE TEMP VIEW cf_live_tags AS
SELECT t.account_id, t.type, t.id, t.name, t.tags, nullif(t.id, t.id) AS reason
FROM cf_period AS p CROSS JOIN cf_tags AS t
WHERE p.source <> 'archive' AND t.account_id IN (SELECT account_id FROM cf_selected_accounts)
UNION ALL
SELECT account_id, NULL, NULL, NULL, NULL,
       CASE WHEN status = 403 AND error_code IS NOT NULL THEN 'refused: ' ELSE 'failed: ' END || error
FROM (SELECT account_id, max(id), status, error_code, outcome, error FROM cf_requests
      WHERE table_name = 'cf_tags' AND (SELECT source FROM cf_period) <> 'archive' GROUP BY account_id)
WHERE outcome = 'left out' AND account_id IN (SELECT account_id FROM cf_selected_accounts);

-- sql/archive_resource_views.sql has another one.
DROP VIEW IF EXISTS temp.cf_resource_tags;
-- Question: Part of other views: which tags does a resource carry, by the API or the archive, and whose are not known?
-- Example: SELECT account_id, count(id), max(reason) FROM cf_resource_tags GROUP BY account_id;
CREATE TEMP VIEW cf_resource_tags AS SELECT * FROM cf_live_tags;

-- A row for each billing cycle, tag and value. What carries no such tag is a row whose value is NULL, and
-- what no resource explains another one, which is_attributed tells: so the rows of each tag add up to the cost of
-- the cycle, in each account, also in one of which no resource carries the tag. Where the tags of an account
-- are not known its tag is NULL, and `reason` says why; so it is where nobody has any. A resource is found by its
-- id, or by its kind and name; an id that is a name, as of Workers and buckets, by its kind as well. What was billed
-- for a zone and belongs to no tagged resource has the tags of the zone. Where the list has a resource more than once,
-- with different tags, none of these is taken: it is a row without a value whose `reason` says so.
DROP VIEW IF EXISTS temp.cf_cost_by_tag;
-- Question: What did each team, or each value of another tag, cost?
-- Example: SELECT value, cost, currency, reason FROM cf_cost_by_tag WHERE tag = 'team' OR tag IS NULL ORDER BY cost DESC;
CREATE TEMP VIEW cf_cost_by_tag AS
WITH
tagged AS (
  -- `told`: in one order, so that what says the same is the same.
  SELECT account_id, type, id, name, reason,
         CASE WHEN json_type(tags) <> 'object' THEN '"not known: its tags come as something else"' ELSE tags END AS tags,
         coalesce((SELECT group_concat(quote(key) || type || quote(value))
                   FROM (SELECT key, type, value FROM json_each(tags) ORDER BY key)), '') AS told
  FROM cf_resource_tags WHERE tags IS NOT NULL OR reason IS NOT NULL LIMIT -1
),
-- own: the tags that its resources carry; others: those that only others' carry, or a null if there are none at all,
-- or its own are not known. (An archive has a table called accounts, which old SQLite would take for this one.)
known AS (
  SELECT account_id, name, reason, own,
         (SELECT CASE WHEN reason IS NOT NULL OR count(*) = 0 AND own = '[]' THEN '[null]'
                      ELSE json_group_array(tag) END
          FROM (SELECT DISTINCT t.value AS tag FROM json_each(every) AS e CROSS JOIN json_each(e.value) AS t)
          WHERE tag NOT IN (SELECT value FROM json_each(own))) AS others
  FROM (SELECT a.account_id, a.name, c.reason, coalesce(c.own, '[]') AS own,
               json_group_array(json(c.own)) OVER () AS every
        FROM cf_selected_accounts AS a
        LEFT JOIN (SELECT account_id, max(reason) AS reason,
                          CASE WHEN max(reason) IS NULL
                               THEN '[' || group_concat(CASE WHEN tag IS NOT NULL THEN json_quote(tag) END) || ']'
                          END AS own
                   FROM (SELECT DISTINCT account_id, reason, t.key AS tag FROM tagged LEFT JOIN json_each(tags) AS t)
                   GROUP BY account_id) AS c ON c.account_id = a.account_id)
  LIMIT -1
),
-- A null stands for all the others, so that what an account costs is added up once for these. (It has all that is read
-- of accounts: SQLite before 3.35 asks for their tags again wherever they are named, and may be told something else.)
names AS (
  SELECT account_id, name, reason, others, t.value AS tag
  FROM known CROSS JOIN json_each(CASE others WHEN '[]' THEN own ELSE json_insert(own, '$[#]', NULL) END) AS t
  LIMIT -1
),
lines AS (
  SELECT account_id, cycle_start, cycle_end, currency, cost, resource_type, resource_id,
         resource_type <> 'not attributed' AS is_attributed,
         -- The best match, once: recent SQLite refuses statements that come to 1,000 tables. A text, why they are not
         -- known, is no object: several are as good, and have not the same tags, or the list failed, which SQLite before
         -- 3.35 may be told here and not where accounts are looked at.
         (SELECT CASE WHEN max(reason) IS NOT NULL THEN json_quote(max(reason))
                      WHEN min(told) = max(told) THEN min(tags)
                      ELSE '"not known: the list of tags has more than one that it may be, with different ones"' END
          FROM (SELECT tags, told, reason, CASE WHEN reason IS NOT NULL THEN 5
                                          WHEN t.id = l.resource_id THEN 3 + (t.type IS l.resource_type)
                                          WHEN t.id IS NOT l.zone_id THEN 2 ELSE 1 END AS fit
                FROM tagged AS t
                WHERE t.account_id = l.account_id
                  AND (t.id = l.resource_id AND (t.type = l.resource_type OR length(t.id) >= 32) OR t.id = l.zone_id
                       OR t.type = l.resource_type AND t.name = coalesce(l.resource_id, l.resource_name)
                       OR reason IS NOT NULL))
          GROUP BY fit ORDER BY fit DESC LIMIT 1) AS tags
  FROM cf_cycle_shares AS l LIMIT -1
)
SELECT c.account_id, name AS account_name, cycle_start, cycle_end, t.value AS tag, c.value, is_attributed, resources,
       CASE WHEN lines_without_cost = 0 THEN cost END AS cost, currency, lines_without_cost, reason
FROM (SELECT account_id, name, reason, others, cycle_start, cycle_end, tag, value,
             max(is_attributed) AS is_attributed, currency, sum(cost) AS cost, count(*) - count(cost) AS lines_without_cost,
             count(DISTINCT CASE WHEN is_attributed THEN resource_type || ' ' || coalesce(resource_id, '') END)
               AS resources
      FROM (SELECT l.*, n.tag, n.name, n.others, coalesce(n.reason, CASE json_type(l.tags) WHEN 'text' THEN
                     json_extract(l.tags, '$') END) AS reason,
                   (SELECT CAST(t.value AS TEXT) FROM json_each(l.tags) AS t WHERE t.key = n.tag LIMIT 1) AS value
            FROM names AS n JOIN lines AS l ON l.account_id = n.account_id)
      -- (Names first: SQLite before 3.35 calls a view circular that it meets first in what lines are read from.)
      -- What a zone's tags tell is explained, though by no resource.
      GROUP BY account_id, cycle_start, cycle_end, currency, tag, value, reason, is_attributed OR value IS NOT NULL) AS c
CROSS JOIN json_each(CASE WHEN tag IS NULL THEN others ELSE json_array(tag) END) AS t;
