-- Invoices in FOCUS 1.4: focus_invoice_detail, focus_billing_period, focus_charges, and InvoiceId on
-- the usage of focus_data_table.
--
-- Inputs: sql/focus.sql; the files 00 to 05 and 17 of sql/views; over an archive
-- sql/archive_views.sql and sql/focus/archive.sql. cf_parameters, set before: what is told are the
-- cycles that ended from first_day to last_day, and the items of that time. Reading this file reads
-- the history, usage and subscriptions once; read it again to have them anew.
--
--   UPDATE cf_parameters SET first_day = '2026-10-01', last_day = '2026-11-30';
--   .read sql/focus/invoices.sql
--   SELECT InvoiceId, sum(BilledCost) FROM focus_invoice_detail GROUP BY 1;
--
-- BilledCost by InvoiceId is what the invoice says, to the cent. An invoice is told apart into usage,
-- plan fees and tax where cf_invoice_reconciliation finds that these are all of it, and where there is
-- only one item that the usage can be on; then the usage of these cycles has its InvoiceId, and the
-- line of usage is what remains of it: rounded as it was charged. Of several subscriptions whose cycles
-- ended on one day each is on the item that only it adds up to, with or without plan fees: where all of
-- them and all items are told so, and nothing is left, and not where two ways of sharing them out add
-- up. Every other item is one line, whose ChargeCategory is NULL where nothing says what it is for.
-- Nothing is told of FOCUS usage without costs. An item is of a cycle that ended within the month
-- before it, so the first month tells less.
--
-- focus_charges are fees, tax, refunds and credits as rows of usage have them, which added to usage
-- make the invoices; not what is NULL above, threshold invoices (usage has those costs) and past-due
-- amounts (an earlier invoice has them). Cloudflare names no terms of payment: these are NULL.

-- When all this was read: Cloudflare keeps no such records, so they are made now.
DROP TABLE IF EXISTS temp.focus_read;
-- Question: Part of other views: when were the invoices read?
-- Example: SELECT * FROM focus_read;
CREATE TEMP TABLE focus_read AS SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now') AS at;

-- Who issues invoices, as usage spells it: an invoice and its usage have one issuer.
-- Question: Who issues the invoices?
-- Example: UPDATE focus_issuer SET name = 'Cloudflare, Inc.';
CREATE TEMP TABLE IF NOT EXISTS focus_issuer(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL
);
INSERT OR IGNORE INTO focus_issuer
SELECT 1, CASE feed WHEN 'paygo' THEN 'Cloudflare, Inc.' ELSE 'Cloudflare' END FROM cf_parameters;

DROP TABLE IF EXISTS temp.focus_reconciled;
-- Question: Part of other views: which cycles agree with their invoices?
-- Example: SELECT * FROM focus_reconciled;
CREATE TEMP TABLE focus_reconciled AS
SELECT account_id, account_name, currency, cycle_starts, cycle_end, usage,
       coalesce(plan_fees, 0.0) AS plan_fees, charged, tax, prorations, past_due, difference, state,
       likely_cause
FROM cf_invoice_reconciliation;

DROP TABLE IF EXISTS temp.focus_cycles;
-- Question: Part of other views: which billing cycles does usage have, and what did each cost?
-- Example: SELECT * FROM focus_cycles;
CREATE TEMP TABLE focus_cycles AS
SELECT account_id, subscription_id, currency, cycle_start, cycle_end, cost FROM cf_cycle_usage
WHERE cycle_start IS NOT NULL AND cycle_end IS NOT NULL;

-- What is one day's fee for a plan is a line of its own.
DROP TABLE IF EXISTS temp.focus_fees;
-- Question: Part of other views: which plan fees are due on the day on which a cycle ends?
-- Example: SELECT * FROM focus_fees;
CREATE TEMP TABLE focus_fees AS
SELECT account_id, currency, day, price, plan,
       row_number() OVER (PARTITION BY account_id, currency, day ORDER BY plan, price) AS number,
       sum(price) OVER (PARTITION BY account_id, currency, day) AS of_day
FROM cf_fees_due;

