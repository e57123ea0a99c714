-- FOCUS 1.4's metadata of an export: the table focus_metadata, one row, its text a JSON object with
-- DataGenerator, DatasetInstance, Schema and Recency.
--
-- Inputs: sql/focus/invoices.sql and sql/focus_export.sql, read before; cf_parameters. What is delivered
-- is in focus_delivered_days and focus_delivered_periods: make these two before reading this file; else
-- they are the days from first_day to last_day, and all of focus_billing_period. The days are time
-- sectors, complete once they are not restated any more, if they were read (focus_unread_days, which must
-- be about them: cf_parameters.first_day is none after the first of them).
--
--   SELECT json_extract(metadata, '$.Schema[0].FocusVersion') FROM focus_metadata;

-- Question: Part of other views: which days does an export have?
-- Example: SELECT * FROM focus_delivered_days;
CREATE TEMP VIEW IF NOT EXISTS focus_delivered_days AS
WITH RECURSIVE days(day) AS (
  SELECT first_day FROM cf_period
  UNION ALL
  SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last_day FROM cf_period)
)
SELECT day FROM days;
-- Question: Part of other views: which billing periods does an export have?
-- Example: SELECT * FROM focus_delivered_periods;
CREATE TEMP VIEW IF NOT EXISTS focus_delivered_periods AS SELECT * FROM focus_billing_period;

-- instance and dataset: what FOCUS calls them; source: the view whose columns are delivered.
DROP TABLE IF EXISTS temp.focus_datasets;
-- Question: Part of other views: which datasets of FOCUS are there?
-- Example: SELECT * FROM focus_datasets;
CREATE TEMP TABLE focus_datasets(instance, dataset, name, source);
INSERT INTO focus_datasets VALUES
  ('cf_billing-cost-and-usage', 'CostAndUsage', 'Cloudflare cost and usage', 'focus_export_1_4'),
  ('cf_billing-invoice-detail', 'InvoiceDetail', 'Cloudflare invoices', 'focus_invoice_detail'),
  ('cf_billing-billing-period', 'BillingPeriod', 'Cloudflare billing periods', 'focus_billing_period');

DROP TABLE IF EXISTS temp.focus_metadata;
-- Question: Which columns do the files of an export have, and how recent are they?
-- Example: SELECT metadata FROM focus_metadata;
CREATE TEMP TABLE focus_metadata AS
WITH columns AS (
  SELECT d.instance,
         json_group_array(json_object(
           'ColumnName', c.name,
           'DataType', CASE WHEN c.name LIKE '%Cost' OR c.name LIKE '%Quantity' OR c.name LIKE '%UnitPrice'
                            THEN 'DECIMAL'
                            WHEN c.name LIKE '%PeriodStart' OR c.name LIKE '%PeriodEnd' OR c.name LIKE '%Created'
                              OR c.name LIKE '%LastUpdated' OR c.name LIKE '%Date' THEN 'DATETIME'
                            WHEN c.name LIKE '%Tags' OR c.name LIKE '%Details' OR c.name LIKE '%Grain'
                              OR c.name = 'ContractApplied' THEN 'JSON'
                            ELSE 'STRING' END)) AS definitions
  FROM focus_datasets AS d CROSS JOIN pragma_table_info(d.source) AS c GROUP BY d.instance
),
sectors AS (
  SELECT json_group_array(json_object(
           'TimeSectorStart', day || 'T00:00:00Z', 'TimeSectorEnd', date(day, '+1 day') || 'T00:00:00Z',
           'TimeSectorLastUpdated', (SELECT at FROM focus_read),
           'TimeSectorComplete',
           json(CASE WHEN date(day, '+' || (restated_days + 1) || ' days') <= today
                          AND day NOT IN (SELECT day FROM focus_unread_days)
                     THEN 'true' ELSE 'false' END))) AS sectors
  FROM (SELECT * FROM focus_delivered_days ORDER BY day) CROSS JOIN cf_period WHERE day <= today
)
SELECT json_object(
         'DataGenerator', json_object('DataGenerator', 'cf_billing'),
         'DatasetInstance', json_group_array(json_object(
           'DatasetInstanceId', d.instance, 'DatasetInstanceName', d.name, 'FocusDatasetId', d.dataset)),
         'Schema', json_group_array(json_object(
           'SchemaId', d.instance || '-1.4-' || cf_version(), 'FocusVersion', '1.4',
           'DataGeneratorVersion', cf_version(), 'CreationDate', r.at,
           'DatasetInstanceId', d.instance, 'ColumnDefinition', json(c.definitions))),
         'Recency', json_group_array(CASE d.dataset
           WHEN 'CostAndUsage'
           THEN json_object('DatasetInstanceId', d.instance, 'DatasetInstanceLastUpdated', r.at,
                            'RecencyLastUpdated', r.at, 'TimeSectors', json(s.sectors))
           ELSE json_object('DatasetInstanceId', d.instance, 'DatasetInstanceLastUpdated', r.at,
                            'RecencyLastUpdated', r.at, 'DatasetInstanceComplete',
                            json(CASE WHEN EXISTS (SELECT 1 FROM focus_delivered_periods
                                                   WHERE BillingPeriodStatus = 'Open')
                                      THEN 'false' ELSE 'true' END)) END)) AS metadata
FROM focus_datasets AS d CROSS JOIN columns AS c ON c.instance = d.instance
CROSS JOIN focus_read AS r CROSS JOIN sectors AS s;
