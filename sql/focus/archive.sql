-- focus_data_table over the archive: cf_parameters.source chooses 'live', 'archive' or 'both'.
--
-- Inputs: an archive (sql/archive.sql) as the main database, sql/archive_views.sql and
-- sql/focus/01_feeds.sql, read before.
--
--   UPDATE cf_parameters SET source = 'archive';
--   SELECT BillingCurrency, sum(BilledCost) FROM focus_data_table GROUP BY 1;
--
-- With 'archive' nothing is asked of the API. With 'both' the API is asked for the days after those
-- that the archive has of every account, as far as the query wants them.

-- No row, or for each feed the last day that all accounts have from the archive. Asking the API for
-- more is right as well, so one that has none keeps the others from being bounded.
DROP VIEW IF EXISTS temp.focus_archived_to;
-- Question: Part of other views: up to which day has the archive every account?
-- Example: SELECT * FROM focus_archived_to;
CREATE TEMP VIEW focus_archived_to AS
SELECT feed, min(archived_to) AS archived_to
FROM cf_archived_to
WHERE account_id IN (SELECT account_id FROM cf_selected_accounts)
GROUP BY feed
HAVING count(*) = (SELECT count(*) FROM cf_selected_accounts);

-- As they are called now, those that ended as they last were.
DROP VIEW IF EXISTS temp.focus_subscription_names;
CREATE TEMP VIEW focus_subscription_names AS
SELECT s.id AS SubAccountId, s.rate_plan_public_name AS SubAccountName
FROM cf_parameters AS p CROSS JOIN cf_subscriptions AS s
WHERE p.source <> 'archive' AND s.account_id IN (SELECT account_id FROM cf_selected_accounts)
UNION ALL
SELECT s.id, substr(max(printf('%20d', s.first_sync_id) || s.rate_plan_public_name), 21)
FROM cf_parameters AS p CROSS JOIN subscriptions AS s
WHERE p.source = 'archive' AND s.account_id IN (SELECT account_id FROM cf_selected_accounts)
GROUP BY s.id;

-- Accounts of which there has never been such usage have none to read.
DROP VIEW IF EXISTS temp.focus_unread_days;
CREATE TEMP VIEW focus_unread_days AS
SELECT g.account_id, g.day
FROM cf_parameters AS p CROSS JOIN cf_archive_gaps AS g
LEFT JOIN cf_archived_to AS t ON t.feed = p.feed AND t.account_id = g.account_id
WHERE g.day <= coalesce(t.archived_to, CASE p.source WHEN 'archive' THEN '9999-12-31' ELSE '' END)
  AND g.account_id NOT IN (SELECT f.account_id FROM account_feeds AS f
                             WHERE f.feed = p.feed AND f.records = 0
                               AND f.state IN ('not covered', 'refused', 'nothing there'));

DROP VIEW IF EXISTS temp.focus_feed_focus;
CREATE TEMP VIEW focus_feed_focus AS
SELECT u.* FROM focus_archived_to AS b CROSS JOIN focus_live_focus AS u
WHERE b.feed = 'focus' AND u.charge_date > b.archived_to
  AND u.charge_date > (SELECT archived_to FROM cf_archived_to AS t
                       WHERE t.feed = 'focus' AND t.account_id = u.account_id)
UNION ALL
SELECT u.* FROM (SELECT count(*) AS bounds FROM focus_archived_to WHERE feed = 'focus') AS b
CROSS JOIN focus_live_focus AS u
WHERE b.bounds = 0
  AND u.charge_date > coalesce((SELECT archived_to FROM cf_archived_to AS t
                                WHERE t.feed = 'focus' AND t.account_id = u.account_id), '')
UNION ALL
SELECT u.account_id, charge_date, raw,
       BillingAccountId, BillingAccountName, ChargeCategory, ChargeDescription, ChargeFrequency,
       -- Ends are exclusive, as those of the live tables.
       CASE WHEN ChargePeriodEnd GLOB '*[T ]23:59:59*'
            THEN coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', ChargePeriodEnd, '+1 second'),
                          ChargePeriodEnd)
            ELSE ChargePeriodEnd END COLLATE cf_instant, ChargePeriodStart COLLATE cf_instant,
       ConsumedQuantity, ConsumedUnit, HostProviderName, InvoiceIssuerName, ServiceProviderName,
       x_BillableMetricName, BilledCost, BillingCurrency,
       CASE WHEN BillingPeriodEnd GLOB '*[T ]23:59:59*'
            THEN coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodEnd, '+1 second'),
                          BillingPeriodEnd)
            ELSE BillingPeriodEnd END COLLATE cf_instant, BillingPeriodStart COLLATE cf_instant, ChargeClass, ContractedCost, ContractedUnitPrice,
       EffectiveCost, ListCost, ListUnitPrice, PricingQuantity, PricingUnit, RegionId, RegionName,
       SubAccountId, SubAccountName, x_BillableMetricId, x_ProductFamilyName, x_ZoneId, x_ZoneName,
       x_ProductCategoryName, x_ProductFamilyId, Tags
