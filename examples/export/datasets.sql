-- What export.sh --version 1.4 writes beside usage: charges of invoices are added to focus_export_rows, and the other
-- datasets are export_invoice_detail and export_billing_period; export_not_told says what is in these alone,
-- export_not_invoiced which usage has no InvoiceId, and why.
--
-- Inputs: sql/focus/invoices.sql; export_request; focus_export_rows, a table; export_missing.
--
-- By billing period charges are where the usage of their invoice is; what has no period is of the month in which it
-- was charged. By calendar a period is in each month that it has days of.

UPDATE focus_issuer SET name = coalesce((
  SELECT InvoiceIssuerName FROM focus_export_rows
  WHERE InvoiceIssuerName <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1), name);
INSERT INTO focus_export_rows(
  account_id, charge_date, BilledCost, BillingAccountId, BillingAccountName, BillingAccountType, BillingCurrency,
  BillingPeriodEnd, BillingPeriodStart, ChargeCategory, ChargeDescription, ChargeFrequency, ChargePeriodEnd,
  ChargePeriodStart, ContractedCost, EffectiveCost, HostProviderName, InvoiceId, InvoiceIssuerName, ListCost,
  ProviderName, PublisherName, ServiceCategory, ServiceName, ServiceProviderName, ServiceSubcategory,
  x_InvoiceDetailId)
SELECT account_id, charge_date, BilledCost, BillingAccountId, BillingAccountName, BillingAccountType, BillingCurrency,
       BillingPeriodEnd, BillingPeriodStart, ChargeCategory, ChargeDescription, ChargeFrequency, ChargePeriodEnd,
       ChargePeriodStart, ContractedCost, EffectiveCost, HostProviderName, InvoiceId, InvoiceIssuerName, ListCost,
       ProviderName, PublisherName, ServiceCategory, ServiceName, ServiceProviderName, ServiceSubcategory,
       x_InvoiceDetailId
FROM export_request CROSS JOIN (
  SELECT *, substr(BillingPeriodStart, 1, 10) AS period_day FROM focus_charges) AS c
WHERE CASE by_period WHEN 'billing' THEN coalesce(period_day, charge_date) ELSE charge_date END >= first_day
  AND CASE by_period WHEN 'billing' THEN coalesce(period_day, charge_date) ELSE charge_date END < next_day;
-- An account is called in a charge what it is called in usage.
UPDATE focus_export_rows SET BillingAccountName = (
  SELECT u.BillingAccountName FROM focus_export_rows AS u
  WHERE u.account_id = focus_export_rows.account_id AND u.BillingAccountId = u.account_id
    AND u.BillingAccountName <> '' LIMIT 1)
WHERE BillingAccountName IS NULL AND raw IS NULL;

CREATE TEMP TABLE export_invoice_detail AS
SELECT d.* FROM export_request CROSS JOIN focus_invoice_detail AS d
WHERE CASE by_period WHEN 'billing' THEN coalesce(BillingPeriodStart, InvoiceIssueDate) ELSE InvoiceIssueDate END
        >= first_day
  AND CASE by_period WHEN 'billing' THEN coalesce(BillingPeriodStart, InvoiceIssueDate) ELSE InvoiceIssueDate END
        < next_day;
-- In the spelling of FOCUS, which is not SQLite's, as for usage.
UPDATE export_invoice_detail SET BilledCost = cf_number(BilledCost);
UPDATE export_invoice_detail SET BilledCost = BilledCost || '.0' WHERE BilledCost NOT GLOB '*[.E]*';
CREATE TEMP TABLE export_billing_period AS
SELECT p.* FROM export_request CROSS JOIN focus_billing_period AS p
WHERE CASE by_period WHEN 'billing' THEN BillingPeriodStart >= first_day
           ELSE BillingPeriodEnd > first_day || 'T00:00:00Z' END
  AND BillingPeriodStart < next_day
  -- A refund may be of a period that had ended before.
  OR (BillingPeriodStart, BillingPeriodEnd) IN (
    SELECT BillingPeriodStart, BillingPeriodEnd FROM focus_export_rows
    UNION SELECT BillingPeriodStart, BillingPeriodEnd FROM export_invoice_detail);

