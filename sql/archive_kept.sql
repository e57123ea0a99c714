-- Keeps in the archive what is typed from then on into cf_budgets, cf_prices, cf_tax_rates, cf_clients,
-- cf_client_members and cf_account_names, so that it need not be typed in each session, and reads what is kept.
--
-- Inputs: an archive (sql/archive.sql) as the main database; sql/views.sql, sql/archive_views.sql and
-- sql/archive_resource_views.sql, read before.
--
--   INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 400);
--
-- Rows that were typed before this is read are the session's own, and count instead of a kept one. An
-- archive that cannot be written to takes no more rows.

-- What was kept is read without the triggers that keep what changes. These put what changed into a table,
-- whose own trigger replaces what is kept of it by what is there now, whichever of them comes first.
DROP TRIGGER IF EXISTS temp.cf_budget_is_kept;
DROP TRIGGER IF EXISTS temp.cf_budget_is_kept_changed;
DROP TRIGGER IF EXISTS temp.cf_budget_is_kept_no_more;
INSERT INTO cf_budgets(account_id, currency, monthly_amount, budget_covers)
SELECT account_id, currency, monthly_amount, budget_covers FROM monthly_budgets AS k
WHERE NOT EXISTS (SELECT 1 FROM cf_budgets AS b
                  WHERE b.account_id IS k.account_id AND b.currency = k.currency);
DROP TABLE IF EXISTS temp.cf_keep_budget;
-- Question: Part of other views: which budget is being written to the archive?
-- Example: SELECT * FROM cf_keep_budget;
CREATE TEMP TABLE cf_keep_budget(account_id, currency);
CREATE TEMP TRIGGER cf_on_keep_budget AFTER INSERT ON cf_keep_budget
BEGIN
  DELETE FROM monthly_budgets WHERE account_id IS NEW.account_id AND currency = NEW.currency;
  INSERT INTO monthly_budgets(account_id, currency, monthly_amount, budget_covers)
  SELECT account_id, currency, monthly_amount, budget_covers FROM cf_budgets
  WHERE account_id IS NEW.account_id AND currency = NEW.currency;
  DELETE FROM cf_keep_budget;
END;
CREATE TEMP TRIGGER cf_budget_is_kept AFTER INSERT ON cf_budgets
BEGIN
  INSERT INTO cf_keep_budget VALUES (NEW.account_id, NEW.currency);
END;
CREATE TEMP TRIGGER cf_budget_is_kept_changed AFTER UPDATE ON cf_budgets
BEGIN
  INSERT INTO cf_keep_budget VALUES (OLD.account_id, OLD.currency), (NEW.account_id, NEW.currency);
END;
CREATE TEMP TRIGGER cf_budget_is_kept_no_more AFTER DELETE ON cf_budgets
BEGIN
  INSERT INTO cf_keep_budget VALUES (OLD.account_id, OLD.currency);
END;

-- All prices of a line together: one may end where the next begins.
DROP TRIGGER IF EXISTS temp.cf_price_is_kept;
DROP TRIGGER IF EXISTS temp.cf_price_is_kept_changed;
DROP TRIGGER IF EXISTS temp.cf_price_is_kept_no_more;
INSERT INTO cf_prices(metric, currency, price, per, free_quantity, rounding, valid_from, valid_until)
SELECT metric, currency, price, per, free_quantity, rounding, valid_from, valid_until FROM prices
WHERE cf_service_key(metric) NOT IN (SELECT cf_service_key(metric) FROM cf_prices);
DROP TABLE IF EXISTS temp.cf_keep_price;
-- Question: Part of other views: which price is being written to the archive?
-- Example: SELECT * FROM cf_keep_price;
CREATE TEMP TABLE cf_keep_price(line);
CREATE TEMP TRIGGER cf_on_keep_price AFTER INSERT ON cf_keep_price
BEGIN
  DELETE FROM prices WHERE cf_service_key(metric) = NEW.line;
  INSERT INTO prices(metric, currency, price, per, free_quantity, rounding, valid_from, valid_until)
  SELECT metric, currency, price, per, free_quantity, rounding, valid_from, valid_until FROM cf_prices
  WHERE cf_service_key(metric) = NEW.line;
  DELETE FROM cf_keep_price;
END;
CREATE TEMP TRIGGER cf_price_is_kept AFTER INSERT ON cf_prices
BEGIN
  INSERT INTO cf_keep_price VALUES (cf_service_key(NEW.metric));
END;
CREATE TEMP TRIGGER cf_price_is_kept_changed AFTER UPDATE ON cf_prices
BEGIN
  INSERT INTO cf_keep_price VALUES (cf_service_key(OLD.metric)), (cf_service_key(NEW.metric));
END;
CREATE TEMP TRIGGER cf_price_is_kept_no_more AFTER DELETE ON cf_prices
BEGIN
  INSERT INTO cf_keep_price VALUES (cf_service_key(OLD.metric));
END;

-- The rates of an account together, and of all others.
DROP TRIGGER IF EXISTS temp.cf_tax_rate_is_kept;
DROP TRIGGER IF EXISTS temp.cf_tax_rate_is_kept_changed;
DROP TRIGGER IF EXISTS temp.cf_tax_rate_is_kept_no_more;
INSERT INTO cf_tax_rates(account_id, percent, valid_from, valid_until)
SELECT account_id, percent, valid_from, valid_until FROM tax_rates AS k
WHERE NOT EXISTS (SELECT 1 FROM cf_tax_rates AS r WHERE r.account_id IS k.account_id);
DROP TABLE IF EXISTS temp.cf_keep_tax_rate;
-- Question: Part of other views: whose rates of tax are to be kept?
-- Example: SELECT * FROM cf_keep_tax_rate;
CREATE TEMP TABLE cf_keep_tax_rate(account_id);
CREATE TEMP TRIGGER cf_on_keep_tax_rate AFTER INSERT ON cf_keep_tax_rate
BEGIN
  DELETE FROM tax_rates WHERE account_id IS NEW.account_id;
  INSERT INTO tax_rates(account_id, percent, valid_from, valid_until)
  SELECT account_id, percent, valid_from, valid_until FROM cf_tax_rates WHERE account_id IS NEW.account_id;
  DELETE FROM cf_keep_tax_rate;
