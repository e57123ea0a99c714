-- The sync: saves in the archive what the API has and the archive lacks, and reads the last days
-- again, because they are restated for about four days. This is its first part, accounts and usage;
-- sql/archive_history.sql and sql/archive_subscriptions.sql are the others.
--
-- Inputs: an archive (sql/archive.sql) as the main database; cf_parameters and cf_report_accounts
-- (sql/views/00_parameters.sql): the accounts in the latter, or all that the token sees.
--
--   sqlite3 -bail -cmd '.load build/cf_billing' -cmd '.timeout 60000' billing.db \
--     '.read sql/views/00_parameters.sql' '.read sql/archive_sync.sql' \
--     '.read sql/archive_history.sql' '.read sql/archive_subscriptions.sql'
--
-- Run it as often as you like, also several at once. Each feed is read into TEMP tables first and
-- then written by a single statement: killed or failing at any moment, or going on after an error,
-- it leaves days as they were or whole as they are. Give it a connection of its own: if it fails,
-- the setting on_error stays as it is needed here. An account that fails is in `fetches`, its days
-- stay. What fails for all ends with an error; feeds that were written before that stay written.

-- 1. What a run keeps for itself.

DROP TABLE IF EXISTS temp.cf_sync;
CREATE TEMP TABLE cf_sync(
  sync_id INTEGER NOT NULL,
  first_request INTEGER,  -- In cf_requests: the last before the feed that is being read.
  today TEXT NOT NULL,
  restated_days INTEGER NOT NULL,
  version INTEGER CONSTRAINT "the archive has another version: read archive.sql, archive_feeds.sql" CHECK (version = 9),
  accounts INTEGER CONSTRAINT "no account to read: the token sees none" CHECK (accounts > 0)
);
DROP TABLE IF EXISTS temp.cf_sync_settings;
CREATE TEMP TABLE cf_sync_settings(name, value);
-- Filled by CREATE TABLE AS: while reading has not succeeded, they are not there to write from.
DROP TABLE IF EXISTS temp.cf_sync_paygo;
DROP TABLE IF EXISTS temp.cf_sync_focus;
DROP TABLE IF EXISTS temp.cf_sync_accounts;
DROP TABLE IF EXISTS temp.cf_sync_spans;
DROP TABLE IF EXISTS temp.cf_sync_counts;
CREATE TEMP TABLE cf_sync_counts(feed, account_id, day, rows, costs);
DROP TABLE IF EXISTS temp.cf_sync_outcomes;
CREATE TEMP TABLE cf_sync_outcomes(feed, account_id, rows, outcome, error);
-- The days to replace, and their records before and after.
DROP TABLE IF EXISTS temp.cf_sync_days;
CREATE TEMP TABLE cf_sync_days(account_id, day, rows, known_as_of, PRIMARY KEY (account_id, day));
DROP TABLE IF EXISTS temp.cf_sync_compared;
CREATE TEMP TABLE cf_sync_compared(side, account_id, day, metric, unit, zone_id, subscription_id,
                                   currency, quantity, cost);
-- A row into one of these does what its trigger in 3 says. (A table for each: SQLite prepares all
-- triggers of a table, also those whose WHEN is false.)
DROP TABLE IF EXISTS temp.cf_sync_begin;
CREATE TEMP TABLE cf_sync_begin(now);
DROP TABLE IF EXISTS temp.cf_sync_write_accounts;
CREATE TEMP TABLE cf_sync_write_accounts(now);
DROP TABLE IF EXISTS temp.cf_sync_write_paygo;
CREATE TEMP TABLE cf_sync_write_paygo(now);
DROP TABLE IF EXISTS temp.cf_sync_write_focus;
CREATE TEMP TABLE cf_sync_write_focus(now);
DROP TABLE IF EXISTS temp.cf_sync_step;
CREATE TEMP TABLE cf_sync_step(step, feed);

