-- When an archive was read, and of which day it is: the table alert_archived, which archive.sql tells of, and
-- cf_parameters.today, for the views. Before found.sql; the day it really is is alert_options.this_day.

-- How long ago each account was read, of usage and of what resources used, and the archive ('': the newest of these
-- of usage). A run a day may be late, or fail once: of yesterday is in order all day, of the day before is old. Runs
-- shortly before midnight are given until six, as the one of yesterday may not be through. Of a day that is given
-- (--today) nobody knows the hour.
CREATE TEMP TABLE alert_archived AS
SELECT t.*, days > 1 AND hours >= 30 AS is_old,
       min(date(asked_at), (SELECT today FROM main.syncs WHERE id = sync_id)) AS as_of
FROM (SELECT feed, account_id, max(asked_at) AS asked_at, sync_id,
             CAST(julianday(this_day) - julianday(date(max(asked_at))) AS INTEGER) AS days,
             24 * (CASE this_day WHEN date('now') THEN julianday('now') ELSE julianday(this_day, '+1 day') END
                   - julianday(max(asked_at))) AS hours
      FROM (SELECT feed, account_id, asked_at, sync_id FROM main.account_feeds
            WHERE feed IN ((SELECT feed FROM cf_period), 'resources') AND state IN ('read', 'nothing there')
            UNION ALL
            SELECT feed, '', asked_at, sync_id FROM main.account_feeds WHERE feed = (SELECT feed FROM cf_period))
      CROSS JOIN alert_options
      WHERE asked_at IS NOT NULL GROUP BY feed, account_id) AS t;

-- Until archive.sh has run on a day, nothing is known of it, and little of the day before: then the archive is looked
-- at as on the day of its last run, unless that is old. Else usage would be a day later at midnight, a day would count
-- as a whole one that was read before it was over, and a month would be looked at that nobody has read. A run that
-- goes on past midnight is of the day on which it began.
UPDATE cf_parameters
SET today = (SELECT coalesce(max(CASE WHEN as_of < this_day AND NOT is_old THEN as_of END), this_day)
             FROM alert_options LEFT JOIN alert_archived ON account_id = '');