-- Names of subscriptions, which PayGo usage names by their id only.
INSERT OR REPLACE INTO focus_sub_accounts
SELECT SubAccountId, SubAccountName FROM focus_subscription_names
WHERE SubAccountId <> '' AND SubAccountName <> '';

-- may_carry: all usage of the cycles can be on this item; carriers: of how many items that is so.
DROP TABLE IF EXISTS temp.focus_matched_items;
-- Question: Part of other views: which cycle is an item of the billing history of, and can usage be on it?
-- Example: SELECT * FROM focus_matched_items;
CREATE TEMP TABLE focus_matched_items AS
WITH items AS (
  SELECT row_number() OVER () AS number, account_id, day, id, kind, amount, currency, purpose, is_in_force,
         coalesce(nullif(description, ''), action, type) AS name,
         CASE WHEN is_in_force THEN 'Issued' WHEN lower(status) = 'draft' THEN 'Open'
              ELSE 'Voided' END AS issue_status,
         -- What comes back is a paper of its own, about an invoice if it says which.
         CASE kind WHEN 'charge' THEN coalesce(nullif(invoice_id, ''), id) ELSE id END AS invoice,
         coalesce(nullif(invoice_id, ''), id) AS about
  FROM cf_history_in_windows
  WHERE window_name = 'ended_cycles' AND kind IN ('charge', 'refund', 'credit') AND amount IS NOT 0
    -- Before it are items of cycles that are not told.
    AND day >= (SELECT first_day FROM cf_period)
    -- What failed or was given up is charged by nothing.
    AND (is_in_force OR lower(status) IN ('void', 'voided', 'canceled', 'cancelled', 'draft'))
),
-- As cf_invoice_reconciliation places them. Sums are compared with it below: it places threshold
-- invoices too, so a cycle with one does not agree here, and is not told.
placed AS (
  SELECT i.*,
         coalesce((SELECT max(c.cycle_end) FROM focus_reconciled AS c
                   WHERE c.account_id = i.account_id AND c.currency = i.currency
                     AND c.cycle_starts IS NOT NULL AND i.purpose IS NOT 'threshold'
                     AND c.cycle_end <= i.day AND i.day < date(c.cycle_end, '+1 month')),
                  CASE WHEN i.purpose IS NOT 'threshold' THEN substr(i.day, 1, 7) END) AS cycle_end
  FROM items AS i
),
summed AS (
  SELECT p.*, c.cycle_starts, c.usage, c.plan_fees, c.tax, c.difference, c.state, c.charged,
         p.kind = 'charge' AND p.is_in_force AND p.purpose IS NULL AS is_plain,
         total(CASE WHEN p.kind = 'charge' AND p.is_in_force THEN p.amount END) OVER cycle AS all_charges,
         sum(p.kind = 'charge' AND p.is_in_force AND p.purpose IS NULL) OVER cycle AS plain_items,
         total(CASE WHEN p.kind = 'charge' AND p.is_in_force AND p.purpose IS NULL THEN p.amount END)
           OVER cycle AS plain_charges,
         sum(p.is_in_force AND p.purpose IS 'tax') OVER cycle AS tax_items,
         -- What is set apart by its name is so in the reconciliation as well.
         total(CASE WHEN p.is_in_force AND p.purpose IS 'tax' THEN p.amount END) OVER cycle AS named_tax,
         total(CASE WHEN p.is_in_force AND p.purpose IN ('tax', 'proration', 'past due')
                    THEN p.amount END) OVER cycle
           - coalesce(c.prorations, 0.0) - coalesce(c.past_due, 0.0) AS named_beside
  FROM placed AS p
  -- A month can have rows for items of several kinds: which is an item's is not told.
  LEFT JOIN (SELECT * FROM focus_reconciled GROUP BY account_id, currency, cycle_end HAVING count(*) = 1) AS c
    ON c.account_id = p.account_id AND c.currency = p.currency AND c.cycle_end = p.cycle_end
  WINDOW cycle AS (PARTITION BY p.account_id, p.currency, p.cycle_end)
),
matched AS (
  SELECT *,
         coalesce(state = 'agrees' AND abs(all_charges - charged) < 1e-6
                  AND abs(named_beside - named_tax) < 1e-6
                  AND (tax_items = 0 OR abs(named_tax - coalesce(tax, 0.0)) < 1e-6), 0) AS is_told,
         -- Tax by a rate of the user's, on the same item.
         CASE WHEN tax_items = 0 THEN coalesce(tax, 0.0) ELSE 0.0 END AS own_tax,
         -- With several items the fees are on the others.
         CASE WHEN plain_items = 1 THEN plan_fees ELSE 0.0 END AS own_fees
  FROM summed
),
carried AS (
  SELECT *,
         is_told AND is_plain AND cycle_starts IS NOT NULL
           AND abs(amount - usage - own_fees - own_tax - difference) < 1e-6
           AND (plain_items = 1 OR own_tax = 0 AND abs(plain_charges - amount - plan_fees) < 1e-6)
           AS may_carry
  FROM matched
)
SELECT *, sum(may_carry) OVER (PARTITION BY account_id, currency, cycle_end) AS carriers FROM carried;

