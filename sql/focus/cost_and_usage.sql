-- CostAndUsage: focus_data_table_1_4 under the name that queries of FOCUS 1.4 read.
--
-- Inputs: sql/focus.sql, or cf_create_views().
--
--   SELECT ServiceName, SUM(EffectiveCost) FROM CostAndUsage
--   WHERE ChargePeriodStart >= '2026-10-01' AND ChargePeriodStart < '2026-11-01' GROUP BY 1;
--
-- A file of its own, as it stands in this connection before a table of yours of that name, perhaps with the costs of
-- other providers, which is main.CostAndUsage then. It is usage; charges of invoices are focus_charges (invoices.sql).

DROP VIEW IF EXISTS temp.CostAndUsage;
CREATE TEMP VIEW CostAndUsage AS SELECT * FROM focus_data_table_1_4;
