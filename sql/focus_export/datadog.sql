-- For Datadog's custom costs: focus_export_datadog.
--
-- Inputs: sql/focus_export.sql, sql/focus_export/00_tags.sql; cf_parameters.today.
--
--   SELECT * FROM focus_export_datadog;
--   SELECT held_back, count(*) FROM focus_export_datadog_rows GROUP BY 1;   -- NULL: none of these
--
-- Published at https://docs.datadoghq.com/cloud_cost_management/setup/custom/: six columns in this
-- order, then a column for each tag (CSV) or an object Tags (JSON). Days are whole, the last one
-- included, and none is to come; nothing is NULL or blank; no text is longer than 1,000 characters; the
-- currency is USD, and nothing else. Rows that are equal get a tag, record, which counts them, as equal
-- rows may be taken for one that was sent twice.

DROP VIEW IF EXISTS temp.focus_export_datadog_rows;
CREATE TEMP VIEW focus_export_datadog_rows AS
SELECT substr(ProviderName, 1, 1000) AS ProviderName,
       substr(coalesce(CASE WHEN trim(ChargeDescription, char(9, 10, 11, 12, 13, 32)) <> ''
                            THEN ChargeDescription END, SkuMeter, ServiceName, 'Usage'), 1, 1000)
         AS ChargeDescription,
       date(ChargePeriodStart) AS ChargePeriodStart,
       date(ChargePeriodEnd, '-1 second') AS ChargePeriodEnd,
       BilledCost, BillingCurrency, coalesce(all_tags, '{}') AS Tags,
       CASE WHEN BilledCost IS NULL THEN 'without a cost'
            WHEN BillingCurrency IS NULL THEN 'without a currency'
            WHEN BillingCurrency <> 'USD' THEN 'in ' || BillingCurrency || ', and Datadog takes USD'
            WHEN ProviderName IS NULL THEN 'without ProviderName'
            WHEN date(ChargePeriodStart) IS NULL OR date(ChargePeriodEnd, '-1 second') IS NULL
            THEN 'without a charge period'
            WHEN max(date(ChargePeriodStart), date(ChargePeriodEnd, '-1 second'))
                 > (SELECT coalesce(today, date('now')) FROM cf_parameters) THEN 'of days to come'
       END AS held_back
FROM focus_export_tagged;

DROP VIEW IF EXISTS temp.focus_export_datadog;
CREATE TEMP VIEW focus_export_datadog AS
SELECT ProviderName, ChargeDescription, ChargePeriodStart, ChargePeriodEnd, BilledCost, BillingCurrency,
       CASE WHEN number = 1 THEN Tags ELSE json_set(Tags, '$.record', CAST(number AS TEXT)) END AS Tags
FROM (SELECT *, row_number() OVER (PARTITION BY ProviderName, ChargeDescription, ChargePeriodStart,
                                                ChargePeriodEnd, BilledCost, Tags) AS number
      FROM focus_export_datadog_rows WHERE held_back IS NULL);

-- As JSON, an object a line, with the number as it is in the CSV.
DROP VIEW IF EXISTS temp.focus_export_datadog_json;
CREATE TEMP VIEW focus_export_datadog_json AS
SELECT '{"ProviderName":' || json_quote(ProviderName) || ',"ChargeDescription":' || json_quote(ChargeDescription)
       || ',"ChargePeriodStart":' || json_quote(ChargePeriodStart)
       || ',"ChargePeriodEnd":' || json_quote(ChargePeriodEnd) || ',"BilledCost":' || BilledCost
       || ',"BillingCurrency":' || json_quote(BillingCurrency) || ',"Tags":' || Tags || '}' AS line
FROM focus_export_datadog;

-- In a CSV a row without a tag has none, as blanks are refused. A tag that is called as one of the six
-- columns would be a second one of that name.
DROP VIEW IF EXISTS temp.focus_export_datadog_tags;
CREATE TEMP VIEW focus_export_datadog_tags AS
SELECT DISTINCT tag.key,
       CASE WHEN tag.key IN ('ProviderName', 'ChargeDescription', 'ChargePeriodStart', 'ChargePeriodEnd',
                             'BilledCost', 'BillingCurrency', 'Tags') THEN 'tag_' || tag.key
            ELSE tag.key END AS name, 'none' AS blank
FROM focus_export_datadog, json_each(Tags) AS tag;
