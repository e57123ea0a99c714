-- Invoices, charges, refunds and credits in one form: cf_history.
--
-- Inputs: cf_parameters and cf_report_accounts (00_parameters.sql).
--
--   SELECT day, kind, amount, currency, description FROM cf_history ORDER BY day;
--
-- kind is 'charge', 'refund', 'credit', or 'payment' and 'dispute', which are no charges; amount is
-- signed as the account sees it: what is charged is positive, what comes back negative, however
-- Cloudflare wrote it. Currencies are in capitals, types and statuses are read in either case.
--
-- purpose is what a charge says of itself: 'threshold' (an invoice in the middle of a cycle, since a
-- limit was passed), 'tax', 'proration', 'past due'; NULL: nothing of that. is_in_force is 0 of what is
-- void, a draft, failed or uncollectible: nothing is charged or given back by it.

DROP VIEW IF EXISTS temp.cf_live_history;
-- Question: Part of other views: which billing history does the API have?
-- Example: SELECT count(*) FROM cf_live_history;
CREATE TEMP VIEW cf_live_history AS
SELECT window_name, h.account_id, occurred_date AS day, h.id, type, action, amount, h.currency,
       description, status, amount_to_pay, invoice_id
FROM cf_live_history_windows AS w CROSS JOIN cf_billing_history AS h
WHERE h.account_id IN (SELECT account_id FROM cf_selected_accounts)
  -- Cycles are charged for after they end: a few days late is still the same cycle's.
  AND h.occurred_date >= w.first_day AND h.occurred_date <= date(w.last_day, '+5 days');

-- sql/archive_views.sql has others of these two: from where on the API is read, and all items.
DROP VIEW IF EXISTS temp.cf_live_history_windows;
-- Question: Part of other views: which days of the history are asked of the API?
-- Example: SELECT * FROM cf_live_history_windows;
CREATE TEMP VIEW cf_live_history_windows AS SELECT * FROM cf_live_windows;
DROP VIEW IF EXISTS temp.cf_history_items;
-- Question: Part of other views: which history do the API and the archive have?
-- Example: SELECT count(*) FROM cf_history_items;
CREATE TEMP VIEW cf_history_items AS SELECT * FROM cf_live_history;

DROP VIEW IF EXISTS temp.cf_history_in_windows;
-- Question: Part of other views: which history is there on the days that are read?
-- Example: SELECT count(*) FROM cf_history_in_windows;
CREATE TEMP VIEW cf_history_in_windows AS
SELECT window_name, account_id, day, id, kind,
       CASE WHEN kind IN ('refund', 'credit') THEN -abs(amount) ELSE amount END AS amount,
       currency, type, action, description, status, amount_to_pay, invoice_id,
       lower(coalesce(status, '')) NOT IN ('void', 'voided', 'canceled', 'cancelled', 'draft', 'failed',
                                           'uncollectible') AS is_in_force,
       CASE WHEN kind <> 'charge' THEN NULL
            WHEN says LIKE '%threshold%' THEN 'threshold'
            -- By its first words: an invoice "with tax" is more than tax.
            WHEN 'tax' IN (of_type, of_action) OR says GLOB 'tax[^a-z]*' OR says GLOB 'sales tax*'
                 OR says GLOB 'vat[^a-z]*' OR says GLOB 'gst[^a-z]*' OR says GLOB 'value?added tax*'
              THEN 'tax'
            WHEN says LIKE '%prorat%' OR says LIKE '%pro-rat%' THEN 'proration'
            WHEN says LIKE '%past_due%' OR says LIKE '%previous balance%' THEN 'past due'
       END AS purpose
FROM (SELECT *,
             CASE WHEN of_type = 'refund' OR of_action = 'refund' THEN 'refund'
                  WHEN of_type = 'credit' OR of_action = 'credit' THEN 'credit'
                  WHEN of_type LIKE 'payment%' OR of_action LIKE 'payment%' THEN 'payment'
                  WHEN of_type LIKE 'dispute%' OR of_action LIKE 'dispute%'
                       OR 'chargeback' IN (of_type, of_action) THEN 'dispute'
                  WHEN amount < 0 THEN 'refund'
                  ELSE 'charge' END AS kind
      FROM (SELECT window_name, account_id, day, id, amount, upper(currency) AS currency, type, action,
                   description, status, amount_to_pay, invoice_id, lower(type) AS of_type,
                   lower(action) AS of_action, lower(ltrim(description)) || ' ' AS says
            FROM cf_history_items))
WHERE (SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
   OR currency = (SELECT currency FROM cf_parameters);

DROP VIEW IF EXISTS temp.cf_history;
-- Question: Which charges, refunds, credits and payments does the period have?
-- Example: SELECT day, kind, amount, currency, description, status FROM cf_history;
CREATE TEMP VIEW cf_history AS
SELECT account_id, (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = h.account_id) AS account_name,
       day, id, kind, amount, currency, type, action, description, status, amount_to_pay, invoice_id, purpose,
       is_in_force
FROM cf_history_in_windows AS h
WHERE window_name = 'period' AND day <= (SELECT last_day FROM cf_period);

-- What is not paid yet, however old. sql/archive_views.sql has it from the archive, too.
DROP VIEW IF EXISTS temp.cf_unpaid_items;
-- Question: Part of other views: which invoices are not paid?
-- Example: SELECT count(*) FROM cf_unpaid_items;
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
-- Question: Which invoices are not paid yet, and for how long?
-- Example: SELECT day, description, amount_to_pay, currency, age_days FROM cf_open_items;
CREATE TEMP VIEW cf_open_items AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = i.account_id) AS account_name,
       day, id, description, amount, amount_to_pay, upper(currency) AS currency, status,
       CAST(julianday((SELECT today FROM cf_period)) - julianday(day) AS INTEGER) AS age_days
FROM cf_unpaid_items AS i
WHERE (SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
   OR upper(currency) = (SELECT currency FROM cf_parameters);
