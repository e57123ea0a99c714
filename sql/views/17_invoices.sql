-- Do the invoices agree with the usage? Was anything charged twice?
--
-- Inputs: cf_usage_records (01_usage.sql), cf_history_in_windows (02_history.sql), cf_fees_due
-- (05_plan_fees.sql), cf_account_tax_rates (04_tax_rates.sql).
--
--   UPDATE cf_parameters SET first_day = date('now', '-6 months');
--   SELECT cycle_end, usage, plan_fees, charged, difference, state, likely_cause
--   FROM cf_invoice_reconciliation;
--
-- Amounts are in `currency`. cycle_end is the day on which cycles ended, their first day no longer
-- part of them; cycles of several subscriptions that ended together are one row, as they are on one
-- invoice. Only cycles that ended in the period, and by today, are shown. Usage that names no cycle,
-- as FOCUS without money, cannot be compared.
--
-- An invoice is the usage of the period that ended and the flat fees of the period that begins, so a
-- fee is due when its period begins. charged = usage + plan_fees + tax + prorations + past_due +
-- difference: tax, prorations and past_due are charges of their own that say what they are. Tax that is
-- a part of an invoice is in the difference, as nothing tells how much it is; where a rate of the user's
-- (04_tax_rates.sql) explains all of the difference, it is in tax.
--
-- state is 'agrees', 'differs', or 'cannot be compared yet': the usage is not known, not all of it is
-- there, or there is no invoice yet. Count the three apart. likely_cause is a guess, and says so.
--
-- No item of the period is left out: those that belong to no cycle shown are rows without
-- cycle_starts, by month, which stands in cycle_end as YYYY-MM. Items that are not in force (void,
-- drafts, failed, uncollectible), payments and disputes count nowhere here.
--
-- usage is NULL where it is not known: Cloudflare keeps about 30 days, and an archive may be young or
-- lack days. A cycle that began before complete_from is cut; one that began more than 25 days ago, and
-- before the oldest record of its account that was read, may be.

-- Which days come from an archive: none here. sql/archive_views.sql has others of these two. known_from:
-- the first day from which on up to now all were read, 9999-12-31 if the newest were not; NULL: all were, or
-- days that are not there are ignored. read_to: the newest day that was read, if later ones come from nowhere.
DROP VIEW IF EXISTS temp.cf_archive_ends;
-- Question: Part of other views: up to which day is the archive settled?
-- Example: SELECT * FROM cf_archive_ends;
CREATE TEMP VIEW cf_archive_ends AS
SELECT NULL AS account_id, NULL AS archived_to, NULL AS known_from, NULL AS read_to WHERE 0;
DROP VIEW IF EXISTS temp.cf_read_days;
-- Question: Part of other views: which days has the archive ever read?
-- Example: SELECT count(*) FROM cf_read_days;
CREATE TEMP VIEW cf_read_days AS SELECT NULL AS account_id, NULL AS day WHERE 0;

-- Records, added up by all that tells the lines of a cycle apart. (Blobs, as cf_grouped() takes records straight
-- from a table far more quickly than from a view of several: sql/archive_views.sql has one for each.)
DROP VIEW IF EXISTS temp.cf_told_lines;
-- Question: Part of other views: what do the records of each line of a billing cycle add up to?
-- Example: SELECT k5 AS product, k6 AS metric, v3 AS cost FROM cf_told_lines CROSS JOIN cf_grouped_rows(told);
CREATE TEMP VIEW cf_told_lines AS
SELECT cf_grouped('kkkkkkkkk>++u><>>', account_id, subscription_id, currency,
         coalesce(cycle_start, date(day, 'start of month') || ' none'), product, metric, unit, zone_id, is_correction,
         zone_name, quantity, cost, cost, day, day, cycle_end, complete_from) AS told
FROM cf_usage_records
WHERE window_name = 'ended_cycles';

