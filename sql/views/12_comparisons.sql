-- What changed: day on day, month on month; what is new or gone; whether price or quantity did it.
--
-- Inputs: cf_usage_in_windows (01_usage.sql). Corrections are left out.
--
--   SELECT metric, cost_before, cost_after, change FROM cf_movers_day_on_day
--   ORDER BY abs(change) DESC LIMIT 10;
--
-- Costs and changes are in `currency`, quantities in `unit`. No record on a side is 0; a record
-- without a cost makes the side's cost NULL: unknown. So is a side that may be forgotten in part. Days
-- that are still restated are compared like others: cf_freshness tells which those are.

-- The last complete day and the one before it. Cloudflare may be late: if an account has no record at
-- all of up to three days before today, its newest day with records is compared instead.
DROP VIEW IF EXISTS temp.cf_movers_day_on_day;
CREATE TEMP VIEW cf_movers_day_on_day AS
SELECT account_id, product, metric, currency, cost_before, cost_after,
       cost_after - cost_before AS change,
       (cost_after - cost_before) / nullif(cost_before, 0) AS change_ratio,
       quantity_before, quantity_after, unit
FROM (SELECT account_id, product, metric, unit, currency,
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
                  FROM (SELECT account_id, product, metric, unit, currency, day, is_correction,
                               sum(cost) AS cost, count(*) - count(cost) AS unknown,
                               sum(quantity) AS quantity,
                               max(max(day)) OVER (PARTITION BY account_id) AS newest
                        FROM cf_usage_records
                        WHERE window_name = 'two_days'
                        GROUP BY account_id, product, metric, unit, currency, day, is_correction)
                    AS d CROSS JOIN cf_period)
            WHERE NOT is_correction
              AND ((SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
                   OR currency = (SELECT currency FROM cf_parameters)))
      WHERE side IS NOT NULL
      GROUP BY account_id, product, metric, unit, currency);

-- The month of the last complete day, and as many days of the month before it, all of them if the
-- month is over. Cloudflare keeps about 30 days: a side that began more than 25 days ago, and before
-- the oldest record of its account in these months, is unknown, as its first days may be forgotten. An
-- account that is new looks the same. To compare months it takes an archive. If up to three days
-- before today are not there yet, months end with the account's newest day, as above.
DROP VIEW IF EXISTS temp.cf_compared_months;
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
SELECT account_id, product, metric, unit, currency,
       CASE WHEN oldest <= first_before OR first_before >= kept_from
            THEN total(CASE side WHEN 0 THEN cost END)
                   * nullif(total(CASE side WHEN 0 THEN unknown END) = 0, 0) END AS cost_before,
       CASE WHEN (oldest <= first_after OR first_after >= kept_from) AND NOT all_late
            THEN total(CASE side WHEN 1 THEN cost END)
                   * nullif(total(CASE side WHEN 1 THEN unknown END) = 0, 0) END AS cost_after,
       CASE WHEN oldest <= first_before OR first_before >= kept_from
            THEN total(CASE side WHEN 0 THEN quantity END) END AS quantity_before,
       CASE WHEN (oldest <= first_after OR first_after >= kept_from) AND NOT all_late
            THEN total(CASE side WHEN 1 THEN quantity END) END AS quantity_after
