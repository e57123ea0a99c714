-- What is new of what was found, and what is over: compares with what was told before. Without the
-- extension; the main database is the state, `run` the attached one of this run, with the tables of
-- found.sql filled and options(again, at_most): tell all again, and how many characters a message may have.

CREATE TABLE IF NOT EXISTS told(
  key TEXT PRIMARY KEY, kind TEXT, account_id TEXT, level REAL, text TEXT, told_at TEXT);
-- Days of an account before the first run are no news.
CREATE TABLE IF NOT EXISTS watched(account_id TEXT PRIMARY KEY, since TEXT, newest TEXT);
-- When analytics were asked about an account last: whoever waits longest comes first.
CREATE TABLE IF NOT EXISTS looked_at(account_id TEXT PRIMARY KEY, looked_at TEXT);

BEGIN IMMEDIATE;
INSERT OR REPLACE INTO main.looked_at SELECT * FROM temp.looked_at WHERE NOT (SELECT again FROM options);
INSERT OR IGNORE INTO watched(account_id, since, newest)
SELECT account_id, newest, newest FROM newest_days WHERE newest IS NOT NULL;
UPDATE watched SET newest = (SELECT newest FROM newest_days AS n WHERE n.account_id = watched.account_id)
WHERE (SELECT newest FROM newest_days AS n WHERE n.account_id = watched.account_id) > newest;
DELETE FROM found
WHERE kind = 'day' AND day < (SELECT since FROM watched AS w WHERE w.account_id = found.account_id);

-- An account that never had any usage is not late.
INSERT INTO found
SELECT 'late', 'late|' || account_id, account_id, n.account_name, w.newest, NULL, behind, late_after, behind, 2,
       printf('%s: the newest day with usage is %s, %d days ago', n.account_name, w.newest,
              CAST(julianday(today) - julianday(w.newest) AS INTEGER))
FROM (SELECT n.*, CAST(julianday(as_of) - julianday(w.newest) AS INTEGER) AS behind
      FROM newest_days AS n JOIN watched AS w USING (account_id)) AS n JOIN watched AS w USING (account_id)
WHERE behind >= late_after
  -- Nobody can be newer than the archive is.
  AND NOT EXISTS (SELECT 1 FROM found WHERE key = 'late|archive');

INSERT INTO found
SELECT 'not checked', 'not checked|' || what || '|' || account_id, account_id, account_name, NULL, NULL, NULL, NULL,
       1, 1, 'not checked: ' || what || ' of ' || coalesce(account_name, account_id) || ': ' || reason
FROM not_checked GROUP BY what, account_id;

DELETE FROM told
WHERE key NOT IN (SELECT key FROM found)
  AND (kind, coalesce(account_id, '')) IN (SELECT kind, account_id FROM was_read);

CREATE TABLE run.fresh AS
SELECT row_number() OVER (ORDER BY f.kind = 'not checked', f.kind, f.account_name, f.day, f.key) AS place, f.*,
       NULL AS message
FROM found AS f LEFT JOIN told AS t USING (key)
WHERE f.level > 0 AND ((SELECT again FROM options) OR t.key IS NULL OR f.level > t.level * f.factor + 1e-9);
COMMIT;

-- On one line, and no longer than a message may be. What a terminal would run is not in it.
UPDATE run.fresh SET text = replace(replace(replace(replace(replace(text, char(10), ' '), char(13), ' '), char(9), ' '),
                                            char(27), ' '), char(155), ' ');
UPDATE run.fresh SET text = substr(text, 1, 399) || '…' WHERE length(text) > 400;
-- As many in a message as it has room for.
CREATE TABLE run.messages AS
WITH RECURSIVE filled(place, message, used) AS (
  SELECT 1, 1, length(text) + 1 FROM fresh WHERE place = 1
  UNION ALL
  SELECT f.place, filled.message + (used + length(text) + 1 > at_most),
         CASE WHEN used + length(text) + 1 > at_most THEN 0 ELSE used END + length(text) + 1
  FROM filled CROSS JOIN options CROSS JOIN fresh AS f WHERE f.place = filled.place + 1
)
SELECT place, message FROM filled;
UPDATE run.fresh SET message = (SELECT m.message FROM messages AS m WHERE m.place = fresh.place);
