-- The accounts that the token sees; as in usage.sql.
SELECT count(coalesce({columns})) FROM cf_accounts;
DELETE FROM accounts;
INSERT INTO accounts ({columns}) SELECT {columns} FROM cf_accounts;
