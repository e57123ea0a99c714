-- What changed: day on day, month on month; what is new or gone; whether price or quantity did it.
--
-- Inputs: cf_usage_in_windows (01_usage.sql), cf_price_list (03_prices.sql). Corrections are left out.
--
--   SELECT metric, cost_before, cost_after, change FROM cf_movers_day_on_day
--   ORDER BY abs(change) DESC LIMIT 10;
--
-- Costs and changes are in `currency`, quantities in `unit`. Lines are one if their names are the same
-- without the note on what is included; they have the name they had last. No record on a side is 0; a
-- record without a cost makes the side's cost NULL: unknown. So is a side that may be forgotten in part.
-- Days that are still restated are compared like others: cf_freshness tells which those are.

-- The last complete day and the one before it. Cloudflare may be late: if an account has no record at
-- all of up to three days before today, its newest day with records is compared instead.
DROP VIEW IF EXISTS temp.cf_movers_day_on_day;
-- Question: What changed most between the last two complete days?
-- Example: SELECT metric, cost_before, cost_after, change, currency FROM cf_movers_day_on_day;
CREATE TEMP VIEW cf_movers_day_on_day AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id)
         AS account_name,
       product, metric, currency, cost_before, cost_after,
       cost_after - cost_before AS change,
       (cost_after - cost_before) / nullif(cost_before, 0) AS change_ratio,
       quantity_before, quantity_after, unit