-- Nothing may come from the cache: the run would have begun to read before it began.
INSERT INTO cf_sync_settings VALUES
  ('cache', cf_cache_clear()), ('on_error', cf_config('on_error')), ('max_requests', cf_config('max_requests'));
-- An error while accounts are listed must not look like no accounts.
INSERT INTO cf_sync_settings SELECT NULL, cf_config('on_error', 'fail');

-- Short, and before anything is read: ids of runs tell which read later.
CREATE TEMP TRIGGER cf_sync_on_begin AFTER INSERT ON cf_sync_begin
BEGIN
  INSERT INTO syncs(started_at, today)
  SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), min(today, date('now')) FROM cf_period;
  INSERT INTO cf_sync(sync_id, today, restated_days, version)
  SELECT s.id, s.today, restated_days, (SELECT version FROM archive_version)
  FROM cf_period CROSS JOIN syncs AS s WHERE s.id = (SELECT max(id) FROM syncs);
END;
INSERT INTO cf_sync_begin VALUES (1);

CREATE TEMP TABLE cf_sync_accounts AS
SELECT account_id AS id, name, NULL AS type, NULL AS created_on, NULL AS raw
FROM cf_report_accounts
UNION ALL
SELECT a.id, a.name, a.type, a.created_on, a.raw
FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM cf_report_accounts)) CROSS JOIN cf_accounts AS a;
UPDATE cf_sync SET accounts = (SELECT count(*) FROM cf_sync_accounts);
-- Three or four for each account and usage feed.
INSERT INTO cf_sync_settings SELECT NULL, cf_config('max_requests', 500 + 50 * accounts) FROM cf_sync;

-- Also where nobody answers: what became of each account is noted below.
INSERT INTO cf_sync_settings SELECT NULL, cf_config('on_error', 'skip-all');

-- 2. What to ask for: from the first day that some account has not settled, at most 30 days back.
-- All accounts are asked at once, so that one that fails is told apart from a network that does.

CREATE TEMP TABLE cf_sync_spans AS
WITH RECURSIVE days(day, today) AS (
  SELECT date(today, '-30 days'), today FROM cf_sync
  UNION ALL
  SELECT date(day, '+1 day'), today FROM days WHERE day < today
),
feeds(feed) AS (VALUES ('paygo'), ('focus')),
-- Those that the API had nothing for are asked again, but nothing of them is missing.
missing_to AS (
  SELECT feed, a.id
  FROM feeds CROSS JOIN cf_sync_accounts AS a
  WHERE coalesce((SELECT outcome FROM fetches AS f WHERE f.feed = feeds.feed AND f.account_id = a.id
                  ORDER BY sync_id DESC LIMIT 1), 'none') NOT IN ('refused', 'not covered')
)
SELECT feed,
       coalesce((SELECT CASE WHEN min(day) < date(s.today, -restated_days || ' days')
                             -- A day earlier shows whether the API still remembers that far.
                             THEN max(date(min(day), '-1 day'), date(s.today, '-30 days'))
                             ELSE min(day) END
                 FROM missing_to AS m CROSS JOIN days
                 WHERE m.feed = feeds.feed AND NOT EXISTS (
                   SELECT 1 FROM archived_days AS d
                   WHERE d.feed = m.feed AND d.account_id = m.id AND d.day = days.day
                     AND d.as_of > date(d.day, restated_days || ' days')
                     -- Read on a day to come: the clock was wrong, then or now.
                     AND d.as_of <= s.today
                     -- FOCUS costs may be refused for a while: read again once other days have them.
                     AND NOT (m.feed = 'focus' AND d.rows > 0 AND 0 = (SELECT count(k.BilledCost)
                                FROM focus_usage AS k WHERE k.account_id = m.id AND k.charge_date = d.day)
                              AND EXISTS (SELECT 1 FROM focus_usage AS k WHERE k.account_id = m.id AND
                                k.charge_date >= date(s.today, '-30 days') AND k.BilledCost IS NOT NULL)))
                   -- Asked for before, nothing there, and perhaps forgotten: see cf_sync_choice.
                   AND NOT (day < date(s.today, '-25 days')
                            AND NOT EXISTS (SELECT 1 FROM archived_days AS d WHERE d.feed = m.feed
                                              AND d.account_id = m.id AND d.day = days.day)
                            AND EXISTS (SELECT 1 FROM fetches AS f WHERE f.feed = m.feed
                                          AND f.account_id = m.id AND f.outcome = 'ok'
                                          AND days.day BETWEEN f.first_day AND f.last_day))),
                date(s.today, -restated_days || ' days')) AS first_day, s.today AS last_day
