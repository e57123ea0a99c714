-- Billing history in the archive: which items there are, and every state that each was seen in.
--
-- Inputs: an archive (sql/archive.sql) as the main database, and sql/archive_sync.sql, read just
-- before on the same connection: this is the next part of its run, for the same accounts.
--
--   sqlite3 -bail -cmd '.load build/cf_billing' -cmd '.timeout 60000' billing.db \
--     '.read sql/views/00_parameters.sql' '.read sql/archive_sync.sql' '.read sql/archive_history.sql'
--
-- Items never go, and the same item is one row however often it is read. An id does not tell items
-- apart: a refund may have the id of its charge, the lines of an invoice may share one, and some items
-- have none, or an empty one. So the items of an answer are compared with those of the archive, first
-- by all that they say, last by the little that an item keeps while it changes (4. below).

-- 1. What this part of a run keeps for itself.

-- Filled by CREATE TABLE AS: while reading has not succeeded, it is not there to write from.
DROP TABLE IF EXISTS temp.cf_sync_history;
-- Rows of cf_sync_history that are a known item, or a new one: its key.
DROP TABLE IF EXISTS temp.cf_sync_known_items;
CREATE TEMP TABLE cf_sync_known_items(place INTEGER PRIMARY KEY, account_id, item,
                                      UNIQUE (account_id, item));
-- A row into one of these does what its trigger says.
DROP TABLE IF EXISTS temp.cf_sync_compare_items;
CREATE TEMP TABLE cf_sync_compare_items(compared_by);
DROP TABLE IF EXISTS temp.cf_sync_write_history;
CREATE TEMP TABLE cf_sync_write_history(now);

-- 2. What is asked for: the last three months and back to the oldest open item; once a week all of it
-- (NULL), as anything may change, and as items without a date have to be found. An account that the API
-- had nothing for is asked again, but nothing of it is missing.

DELETE FROM cf_sync_spans WHERE feed = 'history';
INSERT INTO cf_sync_spans
SELECT 'history',
       CASE WHEN NOT EXISTS (
         SELECT 1 FROM cf_sync_accounts AS a
         WHERE coalesce((SELECT outcome FROM fetches AS f WHERE f.feed = 'history' AND f.account_id = a.id
                         ORDER BY sync_id DESC LIMIT 1), 'none') <> 'refused'
           AND NOT EXISTS (
             SELECT 1 FROM fetches AS f CROSS JOIN syncs AS at
             WHERE f.feed = 'history' AND f.account_id = a.id AND f.outcome = 'ok'
               AND f.first_day IS NULL AND at.id = f.sync_id
               AND at.today BETWEEN date(s.today, '-6 days') AND s.today))
       THEN min(date(s.today, '-92 days'),
                coalesce((SELECT min(occurred_date) FROM billing_history
                          WHERE account_id IN (SELECT id FROM cf_sync_accounts)
                            AND (amount_to_pay > 0 OR status IN ('open', 'unpaid'))), s.today))
       END, s.today
FROM cf_sync AS s;

-- 3. What is compared: items of the answer that nothing was found for yet, which have a place, and those
-- of the archive that the answer would have if they were still the same. What an account had before the
-- first day that was asked for is not in its answer, and so nothing that is there has become of it.

