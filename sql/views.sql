-- All views, for the sqlite3 shell, from the project's top folder:
--
--   sqlite3 -cmd '.load build/cf_billing' -cmd '.read sql/views.sql' :memory:
--
-- Input: the extension, loaded. From other languages run the files of sql/views in the order of their
-- names; each is plain SQL. Nothing but TEMP tables and views is made.
.read sql/views/00_parameters.sql
.read sql/views/01_usage.sql
.read sql/views/02_history.sql
.read sql/views/03_prices.sql
.read sql/views/04_tax_rates.sql
.read sql/views/05_plan_fees.sql
.read sql/views/10_spend.sql
.read sql/views/11_month_to_date.sql
.read sql/views/12_comparisons.sql
.read sql/views/13_anomalies.sql
.read sql/views/14_allowance_and_estimates.sql
.read sql/views/15_budget.sql
.read sql/views/16_freshness.sql
.read sql/views/17_invoices.sql
.read sql/views/18_charts.sql
.read sql/views/19_quantities.sql
.read sql/views/20_total_cost.sql
.read sql/views/21_concentration.sql
.read sql/views/22_clients.sql
.read sql/views/23_invoice_explained.sql
.read sql/views/24_projected_total.sql
.read sql/views/25_regions_and_unit_prices.sql
.read sql/views/26_forecast_accuracy.sql
.read sql/views/27_attributed_cost.sql
.read sql/views/28_cost_by_tag.sql
.read sql/views/29_resource_anomalies.sql