FROM feeds CROSS JOIN cf_sync AS s;

-- 3. How it is written. Each trigger is one statement, and so one transaction, of the INSERT that
-- fires it; the database is locked no longer than that.

-- What became of each account. Rows come only when all requests of an account are answered; without
-- rows cf_requests has to show an answer, and no error. A PayGo endpoint that moved, FOCUS costs,
-- and a FOCUS `to` that lies ahead, are refused once and then asked for elsewhere: no errors.
DROP VIEW IF EXISTS temp.cf_sync_answers;
CREATE TEMP VIEW cf_sync_answers AS
WITH log AS (
  SELECT CASE table_name WHEN 'cf_paygo_usage' THEN 'paygo' WHEN 'cf_focus_usage' THEN 'focus'
                         ELSE 'history' END AS feed,
         r.account_id, r.id, method, status, error_code, error, r.outcome,
         substr(url, 1, instr(url || '?', '?') - 1) AS endpoint,
         substr(url, 1, instr(url || '&to=', '&to=') - 1) AS up_to_end
  FROM cf_sync CROSS JOIN cf_requests AS r
  WHERE r.id > first_request
    AND table_name IN ('cf_paygo_usage', 'cf_focus_usage', 'cf_billing_history')
),
errors AS (
  -- The first: what comes behind it may be requests given up because of it.
  SELECT feed, account_id, min(id), status, error_code, error FROM log AS e
  -- Of one that answered in the end an error is a note: an older endpoint lacks columns, say.
  WHERE error IS NOT NULL AND outcome IS NOT 'ok' AND NOT EXISTS (
    SELECT 1 FROM log AS later
    WHERE later.feed = e.feed AND later.account_id = e.account_id AND later.id > e.id
      AND (e.method = 'POST' AND later.method = 'GET' OR later.error IS NULL
           AND (e.feed = 'paygo' AND later.endpoint <> e.endpoint
                OR e.feed = 'focus' AND e.status = 400 AND later.up_to_end = e.up_to_end)))
  GROUP BY feed, account_id
),
-- The log keeps the last 10,000: if some are gone, they may have been errors.
answers AS (
  SELECT feed, account_id,
         max(outcome IS 'ok') AND (SELECT min(id) <= first_request + 1 FROM cf_requests, cf_sync) AS good
  FROM log GROUP BY 1, 2
),
counted AS (SELECT feed, account_id, sum(rows) AS rows FROM cf_sync_counts GROUP BY 1, 2)
SELECT s.feed, a.id AS account_id, coalesce(c.rows, 0) AS rows,
       CASE WHEN c.rows > 0 OR e.error IS NULL AND l.good THEN 'ok'
            WHEN e.error LIKE '%PayGo usage does not cover this account%' THEN 'not covered'
            -- By the API: a page of a firewall has no code, and says nothing of the account.
            WHEN e.status = 403 AND e.error_code IS NOT NULL THEN 'refused'
            ELSE 'failed' END AS outcome,
       CASE WHEN coalesce(c.rows, 0) = 0 AND coalesce(l.good, 0) = 0
            THEN coalesce(e.error, 'no answer is on record')
            WHEN coalesce(c.rows, 0) = 0 THEN e.error END AS error