-- What several items of one day may be made of: the usage of each subscription whose cycle ended then, if
-- it is half a cent or more, and each plan fee.
DROP TABLE IF EXISTS temp.focus_item_terms;
-- Question: Part of other views: what can several items of one day be made of?
-- Example: SELECT * FROM focus_item_terms;
CREATE TEMP TABLE focus_item_terms AS
SELECT *,
       row_number() OVER (PARTITION BY account_id, currency, cycle_end ORDER BY is_fee, subscription_id, amount) - 1
         AS place,
       count(*) OVER (PARTITION BY account_id, currency, cycle_end) AS terms
FROM (SELECT c.account_id, c.currency, c.cycle_end, u.subscription_id, total(u.cost) AS amount, 0 AS is_fee,
             c.half_unit, CASE count(DISTINCT u.cycle_start) WHEN 1 THEN max(u.cycle_start) END AS cycle_start
      FROM (SELECT DISTINCT account_id, currency, cycle_end,
                   CASE cf_currency_digits(currency) WHEN 0 THEN 0.5 WHEN 3 THEN 0.0005 ELSE 0.005 END AS half_unit
            FROM focus_matched_items
            WHERE is_told AND is_plain AND carriers = 0 AND own_tax = 0 AND cycle_starts IS NOT NULL) AS c
      JOIN focus_cycles AS u ON u.account_id = c.account_id AND u.currency = c.currency AND u.cycle_end = c.cycle_end
      GROUP BY 1, 2, 3, 4 HAVING abs(total(u.cost)) >= half_unit
      UNION ALL
      SELECT DISTINCT i.account_id, i.currency, i.cycle_end, f.number, f.price, 1, NULL, NULL
      FROM focus_matched_items AS i JOIN focus_fees AS f
        ON f.account_id = i.account_id AND f.currency = i.currency AND f.day = i.cycle_end
      WHERE is_told AND is_plain AND carriers = 0 AND own_tax = 0 AND cycle_starts IS NOT NULL);