-- Billing cycles by subscription: the first day, and the day after the last. Records that name none
-- are rows without one. Of all currencies, since any record tells how far back records reach. is_cut:
-- days of it that were to come from an archive were never read, or the API has forgotten some.
-- `lines`, for cf_grouped_rows(): first day, of records without a cycle that of the month, product, service, unit, zone, is_correction;
-- newest day and metric in one, zone's name, quantity, cost, records without a cost.
DROP VIEW IF EXISTS temp.cf_cycle_usage;
-- Question: Part of other views: what did the usage of each billing cycle cost?
-- Example: SELECT count(*) FROM cf_cycle_usage;
CREATE TEMP VIEW cf_cycle_usage AS
SELECT account_id, subscription_id, currency, cycle_start, cycle_end, cost, records_without_cost,
       oldest_record, newest_record, lines,
       CASE WHEN archived_to IS NULL
            THEN cycle_start < complete_from
                 OR cycle_start < oldest_record
                    AND cycle_start < (SELECT date(today, '-25 days') FROM cf_period)
            ELSE archived_to < complete_from AND cycle_start < complete_from
                 OR cycle_start < (SELECT first_day FROM cf_windows WHERE window_name = 'ended_cycles')
                 OR (SELECT count(*) FROM cf_read_days AS d
                     WHERE d.account_id = c.account_id AND d.day >= cycle_start AND d.day < cycle_end)
                    < julianday(min(date(cycle_end, '-1 day'), archived_to,
                                    (SELECT today FROM cf_period))) - julianday(cycle_start) + 1
       END AS is_cut
FROM (SELECT u.*,
             coalesce(told_end,
                      -- Without a subscription each start is an anchor of its own; only one on the last
                      -- day of a month may be one whose anchor is a later day.
                      date(cf_billing_cycle_end(
                             cycle_start, CASE WHEN subscription_id IS NOT NULL
                                                 OR strftime('%d', cycle_start, '+1 day') = '01'
                                               THEN anchor END),
                           '+1 day')) AS cycle_end,
             (SELECT archived_to FROM cf_archive_ends AS a WHERE a.account_id = u.account_id)
               AS archived_to
      FROM (SELECT k1 AS account_id, k2 AS subscription_id, upper(k3) AS currency,
                   CASE WHEN length(k4) <= 10 THEN k4 END AS cycle_start, max(v7) AS told_end, sum(v3) AS cost,
                   sum(v4) AS records_without_cost,
                   max(max(CASE WHEN length(k4) <= 10 THEN CAST(substr(k4, 9) AS INTEGER) END))
                     OVER (PARTITION BY k1, k2) AS anchor,
                   min(min(v6)) OVER of_account AS oldest_record, max(max(v5)) OVER of_account AS newest_record,
                   coalesce(max(max(v8)) OVER of_account, '') AS complete_from,
                   cf_grouped('kkkkkk>>+++', substr(k4, 1, 10), k5, cf_service_key(k6), k7, k8, k9, v5 || k6,
                              v1, v2, v3, v4) AS lines
            FROM cf_told_lines CROSS JOIN cf_grouped_rows(told)
            GROUP BY k1, k2, upper(k3), CASE WHEN length(k4) <= 10 THEN k4 END
            WINDOW of_account AS (PARTITION BY k1)) AS u) AS c;