-- For the metadata: the days of the periods in the file, or of the month; and which of them are not there.
CREATE TEMP VIEW focus_delivered_periods AS SELECT * FROM export_billing_period;
CREATE TEMP TABLE focus_delivered_days AS
WITH RECURSIVE days(day, end_day) AS (
  SELECT first_day, next_day FROM export_request WHERE by_period = 'calendar'
  UNION
  SELECT substr(BillingPeriodStart, 1, 10), substr(BillingPeriodEnd, 1, 10)
  FROM export_billing_period CROSS JOIN export_request WHERE by_period = 'billing'
  UNION
  SELECT date(day, '+1 day'), end_day FROM days WHERE date(day, '+1 day') < end_day
)
SELECT DISTINCT day FROM days
UNION
SELECT charge_date FROM focus_export_rows WHERE charge_date IS NOT NULL;
CREATE TEMP TABLE export_unread AS
WITH RECURSIVE days(day, until) AS (
  SELECT day, until FROM export_missing
  UNION
  SELECT date(day, '+1 day'), until FROM days WHERE date(day, '+1 day') < until
)
-- By billing period an account's days are those of its own periods, if any is there.
SELECT u.day FROM focus_unread_days AS u CROSS JOIN export_request
LEFT JOIN (SELECT DISTINCT account_id, BillingPeriodStart, BillingPeriodEnd FROM focus_export_rows WHERE raw IS NOT NULL)
  AS p ON p.account_id = u.account_id
WHERE by_period = 'calendar' OR p.account_id IS NULL
   OR u.day >= substr(BillingPeriodStart, 1, 10) AND u.day < substr(BillingPeriodEnd, 1, 10)
UNION SELECT day FROM days;
DROP VIEW focus_unread_days;
CREATE TEMP VIEW focus_unread_days AS SELECT NULL AS account_id, day FROM export_unread;

CREATE TEMP VIEW export_not_told AS
SELECT 'in the invoices only, as nothing tells what they are for or that usage does not have them: '
       || 'of the items of the billing history ' || count(*) AS line FROM export_invoice_detail
WHERE ChargeCategory IS NULL AND InvoiceIssueStatus = 'Issued' HAVING count(*) > 0;

CREATE TEMP TABLE export_not_invoiced AS
SELECT count(*) AS records,
       CASE WHEN ended IS NULL THEN 'of no billing period'
            WHEN BilledCost IS NULL OR coalesce(BillingCurrency, '') = '' THEN 'without a cost'
            WHEN ended > today THEN 'of billing periods that have not ended'
            WHEN state IS NULL THEN 'of billing periods that were not compared with invoices'
            WHEN state = 'cannot be compared yet' THEN 'of billing periods that cannot be compared with an invoice: '
                                                        || likely_cause
            WHEN state = 'differs' THEN 'of billing periods whose invoices differ from usage and plan fees'
            WHEN charged IS NULL THEN 'of billing periods for which nothing was charged'
            ELSE 'of billing periods with several items that the usage could be on' END AS reason
FROM (SELECT u.BilledCost, u.BillingCurrency, u.ended, r.state, r.likely_cause, r.charged
      FROM (SELECT *, date(BillingPeriodEnd, '+1 second') AS ended FROM focus_export_rows) AS u
      LEFT JOIN focus_reconciled AS r ON r.account_id = u.account_id AND r.currency = upper(u.BillingCurrency)
        AND r.cycle_end = u.ended AND r.cycle_starts IS NOT NULL
      WHERE u.raw IS NOT NULL AND u.InvoiceId IS NULL)
CROSS JOIN cf_period GROUP BY reason;
