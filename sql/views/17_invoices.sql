-- Do the invoices agree with the usage? Was anything charged twice?
--
-- Inputs: cf_usage_in_windows (01_usage.sql), cf_history_in_windows (02_history.sql),
-- cf_subscriptions.
--
--   UPDATE cf_parameters SET first_day = date('now', '-6 months');
--   SELECT cycle_end, usage, plan_fees, charged, difference, likely_cause
--   FROM cf_invoice_reconciliation;
--
-- Amounts are in `currency`. cycle_end is the day on which cycles ended, their first day no longer
-- part of them; cycles of several subscriptions that ended together are one row, as they are on one
-- invoice. Only cycles that ended in the period, and by today, are shown. Usage that names no cycle,
-- as FOCUS without money, cannot be compared.
--
-- No item of the period is left out: those that belong to no cycle shown are rows without
-- cycle_starts, by month, which stands in cycle_end as YYYY-MM. Voided items count nowhere here.
--
-- usage is NULL where it is not known: Cloudflare keeps about 30 days, and an archive may be young. A
-- cycle that began more than 25 days ago, and before the oldest record of its account that was read,
-- may be cut.

-- Billing cycles by subscription: the first day, and the day after the last. Records that name none
-- are rows without one. Of all currencies, since any record tells how far back records reach.
DROP VIEW IF EXISTS temp.cf_cycle_usage;
CREATE TEMP VIEW cf_cycle_usage AS
SELECT account_id, subscription_id, currency, cycle_start,
       coalesce(cycle_end,
                -- Without a subscription each start is an anchor of its own; only one on the last
                -- day of a month may be one whose anchor is a later day.
                date(cf_billing_cycle_end(
                       cycle_start, CASE WHEN subscription_id IS NOT NULL
                                           OR strftime('%d', cycle_start, '+1 day') = '01'
                                         THEN anchor END),
                     '+1 day')) AS cycle_end,
       cost, records_without_cost, oldest_record,
       cycle_start < oldest_record AND cycle_start < (SELECT date(today, '-25 days') FROM cf_period)
         AS is_cut
FROM (SELECT account_id, subscription_id, currency, cycle_start, max(cycle_end) AS cycle_end,
             sum(cost) AS cost, count(*) - count(cost) AS records_without_cost,
             max(CAST(substr(cycle_start, 9) AS INTEGER))
               OVER (PARTITION BY account_id, subscription_id) AS anchor,
             min(min(day)) OVER (PARTITION BY account_id) AS oldest_record
      FROM cf_usage_records
      WHERE window_name = 'ended_cycles'
      GROUP BY account_id, subscription_id, currency, cycle_start);

-- What plans cost by the month, quarter or year, as they are now.
DROP VIEW IF EXISTS temp.cf_plan_fees;
CREATE TEMP VIEW cf_plan_fees AS
SELECT s.account_id, s.currency, s.price, s.frequency,
       substr(s.current_period_start, 1, 10) AS since,
       -- The day after the last, also where the end is written as 23:59:59.
       date(s.current_period_end, '+1 second') AS until
FROM cf_live_windows AS w CROSS JOIN cf_subscriptions AS s
WHERE w.window_name = 'period' AND s.account_id IN (SELECT account_id FROM cf_selected_accounts)
  AND s.state = 'Paid' AND s.price <> 0;