FROM cf_sync_spans AS s CROSS JOIN cf_sync_accounts AS a
LEFT JOIN counted AS c ON c.feed = s.feed AND c.account_id = a.id
LEFT JOIN errors AS e ON e.feed = s.feed AND e.account_id = a.id
LEFT JOIN answers AS l ON l.feed = s.feed AND l.account_id = a.id;

-- Settled days stay, unless they have no FOCUS costs and these come now. So do days that a run which
-- began later has read; with costs, if they come without any now, which FOCUS costs may; and older ones
-- that the answer has fewer records of, unless it has still older ones. A day that was never read and
-- may be forgotten is not one without usage.
DROP VIEW IF EXISTS temp.cf_sync_choice;
CREATE TEMP VIEW cf_sync_choice AS
WITH RECURSIVE days(feed, day, last_day) AS (
  SELECT feed, first_day, last_day FROM cf_sync_spans WHERE feed <> 'history'
  UNION ALL
  SELECT feed, date(day, '+1 day'), last_day FROM days WHERE day < last_day
)
SELECT o.feed, o.account_id, days.day, coalesce(c.rows, 0) AS rows, d.as_of AS known_as_of
FROM cf_sync AS s CROSS JOIN cf_sync_outcomes AS o JOIN days ON days.feed = o.feed
LEFT JOIN cf_sync_counts AS c
  ON c.feed = o.feed AND c.account_id = o.account_id AND c.day = days.day
LEFT JOIN (SELECT feed, account_id, min(day) AS day FROM cf_sync_counts GROUP BY 1, 2) AS oldest
  ON oldest.feed = o.feed AND oldest.account_id = o.account_id
LEFT JOIN archived_days AS d
  ON d.feed = o.feed AND d.account_id = o.account_id AND d.day = days.day
WHERE o.outcome = 'ok'
  AND NOT (c.costs IS 0 AND EXISTS (SELECT 1 FROM focus_usage AS k WHERE k.account_id = c.account_id
                                      AND k.charge_date = c.day AND k.BilledCost IS NOT NULL))
  AND (d.day IS NULL
          AND (c.rows > 0 OR days.day > oldest.day OR days.day >= date(s.today, '-25 days'))
       OR d.sync_id < s.sync_id
          AND (NOT (d.as_of > date(d.day, restated_days || ' days') AND d.as_of <= s.today)
               OR o.feed = 'focus' AND c.costs > 0 AND 0 = (SELECT count(k.BilledCost)
                    FROM focus_usage AS k WHERE k.account_id = d.account_id AND k.charge_date = d.day))
          AND (d.day >= date(s.today, -restated_days || ' days') OR d.day > oldest.day
               OR coalesce(c.rows, 0) >= d.rows));

