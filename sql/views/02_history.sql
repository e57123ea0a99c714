-- Invoices, charges, refunds and credits in one form: cf_history.
--
-- Inputs: cf_parameters and cf_report_accounts (00_parameters.sql).
--
--   SELECT day, kind, amount, currency, description FROM cf_history ORDER BY day;
--
-- kind is 'charge', 'refund' or 'credit'; amount is signed as the account sees it: what is charged
-- is positive, what comes back negative, however Cloudflare wrote it.

DROP VIEW IF EXISTS temp.cf_live_history;
CREATE TEMP VIEW cf_live_history AS
SELECT window_name, h.account_id, occurred_date AS day, h.id, type, action, amount, h.currency,
       description, status, amount_to_pay, invoice_id
FROM cf_live_history_windows AS w CROSS JOIN cf_billing_history AS h
WHERE h.account_id IN (SELECT account_id FROM cf_selected_accounts)
  -- Cycles are charged for after they end: a few days late is still the same cycle's.
  AND h.occurred_date >= w.first_day AND h.occurred_date <= date(w.last_day, '+5 days');

-- sql/archive_views.sql has others of these two: from where on the API is read, and all items.
DROP VIEW IF EXISTS temp.cf_live_history_windows;
CREATE TEMP VIEW cf_live_history_windows AS SELECT * FROM cf_live_windows;
DROP VIEW IF EXISTS temp.cf_history_items;
CREATE TEMP VIEW cf_history_items AS SELECT * FROM cf_live_history;

DROP VIEW IF EXISTS temp.cf_history_in_windows;
CREATE TEMP VIEW cf_history_in_windows AS
SELECT window_name, account_id, day, id,
       CASE WHEN type = 'refund' OR action = 'refund' THEN 'refund'
            WHEN type = 'credit' OR action = 'credit' THEN 'credit'
            WHEN amount < 0 THEN 'refund'
            ELSE 'charge' END AS kind,
       CASE WHEN type IN ('refund', 'credit') OR action IN ('refund', 'credit') THEN -abs(amount)
            ELSE amount END AS amount,
       currency, type, action, description, status, amount_to_pay, invoice_id,
       lower(coalesce(status, '')) IN ('void', 'voided', 'canceled', 'cancelled') AS is_voided
FROM cf_history_items
WHERE (SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
   OR currency = (SELECT currency FROM cf_parameters);

DROP VIEW IF EXISTS temp.cf_history;
CREATE TEMP VIEW cf_history AS
SELECT account_id, day, id, kind, amount, currency, type, action, description, status, amount_to_pay,
       invoice_id
FROM cf_history_in_windows
WHERE window_name = 'period' AND day <= (SELECT last_day FROM cf_period);

-- What is not paid yet, however old. sql/archive_views.sql has it from the archive, too.
DROP VIEW IF EXISTS temp.cf_unpaid_items;
CREATE TEMP VIEW cf_unpaid_items AS
SELECT h.account_id,
       -- Its day in UTC, as occurred_date of the history.
       CASE WHEN occurred_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][T ]*'
            THEN coalesce(date(occurred_at), substr(occurred_at, 1, 10))
            ELSE substr(occurred_at, 1, 10) END AS day,
       id, description, amount, amount_to_pay, h.currency, status
FROM cf_live_windows AS w CROSS JOIN cf_unpaid_invoices AS h
WHERE window_name = 'period' AND h.account_id IN (SELECT account_id FROM cf_selected_accounts);

DROP VIEW IF EXISTS temp.cf_open_items;
CREATE TEMP VIEW cf_open_items AS
SELECT account_id, day, id, description, amount, amount_to_pay, currency, status,
       CAST(julianday((SELECT today FROM cf_period)) - julianday(day) AS INTEGER) AS age_days
FROM cf_unpaid_items
WHERE (SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
   OR currency = (SELECT currency FROM cf_parameters);