DROP VIEW IF EXISTS temp.cf_invoice_reconciliation;
CREATE TEMP VIEW cf_invoice_reconciliation AS
WITH plans AS (
  -- A period that starts or ends on the last day of a short month has its anchor at the other end.
  SELECT row_number() OVER () AS plan, account_id, currency, price, frequency, since,
         CAST(max(substr(since, 9), substr(coalesce(until, since), 9)) AS INTEGER) AS anchor
  FROM cf_plan_fees
),
ends AS (
  SELECT account_id, currency, cycle_end, group_concat(DISTINCT cycle_start) AS cycle_starts,
         CASE WHEN NOT max(is_cut) THEN sum(cost) END AS usage,
         sum(records_without_cost) AS records_without_cost, count(*) AS cycles,
         max(is_cut) AS is_cut, min(oldest_record) AS oldest_record
  FROM cf_cycle_usage GROUP BY account_id, currency, cycle_end
),
-- An item belongs to the cycle that ended last before it, in the month before it.
items AS (
  SELECT h.account_id, h.currency, h.day, h.kind, h.amount, h.description,
         coalesce(nullif(h.description, ''), h.action, h.type) AS name,
         max(CASE WHEN e.currency = h.currency AND e.cycle_end <= h.day
                   AND h.day < date(e.cycle_end, '+1 month') THEN e.cycle_end END) AS cycle_end,
         -- What usage there was then is known if records reach back, and all say when and in what.
         max(e.account_id IS NOT NULL
             AND (e.currency IS NULL OR e.currency = h.currency AND e.cycle_end IS NULL)) AS unplaced,
         min(e.oldest_record) <= date(h.day, '-1 month') AS reaches_back
  FROM (SELECT *, row_number() OVER () AS item FROM cf_history_in_windows
        WHERE window_name = 'ended_cycles' AND NOT is_voided) AS h
  LEFT JOIN ends AS e ON e.account_id = h.account_id
  GROUP BY h.item
),
invoiced AS (
  SELECT account_id, currency, place, coalesce(cycle_end, substr(day, 1, 7)) AS cycle_end,
         sum(CASE kind WHEN 'charge' THEN amount END) AS charged,
         sum(CASE kind WHEN 'refund' THEN amount END) AS refunds,
         sum(CASE kind WHEN 'credit' THEN amount END) AS credits,
         count(CASE WHEN kind = 'charge' AND amount > 0 THEN 1 END)
           - count(DISTINCT CASE WHEN kind = 'charge' AND amount > 0
                                 THEN printf('%.17g ', amount) || coalesce(description, '') END)
           AS doubles,
         json_group_array(CASE WHEN kind = 'charge' AND amount > 0
                               THEN json_array(amount, name) END) AS charges,
         max(CASE kind WHEN 'charge' THEN day END) AS last_charge,
         max(unplaced) AS unplaced, min(coalesce(reaches_back, 0)) AS reaches_back
  FROM (SELECT i.account_id, i.currency, i.day, i.kind, i.amount, i.name, i.description, i.unplaced,
               i.reaches_back,
               CASE WHEN i.cycle_end BETWEEN p.first_day AND min(p.last_day, p.today)
                    THEN i.cycle_end END AS cycle_end,
               CASE WHEN i.cycle_end BETWEEN p.first_day AND min(p.last_day, p.today) THEN 'cycle'
                    WHEN i.day NOT BETWEEN p.first_day AND p.last_day OR i.amount = 0 THEN NULL
                    WHEN i.cycle_end < p.first_day THEN 'earlier'
                    ELSE 'none' END AS place
        FROM items AS i CROSS JOIN cf_period AS p)
  WHERE place IS NOT NULL
  GROUP BY 1, 2, 3, 4
),
sides AS (
  SELECT account_id, currency, place, max(cycle_starts) AS cycle_starts, cycle_end,
         max(usage) AS usage, max(records_without_cost) AS records_without_cost, max(cycles) AS cycles,
         max(is_cut) AS is_cut, max(charged) AS charged, max(refunds) AS refunds,
         max(credits) AS credits, max(doubles) AS doubles, max(charges) AS charges,
         max(unplaced) AS unplaced,
         CASE place WHEN 'cycle' THEN date(cycle_end, '-1 day')
                    WHEN 'none' THEN date(cycle_end || '-01', '-1 day') END AS due_after,
         CASE place WHEN 'cycle' THEN cycle_end ELSE max(last_charge) END AS due_by
  FROM (SELECT account_id, currency, 'cycle' AS place, cycle_starts, cycle_end, usage,
               records_without_cost, cycles, is_cut, NULL AS charged, NULL AS refunds,
               NULL AS credits, NULL AS doubles, NULL AS charges, NULL AS unplaced,
               NULL AS last_charge
        FROM ends
        WHERE cycle_end BETWEEN (SELECT first_day FROM cf_period)
                            AND (SELECT min(last_day, today) FROM cf_period)
          AND coalesce((SELECT currency FROM cf_parameters), currency) IS currency
        UNION ALL
        SELECT account_id, currency, place, NULL, cycle_end,
               CASE WHEN place = 'none' AND reaches_back AND NOT unplaced THEN 0.0 END,
               NULL, NULL, NULL, charged, refunds, credits, doubles, charges, unplaced, last_charge
        FROM invoiced)
  GROUP BY account_id, currency, place, cycle_end
),
compared AS (
  SELECT *, charged - usage - coalesce(plan_fees, 0.0) AS difference
  FROM (SELECT *, sum(CASE WHEN place = 'cycle' OR NOT is_in_cycle THEN price END) AS plan_fees
        FROM (SELECT s.*, f.price,
                     -- What a cycle with usage has is not expected among other items again.
                     max(s.place = 'cycle') OVER (
                       PARTITION BY f.plan, date(cf_billing_cycle_end(s.due_after, f.anchor), '+1 day'))
                       AS is_in_cycle
              FROM sides AS s
              LEFT JOIN plans AS f
                ON f.account_id = s.account_id AND f.currency = s.currency
               AND date(cf_billing_cycle_end(s.due_after, f.anchor), '+1 day') <= s.due_by
               AND CASE f.frequency
                     WHEN 'monthly' THEN 1
                     WHEN 'quarterly'
                       THEN (substr(s.cycle_end, 6, 2) - substr(f.since, 6, 2)) % 3 = 0
                     WHEN 'yearly' THEN substr(s.cycle_end, 6, 2) = substr(f.since, 6, 2)
                   END)
        GROUP BY account_id, currency, place, cycle_end)
)
SELECT account_id, currency, cycle_starts, cycle_end, usage, plan_fees, charged, refunds, credits,
       coalesce(charged, 0.0) + coalesce(refunds, 0.0) + coalesce(credits, 0.0) AS net,
       difference,
       CASE WHEN place = 'earlier' THEN 'of a cycle that ended before the period'
            WHEN is_cut THEN 'usage of this cycle is not completely there'
            WHEN place = 'none'
              THEN CASE WHEN abs(difference) < 0.01 AND plan_fees IS NOT NULL THEN 'none: plan fees; '
                        WHEN abs(charged - plan_fees) < 0.01 THEN 'plan fees; '
                        WHEN charged IS NOT NULL
                          THEN coalesce('other charges: ' || (
                                 SELECT group_concat(name, ', ')
                                 FROM (SELECT DISTINCT json_extract(value, '$[1]') AS name
                                       FROM json_each(charges) WHERE type = 'array')) || '; ', '')
                        ELSE '' END
                || CASE WHEN unplaced THEN 'usage names no billing cycle or no currency'
                        WHEN usage IS NULL THEN 'usage of that time is not known'
                        ELSE 'no usage in this currency' END
            WHEN records_without_cost > 0 THEN 'usage without a cost'
            WHEN charged IS NULL AND abs(usage + coalesce(plan_fees, 0.0)) < 0.005
              THEN 'none: nothing to charge for'
            WHEN charged IS NULL AND cycle_end > (SELECT date(today, '-5 days') FROM cf_period)
              THEN 'not invoiced yet'
            WHEN charged IS NULL THEN 'no invoice'
            -- Each cycle is rounded to cents by itself.
            WHEN abs(difference) < 0.005 + 0.005 * cycles THEN 'none: they agree'
            WHEN doubles > 0 THEN 'charged twice: see cf_duplicate_charges'
            WHEN abs(difference + plan_fees) < 0.01 THEN 'plan fees not charged'
            WHEN abs(difference - plan_fees) < 0.01 THEN 'plan fees charged twice'
            ELSE coalesce(
              -- Charges that are neither usage nor plan fees, if they are the difference.
              (SELECT CASE WHEN abs(sum(amount) - difference) < 0.005 + 0.005 * cycles
                           THEN 'other charges: ' || group_concat(name, ', ') END
               FROM (SELECT json_extract(value, '$[1]') AS name,
                            sum(json_extract(value, '$[0]')) AS amount
                     FROM json_each(charges)
                     WHERE type = 'array' AND json_extract(value, '$[0]') < difference + 0.01
                       AND abs(json_extract(value, '$[0]') - usage) >= 0.01
                       AND abs(json_extract(value, '$[0]') - coalesce(plan_fees, 0.0)) >= 0.01
                       AND abs(json_extract(value, '$[0]') - usage - coalesce(plan_fees, 0.0)) >= 0.01
                     GROUP BY name)),
              CASE WHEN plan_fees IS NULL AND difference > 0
                        AND (SELECT source FROM cf_period) = 'archive'
                     THEN 'fees of plans, which are not in the archive, or other items'
                   WHEN abs(difference) < 0.02 * abs(usage) THEN 'usage restated after the invoice'
                   WHEN difference < 0 THEN 'less charged than used: a discount or a contract'
                   ELSE 'more charged than used: other items on the invoice' END)
       END AS likely_cause
FROM compared;

-- The same amount with the same description again within three days, the second time in the period. A
-- candidate, not a proof. What was voided is none.
DROP VIEW IF EXISTS temp.cf_duplicate_charges;
CREATE TEMP VIEW cf_duplicate_charges AS
SELECT account_id, day, id, previous_day, previous_id, amount, currency, description
FROM (SELECT account_id, day, id, amount, currency, description,
             lag(day) OVER same AS previous_day, lag(id) OVER same AS previous_id
      FROM cf_history_in_windows
      WHERE window_name = 'ended_cycles' AND kind = 'charge' AND amount > 0 AND NOT is_voided
      WINDOW same AS (PARTITION BY account_id, currency, amount, description ORDER BY day, id))
WHERE julianday(day) - julianday(previous_day) <= 3
  AND day BETWEEN (SELECT first_day FROM cf_period) AND (SELECT last_day FROM cf_period);