-- Zones, subscriptions and currencies that only one side tells do not make a difference: an older
-- endpoint does not have them.
DROP VIEW IF EXISTS temp.cf_sync_changes;
CREATE TEMP VIEW cf_sync_changes AS
WITH told AS (
  SELECT *, count(*) FILTER (WHERE side = 'before') OVER g AS befores,
         count(*) FILTER (WHERE side = 'after') OVER g AS afters,
         count(zone_id) FILTER (WHERE side = 'before') OVER g AS zones_before,
         count(zone_id) FILTER (WHERE side = 'after') OVER g AS zones_after,
         count(subscription_id) FILTER (WHERE side = 'before') OVER g AS subscriptions_before,
         count(subscription_id) FILTER (WHERE side = 'after') OVER g AS subscriptions_after,
         count(currency) FILTER (WHERE side = 'before') OVER g AS currencies_before,
         count(currency) FILTER (WHERE side = 'after') OVER g AS currencies_after
  FROM cf_sync_compared WINDOW g AS (PARTITION BY account_id, day, metric)
),
keyed AS (
  SELECT side, account_id, day, metric, unit,
         CASE WHEN (befores = 0 OR zones_before) AND (afters = 0 OR zones_after)
              THEN zone_id END AS zone_id,
         CASE WHEN (befores = 0 OR subscriptions_before) AND (afters = 0 OR subscriptions_after)
              THEN subscription_id END AS subscription_id,
         CASE WHEN (befores = 0 OR currencies_before) AND (afters = 0 OR currencies_after)
              THEN currency END AS currency,
         quantity, cost
  FROM told
),
-- How often each value is there before and after: of quantities, of costs, and of both together.
counted AS (
  SELECT account_id, day, metric, unit, zone_id, subscription_id, currency, aspect,
         CASE aspect WHEN 1 THEN quantity WHEN 2 THEN cost ELSE quantity || ' ' || cost END AS value,
         sum(side = 'before') AS n_before, sum(side = 'after') AS n_after
  FROM keyed CROSS JOIN (SELECT 1 AS aspect UNION ALL SELECT 2 UNION ALL SELECT 3)
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
)
SELECT account_id, day, metric, unit, zone_id, subscription_id, currency,
       sum(CASE WHEN aspect = 1 THEN n_before END) AS records_before,
       sum(CASE WHEN aspect = 1 THEN n_after END) AS records_after,
       sum(CASE WHEN aspect = 1 AND n_before THEN value * n_before END) AS quantity_before,
       sum(CASE WHEN aspect = 1 AND n_after THEN value * n_after END) AS quantity_after,
       sum(CASE WHEN aspect = 2 AND n_before THEN value * n_before END) AS cost_before,
       sum(CASE WHEN aspect = 2 AND n_after THEN value * n_after END) AS cost_after
FROM counted
GROUP BY 1, 2, 3, 4, 5, 6, 7
-- A value that was known and is gone. One that nobody knew before is no change.
HAVING max(value IS NOT NULL AND n_before > n_after) OR records_before <> records_after;

-- The steps that both usage feeds share.
CREATE TEMP TRIGGER cf_sync_choose AFTER INSERT ON cf_sync_step WHEN NEW.step = 'choose'
BEGIN
  DELETE FROM cf_sync_days;
  DELETE FROM cf_sync_compared;
  INSERT INTO cf_sync_days
  SELECT account_id, day, rows, known_as_of FROM cf_sync_choice WHERE feed = NEW.feed;
END;
CREATE TEMP TRIGGER cf_sync_look AFTER INSERT ON cf_sync_step WHEN NEW.step IN ('before', 'after')
BEGIN
  INSERT INTO cf_sync_compared
  SELECT NEW.step, d.account_id, d.day, metric, unit, zone_id, subscription_id, currency, quantity, cost
  FROM cf_sync_days AS d CROSS JOIN archived_paygo AS u
    ON u.account_id = d.account_id AND u.day = d.day
  WHERE NEW.feed = 'paygo' AND known_as_of IS NOT NULL;
  INSERT INTO cf_sync_compared
  SELECT NEW.step, d.account_id, d.day, metric, unit, zone_id, subscription_id, currency, quantity, cost
  FROM cf_sync_days AS d CROSS JOIN archived_focus AS u
    ON u.account_id = d.account_id AND u.day = d.day
  WHERE NEW.feed = 'focus' AND known_as_of IS NOT NULL;
END;
CREATE TEMP TRIGGER cf_sync_conclude AFTER INSERT ON cf_sync_step WHEN NEW.step = 'conclude'
BEGIN
  INSERT INTO usage_restatements
  SELECT s.sync_id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.feed, c.account_id, c.day,
         d.known_as_of > d.day, metric, unit, zone_id, subscription_id, currency, records_before,
         records_after, quantity_before, quantity_after, cost_before, cost_after
  FROM cf_sync AS s CROSS JOIN cf_sync_changes AS c
  JOIN cf_sync_days AS d ON d.account_id = c.account_id AND d.day = c.day;
  INSERT INTO archived_days(feed, account_id, day, sync_id, as_of, rows)
  SELECT NEW.feed, account_id, day, sync_id, today, rows
  FROM cf_sync CROSS JOIN cf_sync_days WHERE true
  ON CONFLICT(feed, account_id, day)
  DO UPDATE SET sync_id = excluded.sync_id, as_of = excluded.as_of, rows = excluded.rows;