DROP VIEW IF EXISTS temp.cf_invoice_reconciliation;
-- Question: Do the invoices agree with usage and fees, and if not, why?
-- Example: SELECT cycle_end, usage, plan_fees, charged, difference, state FROM cf_invoice_reconciliation;
CREATE TEMP VIEW cf_invoice_reconciliation AS
WITH fees AS (SELECT * FROM cf_fees_due),
ends AS (
  SELECT account_id, currency, cycle_end, group_concat(DISTINCT cycle_start) AS cycle_starts,
         min(cycle_start) AS first_start,
         CASE WHEN NOT max(is_cut) THEN sum(cost) END AS usage,
         sum(records_without_cost) AS records_without_cost, count(*) AS cycles,
         max(is_cut) AS is_cut, min(oldest_record) AS oldest_record
  FROM cf_cycle_usage GROUP BY account_id, currency, cycle_end
),
entries AS (
  SELECT *, row_number() OVER () AS entry,
         -- What was left unpaid on the days before.
         sum(unpaid) OVER (PARTITION BY account_id, currency ORDER BY day
                           GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS owed
  FROM (SELECT account_id, currency, day, CASE WHEN is_in_force THEN kind ELSE 'none' END AS kind, amount,
               purpose, description, lower(status) AS status,
               coalesce(nullif(description, ''), action, type) AS name,
               CASE WHEN kind = 'charge' AND (amount_to_pay > 0 OR lower(status) IN (
                      'open', 'unpaid', 'failed', 'past_due', 'uncollectible'))
                    THEN coalesce(nullif(amount_to_pay, 0.0), amount) END AS unpaid
        FROM cf_history_in_windows
        WHERE window_name = 'ended_cycles' AND kind IN ('charge', 'refund', 'credit')
        UNION ALL
        SELECT account_id, currency, day, 'fee', price, NULL, NULL, NULL, plan, NULL FROM fees)
),
-- An entry belongs to the cycle that ended last before it, in the month before it. A threshold invoice
-- belongs to the cycle that it lies in; where several cycles are open at once, nothing says to which.
placed AS (
  SELECT h.*,
         CASE WHEN h.purpose IS NOT 'threshold'
              THEN max(CASE WHEN e.currency = h.currency AND e.cycle_end <= h.day
                             AND h.day < date(e.cycle_end, '+1 month') THEN e.cycle_end END)
              WHEN sum(e.currency = h.currency AND e.first_start <= h.day AND h.day < e.cycle_end) = 1
              THEN max(CASE WHEN e.currency = h.currency AND e.first_start <= h.day
                             AND h.day < e.cycle_end THEN e.cycle_end END) END AS cycle_end,
         -- What usage there was then is known if records reach back, and all say when and in what.
         max(e.account_id IS NOT NULL
             AND (e.currency IS NULL OR e.currency = h.currency AND e.cycle_end IS NULL)) AS unplaced,
         h.purpose IS 'threshold' AND sum(e.currency = h.currency AND e.first_start <= h.day
                                          AND h.day < e.cycle_end) > 1 AS is_of_one_of_several,
         min(e.oldest_record) <= date(h.day, '-1 month') AS reaches_back
  FROM entries AS h LEFT JOIN ends AS e ON e.account_id = h.account_id
  GROUP BY h.entry
),
invoiced AS (
  SELECT account_id, currency, place, row_end AS cycle_end,
         sum(CASE kind WHEN 'charge' THEN amount END) AS charged,
         sum(CASE kind WHEN 'refund' THEN amount END) AS refunds,
         sum(CASE kind WHEN 'credit' THEN amount END) AS credits,
         sum(CASE WHEN kind = 'charge' AND purpose = 'tax' THEN amount END) AS tax,
         sum(CASE WHEN kind = 'charge' AND purpose = 'proration' THEN amount END) AS prorations,
         sum(CASE WHEN kind = 'charge' AND purpose = 'past due' THEN amount END) AS past_due,
         group_concat(CASE WHEN kind = 'charge' AND purpose <> 'threshold' THEN name END, ', ')
           AS apart_names,
         max(kind = 'charge' AND amount > 0 AND coalesce(purpose, 'threshold') = 'threshold')
           AS is_beside_others,
         -- What is due after the last invoice is not charged yet.
         sum(CASE WHEN kind = 'fee'
                   AND (day = cycle_end OR day <= last_charge
                        OR place = 'cycle' AND day <= (SELECT date(today, '-5 days') FROM cf_period))
                  THEN amount END) AS plan_fees,
         count(CASE WHEN kind = 'charge' AND amount > 0 THEN 1 END)
           - count(DISTINCT CASE WHEN kind = 'charge' AND amount > 0
                                 THEN printf('%.17g ', amount) || coalesce(description, '') END)
           AS doubles,
         json_group_array(CASE WHEN kind = 'charge' AND amount > 0
                               THEN json_array(amount, name) END) AS charges,
         min(CASE kind WHEN 'charge' THEN owed END) AS owed,
         group_concat(DISTINCT CASE kind WHEN 'none' THEN status END) AS not_in_force,
         max(unplaced) AS unplaced, max(is_of_one_of_several) AS is_of_one_of_several,
         min(CASE WHEN kind NOT IN ('fee', 'none') THEN coalesce(reaches_back, 0) END) AS reaches_back
  FROM (SELECT *, max(CASE kind WHEN 'charge' THEN day END)
                    OVER (PARTITION BY account_id, currency, place, row_end) AS last_charge
        FROM (SELECT i.*, coalesce(CASE place WHEN 'cycle' THEN i.cycle_end END, substr(i.day, 1, 7))
                            AS row_end
              FROM (SELECT i.*,
                           CASE WHEN i.cycle_end BETWEEN p.first_day AND min(p.last_day, p.today)
                                THEN 'cycle'
                                WHEN i.day NOT BETWEEN p.first_day AND p.last_day OR i.amount = 0
                                THEN NULL
                                WHEN i.cycle_end < p.first_day THEN 'earlier'
                                WHEN i.cycle_end IS NOT NULL THEN 'open'
                                ELSE 'none' END AS place
                    FROM placed AS i CROSS JOIN cf_period AS p) AS i
              WHERE place IS NOT NULL))
  GROUP BY account_id, currency, place, row_end
  HAVING place = 'cycle' OR max(kind IN ('charge', 'refund', 'credit'))
),
sides AS (
  SELECT account_id, currency, place, max(cycle_starts) AS cycle_starts, cycle_end,
         max(usage) AS usage, max(records_without_cost) AS records_without_cost,
         max(cycles) AS cycles, max(is_cut) AS is_cut, max(plan_fees) AS plan_fees,
         max(charged) AS charged, max(refunds) AS refunds, max(credits) AS credits, max(tax) AS tax,
         max(prorations) AS prorations, max(past_due) AS past_due, max(apart_names) AS apart_names,
         max(is_beside_others) AS is_beside_others, max(doubles) AS doubles,
         max(charges) AS charges, max(owed) AS owed, max(not_in_force) AS not_in_force,
         max(unplaced) AS unplaced, max(is_of_one_of_several) AS is_of_one_of_several,
         -- Each cycle is rounded by itself, to what the currency is paid in.
         CASE cf_currency_digits(currency) WHEN 0 THEN 1.0 WHEN 3 THEN 0.001 ELSE 0.01 END
           * (1 + coalesce(max(cycles), 1)) / 2 AS tolerance
  FROM (SELECT account_id, currency, 'cycle' AS place, cycle_starts, cycle_end, usage,
               records_without_cost, cycles, is_cut, NULL AS plan_fees, NULL AS charged,
               NULL AS refunds, NULL AS credits, NULL AS tax, NULL AS prorations,
               NULL AS past_due, NULL AS apart_names, NULL AS is_beside_others, NULL AS doubles, NULL AS charges, NULL AS owed,
               NULL AS not_in_force, NULL AS unplaced, NULL AS is_of_one_of_several
        FROM ends
        WHERE cycle_end BETWEEN (SELECT first_day FROM cf_period)
                            AND (SELECT min(last_day, today) FROM cf_period)
          AND coalesce((SELECT currency FROM cf_parameters), currency) IS currency
        UNION ALL
        SELECT account_id, currency, place, NULL, cycle_end,
               CASE WHEN place = 'none' AND reaches_back AND NOT unplaced AND NOT is_of_one_of_several
                    THEN 0.0 END,
               NULL, NULL, NULL, plan_fees, charged, refunds, credits, tax, prorations, past_due, apart_names,
               is_beside_others, doubles, charges, owed, not_in_force, unplaced, is_of_one_of_several
        FROM invoiced)
  GROUP BY account_id, currency, place, cycle_end
),
-- What charges say of themselves sets them apart, unless all charges together agree, or where there is
-- nothing else and the rest is farther from usage and fees: a word may be in the name of a whole invoice.
-- Tax that nothing names is what a rate of the user's says, if all of the rest agrees with it; so much of
-- what is rounded is rounded with it.
compared AS (
  SELECT *, beside - coalesce(rated_tax, 0.0) AS difference
  FROM (SELECT *, CASE WHEN abs(beside) >= tolerance AND NOT (is_apart AND tax IS NOT NULL)
                        AND abs(beside - due_tax) < tolerance * (1 + percent / 100) THEN due_tax END AS rated_tax
        FROM (SELECT *, whole - CASE WHEN is_apart THEN apart ELSE 0.0 END AS beside,
                     round((usage + coalesce(plan_fees, 0.0)) * percent / 100 / unit) * unit AS due_tax
              FROM (SELECT *, apart IS NOT NULL AND abs(whole) >= tolerance
                             AND (is_beside_others OR abs(whole - apart) < abs(whole)) AS is_apart,
                           -- Rows without a cycle have a month in cycle_end.
                           (SELECT percent FROM cf_account_tax_rates AS r
                            WHERE r.account_id = s.account_id
                              AND substr(s.cycle_end || '-31', 1, 10) BETWEEN valid_from AND valid_until
                            ORDER BY is_general LIMIT 1) AS percent,
                           tolerance * 2 / (1 + coalesce(cycles, 1)) AS unit
                    FROM (SELECT *, charged - usage - coalesce(plan_fees, 0.0) AS whole,
                                 CASE WHEN coalesce(tax, prorations, past_due) IS NOT NULL
                                      THEN coalesce(tax, 0.0) + coalesce(prorations, 0.0)
                                             + coalesce(past_due, 0.0) END AS apart
                          FROM sides) AS s)))
),
judged AS (
  SELECT *,
         CASE WHEN place IN ('earlier', 'open') OR is_cut OR records_without_cost > 0 OR usage IS NULL
              THEN 'cannot be compared yet'
              WHEN abs(difference) < tolerance OR rated_tax IS NOT NULL THEN 'agrees'
              WHEN charged IS NOT NULL THEN 'differs'
              WHEN place = 'none' THEN 'cannot be compared yet'
              WHEN abs(usage + coalesce(plan_fees, 0.0)) < tolerance / 2 THEN 'agrees'
              WHEN cycle_end > (SELECT date(today, '-5 days') FROM cf_period)
                   OR not_in_force LIKE '%draft%' THEN 'cannot be compared yet'
              ELSE 'differs' END AS state,
         CASE WHEN rated_tax IS NOT NULL THEN printf(' with tax of %.6g %%', percent) ELSE '' END AS with_tax,
         -- Which part of usage and fees the difference is, where they are large enough to tell.
         CASE WHEN place = 'cycle' AND difference > tolerance
                   AND usage + coalesce(plan_fees, 0.0) > 5000 * tolerance
              THEN difference / (usage + coalesce(plan_fees, 0.0)) END AS rate
  FROM compared
)
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = c.account_id) AS account_name,
       currency, cycle_starts, cycle_end, usage, plan_fees, charged,
       coalesce(CASE WHEN is_apart THEN tax END, rated_tax) AS tax,
       CASE WHEN is_apart THEN prorations END AS prorations,
       CASE WHEN is_apart THEN past_due END AS past_due, refunds, credits,
       coalesce(charged, 0.0) + coalesce(refunds, 0.0) + coalesce(credits, 0.0) AS net,
       difference, state,
       CASE WHEN place = 'earlier' THEN 'of a cycle that ended before the period'
            WHEN place = 'open' THEN 'of a cycle that has not ended'
            WHEN is_cut THEN 'usage of this cycle is not completely there'
            WHEN place = 'none'
              THEN CASE WHEN state = 'agrees' AND plan_fees IS NOT NULL
                          THEN 'none: plan fees' || with_tax || '; '
                        WHEN abs(charged - plan_fees) < tolerance THEN 'plan fees; '
                        WHEN charged IS NOT NULL
                          THEN coalesce('other charges: ' || (
                                 SELECT group_concat(name, ', ')
                                 FROM (SELECT DISTINCT json_extract(value, '$[1]') AS name
                                       FROM json_each(charges) WHERE type = 'array'
                                       ORDER BY 1)) || '; ', '')
                        ELSE '' END
                || CASE WHEN is_of_one_of_several
                        THEN 'of one of several billing cycles that were open'
                        WHEN unplaced THEN 'usage names no billing cycle or no currency'
                        WHEN usage IS NULL THEN 'usage of that time is not known'
                        ELSE 'no usage in this currency' END
            WHEN records_without_cost > 0 THEN 'usage without a cost'
            WHEN charged IS NULL AND state = 'agrees' THEN 'none: nothing to charge for'
            WHEN charged IS NULL
              THEN CASE WHEN state = 'differs' THEN 'no invoice' ELSE 'not invoiced yet' END
                   || coalesce(', but one that is ' || not_in_force, '')
            WHEN state = 'agrees'
              THEN 'none: they agree' || with_tax
                   || CASE WHEN is_apart THEN ', beside ' || apart_names ELSE '' END
            WHEN doubles > 0 THEN 'charged twice: see cf_duplicate_charges'
            WHEN abs(difference - plan_fees) < tolerance THEN 'plan fees charged twice'
            ELSE coalesce(
              'plan not charged, or begun later: ' || (
                SELECT min(plan) FROM fees
                WHERE fees.account_id = c.account_id AND fees.currency = c.currency
                  AND abs(fees.price + c.difference) < c.tolerance),
              CASE WHEN abs(difference + plan_fees) < tolerance THEN 'plan fees not charged' END,
              -- Charges that are neither usage nor plan fees, if they are the difference.
              (SELECT CASE WHEN abs(sum(amount) - difference) < tolerance
                           THEN 'other charges: ' || group_concat(name, ', ') END
               FROM (SELECT name, sum(amount) AS amount
                     FROM (SELECT json_extract(value, '$[1]') AS name,
                                  cf_json_number(value, '$[0]') AS amount
                           FROM json_each(charges) WHERE type = 'array')
                     WHERE amount < difference + tolerance AND abs(amount - usage) >= tolerance
                       AND abs(amount - coalesce(plan_fees, 0.0)) >= tolerance
                       AND abs(amount - usage - coalesce(plan_fees, 0.0)) >= tolerance
                     GROUP BY name ORDER BY name)),
              'fee of a plan of another day: ' || (
                SELECT min(plan) FROM fees
                WHERE fees.account_id = c.account_id AND fees.currency = c.currency
                  AND abs(fees.price - c.difference) < c.tolerance),
              CASE WHEN abs(difference - owed) < tolerance THEN 'past-due amounts of earlier invoices'
                   WHEN alike > 1 AND rate_alike < 0.3
                     THEN printf('sales tax of about %.2f %%, as in %d of these cycles',
                                 100 * rate_alike, alike)
                   WHEN plan_fees IS NULL AND difference > 0
                        AND (SELECT source FROM cf_period) = 'archive'
                     THEN 'fees of plans that the archive does not know, or other items'
                   WHEN abs(difference) < 0.02 * abs(usage) THEN 'usage restated after the invoice'
                   WHEN difference < 0 THEN 'less charged than used: a discount or a contract'
                   ELSE 'more charged than used' || coalesce(printf(', by %.2f %%', 100 * rate), '')
                        || ': tax, a proration or other items' END)
       END AS likely_cause
