-- What each client is to be charged: groups of accounts and of zones, with a markup.
--
-- Inputs: cf_usage (01_usage.sql), cf_history (02_history.sql), cf_fees_due (05_plan_fees.sql).
--
--   INSERT INTO cf_clients VALUES ('Harbour', 0.15);
--   INSERT INTO cf_client_members(client, account_id) VALUES ('Harbour', '023e105f4ecef8ad9ca31a8372d0c353');
--   SELECT client, month, product, usage, fees, markup, total, currency FROM cf_rebill;
--
-- Amounts are in units of `currency` and not rounded. Nothing is left out: what no client has is in rows
-- whose client is NULL, without a markup. Sales tax is in none: a client is charged its own.

-- markup is a fraction of what Cloudflare asks for: 0.15 adds 15 %, -0.1 is a discount of 10 %.
-- Question: Which clients are charged on, with which markup?
-- Example: INSERT INTO cf_clients VALUES ('Harbour', 0.15);
CREATE TEMP TABLE IF NOT EXISTS cf_clients(
  client TEXT PRIMARY KEY
    CONSTRAINT "client must be a name, and not empty." CHECK (typeof(client) = 'text' AND client <> ''),
  markup REAL DEFAULT 0.0
    CONSTRAINT "markup must be a fraction of the cost, from -1 to 10: 0.15 for 15 %."
    CHECK (typeof(markup) IN ('real', 'integer') AND markup BETWEEN -1 AND 10)
);
-- An account belongs to one client, and so does a zone, which need not be that of its account. zone_id
-- is '' for what of the account belongs to no zone with a client of its own.
-- Question: Which accounts and zones belong to which client?
-- Example: SELECT client, account_id, zone_id FROM cf_client_members;
CREATE TEMP TABLE IF NOT EXISTS cf_client_members(
  client TEXT CONSTRAINT "client must be a name, and not empty."
    CHECK (typeof(client) = 'text' AND client <> ''),
  account_id TEXT
    CONSTRAINT "account_id must be the id of an account: 32 lower-case hexadecimal digits."
    CHECK (typeof(account_id) = 'text' AND length(account_id) = 32
           AND account_id NOT GLOB '*[^0-9a-f]*'),
  zone_id TEXT DEFAULT ''
    CONSTRAINT "zone_id must be the id of a zone, 32 lower-case hexadecimal digits, or '' for the account."
    CHECK (zone_id IS NOT NULL AND (zone_id = '' OR length(zone_id) = 32
                                    AND zone_id NOT GLOB '*[^0-9a-f]*')),
  PRIMARY KEY (account_id, zone_id)
);
CREATE TEMP TRIGGER IF NOT EXISTS cf_member_is_inserted BEFORE INSERT ON cf_client_members
WHEN NEW.client NOT IN (SELECT client FROM cf_clients)
BEGIN
  SELECT RAISE(ABORT, 'cf_client_members: client must be one of cf_clients: insert it there first, with its markup.');
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_member_is_updated BEFORE UPDATE ON cf_client_members
WHEN NEW.client NOT IN (SELECT client FROM cf_clients)
BEGIN
  SELECT RAISE(ABORT, 'cf_client_members: client must be one of cf_clients: insert it there first, with its markup.');
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_client_is_deleted BEFORE DELETE ON cf_clients
WHEN OLD.client IN (SELECT client FROM cf_client_members)
BEGIN
  SELECT RAISE(ABORT, 'cf_clients: the client still has accounts or zones: delete those from cf_client_members first.');
END;
CREATE TEMP TRIGGER IF NOT EXISTS cf_client_is_renamed BEFORE UPDATE OF client ON cf_clients
WHEN OLD.client <> NEW.client AND OLD.client IN (SELECT client FROM cf_client_members)
BEGIN
  SELECT RAISE(ABORT, 'cf_clients: the client still has accounts or zones: insert the new name, and change cf_client_members to it first.');
END;

-- By calendar month, product and kind of amount, of accounts and zones. `amount` is NULL where it is not
-- known as a whole: days are gone, or Cloudflare does not tell a cost.
DROP VIEW IF EXISTS temp.cf_rebilled_amounts;
-- Question: Part of other views: what is charged on, before clients and markup?
-- Example: SELECT count(*) FROM cf_rebilled_amounts;
CREATE TEMP VIEW cf_rebilled_amounts AS
SELECT account_id, zone_id, substr(day, 1, 7) AS month, product, upper(currency) AS currency,
       'usage' AS what,
       CASE WHEN min(min(is_whole)) OVER of_account AND count(cost) = count(*) THEN sum(cost) END AS amount,
       count(*) - count(cost) AS records_without_cost,
       max(max(complete_from)) OVER of_account AS complete_from
FROM cf_usage
GROUP BY account_id, zone_id, substr(day, 1, 7), product, upper(currency)
WINDOW of_account AS (PARTITION BY account_id)
UNION ALL
-- A fee is of the account, also where the plan is a zone's: nothing but its name tells which.
SELECT account_id, NULL, substr(day, 1, 7), 'Plan fees', currency, 'fees', sum(price), 0, NULL
FROM cf_fees_due
WHERE day BETWEEN (SELECT first_day FROM cf_period) AND (SELECT last_day FROM cf_period)
  AND ((SELECT currency FROM cf_parameters) IS NULL
       OR currency = (SELECT currency FROM cf_parameters))
GROUP BY account_id, substr(day, 1, 7), currency
UNION ALL
SELECT account_id, NULL, substr(day, 1, 7), CASE kind WHEN 'refund' THEN 'Refunds' ELSE 'Credits' END,
       upper(currency), 'refunds', sum(amount), 0, NULL
FROM cf_history
WHERE kind IN ('refund', 'credit') AND is_in_force
GROUP BY account_id, substr(day, 1, 7), kind, upper(currency);

-- A row for each client, month, product and currency, for a CSV file. markup is the amount that it adds,
-- total what the client pays. Where a part of the costs is not known, usage, markup and total are NULL.
DROP VIEW IF EXISTS temp.cf_rebill;
-- Question: What is each client to be charged?
-- Example: SELECT client, month, product, usage, fees, markup, total, currency FROM cf_rebill;
CREATE TEMP VIEW cf_rebill AS
SELECT client, month, product, currency, usage, fees, refunds,
       (usage + fees + refunds) * markup_rate AS markup,
       (usage + fees + refunds) * (1 + markup_rate) AS total, records_without_cost, complete_from
FROM (SELECT r.client, month, product, currency,
             CASE WHEN max(what = 'usage' AND amount IS NULL) = 0
                  THEN total(CASE what WHEN 'usage' THEN amount END) END AS usage,
             total(CASE what WHEN 'fees' THEN amount END) AS fees,
             total(CASE what WHEN 'refunds' THEN amount END) AS refunds,
             coalesce(max(c.markup), 0.0) AS markup_rate,
             sum(records_without_cost) AS records_without_cost, max(complete_from) AS complete_from
      FROM (SELECT a.*, coalesce(z.client, m.client) AS client
            FROM cf_rebilled_amounts AS a
            LEFT JOIN cf_client_members AS z ON z.account_id = a.account_id AND z.zone_id = a.zone_id
            LEFT JOIN cf_client_members AS m ON m.account_id = a.account_id AND m.zone_id = '') AS r
      LEFT JOIN cf_clients AS c ON c.client = r.client
      GROUP BY r.client, month, product, currency);
