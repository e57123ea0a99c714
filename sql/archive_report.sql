-- Half a year of the account in the setting account_id, from an archive, in two tables: what each month
-- cost, and whether the invoices agree with the usage.
--
-- Inputs: an archive (sql/archive.sql) as the main database, and the views.
--
--   sqlite3 -bail -box -cmd '.load build/cf_billing' -cmd 'SELECT cf_create_views() > 0 AS views' \
--     billing.db <sql/archive_report.sql
--
-- Cloudflare itself keeps about 30 days: without an archive there is no answer to either. Amounts are
-- text, to print.

UPDATE cf_parameters
SET source = 'archive', first_day = date(coalesce(today, 'now'), 'start of month', '-5 months');

-- A month of which days were never read has no sum: it would lack them.
WITH months AS (
  SELECT substr(day, 1, 7) AS month, currency, count(DISTINCT day) AS days,
         CASE WHEN substr(day, 1, 7) NOT IN (SELECT substr(day, 1, 7) FROM cf_archive_gaps
                                             WHERE gap = 'never read')
              THEN sum(cost) END AS cost
  FROM cf_spend_by_day GROUP BY 1, currency
)
SELECT month AS "Archived months",
       CASE WHEN cost IS NULL THEN '' ELSE printf('%11.*f', cf_currency_digits(currency), cost) END AS cost,
       currency, days,
       coalesce(substr('████████████████', 1,
                       round(16 * cost / nullif(max(cost) OVER (PARTITION BY currency), 0))), '') AS bar
FROM months
ORDER BY currency, month;

-- As the third table of sql/cost_report.sql.
SELECT cycle_end AS "Invoice of", currency AS "in",
       CASE WHEN is_returned OR usage IS NULL THEN '' ELSE printf('%8.*f', digits, usage) END AS usage,
       CASE WHEN is_returned OR plan_fees IS NULL THEN '' ELSE printf('%8.*f', digits, plan_fees) END AS fees,
       CASE WHEN is_returned THEN printf('%9.*f', digits, came_back)
            WHEN charged IS NULL THEN '' ELSE printf('%9.*f', digits, charged) END AS charged,
       CASE WHEN is_returned THEN 'returned' WHEN state <> 'differs' THEN state
            WHEN charged IS NULL THEN 'differs: no charge'
            ELSE printf('differs by %.*f', digits, difference) END AS state
FROM (SELECT *, coalesce(refunds, 0) + coalesce(credits, 0) AS came_back, cf_currency_digits(currency) AS digits
      FROM cf_invoice_reconciliation)
CROSS JOIN (SELECT 0 AS is_returned UNION ALL SELECT 1)
WHERE NOT is_returned OR came_back <> 0
ORDER BY currency, cycle_end, is_returned;