END;
CREATE TEMP TRIGGER cf_tax_rate_is_kept AFTER INSERT ON cf_tax_rates
BEGIN INSERT INTO cf_keep_tax_rate VALUES (NEW.account_id); END;
CREATE TEMP TRIGGER cf_tax_rate_is_kept_changed AFTER UPDATE ON cf_tax_rates
BEGIN INSERT INTO cf_keep_tax_rate VALUES (OLD.account_id), (NEW.account_id); END;
CREATE TEMP TRIGGER cf_tax_rate_is_kept_no_more AFTER DELETE ON cf_tax_rates
BEGIN INSERT INTO cf_keep_tax_rate VALUES (OLD.account_id); END;

-- Clients and their members are few: whenever one changes, all are written again.
DROP TRIGGER IF EXISTS temp.cf_client_is_kept;
DROP TRIGGER IF EXISTS temp.cf_client_is_kept_changed;
DROP TRIGGER IF EXISTS temp.cf_client_is_kept_no_more;
DROP TRIGGER IF EXISTS temp.cf_member_is_kept;
DROP TRIGGER IF EXISTS temp.cf_member_is_kept_changed;
DROP TRIGGER IF EXISTS temp.cf_member_is_kept_no_more;
INSERT INTO cf_clients(client, markup)
SELECT client, markup FROM clients WHERE client NOT IN (SELECT client FROM cf_clients);
INSERT INTO cf_client_members(client, account_id, zone_id)
SELECT client, account_id, zone_id FROM client_members AS k
WHERE NOT EXISTS (SELECT 1 FROM cf_client_members AS m
                  WHERE m.account_id = k.account_id AND m.zone_id = k.zone_id);
DROP TABLE IF EXISTS temp.cf_keep_clients;
-- Question: Part of other views: are clients being written to the archive?
-- Example: SELECT * FROM cf_keep_clients;
CREATE TEMP TABLE cf_keep_clients(id INTEGER PRIMARY KEY);
CREATE TEMP TRIGGER cf_on_keep_clients AFTER INSERT ON cf_keep_clients
BEGIN
  DELETE FROM clients;
  INSERT INTO clients(client, markup) SELECT client, markup FROM cf_clients;
  DELETE FROM client_members;
  INSERT INTO client_members(client, account_id, zone_id)
  SELECT client, account_id, zone_id FROM cf_client_members;
  DELETE FROM cf_keep_clients;
END;
CREATE TEMP TRIGGER cf_client_is_kept AFTER INSERT ON cf_clients
BEGIN INSERT INTO cf_keep_clients VALUES (1); END;
CREATE TEMP TRIGGER cf_client_is_kept_changed AFTER UPDATE ON cf_clients
BEGIN INSERT INTO cf_keep_clients VALUES (1); END;
CREATE TEMP TRIGGER cf_client_is_kept_no_more AFTER DELETE ON cf_clients
BEGIN INSERT INTO cf_keep_clients VALUES (1); END;
CREATE TEMP TRIGGER cf_member_is_kept AFTER INSERT ON cf_client_members
BEGIN INSERT INTO cf_keep_clients VALUES (1); END;
CREATE TEMP TRIGGER cf_member_is_kept_changed AFTER UPDATE ON cf_client_members
BEGIN INSERT INTO cf_keep_clients VALUES (1); END;
CREATE TEMP TRIGGER cf_member_is_kept_no_more AFTER DELETE ON cf_client_members
BEGIN INSERT INTO cf_keep_clients VALUES (1); END;

-- Names of accounts: reports then name each account that is listed without one.
DROP TRIGGER IF EXISTS temp.cf_name_is_kept;
DROP TRIGGER IF EXISTS temp.cf_name_is_kept_changed;
DROP TRIGGER IF EXISTS temp.cf_name_is_kept_no_more;
INSERT INTO cf_account_names(account_id, name)
SELECT account_id, name FROM account_names
WHERE account_id NOT IN (SELECT account_id FROM cf_account_names);
DROP TABLE IF EXISTS temp.cf_keep_name;
-- Question: Part of other views: which name is being written to the archive?
-- Example: SELECT * FROM cf_keep_name;
CREATE TEMP TABLE cf_keep_name(account_id);
CREATE TEMP TRIGGER cf_on_keep_name AFTER INSERT ON cf_keep_name
BEGIN
  DELETE FROM account_names WHERE account_id = NEW.account_id;
  INSERT INTO account_names(account_id, name)
  SELECT account_id, name FROM cf_account_names WHERE account_id = NEW.account_id;
  DELETE FROM cf_keep_name;
END;
CREATE TEMP TRIGGER cf_name_is_kept AFTER INSERT ON cf_account_names
BEGIN
  INSERT INTO cf_keep_name VALUES (NEW.account_id);
END;
CREATE TEMP TRIGGER cf_name_is_kept_changed AFTER UPDATE ON cf_account_names
BEGIN
  INSERT INTO cf_keep_name VALUES (OLD.account_id), (NEW.account_id);
END;
CREATE TEMP TRIGGER cf_name_is_kept_no_more AFTER DELETE ON cf_account_names
BEGIN
  INSERT INTO cf_keep_name VALUES (OLD.account_id);
END;