-- The items that are told so: the subscriptions (JSON; none: fees alone) and the fees that are on each.
DROP TABLE IF EXISTS temp.focus_item_parts;
-- Question: Part of other views: which subscriptions are on which of several items of one day?
-- Example: SELECT * FROM focus_item_parts;
CREATE TEMP TABLE focus_item_parts AS
WITH RECURSIVE sums(account_id, currency, cycle_end, place, amount, of_usage, usages, fees, terms) AS (
  -- Every choice among the terms: with more than a dozen there are too many.
  SELECT DISTINCT account_id, currency, cycle_end, 0, 0.0, 0, 0, 0.0, terms FROM focus_item_terms WHERE terms <= 12
  UNION ALL
  SELECT s.account_id, s.currency, s.cycle_end, s.place + 1, s.amount + c.chosen * t.amount,
         s.of_usage + c.chosen * (1 - is_fee) * (1 << t.place), s.usages + c.chosen * (1 - is_fee),
         s.fees + c.chosen * is_fee * t.amount, s.terms
  FROM sums AS s JOIN focus_item_terms AS t
    ON t.account_id = s.account_id AND t.currency = s.currency AND t.cycle_end = s.cycle_end AND t.place = s.place
  CROSS JOIN (SELECT 0 AS chosen UNION ALL SELECT 1) AS c
),
-- Each subscription is rounded by itself.
candidates AS (
  SELECT DISTINCT i.number, i.account_id, i.currency, i.cycle_end, i.plan_fees, i.plain_items, of_usage,
         round(fees, 6) AS fees
  FROM focus_matched_items AS i JOIN sums AS s
    ON s.account_id = i.account_id AND s.currency = i.currency AND s.cycle_end = i.cycle_end
  WHERE i.is_told AND i.is_plain AND s.place = s.terms
    AND abs(i.amount - s.amount) < 1e-6 + usages
      * CASE cf_currency_digits(i.currency) WHEN 0 THEN 0.5 WHEN 3 THEN 0.0005 ELSE 0.005 END
),
certain AS (SELECT * FROM candidates GROUP BY number HAVING count(*) = 1),
told AS (
  SELECT account_id, currency, cycle_end FROM certain AS c GROUP BY 1, 2, 3
  HAVING count(*) = max(plain_items) AND abs(total(fees) - max(plan_fees)) < 1e-6
),
-- On how many items each subscription is.
shared AS (
  SELECT t.account_id, t.currency, t.cycle_end, t.subscription_id, total((c.of_usage >> t.place) & 1) AS items
  FROM focus_item_terms AS t JOIN certain AS c
    ON c.account_id = t.account_id AND c.currency = t.currency AND c.cycle_end = t.cycle_end
  WHERE NOT is_fee GROUP BY 1, 2, 3, 4
)
SELECT number, c.fees,
       (SELECT json_group_array(subscription_id) FROM focus_item_terms AS t
        WHERE t.account_id = c.account_id AND t.currency = c.currency AND t.cycle_end = c.cycle_end
          AND NOT is_fee AND (c.of_usage >> t.place) & 1) AS subscriptions,
       (SELECT CASE WHEN count(DISTINCT coalesce(cycle_start, '')) = 1 THEN max(cycle_start) END
        FROM focus_item_terms AS t
        WHERE t.account_id = c.account_id AND t.currency = c.currency AND t.cycle_end = c.cycle_end
          AND NOT is_fee AND (c.of_usage >> t.place) & 1) AS cycle_start
FROM certain AS c JOIN told USING (account_id, currency, cycle_end)
WHERE NOT EXISTS (SELECT 1 FROM shared AS s
                  WHERE s.account_id = c.account_id AND s.currency = c.currency AND s.cycle_end = c.cycle_end
                    AND (items <> 1 OR subscription_id IS NULL));

DROP TABLE IF EXISTS temp.focus_invoice_items;
-- Question: Part of other views: which items of the billing history are what of an invoice?
-- Example: SELECT * FROM focus_invoice_items;
CREATE TEMP TABLE focus_invoice_items AS
SELECT account_id, day, id, kind, amount, currency, purpose, name, issue_status, is_in_force, invoice,
       about, cycle_end, coalesce(p.fees, own_fees) AS own_fees, own_tax,
       -- Of several cycles on one invoice none is the invoice's.
       start || 'T00:00:00Z' AS period_start,
       CASE WHEN start IS NOT NULL THEN cycle_end || 'T00:00:00Z' END AS period_end,
       may_carry AND carriers = 1 OR coalesce(p.subscriptions, '[]') <> '[]' AS carries_usage,
       CASE WHEN p.subscriptions <> '[]' THEN p.subscriptions END AS subscriptions,
       -- Of a cycle that is told, or of a month without usage whose charges are the plan fees.
       is_told AND is_plain AND NOT may_carry
         AND (cycle_starts IS NULL AND usage = 0 AND tax_items = 0 AND own_tax = 0
              OR cycle_starts IS NOT NULL AND (carriers = 1 OR coalesce(p.subscriptions = '[]', 0)))
         AS is_plan_fee
FROM (SELECT m.*, coalesce(p.cycle_start, CASE WHEN length(cycle_starts) = 10 THEN cycle_starts END) AS start
      FROM focus_matched_items AS m LEFT JOIN focus_item_parts AS p USING (number))