FROM cf_archived_to AS t CROSS JOIN focus_usage AS u
WHERE t.feed = 'focus' AND u.account_id = t.account_id AND u.charge_date <= t.archived_to
  AND u.account_id IN (SELECT account_id FROM cf_selected_accounts);

DROP VIEW IF EXISTS temp.focus_feed_paygo;
CREATE TEMP VIEW focus_feed_paygo AS
SELECT u.* FROM focus_archived_to AS b CROSS JOIN focus_live_paygo AS u
WHERE b.feed = 'paygo' AND u.charge_date > b.archived_to
  AND u.charge_date > (SELECT archived_to FROM cf_archived_to AS t
                       WHERE t.feed = 'paygo' AND t.account_id = u.account_id)
UNION ALL
SELECT u.* FROM (SELECT count(*) AS bounds FROM focus_archived_to WHERE feed = 'paygo') AS b
CROSS JOIN focus_live_paygo AS u
WHERE b.bounds = 0
  AND u.charge_date > coalesce((SELECT archived_to FROM cf_archived_to AS t
                                WHERE t.feed = 'paygo' AND t.account_id = u.account_id), '')
UNION ALL
SELECT u.account_id, charge_date, raw,
       -- The first day tells the end of the cycle unless it is the last of a short month: then the
       -- cycles may start on a later day of longer months. NULL where nothing tells.
       CAST(strftime('%Y-%m-%dT00:00:00Z', (
         SELECT CASE WHEN anchor > 0 THEN cf_billing_cycle_end(date(BillingPeriodStart), anchor) END
         FROM (SELECT CASE
                 WHEN date(BillingPeriodStart, '+1 day') <> date(BillingPeriodStart, '+1 day',
                                                                 'start of month')
                   OR substr(BillingPeriodStart, 9, 2) = '31'
                 THEN CAST(substr(BillingPeriodStart, 9, 2) AS INTEGER)
                 ELSE json_extract((SELECT anchors FROM focus_paygo_anchors),
                                   '$."' || SubscriptionId || '"') END AS anchor)), '+1 day')
         AS TEXT) COLLATE cf_instant,
       BilledCost, BillingAccountId, BillingAccountName, BillingCurrency,
       BillingPeriodStart COLLATE cf_instant,
       ChargeCategory, ChargeClass, ChargeDescription,
       CASE WHEN ChargePeriodEnd GLOB '*[T ]23:59:59*'
            THEN coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', ChargePeriodEnd, '+1 second'),
                          ChargePeriodEnd)
            ELSE ChargePeriodEnd END COLLATE cf_instant,
       ChargePeriodStart COLLATE cf_instant, ConsumedQuantity, ConsumedUnit, ContractedCost,
       CumulatedContractedCost, CumulatedPricingQuantity, EffectiveCost, HostProviderName, InvoiceIssuerName, ListCost,
       PricingQuantity, PricingUnit, ServiceFamilyName, ServiceName, ServiceProviderName,
       SubscriptionId, ZoneId, ZoneName
FROM cf_archived_to AS t CROSS JOIN paygo_usage AS u
WHERE t.feed = 'paygo' AND u.account_id = t.account_id AND u.charge_date <= t.archived_to
  AND u.account_id IN (SELECT account_id FROM cf_selected_accounts);

-- From the archive itself: the day of the month that cycles of the subscription start on. The last day
-- of a short month alone does not tell it.
DROP VIEW IF EXISTS temp.focus_paygo_anchors;
-- Question: Part of other views: on which days do billing cycles begin, as the archive knows?
-- Example: SELECT * FROM focus_paygo_anchors;
CREATE TEMP VIEW focus_paygo_anchors AS
SELECT json_group_object(SubscriptionId, anchor) AS anchors
FROM (SELECT SubscriptionId, max(CAST(substr(BillingPeriodStart, 9, 2) AS INTEGER)) AS anchor
      FROM paygo_usage
      WHERE SubscriptionId IS NOT NULL
        AND (substr(BillingPeriodStart, 9, 2) = '31'
             OR date(BillingPeriodStart, '+1 day') <> date(BillingPeriodStart, '+1 day',
                                                           'start of month'))
      GROUP BY 1);