FROM (SELECT account_id, product, substr(max(day || metric), 11) AS metric, unit, currency,
             -- total() of nothing is 0.0; times NULL if a record has no cost.
             total(CASE side WHEN 0 THEN cost END)
               * nullif(total(CASE side WHEN 0 THEN unknown END) = 0, 0) AS cost_before,
             total(CASE side WHEN 1 THEN cost END)
               * nullif(total(CASE side WHEN 1 THEN unknown END) = 0, 0) AS cost_after,
             total(CASE side WHEN 0 THEN quantity END) AS quantity_before,
             total(CASE side WHEN 1 THEN quantity END) AS quantity_after
      FROM (SELECT *, CASE day WHEN compared THEN 1 WHEN date(compared, '-1 day') THEN 0 END AS side
            FROM (SELECT d.*, CASE WHEN newest >= date(today, '-4 days') THEN newest
                                   ELSE last_complete_day END AS compared
                  -- Records of every currency tell which day is the newest.
                  FROM (SELECT account_id, product, service, max(metric) AS metric, unit, currency,
                               day, is_correction, sum(cost) AS cost,
                               count(*) - count(cost) AS unknown, sum(quantity) AS quantity,
                               max(max(day)) OVER (PARTITION BY account_id) AS newest
                        FROM cf_lines_in_windows
                        WHERE window_name = 'two_days'
                        GROUP BY account_id, product, service, unit, currency, day, is_correction)
                    AS d CROSS JOIN cf_period)
            WHERE NOT is_correction
              AND ((SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
                   OR currency = (SELECT currency FROM cf_parameters)))
      WHERE side IS NOT NULL
      GROUP BY account_id, product, service, unit, currency) AS u;

-- The month of the last complete day, and as many days of the month before it, all of them if the
-- month is over. Cloudflare keeps about 30 days: a side that began more than 25 days ago, and before
-- the oldest record of its account in these months, is unknown, as its first days may be forgotten. An
-- account that is new looks the same. To compare months it takes an archive. If up to three days
-- before today are not there yet, months end with the account's newest day, as above.
DROP VIEW IF EXISTS temp.cf_compared_months;
-- Question: Part of other views: what did this month and the last cost, day for day?
-- Example: SELECT count(*) FROM cf_compared_months;
CREATE TEMP VIEW cf_compared_months AS
WITH sides AS (
  SELECT starts AS first_after, date(starts, '-1 month') AS first_before, last_complete_day,
         CAST(strftime('%d', last_complete_day) AS INTEGER) AS days_after,
         date(today, '-25 days') AS kept_from, date(today, '-4 days') AS late_from,
         min(date(starts, '-1 day'),
             CASE WHEN last_complete_day < date(starts, '+1 month', '-1 day')
                  THEN date(starts, '-1 month',
                            (strftime('%d', last_complete_day) - 1) || ' days')
                  ELSE starts END) AS last_before
  FROM (SELECT today, last_complete_day, date(last_complete_day, 'start of month') AS starts
        FROM cf_period)
  LIMIT 1  -- So it is worked out once, not for each record.
)
SELECT account_id, product, service, substr(max(newest_name), 11) AS metric, unit, currency,
       CASE WHEN (oldest <= first_before OR first_before >= kept_from) AND first_before >= read_from
            THEN total(CASE side WHEN 0 THEN cost END)
                   * nullif(total(CASE side WHEN 0 THEN unknown END) = 0, 0) END AS cost_before,
       CASE WHEN (oldest <= first_after OR first_after >= kept_from) AND NOT all_late AND first_after >= read_from
            THEN total(CASE side WHEN 1 THEN cost END)
                   * nullif(total(CASE side WHEN 1 THEN unknown END) = 0, 0) END AS cost_after,
       CASE WHEN (oldest <= first_before OR first_before >= kept_from) AND first_before >= read_from
            THEN total(CASE side WHEN 0 THEN quantity END) END AS quantity_before,
       CASE WHEN (oldest <= first_after OR first_after >= kept_from) AND NOT all_late AND first_after >= read_from
            THEN total(CASE side WHEN 1 THEN quantity END) END AS quantity_after,
       -- For cf_price_and_quantity_effects, which leaves out what is unknown. NULL: no record tells it.
       total(CASE side WHEN 0 THEN priced END)
         * nullif(total(CASE side WHEN 0 THEN unpriced END) = 0, 0) AS priced_before,
       total(CASE side WHEN 1 THEN priced END)
         * nullif(total(CASE side WHEN 1 THEN unpriced END) = 0, 0) AS priced_after,
       min(is_priced_alike) AS is_priced_alike,
       min(CASE side WHEN 0 THEN least_cost END) AS least_cost_before,
       min(CASE side WHEN 1 THEN least_cost END) AS least_cost_after,
       -- How many billing cycles a side has parts of, at most: from their first and last starts, and
       -- twice as many if there are several subscriptions.
       (1 + coalesce(round((julianday(max(CASE side WHEN 0 THEN last_start END))
                            - julianday(min(CASE side WHEN 0 THEN first_start END))) / 30), 1))
         * (1 + (min(first_subscription) IS NOT max(last_subscription))) AS cycles_before,
       (1 + coalesce(round((julianday(max(CASE side WHEN 1 THEN last_start END))
                            - julianday(min(CASE side WHEN 1 THEN first_start END))) / 30), 1))
         * (1 + (min(first_subscription) IS NOT max(last_subscription))) AS cycles_after
FROM (SELECT *,
             -- Days that an archive has never read are no days of nothing.
             coalesce((SELECT known_from FROM cf_archive_ends AS e WHERE e.account_id = r.account_id), '')
               AS read_from,
             newest >= late_from AND newest < first_after AS all_late,
             CASE WHEN newest >= late_from AND newest >= first_after
                  THEN julianday(last_complete_day) - julianday(newest) ELSE 0 END AS late
      FROM (SELECT k1 AS account_id, k2 AS product, k3 AS service, k4 AS unit, k5 AS currency,
                   CAST(k6 AS INTEGER) AS side, CAST(k7 AS INTEGER) AS to_end, first_before, first_after,
                   kept_from, late_from, last_complete_day, v1 AS cost, v2 AS unknown, v3 AS quantity,
                   v4 AS newest_name, v5 AS priced, v6 AS unpriced, v7 AS is_priced_alike, v8 AS least_cost,
                   v9 AS first_start, v10 AS last_start, v11 AS first_subscription,
                   v12 AS last_subscription, v13 AS oldest, max(v14) OVER (PARTITION BY k1) AS newest
            -- Records of every currency tell from when to when there are some. to_end: up to 3, how
            -- many days before the last one of its side; a day that is late is left out of both.
            FROM (SELECT cf_grouped('kkkkkkk+u+>+u<<<><>a>', account_id, product, service, unit, currency,
                                    CASE WHEN is_correction THEN NULL WHEN day >= first_after THEN 1
                                         WHEN day <= last_before THEN 0 END,
                                    CASE WHEN day < first_after
                                         THEN max(min(days_after - substr(day, 9), 3), 0) ELSE 3 END,
                                    cost, cost, quantity, day || metric, priced_quantity, priced_quantity,
                                    is_priced_alike, CASE WHEN cost > 0 THEN cost END, cycle_start,
                                    cycle_start, subscription_id, subscription_id, day, day) AS told
                  FROM cf_lines_in_windows CROSS JOIN sides
                  WHERE window_name = 'two_months')
            CROSS JOIN cf_grouped_rows(told) CROSS JOIN sides) AS r)
WHERE side IS NOT NULL AND to_end >= late
  AND ((SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
       OR currency = (SELECT currency FROM cf_parameters))
GROUP BY account_id, product, service, unit, currency;

DROP VIEW IF EXISTS temp.cf_movers_month_on_month;
-- Question: What changed most against the same days of last month?
-- Example: SELECT metric, cost_before, cost_after, change, currency FROM cf_movers_month_on_month;
CREATE TEMP VIEW cf_movers_month_on_month AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id)
         AS account_name,
       product, metric, currency, cost_before, cost_after,
       cost_after - cost_before AS change,
       (cost_after - cost_before) / nullif(cost_before, 0) AS change_ratio,
       quantity_before, quantity_after, unit
FROM cf_compared_months AS u;

-- What is compared line by line: here months; sql/views/23_invoice_explained.sql has another one, which
-- adds billing cycles, by zone. What is `whole_` is that of a line in all its zones, which one allowance
-- and the same blocks are for: prices are found by it, those of the day on which a side ends.
DROP VIEW IF EXISTS temp.cf_compared_lines;
-- Question: Part of other views: which lines of usage are compared?
-- Example: SELECT count(*) FROM cf_compared_lines;
CREATE TEMP VIEW cf_compared_lines AS SELECT * FROM cf_compared_month_lines;
DROP VIEW IF EXISTS temp.cf_compared_month_lines;
-- Question: Part of other views: which lines do this month and the last have?
-- Example: SELECT count(*) FROM cf_compared_month_lines;
CREATE TEMP VIEW cf_compared_month_lines AS
SELECT 'months' AS compared, NULL AS cycle_starts, NULL AS cycle_ends, NULL AS flaw, NULL AS zone_id, NULL AS zone_name,
       0 AS is_correction, account_id, product, service, metric, unit, currency, cost_before, cost_after,
       quantity_before, quantity_after, priced_before, priced_after, is_priced_alike,
       cost_before AS whole_cost_before, cost_after AS whole_cost_after,
       priced_before AS whole_priced_before, priced_after AS whole_priced_after, least_cost_before,
       least_cost_after, cycles_before, cycles_after,
       (SELECT date(last_complete_day, 'start of month', '-1 day') FROM cf_period) AS ends_before,
       (SELECT last_complete_day FROM cf_period) AS ends_after
FROM cf_compared_months;

-- These with a row for each side, and what a priced unit cost there: cost by priced quantity. That
-- is not so where quantities are rounded to blocks (of `per` units in the price list): a side's cost is
-- that of some whole blocks, and a block's price has to be found. The list's figure is tried, whatever
-- its currency, then the least cost of a record on both sides, and on this one: it has to divide the
-- cost, into as many blocks as the priced quantity can have begun; every billing cycle that the side has a
-- part of may begin one more or one less. Should the record of a day carry a part of its block only, the
-- list's price counts if that many blocks are possible. NULL: nothing was charged, or nothing tells it.
DROP VIEW IF EXISTS temp.cf_compared_sides;
-- Question: Part of other views: what do this month and the last have on each side?
-- Example: SELECT count(*) FROM cf_compared_sides;
CREATE TEMP VIEW cf_compared_sides AS
SELECT *, CASE WHEN whole_cost = 0 AND (cost <> 0 OR block IS NOT NULL) THEN NULL
               WHEN block IS NULL THEN whole_cost / nullif(whole_priced, 0)
               WHEN list_divides AND abs(whole_cost / list_price * block - whole_priced) <= may_differ
               THEN list_price / block
               WHEN least_of_both_divides
                AND abs(whole_cost / least_of_both * block - whole_priced) <= may_differ
               THEN least_of_both / block
               WHEN least_divides AND abs(whole_cost / least_cost * block - whole_priced) <= may_differ
               THEN least_cost / block
               WHEN list_currency = currency
                AND abs(whole_cost / list_price * block - whole_priced) <= may_differ
               THEN list_price / block
          END AS unit_price
FROM (SELECT *, abs(whole_cost / list_price - round(whole_cost / list_price)) < 1e-6 AS list_divides,
             abs(whole_cost / least_cost - round(whole_cost / least_cost)) < 1e-6 AS least_divides,
             coalesce(abs(whole_cost_before / least_of_both - round(whole_cost_before / least_of_both))
                        < 1e-6, 1)
               AND coalesce(abs(whole_cost_after / least_of_both - round(whole_cost_after / least_of_both))
                              < 1e-6, 1) AS least_of_both_divides,
             block * cycles * (1 + 1e-9) AS may_differ
      FROM (SELECT m.*, side, CASE side WHEN 0 THEN cost_before ELSE cost_after END AS cost,
                   CASE side WHEN 0 THEN priced_before ELSE priced_after END AS priced,
                   CASE side WHEN 0 THEN whole_cost_before ELSE whole_cost_after END AS whole_cost,
                   CASE side WHEN 0 THEN whole_priced_before ELSE whole_priced_after END AS whole_priced,
                   CASE side WHEN 0 THEN least_cost_before ELSE least_cost_after END AS least_cost,
                   coalesce(min(least_cost_before, least_cost_after), least_cost_before,
                            least_cost_after) AS least_of_both,
                   CASE side WHEN 0 THEN cycles_before ELSE cycles_after END AS cycles,
                   CASE WHEN rounding IN ('up', 'nearest') THEN per END AS block,
                   nullif(price, 0) AS list_price, p.currency AS list_currency
            FROM cf_compared_lines AS m
            CROSS JOIN (SELECT 0 AS side UNION ALL SELECT 1)
            LEFT JOIN cf_price_list AS p ON p.service = m.service
             AND CASE side WHEN 0 THEN ends_before ELSE ends_after END
                   BETWEEN p.valid_from AND p.valid_until));

-- Both sides in a row again.
DROP VIEW IF EXISTS temp.cf_month_prices;
-- Question: Part of other views: which unit prices do this month and the last have?
-- Example: SELECT count(*) FROM cf_month_prices;
CREATE TEMP VIEW cf_month_prices AS
SELECT *, max(CASE side WHEN 0 THEN unit_price END) AS price_before,
       max(CASE side WHEN 1 THEN unit_price END) AS price_after, max(block) IS NOT NULL AS has_blocks
FROM cf_compared_sides
WHERE compared = 'months' AND cost_before IS NOT NULL AND cost_after IS NOT NULL
GROUP BY account_id, product, service, unit, currency;

-- Why a side costs more or less than the one before. Of the change in cost is
--   quantity_effect   that in quantity, at the old price of a priced unit;
--   allowance_effect  that in the part of it that was free, at that price;
--   block_effect      that in what was paid for beyond the priced quantity or short of it, at that price:
--                     a block is paid for on the day, and by the zone, that begins it;
--   price_effect      that in the price of a priced unit, for what is paid for now.
-- Together they are the change. A price that one side alone tells is that of the other as well: the line
-- is new, gone, or was free. Where nothing tells the price of a side with a cost, or its priced quantity,
-- the effects are NULL. If quantities are priced in another unit, so is allowance_effect, and
-- quantity_effect is net of it. A feed whose priced quantities are whole blocks, as FOCUS's may be, does
-- not tell blocks from allowance: both are in allowance_effect. What has an unknown cost has no row.
-- (sql/views/23_invoice_explained.sql has the same formulas: recent SQLite refuses statements that come to
-- 1,000 tables, which one view of both months and cycles does.)
DROP VIEW IF EXISTS temp.cf_month_effects;
-- Question: Part of other views: what does quantity, allowance, block and price change of a month?
-- Example: SELECT count(*) FROM cf_month_effects;
CREATE TEMP VIEW cf_month_effects AS
SELECT account_id, product, metric, unit, currency, quantity_before, quantity_after, priced_before, priced_after,
       price_before, price_after, cost_after - cost_before AS change,
       CASE WHEN is_priced_alike THEN quantity_after - quantity_before
            ELSE priced_after - priced_before END * old_price AS quantity_effect,
       CASE WHEN is_priced_alike
            THEN (priced_after - priced_before - quantity_after + quantity_before) * old_price END
         AS allowance_effect,
       (new_price - old_price) * paid_after AS price_effect,
       (paid_after - paid_before - priced_after + priced_before) * old_price AS block_effect
FROM (SELECT *, CASE WHEN NOT has_blocks AND priced_before = whole_priced_before THEN priced_before
                     WHEN cost_before = 0 THEN 0.0 ELSE cost_before / old_price END AS paid_before,
             CASE WHEN NOT has_blocks AND priced_after = whole_priced_after THEN priced_after
                  WHEN cost_after = 0 THEN 0.0 ELSE cost_after / new_price END AS paid_after
      FROM (SELECT *, CASE WHEN priced_before IS NULL OR priced_after IS NULL
                             OR cost_before <> 0 AND price_before IS NULL
                             OR cost_after <> 0 AND price_after IS NULL THEN NULL
                           ELSE coalesce(price_before, price_after, 0.0) END AS old_price,
                   coalesce(price_after, price_before, 0.0) AS new_price
            FROM cf_month_prices));

DROP VIEW IF EXISTS temp.cf_price_and_quantity_effects;
-- Question: Does it cost more because of the price, or of the quantity?
-- Example: SELECT metric, change, quantity_effect, price_effect FROM cf_price_and_quantity_effects;
CREATE TEMP VIEW cf_price_and_quantity_effects AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id)
         AS account_name,
       product, metric, unit, currency, quantity_before, quantity_after, priced_before,
       priced_after, price_before, price_after, change, quantity_effect, allowance_effect, price_effect,
       block_effect
