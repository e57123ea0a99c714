-- Subscriptions in the archive: which there are, and what of them has changed since the last run.
--
-- Inputs: an archive (sql/archive.sql) as the main database, and sql/archive_sync.sql, read just
-- before on the same connection: this is the last part of its run, for the same accounts.
--
--   sqlite3 -bail -cmd '.load build/cf_billing' -cmd '.timeout 60000' billing.db \
--     '.read sql/views/00_parameters.sql' '.read sql/archive_sync.sql' \
--     '.read sql/archive_history.sql' '.read sql/archive_subscriptions.sql'
--
-- Killed or failing at any moment it leaves each account's subscriptions as they were or as they are.
-- An account that fails, and those that are not asked, keep theirs as they were last seen; why one
-- failed is in `subscription_fetches`. Of runs that overlap the one that began later counts.

DROP TABLE IF EXISTS temp.cf_sync_subscriptions;
DROP TABLE IF EXISTS temp.cf_sync_lists;
CREATE TEMP TABLE cf_sync_lists(account_id PRIMARY KEY, rows, outcome, error);
DROP TABLE IF EXISTS temp.cf_sync_write_subscriptions;
CREATE TEMP TABLE cf_sync_write_subscriptions(now);

-- One statement, and so one transaction, of the INSERT that fires it.
CREATE TEMP TRIGGER cf_sync_on_subscriptions AFTER INSERT ON cf_sync_write_subscriptions
BEGIN
  -- A run that began later has read what is so now; this one, read again, has written it already.
  DELETE FROM cf_sync_lists WHERE account_id IN (
    SELECT account_id FROM subscription_fetches
    WHERE sync_id > (SELECT sync_id FROM cf_sync) AND outcome = 'ok'
       OR sync_id = (SELECT sync_id FROM cf_sync));
  DELETE FROM cf_sync_subscriptions WHERE account_id NOT IN (
    SELECT account_id FROM cf_sync_lists WHERE outcome = 'ok');
  -- Those that are as they were go on.
  UPDATE cf_sync_subscriptions SET (first_sync_id, first_seen) = (
    SELECT known.first_sync_id, known.first_seen FROM subscriptions AS known
    WHERE known.account_id = cf_sync_subscriptions.account_id
      AND known.subscription = cf_sync_subscriptions.subscription AND known.ended_at IS NULL)
  WHERE EXISTS (
    SELECT 1 FROM subscriptions AS known
    WHERE known.account_id = cf_sync_subscriptions.account_id
      AND known.subscription = cf_sync_subscriptions.subscription AND known.ended_at IS NULL
      AND known.facts = cf_sync_subscriptions.facts);
  INSERT INTO subscription_fetches
  SELECT l.account_id, at.sync_id, l.outcome, l.rows,
         CASE WHEN l.outcome <> 'ok' THEN 0 ELSE (
           -- Those that are there or were, but for those that go on.
           SELECT count(*) FROM (
             SELECT subscription FROM cf_sync_subscriptions WHERE account_id = l.account_id
             UNION SELECT subscription FROM subscriptions
                   WHERE account_id = l.account_id AND ended_at IS NULL
             EXCEPT SELECT subscription FROM cf_sync_subscriptions
                    WHERE account_id = l.account_id AND first_sync_id < at.sync_id)) END,
         strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), l.error
  FROM cf_sync AS at CROSS JOIN cf_sync_lists AS l;
  UPDATE subscriptions SET
    ended_at = (SELECT started_at FROM syncs WHERE id = (SELECT sync_id FROM cf_sync)),
    ended_as = CASE WHEN EXISTS (
      SELECT 1 FROM cf_sync_subscriptions AS s
      WHERE s.account_id = subscriptions.account_id AND s.subscription = subscriptions.subscription)
      THEN 'changed' ELSE 'gone' END
  WHERE ended_at IS NULL
    AND account_id IN (SELECT account_id FROM cf_sync_lists WHERE outcome = 'ok')
    AND NOT EXISTS (
      SELECT 1 FROM cf_sync_subscriptions AS s
      WHERE s.account_id = subscriptions.account_id AND s.subscription = subscriptions.subscription
        AND s.first_sync_id = subscriptions.first_sync_id);
  REPLACE INTO subscriptions SELECT * FROM cf_sync_subscriptions;
END;

INSERT INTO cf_sync_settings SELECT NULL, cf_config('max_requests', 500 + accounts) FROM cf_sync;
-- Also where nobody answers: what became of each account is noted below.
INSERT INTO cf_sync_settings SELECT NULL, cf_config('on_error', 'skip-all');