DROP VIEW IF EXISTS temp.cf_sync_items;
CREATE TEMP VIEW cf_sync_items AS
SELECT place, account_id, item, occurred_at, raw, coalesce(id, '') AS id,
       -- An item does not turn into one of another kind. (The views' kinds: sql/views/02_history.sql.)
       CASE WHEN lower(type) = 'refund' OR lower(action) = 'refund' THEN 'refund'
            WHEN lower(type) = 'credit' OR lower(action) = 'credit' THEN 'credit'
            WHEN amount < 0 THEN 'refund' ELSE 'charge' END AS kind,
       -- What does not change when it is paid: all of it, and without the amount, which may be reduced.
       quote(occurred_at) || quote(type) || quote(action) || quote(amount) || quote(currency)
         || quote(description) || quote(zone_name) AS facts,
       quote(occurred_at) || quote(type) || quote(action) || quote(description) || quote(zone_name)
         AS occasion
FROM (SELECT rowid AS place, account_id, NULL AS item, id, action, amount, currency, description,
             occurred_at, type, zone_name, raw
      FROM cf_sync_history WHERE rowid NOT IN (SELECT place FROM cf_sync_known_items)
      UNION ALL
      SELECT NULL, account_id, item, id, action, amount, currency, description, occurred_at, type,
             zone_name, raw
      FROM billing_history AS known
      WHERE account_id IN (SELECT account_id FROM cf_sync_history)
        AND EXISTS (SELECT 1 FROM cf_sync_spans AS s
                    WHERE s.feed = 'history'
                      AND (s.first_day IS NULL OR occurred_date >= s.first_day))
        AND NOT EXISTS (SELECT 1 FROM cf_sync_known_items AS found
                        WHERE found.account_id = known.account_id AND found.item = known.item));

-- 4. How it is written: one statement, and so one transaction, of the INSERT that fires it.

-- Of those that are alike on both sides, the first is the first, the second the second.
CREATE TEMP TRIGGER cf_sync_on_compare_items AFTER INSERT ON cf_sync_compare_items
BEGIN
  INSERT INTO cf_sync_known_items
  SELECT max(place), account_id, max(item)
  FROM (SELECT *, row_number() OVER (PARTITION BY account_id, id, kind, likeness, place IS NULL
                                     ORDER BY occurred_at, raw) AS number
        FROM (SELECT *, CASE NEW.compared_by WHEN 'all' THEN raw WHEN 'facts' THEN facts
                                             WHEN 'occasion' THEN occasion ELSE '' END AS likeness
              FROM cf_sync_items
              WHERE account_id IN (SELECT account_id FROM billing_history)
                -- Without an id nothing else says that items which differ so much are one.
                AND (NEW.compared_by IN ('all', 'facts') OR id <> '')))
  GROUP BY account_id, id, kind, likeness, number
  HAVING count(place) = 1 AND count(item) = 1;
END;
CREATE TEMP TRIGGER cf_sync_on_history AFTER INSERT ON cf_sync_write_history
BEGIN
  DELETE FROM cf_sync_known_items;
  -- Most are as they were, with an id of their own: found by their keys that is quick.
  INSERT OR IGNORE INTO cf_sync_known_items
  SELECT h.rowid, h.account_id, known.item
  FROM cf_sync_history AS h CROSS JOIN billing_history AS known
    ON known.account_id = h.account_id AND known.item = h.id
  WHERE known.raw = h.raw;
  INSERT INTO cf_sync_compare_items VALUES ('all'), ('facts'), ('occasion'), ('id and kind');
  -- The others are new. Keys are not taken twice: a second item of an id, or of no id and the same
  -- facts, has a number behind it.
  INSERT INTO cf_sync_known_items
  SELECT place, account_id, CASE WHEN id = '' THEN facts || number WHEN number = 1 THEN id
                                 ELSE quote(id) || number END
  FROM (SELECT place, account_id, id, facts,
               row_number() OVER (PARTITION BY account_id, id, CASE id WHEN '' THEN facts END
                                  ORDER BY occurred_at, raw)
                 + (SELECT count(*) FROM billing_history AS known
                    WHERE known.account_id = i.account_id
                      AND CASE i.id WHEN '' THEN substr(known.item, 1, length(i.facts)) = i.facts
                                    ELSE known.id = i.id END) AS number
        FROM cf_sync_items AS i WHERE place IS NOT NULL);
  UPDATE cf_sync_history SET item = (SELECT item FROM cf_sync_known_items
                                     WHERE place = cf_sync_history.rowid);
  INSERT INTO billing_history_states
  SELECT h.account_id, h.item, s.id, s.started_at, h.status, h.amount, h.amount_to_pay
  FROM cf_sync_history AS h JOIN syncs AS s ON s.id = (SELECT sync_id FROM cf_sync)
  WHERE NOT EXISTS (
    SELECT 1 FROM billing_history AS known
    WHERE known.account_id = h.account_id AND known.item = h.item
      AND (known.sync_id > s.id OR known.status IS h.status AND known.amount IS h.amount
                                   AND known.amount_to_pay IS h.amount_to_pay))
  ON CONFLICT DO NOTHING;
  -- An item that a run which began later has read is newer there.
  DELETE FROM cf_sync_history WHERE EXISTS (
    SELECT 1 FROM billing_history AS known
    WHERE known.account_id = cf_sync_history.account_id AND known.item = cf_sync_history.item
      AND known.sync_id > (SELECT sync_id FROM cf_sync));
  UPDATE cf_sync_history SET first_sync_id = coalesce(
    (SELECT known.first_sync_id FROM billing_history AS known
     WHERE known.account_id = cf_sync_history.account_id AND known.item = cf_sync_history.item),
    sync_id);
  REPLACE INTO billing_history SELECT * FROM cf_sync_history;
  INSERT INTO cf_sync_step VALUES ('note', 'history');
END;

-- 5. Read, then write.

-- A page for every 25 or 50 items.
INSERT INTO cf_sync_settings SELECT NULL, cf_config('max_requests', 500 + 50 * accounts) FROM cf_sync;
-- Also where nobody answers: what became of each account is noted.
INSERT INTO cf_sync_settings SELECT NULL, cf_config('on_error', 'skip-all');

UPDATE cf_sync SET first_request = (SELECT coalesce(max(id), 0) FROM cf_requests);
CREATE TEMP TABLE cf_sync_history AS
SELECT h.account_id, NULL AS item, h.occurred_date, id, action, amount, currency, description,
       occurred_at, type, zone_name, status, amount_to_pay, source, invoice_id, receipt_id,
       external_invoice_id, source_invoice_id, hosted_invoice_url, h.raw, sync_id AS first_sync_id,
       sync_id
FROM cf_sync CROSS JOIN (
  SELECT h.account_id, h.occurred_date, h.raw, h.*
  FROM cf_sync_spans AS s CROSS JOIN cf_billing_history AS h
  WHERE s.feed = 'history' AND s.first_day IS NULL
    AND h.account_id IN (SELECT id FROM cf_sync_accounts)
  UNION ALL
  SELECT h.account_id, h.occurred_date, h.raw, h.*
  FROM cf_sync_spans AS s CROSS JOIN cf_billing_history AS h
  WHERE s.feed = 'history' AND h.occurred_date >= s.first_day
    AND h.account_id IN (SELECT id FROM cf_sync_accounts)) AS h;
INSERT INTO cf_sync_counts
SELECT 'history', account_id, NULL, count(*), NULL FROM cf_sync_history GROUP BY 2;
INSERT INTO cf_sync_outcomes SELECT * FROM cf_sync_answers WHERE feed = 'history';
INSERT INTO cf_sync_write_history VALUES (1);

INSERT INTO cf_sync_settings
SELECT NULL, cf_config(name, value) FROM cf_sync_settings WHERE name IN ('on_error', 'max_requests');
