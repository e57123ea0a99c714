-- Which days of usage export.sh would lack, asked of the API: the table export_missing, a row for each account, by
-- billing period for each of its periods. Days from `day` on are missing, `until` is there again.
--
-- Inputs: export_request, one row; focus_export_rows; export_unbilled; cf_selected_accounts.
--
-- Cloudflare keeps about 30 days, and what is gone looks like days without usage. So a month that began more than 25
-- days ago has to have usage on its first day, of each account. Charges of invoices do not say that it has. Of an
-- account without any usage nothing says that there should be some: it is missing where it was named, or nobody else
-- has any either. Who was left out is said as such.

CREATE TEMP TABLE export_missing AS
WITH usage AS (SELECT * FROM focus_export_rows WHERE raw IS NOT NULL),
known AS (
  SELECT a.account_id, r.first_day, r.next_day, r.by_period, u.since
  FROM export_request AS r CROSS JOIN cf_selected_accounts AS a
  LEFT JOIN (SELECT account_id, min(charge_date) AS since FROM usage GROUP BY 1) AS u ON u.account_id = a.account_id
  WHERE r.first_day < date('now', '-25 days')
    AND a.account_id NOT IN (SELECT account_id FROM cf_requests WHERE outcome = 'left out' AND account_id IS NOT NULL)
    AND (u.since IS NOT NULL OR NOT r.of_all
         OR NOT EXISTS (SELECT 1 FROM usage) AND NOT EXISTS (SELECT 1 FROM export_unbilled))
)
SELECT account_id, first_day AS day, coalesce(since, next_day) AS until
FROM known WHERE by_period = 'calendar' AND since IS NOT first_day
UNION ALL
SELECT account_id, substr(BillingPeriodStart, 1, 10), min(charge_date)
FROM usage CROSS JOIN export_request
WHERE by_period = 'billing' AND BillingPeriodStart < date('now', '-25 days')
GROUP BY account_id, BillingPeriodStart HAVING min(charge_date) > substr(BillingPeriodStart, 1, 10)
UNION ALL
SELECT account_id, first_day, next_day FROM known
WHERE by_period = 'billing' AND since IS NULL AND account_id NOT IN (SELECT account_id FROM export_unbilled);

-- Whose subscriptions to what is paid as one goes all began later has no usage before; nor are there billing periods
-- before the day on which the first of them begins, as that of an anchor on the 31st does on 30 November. Not asked
-- where the month is written all the same.
UPDATE export_missing SET day = CASE WHEN (SELECT feed = 'paygo' AND NOT partial FROM export_request) THEN
    max(day, coalesce((SELECT min(max(date(s.start_timestamp), CASE WHEN by_period = 'billing' THEN coalesce(
                                date(first_day, '+' || (min(CAST(strftime('%d', billing_cycle_anchor_timestamp) AS INTEGER),
                                                            CAST(strftime('%d', next_day, '-1 day') AS INTEGER)) - 1)
                                                || ' days'), '') ELSE '' END))
                       FROM export_request CROSS JOIN cf_paygo_subscriptions AS s
                       WHERE s.account_id = export_missing.account_id), day))
  ELSE day END;
DELETE FROM export_missing WHERE day >= until OR day >= date('now', '-25 days');