END;
CREATE TEMP TRIGGER cf_sync_note AFTER INSERT ON cf_sync_step WHEN NEW.step = 'note'
BEGIN
  INSERT INTO fetches
  SELECT o.feed, o.account_id, s.sync_id, o.outcome, p.first_day, p.last_day,
         CASE WHEN o.feed <> 'history'
              THEN (SELECT count(*) FROM cf_sync_days AS d WHERE d.account_id = o.account_id) END,
         CASE WHEN o.feed = 'history' THEN o.rows
              ELSE (SELECT coalesce(sum(rows), 0) FROM cf_sync_days AS d
                    WHERE d.account_id = o.account_id) END,
         (SELECT count(*) FROM usage_restatements AS r
          WHERE r.account_id = o.account_id AND r.sync_id = s.sync_id AND r.feed = o.feed
            AND day_was_over),
         strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), o.error
  FROM cf_sync AS s CROSS JOIN cf_sync_outcomes AS o JOIN cf_sync_spans AS p ON p.feed = o.feed
  WHERE o.feed = NEW.feed;
  -- Whoever is named by its id only has a name all the same, in its own records.
  UPDATE accounts SET name = (
    SELECT BillingAccountName FROM paygo_usage AS u
    WHERE u.account_id = accounts.id AND BillingAccountId = accounts.id AND BillingAccountName <> ''
    ORDER BY charge_date DESC LIMIT 1)
  WHERE name IS NULL;
  UPDATE syncs SET accounts = (SELECT accounts FROM cf_sync),
    finished_at = CASE WHEN (SELECT count(DISTINCT feed) FROM fetches WHERE sync_id = syncs.id) = 3
                       THEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now') END
  WHERE id = (SELECT sync_id FROM cf_sync);
END;

CREATE TEMP TRIGGER cf_sync_on_paygo AFTER INSERT ON cf_sync_write_paygo
BEGIN
  INSERT INTO cf_sync_step VALUES ('choose', 'paygo'), ('before', 'paygo');
  DELETE FROM paygo_usage WHERE rowid IN (
    SELECT u.rowid FROM cf_sync_days AS d CROSS JOIN paygo_usage AS u
      ON u.account_id = d.account_id AND u.charge_date = d.day);
  INSERT INTO paygo_usage
  SELECT u.* FROM cf_sync_paygo AS u
  JOIN cf_sync_days AS d ON d.account_id = u.account_id AND d.day = u.charge_date;
  INSERT INTO cf_sync_step VALUES ('after', 'paygo'), ('conclude', 'paygo'), ('note', 'paygo');
END;
CREATE TEMP TRIGGER cf_sync_on_focus AFTER INSERT ON cf_sync_write_focus
BEGIN
  INSERT INTO cf_sync_step VALUES ('choose', 'focus'), ('before', 'focus');
  DELETE FROM focus_usage WHERE rowid IN (
    SELECT u.rowid FROM cf_sync_days AS d CROSS JOIN focus_usage AS u
      ON u.account_id = d.account_id AND u.charge_date = d.day);
  INSERT INTO focus_usage
  SELECT u.* FROM cf_sync_focus AS u
  JOIN cf_sync_days AS d ON d.account_id = u.account_id AND d.day = u.charge_date;
  INSERT INTO cf_sync_step VALUES ('after', 'focus'), ('conclude', 'focus'), ('note', 'focus');