-- Cycles of which the difference is the same part, to a hundredth of a percent.
FROM (SELECT *, count(rate) OVER near AS alike, avg(rate) OVER near AS rate_alike
      FROM judged
      WINDOW near AS (PARTITION BY account_id, currency ORDER BY rate
                      RANGE BETWEEN 0.0001 PRECEDING AND 0.0001 FOLLOWING)) AS c;

-- The same amount with the same description again within three days, the second time in the period. A
-- candidate, not a proof. What is not in force is none.
DROP VIEW IF EXISTS temp.cf_duplicate_charges;
-- Question: Was anything charged twice?
-- Example: SELECT day, description, amount, currency, previous_day FROM cf_duplicate_charges;
CREATE TEMP VIEW cf_duplicate_charges AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = h.account_id) AS account_name,
       day, id, previous_day, previous_id, amount, currency, description
FROM (SELECT account_id, day, id, amount, currency, description,
             lag(day) OVER same AS previous_day, lag(id) OVER same AS previous_id
      FROM cf_history_in_windows
      WHERE window_name = 'ended_cycles' AND kind = 'charge' AND amount > 0 AND is_in_force
      WINDOW same AS (PARTITION BY account_id, currency, amount, description ORDER BY day, id)) AS h
WHERE julianday(day) - julianday(previous_day) <= 3
  AND day BETWEEN (SELECT first_day FROM cf_period) AND (SELECT last_day FROM cf_period);