FROM cf_month_effects AS u;

-- Metrics that first appeared in the period, after a week of records without them, or that were there
-- in the six weeks before it or in it and have been absent for the last seven complete days. The API
-- keeps about 30 days: without that week nobody could say what is new.
DROP VIEW IF EXISTS temp.cf_new_and_vanished_metrics;
-- Question: Which metrics are new, and which are gone?
-- Example: SELECT status, metric, first_seen, last_seen FROM cf_new_and_vanished_metrics;
CREATE TEMP VIEW cf_new_and_vanished_metrics AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id)
         AS account_name,
       product, metric, unit, currency,
       CASE WHEN last_seen < gone_since THEN 'vanished' ELSE 'new' END AS status,
       first_seen, last_seen, quantity, cost
FROM (SELECT k1 AS account_id, k2 AS product, substr(max(v1) OVER same, 11) AS metric, k4 AS unit,
             k5 AS currency, min(v2) OVER same AS first_seen, max(v3) OVER same AS last_seen, v4 AS quantity,
             CASE WHEN v6 = 0 THEN v5 END AS cost,
             max((SELECT first_day FROM cf_period), date(v7, '+7 days')) AS new_since,
             (SELECT date(last_complete_day, '-6 days') FROM cf_period) AS gone_since
      FROM (SELECT cf_grouped('kkkkk><>++ua', account_id, product, service, unit, currency, day || metric,
                              day, day, quantity, cost, cost, day) AS told
            FROM cf_usage_in_windows
            WHERE window_name = 'baseline' AND NOT is_correction)
      CROSS JOIN cf_grouped_rows(told)
      -- Costs that are told in another currency, or at last, make no metric new.
      WINDOW same AS (PARTITION BY k1, k2, k3, k4)) AS u
WHERE last_seen < gone_since AND account_id NOT IN (SELECT account_id FROM cf_archive_ends
                                                    WHERE known_from > gone_since)
   OR first_seen >= new_since AND account_id NOT IN (SELECT account_id FROM cf_archive_ends CROSS JOIN cf_period
                                                     WHERE known_from > date(first_day, '-42 days'));
