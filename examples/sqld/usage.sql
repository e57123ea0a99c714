-- Usage of :account, days :first to :last. {columns} are those of the table paygo_usage, by name: a
-- column that the extension gains neither breaks nor shifts anything.

-- Outside of the transaction: makes the requests, of every column, and brings one number. The
-- connection keeps the answers (cache_ttl), so that the INSERT below waits for no network.
SELECT count(coalesce({columns})) FROM cf_paygo_usage
WHERE account_id = :account AND charge_date BETWEEN :first AND :last;

-- In one transaction. Should an answer be gone from the cache, it is asked for again: slower, as right.
DELETE FROM paygo_usage WHERE account_id = :account AND charge_date BETWEEN :first AND :last;
INSERT INTO paygo_usage ({columns}) SELECT {columns} FROM cf_paygo_usage
WHERE account_id = :account AND charge_date BETWEEN :first AND :last;
INSERT OR REPLACE INTO refreshed VALUES (:what, :account, :first, :last, datetime('now'));