END;
CREATE TEMP TRIGGER cf_sync_on_accounts AFTER INSERT ON cf_sync_write_accounts
BEGIN
  INSERT INTO accounts
  SELECT a.*, sync_id, sync_id FROM cf_sync CROSS JOIN cf_sync_accounts AS a WHERE true
  -- cf_report_accounts tells no more than a name.
  ON CONFLICT(id) DO UPDATE SET
    name = coalesce(excluded.name, name), type = coalesce(excluded.type, type),
    created_on = coalesce(excluded.created_on, created_on), raw = coalesce(excluded.raw, raw),
    sync_id = excluded.sync_id
  WHERE excluded.sync_id > sync_id;
END;

-- 4. Accounts and usage: read, then write.

INSERT INTO cf_sync_write_accounts VALUES (1);

UPDATE cf_sync SET first_request = (SELECT coalesce(max(id), 0) FROM cf_requests);
CREATE TEMP TABLE cf_sync_paygo AS
SELECT u.account_id, u.charge_date, BilledCost, BillingAccountId, BillingAccountName,
       BillingCurrency, BillingPeriodStart, ChargeCategory, ChargeClass, ChargeDescription,
       ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity, ConsumedUnit, ContractedCost,
       CumulatedContractedCost, CumulatedPricingQuantity, EffectiveCost, HostProviderName,
       InvoiceIssuerName, ListCost, PricingQuantity, PricingUnit, ServiceFamilyName, ServiceName,
       ServiceProviderName, SubscriptionId, ZoneId, ZoneName, u.raw
FROM cf_sync_spans AS s CROSS JOIN cf_paygo_usage AS u
WHERE s.feed = 'paygo' AND u.account_id IN (SELECT id FROM cf_sync_accounts)
  AND u.charge_date BETWEEN s.first_day AND s.last_day
  -- What an older endpoint lacks is NULL.
  AND u.incomplete = 'columns';
INSERT INTO cf_sync_counts
SELECT 'paygo', account_id, charge_date, count(*), NULL FROM cf_sync_paygo GROUP BY 2, 3;
INSERT INTO cf_sync_outcomes SELECT * FROM cf_sync_answers WHERE feed = 'paygo';
INSERT INTO cf_sync_write_paygo VALUES (1);

UPDATE cf_sync SET first_request = (SELECT coalesce(max(id), 0) FROM cf_requests);
CREATE TEMP TABLE cf_sync_focus AS
SELECT u.account_id, u.charge_date, BillingAccountId, BillingAccountName, ChargeCategory,
       ChargeDescription, ChargeFrequency, ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity,
       ConsumedUnit, HostProviderName, InvoiceIssuerName, ServiceProviderName,
       x_BillableMetricName, BilledCost, BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
       ChargeClass, ContractedCost, ContractedUnitPrice, EffectiveCost, ListCost, ListUnitPrice,
       PricingQuantity, PricingUnit, RegionId, RegionName, SubAccountId, SubAccountName,
       x_BillableMetricId, x_ProductFamilyName, x_ZoneId, x_ZoneName, x_ProductCategoryName,
       x_ProductFamilyId, Tags, u.raw
FROM cf_sync_spans AS s CROSS JOIN cf_focus_usage AS u
WHERE s.feed = 'focus' AND u.account_id IN (SELECT id FROM cf_sync_accounts)
  AND u.charge_date BETWEEN s.first_day AND s.last_day
  -- Of some accounts the costs are not told, while those of others are: there they are NULL.
  AND u.incomplete = 'ignore';
INSERT INTO cf_sync_counts
SELECT 'focus', account_id, charge_date, count(*), count(BilledCost) FROM cf_sync_focus GROUP BY 2, 3;
INSERT INTO cf_sync_outcomes SELECT * FROM cf_sync_answers WHERE feed = 'focus';
INSERT INTO cf_sync_write_focus VALUES (1);

INSERT INTO cf_sync_settings
SELECT NULL, cf_config(name, value) FROM cf_sync_settings WHERE name IN ('on_error', 'max_requests');
