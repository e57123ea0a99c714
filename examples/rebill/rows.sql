-- What each client is to be charged for a month, and what Cloudflare's invoices say beside it: rows of
-- the tables charged, by_account, invoiced, currencies and unknown, which totals.sql adds up.
--
-- Inputs: all views, over the API or an archive, with their accounts and clients; rebill_options, one row:
-- month, first_day, next_day (the first of the month after), last_day (of it, or today).

UPDATE cf_parameters SET first_day = (SELECT first_day FROM rebill_options),
                         last_day = (SELECT last_day FROM rebill_options);
CREATE TEMP TABLE rebill_rows AS
SELECT * FROM cf_rebill WHERE month = (SELECT month FROM rebill_options);

-- The same by account, as the view has it before it knows of clients.
CREATE TEMP TABLE rebill_by_account AS
SELECT account_id, currency,
       CASE WHEN max(what = 'usage' AND amount IS NULL) = 0
            THEN total(CASE what WHEN 'usage' THEN amount END) END AS usage,
       total(CASE what WHEN 'fees' THEN amount END) AS fees,
       total(CASE what WHEN 'refunds' THEN amount END) AS refunds, max(is_without) AS is_without
FROM (SELECT a.*, NOT EXISTS (SELECT 1 FROM cf_client_members AS m
                              WHERE m.account_id = a.account_id AND m.zone_id IN ('', coalesce(a.zone_id, '')))
                    AS is_without
      FROM cf_rebilled_amounts AS a WHERE month = (SELECT month FROM rebill_options))
GROUP BY account_id, currency;

-- Days of the month that nobody knows: of an account without any record there is no row.
CREATE TEMP TABLE rebill_unknown AS
SELECT a.account_id, a.name, min(u.complete_from) AS complete_from, count(*) - count(cost) AS without_cost
FROM cf_report_accounts AS a JOIN cf_usage AS u ON u.account_id = a.account_id
WHERE u.complete_from IS NOT NULL OR u.cost IS NULL
GROUP BY a.account_id;

-- Invoices of the cycles that ended in the month: those that began on its first day end on the first of
-- the next. Later ones, and those of cycles that ended before it, are another month's.
UPDATE cf_parameters SET first_day = (SELECT min(date(first_day, '+1 day'), last_day) FROM rebill_options),
                         last_day = (SELECT min(next_day, date('now')) FROM rebill_options);
CREATE TEMP TABLE rebill_invoiced AS
SELECT account_id, currency, total(usage) AS usage, total(plan_fees) AS fees, total(charged) AS charged,
       total(refunds) + total(credits) AS refunds,
       max(usage IS NULL OR state = 'cannot be compared yet') AS is_unknown
FROM cf_invoice_reconciliation
WHERE cycle_starts IS NOT NULL
   OR coalesce(likely_cause, '') NOT LIKE 'of a cycle that %'
GROUP BY account_id, currency;

.output stdout
.mode insert charged
SELECT client, product, currency, usage, fees, refunds, markup, total, records_without_cost, complete_from
FROM rebill_rows;
.mode insert clients
SELECT client, markup FROM cf_clients;
.mode insert accounts
SELECT account_id, coalesce(name, account_id) FROM cf_report_accounts;
.mode insert by_account
SELECT * FROM rebill_by_account;
.mode insert invoiced
SELECT * FROM rebill_invoiced;
.mode insert currencies
SELECT currency, cf_currency_digits(currency)
FROM (SELECT currency FROM rebill_rows UNION SELECT currency FROM rebill_by_account UNION SELECT currency FROM rebill_invoiced)
WHERE currency IS NOT NULL;
.mode insert unknown
SELECT name, CASE WHEN complete_from IS NOT NULL THEN 'usage before ' || complete_from || ' is not known'
                  ELSE without_cost || ' records have no cost' END FROM rebill_unknown;
