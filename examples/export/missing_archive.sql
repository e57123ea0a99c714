-- As missing.sql, over an archive: days that were never read, a row each. Accounts of which there has never been such
-- usage are nobody's gap, unless they were named.
--
-- Inputs: export_request, focus_export_rows; sql/archive_views.sql, with cf_parameters of the month.

CREATE TEMP TABLE export_missing AS
SELECT g.account_id, g.day, date(g.day, '+1 day') AS until
FROM export_request AS r CROSS JOIN cf_archive_gaps AS g
LEFT JOIN (SELECT account_id, min(BillingPeriodStart) AS first_start, max(BillingPeriodEnd) AS last_end
           FROM focus_export_rows WHERE raw IS NOT NULL GROUP BY 1) AS u ON u.account_id = g.account_id
WHERE g.gap = 'never read' AND g.day < date('now')
  AND CASE r.by_period WHEN 'calendar' THEN g.day >= r.first_day AND g.day < r.next_day
      ELSE g.day || 'T12' BETWEEN coalesce(u.first_start, r.first_day) AND coalesce(u.last_end, r.next_day) END
  AND NOT (r.of_all AND g.account_id IN (SELECT account_id FROM main.account_feeds
                                         WHERE feed = r.feed AND records = 0
                                           AND state IN ('not covered', 'refused', 'nothing there')));