LEFT JOIN focus_item_parts AS p USING (number);

DELETE FROM focus_cycle_invoices;
INSERT INTO focus_cycle_invoices
SELECT account_id, json_group_object(cycle, json_array(invoice, id || '-usage'))
FROM (SELECT account_id, currency || ' ' || cycle_end AS cycle, invoice, id
      FROM focus_invoice_items WHERE carries_usage AND subscriptions IS NULL
      UNION ALL
      SELECT account_id, currency || ' ' || cycle_end || ' ' || s.value, invoice, i.id
      FROM focus_invoice_items AS i, json_each(subscriptions) AS s WHERE carries_usage)
GROUP BY account_id;

DROP TABLE IF EXISTS temp.focus_invoice_lines;
-- Question: Part of other views: which lines do the invoices have?
-- Example: SELECT * FROM focus_invoice_lines;
CREATE TEMP TABLE focus_invoice_lines AS
-- Six decimals are finer than any currency, and coarser than what doubles are off by.
SELECT i.*, id || '-usage' AS line, 'Usage' AS category, 0 AS is_charge,
       round(amount - own_fees - own_tax, 6) AS cost, name AS line_name
FROM focus_invoice_items AS i
WHERE carries_usage AND (round(amount - own_fees - own_tax, 6) <> 0 OR own_fees + own_tax = 0)
UNION ALL
SELECT i.*, id || '-fee-' || coalesce(f.number, 0), 'Purchase', 1, coalesce(f.price, own_fees),
       'Plan fee' || coalesce(': ' || f.plan, 's')
FROM focus_invoice_items AS i
LEFT JOIN focus_fees AS f ON f.account_id = i.account_id AND f.currency = i.currency
  AND f.day = i.cycle_end AND abs(f.of_day - i.own_fees) < 1e-6
WHERE carries_usage AND own_fees <> 0
UNION ALL
SELECT i.*, id || '-tax', 'Tax', 1, own_tax, 'Tax: ' || name
FROM focus_invoice_items AS i WHERE carries_usage AND own_tax <> 0
UNION ALL
SELECT i.*, id,
       CASE WHEN kind = 'refund' THEN 'Adjustment' WHEN kind = 'credit' THEN 'Credit'
            WHEN is_plan_fee THEN 'Purchase'
            ELSE CASE purpose WHEN 'tax' THEN 'Tax' WHEN 'proration' THEN 'Purchase'
                              WHEN 'past due' THEN 'Adjustment' WHEN 'threshold' THEN 'Usage' END END,
       is_in_force AND (kind <> 'charge' OR is_plan_fee OR coalesce(purpose IN ('tax', 'proration'), 0)),
       amount, name
FROM focus_invoice_items AS i WHERE NOT carries_usage;

DROP VIEW IF EXISTS temp.focus_invoice_detail;
-- Question: Which lines do the invoices have, in FOCUS's dataset InvoiceDetail?
-- Example: SELECT InvoiceId, ChargeCategory, BilledCost, BillingCurrency, InvoiceDetailDescription FROM focus_invoice_detail;
CREATE TEMP VIEW focus_invoice_detail AS
SELECT cost AS BilledCost, account_id AS BillingAccountId, currency AS BillingCurrency,
       period_end AS BillingPeriodEnd, period_start AS BillingPeriodStart,
       category AS ChargeCategory,
       (SELECT at FROM focus_read) AS InvoiceDetailCreated, line_name AS InvoiceDetailDescription,
       CAST(NULL AS TEXT) AS InvoiceDetailGrain, line AS InvoiceDetailId,
       (SELECT at FROM focus_read) AS InvoiceDetailLastUpdated, invoice AS InvoiceId,
       day || 'T00:00:00Z' AS InvoiceIssueDate, issue_status AS InvoiceIssueStatus,
       (SELECT name FROM focus_issuer) AS InvoiceIssuerName, CAST(NULL AS TEXT) AS PaymentCurrency,
       CAST(NULL AS REAL) AS PaymentCurrencyBilledCost,
       CAST(NULL AS TEXT) AS PaymentCurrencyInvoiceDetailId, CAST(NULL AS TEXT) AS PaymentDueDate,
       CAST(NULL AS TEXT) AS PaymentTerms, CAST(NULL AS TEXT) AS PurchaseOrderNumber,
       about AS ReferenceInvoiceId
