-- What did each team, environment or customer cost, by the tags that its resources carry?
--
-- Inputs: cf_tags (the table), cf_cycle_shares (27_attributed_cost.sql).
--
--   SELECT value, cost, currency FROM cf_cost_by_tag WHERE tag = 'team' ORDER BY cost DESC;
--
-- Tags are those that resources carry now, whatever they carried when they were used. Costs are those of
-- cf_attributed_cost, in units of `currency`.

DROP VIEW IF EXISTS temp.cf_resource_tags;
-- Question: Part of other views: which tags does a resource carry, by the API or the archive?
-- Example: SELECT count(*) FROM cf_resource_tags;
CREATE TEMP VIEW cf_resource_tags AS
SELECT account_id, type, id, name, tags FROM cf_tags
WHERE account_id IN (SELECT account_id FROM cf_selected_accounts);

-- A row for each billing cycle, tag and value. What carries no such tag is a row whose value is NULL, and
-- what no resource explains another one, which is_attributed tells: so the rows of each tag add up to the
-- account's cost of the cycle. A resource is found by its id, or by its kind and name; an id that is a name, as
-- of Workers and buckets, by its kind as well. What was billed for a zone and belongs to no tagged resource has the
-- tags of the zone.
DROP VIEW IF EXISTS temp.cf_cost_by_tag;
-- Question: What did each team, or each value of another tag, cost?
-- Example: SELECT value, cost, currency FROM cf_cost_by_tag WHERE tag = 'team' ORDER BY cost DESC;
CREATE TEMP VIEW cf_cost_by_tag AS
WITH
tagged AS (SELECT account_id, type, id, name, tags FROM cf_resource_tags WHERE tags IS NOT NULL LIMIT -1),
names AS (SELECT DISTINCT account_id, t.key AS tag FROM tagged CROSS JOIN json_each(tags) AS t),
lines AS (
  SELECT account_id, cycle_start, cycle_end, currency, cost, resource_type, resource_id,
         resource_type <> 'not attributed' AS is_attributed,
         -- The best match, once: recent SQLite refuses statements that come to 1,000 tables.
         (SELECT substr(max(CASE WHEN t.id = l.resource_id THEN 3 WHEN t.id IS NOT l.zone_id THEN 2 ELSE 1 END || tags), 2)
          FROM tagged AS t
          WHERE t.account_id = l.account_id
            AND (t.id = l.resource_id AND (t.type = l.resource_type OR length(t.id) >= 32) OR t.id = l.zone_id
                 OR t.type = l.resource_type AND t.name = coalesce(l.resource_id, l.resource_name))) AS tags
  FROM cf_cycle_shares AS l LIMIT -1
)
SELECT account_id, (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = c.account_id) AS account_name,
       cycle_start, cycle_end, tag, value, is_attributed, resources,
       CASE WHEN lines_without_cost = 0 THEN cost END AS cost, currency, lines_without_cost
FROM (SELECT account_id, cycle_start, cycle_end, tag, value, max(is_attributed) AS is_attributed, currency,
             sum(cost) AS cost, count(*) - count(cost) AS lines_without_cost,
             count(DISTINCT CASE WHEN is_attributed THEN resource_type || ' ' || coalesce(resource_id, '') END)
               AS resources
      FROM (SELECT l.*, n.tag,
                   (SELECT CAST(t.value AS TEXT) FROM json_each(l.tags) AS t WHERE t.key = n.tag LIMIT 1) AS value
            FROM lines AS l JOIN names AS n ON n.account_id = l.account_id)
      -- What a zone's tags tell is explained, though by no resource.
      GROUP BY account_id, cycle_start, cycle_end, currency, tag, value, is_attributed OR value IS NOT NULL) AS c;
