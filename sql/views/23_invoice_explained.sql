-- Why does an invoice cost more or less than the one before?
--
-- Inputs: cf_lines_in_windows (01_usage.sql), cf_compared_sides (12_comparisons.sql),
-- cf_cycle_usage (17_invoices.sql), cf_cycle_costs (20_total_cost.sql).
--
--   UPDATE cf_parameters SET source = 'both', first_day = date('now', '-3 months');
--   SELECT cycle_ends, change, sentence FROM cf_invoice_explained ORDER BY cycle_ends, abs(change) DESC;
--
-- Billing cycles that ended in the period, each beside the one before it, which ended where it begins.
-- Amounts are in units of `currency` and not rounded. A row is what changed of one line (a product's metric
-- and zone), of plan fees, prorations, refunds, credits, tax, or of the rest. Effects add up to change, and
-- the changes of a cycle to total_after - total_before: the cost in cf_total_cost_by_cycle of both.
--
-- Cycles of several subscriptions that ended together are on one invoice, and compared as one; so are
-- those that began together, after such an invoice: cycle_end has both days then.

-- Billing cycles by line and zone, with the sides of cf_compared_lines: cycle_starts are the days on which
-- they began, and those before ended; cycle_ends those on which they ended. Corrections are rows of their
-- own. `flaw` says why there is nothing to compare them with.
DROP VIEW IF EXISTS temp.cf_compared_cycles;
-- Question: Part of other views: which billing cycles are compared?
-- Example: SELECT * FROM cf_compared_cycles;
CREATE TEMP VIEW cf_compared_cycles AS
WITH
-- Each cycle as one that follows others (side 1) and as one that others follow (side 0): both meet on a day.
-- All that ends together is compared together, and all that began together: what has one `first_start`.
-- (Windows, as recent SQLite refuses statements that come to 1,000 tables: everything is named once.)
meetings AS (
  SELECT *, min(CASE side WHEN 1 THEN row_start END) OVER (PARTITION BY account_id, currency, meets)
              AS first_start,
         max(side = 0) OVER (PARTITION BY account_id, currency, meets) AS has_before,
         row_number() OVER (PARTITION BY account_id, currency, meets ORDER BY side DESC) = 1 AS is_first_to_meet,
         side = 1 AND is_over AND row_number() OVER (PARTITION BY account_id, currency, side, cycle_end) = 1
           AS is_first_to_end
  FROM (SELECT c.account_id, c.subscription_id, c.currency, c.cycle_start, c.cycle_end, side, p.first_day,
               CASE side WHEN 1 THEN c.cycle_start ELSE c.cycle_end END AS meets,
               min(c.cycle_start) OVER (PARTITION BY c.account_id, c.currency, c.cycle_end) AS row_start,
               c.cycle_end BETWEEN p.first_day AND min(p.last_day, p.today) AS is_over
        FROM cf_cycle_usage AS c CROSS JOIN cf_period AS p
        CROSS JOIN (SELECT 0 AS side UNION ALL SELECT 1)
        WHERE c.currency IS NOT NULL AND c.cycle_end IS NOT NULL
          AND coalesce((SELECT currency FROM cf_parameters), c.currency) = c.currency)
),
cycles AS (
  -- A text by its affinity, too: SQLite makes an index of these, to join by.
  SELECT *, CAST(CASE WHEN flaw IS NULL THEN account_id ELSE '' END AS TEXT) AS of_account
  FROM (
  SELECT account_id, subscription_id, currency, cycle_start, side, cycle_starts, cycle_ends, cycles_before,
         cycles_after, date(last_start, '-1 day') AS ends_before, date(last_end, '-1 day') AS ends_after,
         CASE WHEN first_start < first_day
                THEN 'the cycle before ended on ' || first_start
                     || ', before the period: set first_day to that day'
              WHEN NOT all_before THEN 'nothing is known of a cycle before: this is the first one, or that had no usage'
              WHEN shortest < 28 THEN 'cycles that are shorter than a month are not compared'
              WHEN NOT all_over
                THEN 'not all cycles that were on one invoice with the one before have ended in the period'
         END AS flaw
  FROM (SELECT *, group_concat(CASE WHEN is_first_to_meet THEN meets END) OVER whole AS cycle_starts,
               group_concat(CASE WHEN is_first_to_end THEN cycle_end END) OVER whole AS cycle_ends,
               max(meets) OVER whole AS last_start, max(CASE side WHEN 1 THEN cycle_end END) OVER whole AS last_end,
               sum(side = 0) OVER whole AS cycles_before, sum(side = 1) OVER whole AS cycles_after,
               min(julianday(cycle_end) - julianday(cycle_start)) OVER whole AS shortest,
               min(has_before) OVER whole AS all_before, min(is_over OR side = 0) OVER whole AS all_over
        FROM meetings WHERE first_start IS NOT NULL
        WINDOW whole AS (PARTITION BY account_id, currency, first_start ORDER BY meets, cycle_end
                         ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
  WHERE cycle_ends IS NOT NULL)
  LIMIT -1  -- So it is a table of its own, that can have an index.
),
cycle_lines AS (
  SELECT k1 AS account_id, k2 AS subscription_id, k3 AS currency, k4 AS cycle_start, k5 AS product,
         k6 AS metric, k7 AS unit, k8 AS zone_id, k9 AS is_correction, v1 AS newest, v2 AS zone_name,
         v3 AS cost, v4 AS quantity, v5 AS priced, v6 AS unpriced, v7 AS is_priced_alike, v8 AS least_cost
  FROM (SELECT cf_grouped('kkkkkkkkk>>+++u<<', account_id, subscription_id, upper(currency), cycle_start,
                          product, metric, unit, zone_id, is_correction, day, zone_name, cost, quantity,
                          priced_quantity, priced_quantity, is_priced_alike,
                          CASE WHEN cost > 0 THEN cost END) AS told
  -- What is compared lies in the period as a whole, so it began a month before its end at the latest, and
  -- there is nothing in a period that is shorter. The others are not read, as that takes long.
        FROM cf_lines_in_windows
        WHERE window_name = 'ended_cycles'
          AND (SELECT date(first_day, '+1 month',
                           CASE WHEN substr(first_day, 9) > '28' THEN '-3 days' ELSE '0 days' END)
                        <= min(last_day, today) FROM cf_period)
          AND cycle_start <= (SELECT max(date(ends, '-1 month'),
                                         CASE WHEN strftime('%d', ends, '+1 day') = '01'
                                              THEN date(ends, 'start of month', '-1 day') ELSE '' END)
                              FROM (SELECT min(last_day, today) AS ends FROM cf_period)))
  CROSS JOIN cf_grouped_rows(told)
  UNION ALL
  -- Where there is nothing to compare with, a row without a line says so.
  SELECT '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL
),
sides AS (
  SELECT c.account_id, c.currency, cycle_starts, cycle_ends, max(flaw) AS flaw, product,
         cf_service_key(metric) AS service, substr(max(newest || metric), 11) AS metric, unit,
         zone_id, max(zone_name) AS zone_name, is_correction, cycles_before, cycles_after, ends_before,
         ends_after,
         -- Where a cost is not known, the cycle's is not, either: it is not compared.
         total(CASE side WHEN 0 THEN cost END) AS cost_before,
         total(CASE side WHEN 1 THEN cost END) AS cost_after,
         total(CASE side WHEN 0 THEN quantity END) AS quantity_before,
         total(CASE side WHEN 1 THEN quantity END) AS quantity_after,
         total(CASE side WHEN 0 THEN priced END)
           * nullif(total(CASE side WHEN 0 THEN unpriced END) = 0, 0) AS priced_before,
         total(CASE side WHEN 1 THEN priced END)
           * nullif(total(CASE side WHEN 1 THEN unpriced END) = 0, 0) AS priced_after,
         min(is_priced_alike) AS is_priced_alike,
         min(CASE side WHEN 0 THEN least_cost END) AS least_cost_before,
         min(CASE side WHEN 1 THEN least_cost END) AS least_cost_after

  FROM cycles AS c
  CROSS JOIN cycle_lines AS l ON l.account_id = c.of_account
   AND (l.account_id = '' OR c.currency = l.currency AND c.cycle_start = l.cycle_start
                             AND c.subscription_id IS l.subscription_id)
  GROUP BY c.account_id, c.currency, cycle_starts, product, cf_service_key(metric), unit, zone_id,
           is_correction
)
SELECT account_id, currency, cycle_starts, cycle_ends, flaw, product, service, metric, unit, zone_id, zone_name,
       is_correction, cost_before, cost_after, quantity_before, quantity_after, priced_before, priced_after,
       is_priced_alike, sum(cost_before) OVER line AS whole_cost_before,
       sum(cost_after) OVER line AS whole_cost_after,
       CASE WHEN count(priced_before) OVER line = count(*) OVER line THEN sum(priced_before) OVER line END
         AS whole_priced_before,
       CASE WHEN count(priced_after) OVER line = count(*) OVER line THEN sum(priced_after) OVER line END
         AS whole_priced_after,
       min(least_cost_before) OVER line AS least_cost_before,
       min(least_cost_after) OVER line AS least_cost_after, cycles_before, cycles_after, ends_before,
       ends_after
FROM sides
WINDOW line AS (PARTITION BY account_id, currency, cycle_starts, product, service, unit, is_correction);

DROP VIEW IF EXISTS temp.cf_compared_lines;
CREATE TEMP VIEW cf_compared_lines AS
SELECT * FROM cf_compared_month_lines
UNION ALL
SELECT 'cycles', cycle_starts, cycle_ends, flaw, zone_id, zone_name, is_correction, account_id, product, service,
       metric, unit, currency, cost_before, cost_after, quantity_before, quantity_after, priced_before,
       priced_after, is_priced_alike, whole_cost_before, whole_cost_after, whole_priced_before,
       whole_priced_after, least_cost_before, least_cost_after, cycles_before, cycles_after, ends_before,
       ends_after
FROM cf_compared_cycles;
DROP VIEW IF EXISTS temp.cf_cycle_prices;
-- Question: Part of other views: which unit prices do two cycles have?
-- Example: SELECT count(*) FROM cf_cycle_prices;
CREATE TEMP VIEW cf_cycle_prices AS
SELECT *, max(CASE side WHEN 0 THEN unit_price END) AS price_before,
       max(CASE side WHEN 1 THEN unit_price END) AS price_after, max(block) IS NOT NULL AS has_blocks
FROM cf_compared_sides
WHERE compared = 'cycles' AND cost_before IS NOT NULL AND cost_after IS NOT NULL
GROUP BY account_id, currency, cycle_starts, product, service, unit, zone_id, is_correction;

-- The formulas of cf_month_effects (12_comparisons.sql).
DROP VIEW IF EXISTS temp.cf_cycle_effects;
-- Question: Part of other views: what does quantity, allowance, block and price change of a cycle?
-- Example: SELECT count(*) FROM cf_cycle_effects;
CREATE TEMP VIEW cf_cycle_effects AS
SELECT cycle_starts, cycle_ends, flaw, account_id, product, metric, zone_id, zone_name, is_correction,
       unit, currency, quantity_before, quantity_after, priced_before, priced_after, price_before, price_after,
       cost_before, cost_after, is_priced_alike, cost_after - cost_before AS change,
       CASE WHEN is_priced_alike THEN quantity_after - quantity_before
            ELSE priced_after - priced_before END * old_price AS quantity_effect,
       CASE WHEN is_priced_alike
            THEN (priced_after - priced_before - quantity_after + quantity_before) * old_price END
         AS allowance_effect,
       (new_price - old_price) * paid_after AS price_effect,
       (paid_after - paid_before - priced_after + priced_before) * old_price AS block_effect, has_blocks
FROM (SELECT *, CASE WHEN NOT has_blocks AND priced_before = whole_priced_before THEN priced_before
                     WHEN cost_before = 0 THEN 0.0 ELSE cost_before / old_price END AS paid_before,
             CASE WHEN NOT has_blocks AND priced_after = whole_priced_after THEN priced_after
                  WHEN cost_after = 0 THEN 0.0 ELSE cost_after / new_price END AS paid_after
      FROM (SELECT *, CASE WHEN priced_before IS NULL OR priced_after IS NULL
                             OR cost_before <> 0 AND price_before IS NULL
                             OR cost_after <> 0 AND price_after IS NULL THEN NULL
                           ELSE coalesce(price_before, price_after, 0.0) END AS old_price,
                   coalesce(price_after, price_before, 0.0) AS new_price
            FROM cf_cycle_prices));

-- As said above. reason: why a cycle cannot be compared with the one before; effects and changes are NULL
-- then, never 0, and the sentence says the reason.
--   quantity_effect, allowance_effect, price_effect, block_effect  as cf_month_effects says; where nothing tells
--                      them apart the change is an unexplained_effect;
--   fee_effect         of plan fees and prorations;
--   credit_effect      of refunds and credits, which are below 0;
--   tax_effect         of tax that invoices name;
--   other_effect       of corrections of usage, and of rounding an invoice to what the currency is paid in;
--   unexplained_effect of what is left of the invoices: tax that they do not name is here, too.
DROP VIEW IF EXISTS temp.cf_invoice_explained;
-- Question: Why is this invoice higher than the last?
-- Example: SELECT sentence FROM cf_invoice_explained;
CREATE TEMP VIEW cf_invoice_explained AS
WITH
-- Each line with the costs of its invoices on both sides. What of tax nothing names is in others.
invoices AS (
  SELECT l.*, max(account_name) AS account_name,
         row_number() OVER (PARTITION BY l.account_id, l.currency, l.cycle_starts) = 1 AS is_first,
         CASE WHEN sum(side = 0) * 11 = length(l.cycle_starts) + 1 AND count(CASE side WHEN 0 THEN cost END) = sum(side = 0)
              THEN total(CASE side WHEN 0 THEN cost END) END AS total_before,
         CASE WHEN count(CASE side WHEN 1 THEN cost END) = sum(side = 1)
              THEN total(CASE side WHEN 1 THEN cost END) END AS total_after,
         coalesce(max(CASE WHEN side = 1 AND NOT is_known THEN likely_cause END),
                  'of the cycle before: ' || max(CASE WHEN side = 0 AND NOT is_known THEN likely_cause END), flaw)
           AS reason,
         total(CASE side WHEN 0 THEN plan_fees END) AS fees_before,
         total(CASE side WHEN 1 THEN plan_fees END) AS fees_after,
         total(CASE side WHEN 0 THEN prorations END) AS prorations_before,
         total(CASE side WHEN 1 THEN prorations END) AS prorations_after,
         total(CASE side WHEN 0 THEN refunds END) AS refunds_before,
         total(CASE side WHEN 1 THEN refunds END) AS refunds_after,
         total(CASE side WHEN 0 THEN credits END) AS credits_before,
         total(CASE side WHEN 1 THEN credits END) AS credits_after,
         (count(tax) = count(*)) * total(CASE side WHEN 0 THEN tax END) AS tax_before,
         (count(tax) = count(*)) * total(CASE side WHEN 1 THEN tax END) AS tax_after,
         total(CASE side WHEN 0 THEN other_charges - coalesce(prorations, 0.0) END) AS others_before,
         total(CASE side WHEN 1 THEN other_charges - coalesce(prorations, 0.0) END) AS others_after,
         -- What an invoice that agrees has beside these is its rounding.
         min(state = 'agrees') AS is_rounding,
         max(CASE WHEN side = 1 AND state = 'differs' THEN likely_cause END) AS cause_after,
         max(CASE WHEN side = 0 AND state = 'differs' THEN likely_cause END) AS cause_before
  FROM (SELECT row_number() OVER () AS line, * FROM cf_cycle_effects) AS l
  CROSS JOIN (SELECT account_id AS of_account, account_name, currency AS of_currency, cycle_end AS of_end, side, plan_fees,
                     other_charges, tax, prorations, refunds, credits, cost, state, likely_cause,
                     usage IS NOT NULL AND other_charges IS NOT NULL AND cost IS NOT NULL AS is_known
              FROM cf_cycle_costs CROSS JOIN (SELECT 0 AS side UNION ALL SELECT 1)
              WHERE cycle_starts IS NOT NULL)
    ON of_account = l.account_id AND of_currency = l.currency
   AND instr(CASE side WHEN 0 THEN l.cycle_starts ELSE cycle_ends END, of_end) > 0
  GROUP BY line
),
-- A row for each line and for what is beside lines, or one where nothing can be compared.
changes AS (
  SELECT account_id, account_name, currency, cycle_starts, cycle_ends, total_before, total_after,
         CASE WHEN reason IS NOT NULL THEN NULL WHEN what = 'usage' AND is_correction THEN 'corrections'
              ELSE what END AS what,
         CASE WHEN reason IS NOT NULL THEN NULL WHEN what = 'usage' THEN product ELSE what END AS product,
         CASE WHEN is_line THEN metric END AS metric, CASE WHEN is_line THEN zone_id END AS zone_id,
         CASE WHEN is_line THEN zone_name END AS zone_name, CASE WHEN is_line THEN unit END AS unit,
         CASE WHEN is_line THEN quantity_before END AS quantity_before,
         CASE WHEN is_line THEN quantity_after END AS quantity_after,
         CASE WHEN is_line THEN priced_before END AS priced_before,
         CASE WHEN is_line THEN priced_after END AS priced_after,
         CASE WHEN is_line THEN price_before END AS price_before,
         CASE WHEN is_line THEN price_after END AS price_after, has_blocks,
         CASE WHEN reason IS NULL THEN before END AS cost_before,
         CASE WHEN reason IS NULL THEN after END AS cost_after,
         CASE WHEN reason IS NOT NULL THEN NULL WHEN is_line THEN change ELSE after - before END AS change,
         CASE WHEN reason IS NOT NULL THEN NULL WHEN is_line AND NOT is_correction THEN quantity_effect
              ELSE 0.0 END AS quantity_effect,
         CASE WHEN reason IS NOT NULL THEN NULL WHEN is_line AND NOT is_correction THEN allowance_effect
              ELSE 0.0 END AS allowance_effect,
         CASE WHEN reason IS NOT NULL THEN NULL WHEN is_line AND NOT is_correction THEN price_effect
              ELSE 0.0 END AS price_effect,
         CASE WHEN reason IS NOT NULL THEN NULL WHEN is_line AND NOT is_correction THEN block_effect
              ELSE 0.0 END AS block_effect,
         CASE what WHEN 'Not explained'
                   THEN coalesce(', perhaps ' || cause_after, '')
                        || coalesce(', in the cycle before perhaps '
                                    || nullif(cause_before, coalesce(cause_after, '')), '') END AS cause,
         reason
  FROM (SELECT *, what = 'usage' AND reason IS NULL AS is_line,
               CASE what WHEN 'usage' THEN cost_before WHEN 'Plan fees' THEN fees_before
                         WHEN 'Prorations' THEN prorations_before WHEN 'Refunds' THEN refunds_before
                         WHEN 'Credits' THEN credits_before WHEN 'Tax' THEN tax_before
                         ELSE others_before - tax_before END AS before,
               CASE what WHEN 'usage' THEN cost_after WHEN 'Plan fees' THEN fees_after
                         WHEN 'Prorations' THEN prorations_after WHEN 'Refunds' THEN refunds_after
                         WHEN 'Credits' THEN credits_after WHEN 'Tax' THEN tax_after
                         ELSE others_after - tax_after END AS after
        FROM invoices
        CROSS JOIN (SELECT 'usage' AS what UNION ALL SELECT 'Plan fees' UNION ALL SELECT 'Prorations'
                    UNION ALL SELECT 'Refunds' UNION ALL SELECT 'Credits' UNION ALL SELECT 'Tax'
                    UNION ALL SELECT 'Rounding' UNION ALL SELECT 'Not explained')
        WHERE CASE WHEN reason IS NOT NULL THEN is_first AND what = 'usage'
                   WHEN what = 'usage' THEN 1 WHEN what = 'Rounding' THEN is_first AND is_rounding
                   WHEN what = 'Not explained' THEN is_first AND NOT is_rounding ELSE is_first END)
  -- A billionth is a sum's last digit.
  WHERE reason IS NOT NULL OR CASE what WHEN 'usage' THEN before <> 0 OR after <> 0
                                        ELSE abs(before) > 1e-9 OR abs(after) > 1e-9 END
),
told AS (
  SELECT *, CASE WHEN what = 'Not explained' OR quantity_effect IS NULL THEN change ELSE 0.0 END
              AS unexplained_effect,
         CASE currency WHEN 'USD' THEN '$' WHEN 'EUR' THEN '€' WHEN 'GBP' THEN '£' ELSE currency || ' ' END
           AS sign,
         cf_currency_digits(currency) AS digits,
         -- What is less is nothing in its currency.
         CASE cf_currency_digits(currency) WHEN 0 THEN 0.5 WHEN 3 THEN 0.0005 ELSE 0.005 END AS least
  FROM changes
)
SELECT account_id, account_name, currency, cycle_starts, cycle_ends, total_before, total_after, product,
       metric, zone_id, zone_name, unit, quantity_before, quantity_after, price_before, price_after,
       cost_before, cost_after, change, quantity_effect, allowance_effect, price_effect, block_effect,
       CASE WHEN what IN ('Plan fees', 'Prorations') THEN change WHEN reason IS NULL THEN 0.0 END AS fee_effect,
       CASE WHEN what IN ('Refunds', 'Credits') THEN change WHEN reason IS NULL THEN 0.0 END AS credit_effect,
       CASE WHEN what = 'Tax' THEN change WHEN reason IS NULL THEN 0.0 END AS tax_effect,
       CASE WHEN what IN ('corrections', 'Rounding') THEN change WHEN reason IS NULL THEN 0.0 END AS other_effect,
       unexplained_effect,
       coalesce(CASE what WHEN 'usage' THEN '' WHEN 'corrections' THEN 'Corrections of '
                 WHEN 'Rounding' THEN 'Rounding to what is paid in ' || currency ELSE what END
         || coalesce(cf_service_name(metric) || coalesce(' for ' || coalesce(zone_name, zone_id), ''), '')
         || CASE WHEN what = 'Rounding' THEN printf(': %s%s%.*f', substr('-+', 1 + (change > 0), 1), sign,
                                                   digits + 2, abs(change))
                 WHEN what IN ('usage', 'corrections', 'Not explained')
                 THEN CASE what WHEN 'usage' THEN ' cost ' ELSE ': ' END
                      || CASE WHEN abs(change) < least
                              THEN printf('%s%.*f, as in the cycle before', sign, digits, cost_after)
                              ELSE printf('%s%.*f %s than in the cycle before', sign, digits, abs(change),
                                          CASE WHEN change > 0 THEN 'more' ELSE 'less' END) END
                 WHEN abs(change) < least
                 THEN printf(' of %s%.*f, as in the cycle before', sign, digits, abs(cost_after))
                 ELSE CASE WHEN abs(cost_after) < least THEN ': none'
                           ELSE printf(' of %s%.*f', sign, digits, abs(cost_after)) END
                      || ', and ' || CASE WHEN abs(cost_before) < least THEN 'none'
                                          ELSE printf('%s%.*f', sign, digits, abs(cost_before)) END
                      || ' in the cycle before' END
         -- Which effects are how much of it, and of how many units.
         || coalesce(': ' || (
              SELECT group_concat(
                       CASE WHEN part > 0 THEN '+' ELSE '-' END || sign || printf('%.*f ', digits, abs(part))
                       || CASE WHEN units IS NULL THEN words ELSE printf(words, CASE
                            WHEN abs(units) >= 1e9 THEN printf('%.4g billion', abs(units) / 1e9)
                            WHEN abs(units) >= 1e6 THEN printf('%.4g million', abs(units) / 1e6)
                            WHEN abs(units) >= 1e3 THEN printf('%.0f', abs(units))
                            ELSE printf('%.4g', abs(units)) END || coalesce(' ' || nullif(unit, ''), ''),
                            CASE WHEN units > 0 THEN 'more' WHEN unit <> '' THEN 'less'
                                 ELSE 'fewer' END) END, ', ')
              FROM (SELECT quantity_effect AS part, quantity_after - quantity_before AS units,
                           'for %s %s' AS words
                    UNION ALL
                    SELECT allowance_effect,
                           quantity_after - priced_after - quantity_before + priced_before,
                           'as %s %s were free'
                    UNION ALL
                    SELECT price_effect, NULL,
                           coalesce('as a unit cost '
                                    || CASE WHEN abs(price_after / nullif(price_before, 0) - 1) < 0.0005
                                            THEN 'less than 0.1'
                                            WHEN price_before <> 0
                                            THEN printf('%.1f', 100 * abs(price_after / price_before - 1)) END
                                    || CASE WHEN price_after > price_before THEN ' % more' ELSE ' % less' END
                                    || ' on average',
                                    'as a unit cost nothing before')
                    UNION ALL
                    SELECT block_effect, NULL, CASE WHEN has_blocks THEN 'for what was left of begun blocks'
                                                    ELSE 'as zones share its cost otherwise' END
                    UNION ALL
                    SELECT unexplained_effect, NULL, 'by quantity or price, which nothing tells')
              WHERE what = 'usage' AND abs(part) >= least), '')
         || coalesce(cause, '') || '.',
         'Not compared: ' || reason || '.') AS sentence,
       reason
FROM told;