FROM focus_invoice_lines;

-- Fees, tax, refunds and credits are one day's: that of the item.
DROP VIEW IF EXISTS temp.focus_charges;
-- Question: Which plan fees, taxes, refunds and credits do invoices have beside usage, in columns of FOCUS?
-- Example: SELECT ChargeCategory, ChargeDescription, BilledCost, InvoiceId FROM focus_charges;
CREATE TEMP VIEW focus_charges AS
SELECT l.account_id, l.day AS charge_date, l.cost AS BilledCost, l.account_id AS BillingAccountId,
       (SELECT nullif(a.name, a.account_id) FROM cf_selected_accounts AS a
        WHERE a.account_id = l.account_id) AS BillingAccountName,
       'Account' AS BillingAccountType, l.currency AS BillingCurrency, l.period_end AS BillingPeriodEnd,
       l.period_start AS BillingPeriodStart, l.category AS ChargeCategory, l.line_name AS ChargeDescription,
       CASE WHEN l.category = 'Purchase' AND l.purpose IS NULL THEN 'Recurring' ELSE 'One-Time' END
         AS ChargeFrequency,
       date(l.day, '+1 day') || 'T00:00:00Z' AS ChargePeriodEnd,
       l.day || 'T00:00:00Z' AS ChargePeriodStart, l.cost AS ContractedCost, l.cost AS EffectiveCost,
       i.name AS HostProviderName, l.invoice AS InvoiceId, i.name AS InvoiceIssuerName,
       l.cost AS ListCost, i.name AS ProviderName, i.name AS PublisherName, s.ServiceCategory,
       n.ServiceName, i.name AS ServiceProviderName, s.ServiceSubcategory,
       l.line AS x_InvoiceDetailId
FROM focus_invoice_lines AS l CROSS JOIN focus_issuer AS i
CROSS JOIN (SELECT 'Plans' AS ServiceName, 1 AS is_plan UNION ALL SELECT 'Cloudflare', 0) AS n
  ON n.is_plan = (l.category = 'Purchase')
CROSS JOIN focus_subcategories AS s
  ON s.ServiceSubcategory = coalesce((SELECT c.ServiceSubcategory FROM focus_service_categories AS c
                                      WHERE c.ServiceName = n.ServiceName), 'Other (Other)')
WHERE l.is_charge;

-- Closed is what ended, is not restated any more, and can be compared with its invoice, of every
-- account whose cycles are the same; all else is still open.
DROP VIEW IF EXISTS temp.focus_billing_period;
-- Question: Which billing periods are there, and are they closed, in FOCUS's dataset BillingPeriod?
-- Example: SELECT BillingPeriodStart, BillingPeriodEnd, BillingPeriodStatus FROM focus_billing_period;
CREATE TEMP VIEW focus_billing_period AS
SELECT (SELECT at FROM focus_read) AS BillingPeriodCreated,
       c.cycle_end || 'T00:00:00Z' AS BillingPeriodEnd,
       (SELECT at FROM focus_read) AS BillingPeriodLastUpdated,
       c.cycle_start || 'T00:00:00Z' AS BillingPeriodStart,
       CASE WHEN min(date(c.cycle_end, p.restated_days || ' days') <= p.today
                     AND coalesce(r.state IN ('agrees', 'differs'), 0))
            THEN 'Closed' ELSE 'Open' END AS BillingPeriodStatus,
       (SELECT name FROM focus_issuer) AS InvoiceIssuerName
FROM cf_period AS p CROSS JOIN focus_cycles AS c
LEFT JOIN focus_reconciled AS r ON r.account_id = c.account_id AND r.currency IS c.currency
  AND r.cycle_end = c.cycle_end AND r.cycle_starts IS NOT NULL
GROUP BY c.cycle_start, c.cycle_end;