FROM (SELECT *, newest >= late_from AND newest < first_after AS all_late,
             CASE WHEN newest >= late_from AND newest >= first_after
                  THEN julianday(last_complete_day) - julianday(newest) ELSE 0 END AS late
      FROM (SELECT account_id, product, metric, unit, currency, side, to_end, first_before,
                   first_after, kept_from, late_from, last_complete_day, sum(cost) AS cost,
                   count(*) - count(cost) AS unknown, sum(quantity) AS quantity,
                   min(min(day)) OVER (PARTITION BY account_id) AS oldest,
                   max(max(day)) OVER (PARTITION BY account_id) AS newest
            -- Records of every currency tell from when to when there are some. to_end: up to 3, how
            -- many days before the last one of its side; a day that is late is left out of both.
            FROM (SELECT u.*, first_before, first_after, kept_from, late_from, last_complete_day,
                         CASE WHEN is_correction THEN NULL WHEN day >= first_after THEN 1
                              WHEN day <= last_before THEN 0 END AS side,
                         CASE WHEN day < first_after
                              THEN max(min(days_after - substr(day, 9), 3), 0) ELSE 3 END AS to_end
                  FROM cf_usage_records AS u CROSS JOIN sides
                  WHERE window_name = 'two_months')
            GROUP BY account_id, product, metric, unit, currency, side, to_end))
WHERE side IS NOT NULL AND to_end >= late
  AND ((SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
       OR currency = (SELECT currency FROM cf_parameters))
GROUP BY account_id, product, metric, unit, currency;

DROP VIEW IF EXISTS temp.cf_movers_month_on_month;
CREATE TEMP VIEW cf_movers_month_on_month AS
SELECT account_id, product, metric, currency, cost_before, cost_after,
       cost_after - cost_before AS change,
       (cost_after - cost_before) / nullif(cost_before, 0) AS change_ratio,
       quantity_before, quantity_after, unit
FROM cf_compared_months;

-- Why the month costs more or less: quantity_effect is the change in quantity at the old price,
-- price_effect the change in price for the new quantity; together they are the change. A price is
-- cost by quantity, so what a free allowance covers lowers it. A metric that is on one side only has
-- no price on the other: all of its change is one of quantity. What is unknown has no row.
DROP VIEW IF EXISTS temp.cf_price_and_quantity_effects;
CREATE TEMP VIEW cf_price_and_quantity_effects AS
SELECT account_id, product, metric, unit, currency, quantity_before, quantity_after, price_before,
       price_after, cost_after - cost_before AS change,
       CASE WHEN price_before IS NULL OR price_after IS NULL THEN cost_after - cost_before
            ELSE (quantity_after - quantity_before) * price_before END AS quantity_effect,
       CASE WHEN price_before IS NULL OR price_after IS NULL THEN 0.0
            ELSE (price_after - price_before) * quantity_after END AS price_effect
FROM (SELECT *, cost_before / nullif(quantity_before, 0) AS price_before,
             cost_after / nullif(quantity_after, 0) AS price_after
      FROM cf_compared_months)
WHERE cost_before IS NOT NULL AND cost_after IS NOT NULL;

-- Metrics that first appeared in the period, after a week of records without them, or that were there
-- in the six weeks before it or in it and have been absent for the last seven complete days. The API
-- keeps about 30 days: without that week nobody could say what is new.
DROP VIEW IF EXISTS temp.cf_new_and_vanished_metrics;
CREATE TEMP VIEW cf_new_and_vanished_metrics AS
SELECT account_id, product, metric, unit, currency,
       CASE WHEN last_seen < gone_since THEN 'vanished' ELSE 'new' END AS status,
       first_seen, last_seen, quantity, cost
FROM (SELECT account_id, product, metric, unit, currency, min(min(day)) OVER same AS first_seen,
             max(max(day)) OVER same AS last_seen, sum(quantity) AS quantity,
             CASE WHEN count(cost) = count(*) THEN sum(cost) END AS cost,
             max((SELECT first_day FROM cf_period),
                 date(min(min(day)) OVER (PARTITION BY account_id), '+7 days')) AS new_since,
             (SELECT date(last_complete_day, '-6 days') FROM cf_period) AS gone_since
      FROM cf_usage_in_windows
      WHERE window_name = 'baseline' AND NOT is_correction
      GROUP BY account_id, product, metric, unit, currency
      -- Costs that are told in another currency, or at last, make no metric new.
      WINDOW same AS (PARTITION BY account_id, product, metric, unit))
WHERE last_seen < gone_since OR first_seen >= new_since;