UPDATE cf_sync SET first_request = (SELECT coalesce(max(id), 0) FROM cf_requests);
CREATE TEMP TABLE cf_sync_subscriptions AS
WITH listed AS (
  SELECT s.account_id, s.raw, s.*,
         coalesce(id, quote(rate_plan_id) || quote(zone_id) || quote(product_name)) AS key
  FROM cf_sync CROSS JOIN cf_subscriptions AS s
  WHERE s.account_id IN (SELECT id FROM cf_sync_accounts)
)
SELECT l.account_id,
       key || CASE row_number() OVER same WHEN 1 THEN '' ELSE ' ' || row_number() OVER same END
         AS subscription,
       l.id, state, price, currency, frequency, current_period_start, current_period_end,
       rate_plan_id, rate_plan_public_name, rate_plan_scope, zone_id, zone_name,
       rate_plan_currency, rate_plan_sets, rate_plan_externally_managed, rate_plan_is_contract,
       product_name, component_values, l.raw,
       -- In an order of its own: members and components may come in another one each time.
       (SELECT json_group_object(what, value) FROM (
          -- Numbers out of JSON are not left to SQLite: see cf_json_number().
          SELECT f.key AS what, CASE f.key WHEN 'price' THEN price ELSE f.value END AS value
          FROM json_each(json_object(
            'state', state, 'price', price, 'currency', currency, 'frequency', frequency,
            'rate_plan_id', rate_plan_id, 'rate_plan_public_name', rate_plan_public_name,
            'rate_plan_scope', rate_plan_scope, 'rate_plan_currency', rate_plan_currency,
            'rate_plan_externally_managed', rate_plan_externally_managed,
            'rate_plan_is_contract', rate_plan_is_contract, 'zone_id', zone_id,
            'zone_name', zone_name, 'product_name', product_name)) AS f
          WHERE f.value IS NOT NULL
          UNION ALL
          SELECT coalesce(json_extract(component, '$.name'), c_key, 'component') || '.' || m.key,
                 -- 20 and 20.0 are the same.
                 CASE WHEN m.type IN ('integer', 'real')
                      THEN cf_json_number(component, '$.' || json_quote(m.key)) ELSE m.value END
          FROM (SELECT CASE typeof(c.key) WHEN 'text' THEN c.key END AS c_key,
                       CASE c.type WHEN 'object' THEN c.value
                         WHEN 'real' THEN json_object('value', cf_json_number(
                           component_values, CASE typeof(c.key) WHEN 'text' THEN '$.' || json_quote(c.key)
                                                                ELSE '$[' || c.key || ']' END))
                         ELSE json_object('value', c.value) END AS component
                FROM json_each(CASE WHEN json_valid(component_values) THEN component_values
                                    ELSE json_array(component_values) END) AS c
                WHERE component_values IS NOT NULL)
          CROSS JOIN json_each(component) AS m
          WHERE m.key <> 'name' AND m.value IS NOT NULL
          ORDER BY 1, 2)) AS facts,
       started_at AS first_seen, started_at AS last_seen, at.id AS first_sync_id, at.id AS sync_id,
       NULL AS ended_at, NULL AS ended_as
FROM listed AS l JOIN syncs AS at ON at.id = (SELECT sync_id FROM cf_sync)
WINDOW same AS (PARTITION BY l.account_id, key ORDER BY l.raw);

-- Rows come only when an account has answered; without rows cf_requests has to show that it has. With
-- the setting incomplete = ignore a list that is cut is noted there, and would end what it lacks.
INSERT INTO cf_sync_lists
SELECT a.id, coalesce(c.rows, 0),
       CASE WHEN r.error IS NULL AND (c.rows > 0 OR r.outcome = 'ok') THEN 'ok'
            -- By the API: a page of a firewall has no code, and says nothing of the account.
            WHEN r.status = 403 AND r.error_code IS NOT NULL THEN 'refused'
            ELSE 'failed' END,
       CASE WHEN r.error IS NULL AND c.rows IS NULL AND r.outcome IS NOT 'ok'
            THEN 'no answer is on record' ELSE r.error END
FROM cf_sync CROSS JOIN cf_sync_accounts AS a
LEFT JOIN (SELECT account_id, count(*) AS rows FROM cf_sync_subscriptions GROUP BY 1) AS c
  ON c.account_id = a.id
LEFT JOIN (SELECT account_id, max(id), outcome, status, error_code, error
           FROM cf_requests WHERE id > (SELECT first_request FROM cf_sync)
             AND table_name = 'cf_subscriptions' GROUP BY 1) AS r
  ON r.account_id = a.id;
INSERT INTO cf_sync_write_subscriptions VALUES (1);

INSERT INTO cf_sync_settings
SELECT NULL, cf_config(name, value) FROM cf_sync_settings WHERE name IN ('on_error', 'max_requests');
