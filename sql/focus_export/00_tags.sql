-- What programs that take costs have no column for, as tags: focus_export_tagged is focus_export with
-- one column more, all_tags, an object of texts, or NULL without any.
--
-- Inputs: sql/focus_export.sql. The other files of this folder read it, each for one program.
--
--   SELECT all_tags FROM focus_export_tagged LIMIT 1;   -- {"account":"023e…","product":"Workers",…}
--
-- Cloudflare's own tags come first. One of them that is called as one of those here gets tag_ before
-- its name, so that neither is lost. None is blank, and none longer than 1,000 characters, as Datadog
-- wants it. Tags that are no object are one tag, called tags.

DROP VIEW IF EXISTS temp.focus_export_own_tags;
CREATE TEMP VIEW focus_export_own_tags AS
SELECT *, CASE WHEN NOT json_valid(Tags) THEN json_object('tags', Tags)
               WHEN json_type(Tags) = 'object' THEN Tags
               WHEN json_type(Tags) <> 'null' THEN json_object('tags', Tags) END AS own_tags
FROM focus_export;

DROP VIEW IF EXISTS temp.focus_export_tagged;
CREATE TEMP VIEW focus_export_tagged AS
SELECT *,
       (SELECT nullif(json_group_object(key, substr(value, 1, 1000)), '{}')
        FROM (SELECT CASE WHEN key IN ('account', 'account_name', 'zone', 'zone_id', 'subscription', 'product',
                                       'metric', 'region', 'charge_category', 'charge_class', 'record')
                          THEN 'tag_' || key ELSE key END AS key,
                     CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE value END AS value
              FROM json_each(coalesce(own_tags, '{}'))
              UNION ALL SELECT 'account', BillingAccountId
              UNION ALL SELECT 'account_name', BillingAccountName
              UNION ALL SELECT 'zone', coalesce(x_ZoneName, x_ZoneId)
              UNION ALL SELECT 'zone_id', x_ZoneId
              UNION ALL SELECT 'subscription', SubAccountId
              UNION ALL SELECT 'product', ServiceName
              UNION ALL SELECT 'metric', SkuMeter
              UNION ALL SELECT 'region', RegionId
              UNION ALL SELECT 'charge_category', ChargeCategory
              UNION ALL SELECT 'charge_class', ChargeClass)
        WHERE trim(value, char(9, 10, 11, 12, 13, 32)) <> '' AND trim(key, char(9, 10, 11, 12, 13, 32)) <> '')
         AS all_tags
FROM focus_export_own_tags;
