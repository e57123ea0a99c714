-- The history of :account, always all of it: invoices get paid and credited long after their day.
-- As in usage.sql the first statement makes the requests, the others are one transaction.
SELECT count(coalesce({columns})) FROM cf_billing_history WHERE account_id = :account;
DELETE FROM billing_history WHERE account_id = :account;
INSERT INTO billing_history ({columns}) SELECT {columns} FROM cf_billing_history
WHERE account_id = :account;
INSERT OR REPLACE INTO refreshed VALUES (:what, :account, :first, :last, datetime('now'));
