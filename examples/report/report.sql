-- All figures of the report, from the views of sql/views: a line for each set of rows, its name, a
-- tab, and a JSON array. examples/report/report.sh runs this, and generate.mjs lays it out.
--
-- Inputs: the views; cf_parameters, cf_report_accounts and cf_budgets as the reader wants them.
--
--   sqlite3 -cmd '.load build/cf_billing' -cmd '.read sql/views.sql' :memory: <examples/report/report.sql
--
-- Amounts are in `currency` and never added across two. NULL is unknown. What accounts have in common
-- is added up here, so that nothing is left to calculate for the page.
.bail on
.headers off
.mode list
.separator "\t" "\n"

-- An account that fails is left out and named in the report; a report on the others is better than none.
CREATE TEMP TABLE report_settings AS SELECT cf_config('on_error', 'skip-all') AS on_error;

CREATE TEMP TABLE report_period AS SELECT * FROM cf_period;
SELECT 'about', json_group_array(json_object(
  'today', today, 'first_day', first_day, 'last_day', last_day, 'feed', feed, 'source', source,
  'last_complete_day', last_complete_day, 'restated_from', date(today, -restated_days || ' days'),
  'restated_days', restated_days, 'month_start', date(today, 'start of month'),
  'invoices_since', date(today, 'start of month', '-6 months'),
  'month_end', date(today, 'start of month', '+1 month', '-1 day'), 'made_at', strftime('%Y-%m-%d %H:%M', 'now')))
FROM report_period;

-- The largest products of each currency have a colour of their own; the rest share the last one,
-- unless it is only one.
CREATE TEMP TABLE report_products AS
SELECT currency, product, cost, records_without_cost, min(place, 7) AS slot,
       CASE WHEN place >= 7 AND products > 7 THEN products - 6 END AS others,
       100 * cost / nullif(of_currency, 0) AS percent
FROM (SELECT *, count(*) OVER (PARTITION BY currency) AS products, sum(cost) OVER (PARTITION BY currency) AS of_currency,
             row_number() OVER (PARTITION BY currency ORDER BY cost DESC, product) AS place
      FROM (SELECT currency, product, sum(cost) AS cost, sum(records_without_cost) AS records_without_cost
            FROM cf_spend_by_product WHERE currency IS NOT NULL GROUP BY 1, 2));
SELECT 'products', json_group_array(json_object(
  'currency', currency, 'product', product, 'cost', cost, 'percent', percent, 'slot', slot,
  'records_without_cost', records_without_cost)) FROM (SELECT * FROM report_products ORDER BY currency, slot, cost DESC, product);
SELECT 'slots', json_group_array(json_object(
  'currency', currency, 'slot', slot, 'product', product, 'others', others, 'cost', cost, 'percent', percent))
FROM (SELECT currency, slot, CASE WHEN others IS NULL THEN product END AS product, others, sum(cost) AS cost,
             sum(percent) AS percent
      FROM report_products GROUP BY currency, slot ORDER BY currency, slot);

-- Days without a record are rows as well: without a cost.
CREATE TEMP TABLE report_daily AS
SELECT u.day, u.currency, p.slot, sum(u.cost) AS cost, count(*) - count(u.cost) AS records_without_cost
FROM cf_usage AS u JOIN report_products AS p ON p.currency = u.currency AND p.product IS u.product
GROUP BY 1, 2, 3;
SELECT 'daily', json_group_array(json_object('day', day, 'currency', currency, 'slot', slot, 'cost', cost))
FROM (SELECT * FROM report_daily ORDER BY currency, day, slot);
WITH RECURSIVE days(day) AS (
  SELECT first_day FROM cf_period
  UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last_day FROM cf_period)
), totals AS (
  SELECT currency, day, sum(cost) AS cost, sum(records_without_cost) AS records_without_cost FROM report_daily GROUP BY 1, 2
)
SELECT 'days', json_group_array(json_object(
  'currency', currency, 'day', day, 'cost', cost, 'records_without_cost', records_without_cost, 'state', state))
FROM (SELECT c.currency, d.day, t.cost, coalesce(t.records_without_cost, 0) AS records_without_cost,
             CASE WHEN d.day = p.today THEN 'incomplete' WHEN t.day IS NULL THEN 'no records'
                  WHEN d.day >= date(p.today, -p.restated_days || ' days') THEN 'may change' ELSE '' END AS state
      FROM (SELECT DISTINCT currency FROM report_products) AS c CROSS JOIN days AS d CROSS JOIN cf_period AS p
      LEFT JOIN totals AS t ON t.currency = c.currency AND t.day = d.day
      ORDER BY c.currency, d.day);

-- The month: all accounts together, and by account. No projection unless every account has one.
CREATE TEMP TABLE report_months AS SELECT * FROM cf_month_to_date WHERE currency IS NOT NULL;
CREATE TEMP TABLE report_month AS
SELECT currency, month,
       -- A cost that is not known though each record has one would lack days: an archive has never read them.
       CASE WHEN sum(cost IS NULL AND records_without_cost = 0) = 0 THEN sum(cost) END AS cost, days_so_far, days,
       CASE WHEN count(projected_cost) = count(*) THEN sum(projected_cost) END AS projected_cost,
       CASE WHEN count(projection_error) = count(*) THEN sum(projection_error) END AS projection_error,
       sum(records_without_cost) AS records_without_cost
FROM report_months GROUP BY currency;
SELECT 'month', json_group_array(json_object(
  'currency', currency, 'month', month, 'cost', cost, 'days_so_far', days_so_far, 'days', days,
  'projected_cost', projected_cost, 'projection_error', projection_error,
  'low', max(projected_cost - projection_error, cost), 'high', projected_cost + projection_error,
  'records_without_cost', records_without_cost)) FROM report_month;

-- The projection of cf_month_to_date day by day, of today what is still missing, and what of the days
-- before it is not there yet. The band is its error, spread over the days left.
CREATE TEMP TABLE report_expected AS
SELECT m.currency, e.day, sum(e.cost) AS expected, max(CASE WHEN e.day = today THEN coalesce(t.cost, 0.0) ELSE 0.0 END) AS base,
       m.projection_error / (m.days - m.days_so_far + 1) AS error
FROM report_month AS m CROSS JOIN cf_period
JOIN (SELECT currency, max(json_extract(d.value, '$[0]'), today) AS day, cf_json_number(d.value, '$[1]') AS cost
      FROM cf_series_to_date AS s CROSS JOIN cf_period CROSS JOIN json_each(s.expected_costs) AS d
      WHERE kind = 'month' AND currency IS NOT NULL) AS e ON e.currency = m.currency
LEFT JOIN (SELECT currency, sum(cost) AS cost FROM cf_usage_in_windows CROSS JOIN cf_period
           WHERE window_name = 'trend' AND day = today GROUP BY currency) AS t ON t.currency = m.currency
WHERE m.projected_cost IS NOT NULL
GROUP BY 1, 2;
SELECT 'expected', json_group_array(json_object(
  'currency', currency, 'day', day, 'expected', expected, 'low', max(expected - error, 0.0), 'high', expected + error,
  -- As drawn: on top of what today has cost so far.
  'base', base, 'top', base + expected, 'from', base + max(expected - error, 0.0), 'to', base + expected + error))
FROM (SELECT * FROM report_expected ORDER BY currency, day);

-- The month adding up, so far and as expected.
SELECT 'cumulative', json_group_array(json_object('currency', currency, 'day', day, 'cost', cost, 'total', so_far))
FROM (SELECT currency, day, sum(cost) AS cost, sum(sum(cost)) OVER (PARTITION BY currency ORDER BY day) AS so_far
      FROM cf_usage_in_windows CROSS JOIN cf_period
      WHERE window_name = 'trend' AND day >= date(today, 'start of month') AND currency IS NOT NULL
      GROUP BY currency, day ORDER BY currency, day);
SELECT 'projected', json_group_array(json_object(
  'currency', currency, 'day', day, 'total', total, 'low', low, 'high', high))
FROM (SELECT e.currency, e.day, m.cost + sum(e.expected) OVER upto AS total,
             max(m.cost + sum(e.expected - e.error) OVER upto, m.cost) AS low,
             m.cost + sum(e.expected + e.error) OVER upto AS high
      FROM report_expected AS e JOIN report_month AS m ON m.currency = e.currency
      WINDOW upto AS (PARTITION BY e.currency ORDER BY e.day) ORDER BY e.currency, e.day);
CREATE TEMP TABLE report_budgets AS SELECT * FROM cf_budget_status;
SELECT 'budgets', json_group_array(json_object(
  'currency', currency, 'covers', budget_covers, 'monthly_amount', monthly_amount, 'spent', spent, 'spent_percent', 100 * spent_share,
  'month_percent', 100 * month_share, 'remaining', monthly_amount - spent, 'projected_cost', projected_cost,
  'projection_error', projection_error, 'projected_over', projected_over,
  'projected_under', -projected_over, 'burn_rate', burn_rate, 'runway_days', round(runway_days, 1),
  'runs_out_on', runs_out_on))
FROM report_budgets WHERE account_id IS NULL;

-- What changed against as many days of the month before.
CREATE TEMP TABLE report_account_movers AS SELECT * FROM cf_movers_month_on_month WHERE currency IS NOT NULL;
CREATE TEMP TABLE report_movers AS
SELECT currency, product, metric, sum(cost_before) AS cost_before, sum(cost_after) AS cost_after, sum(change) AS change,
       100 * sum(change) / nullif(sum(cost_before), 0) AS change_percent,
       count(*) - count(change) AS unknown
FROM report_account_movers GROUP BY 1, 2, 3;
SELECT 'change', json_group_array(json_object(
  'currency', currency, 'cost_before', cost_before, 'cost_after', cost_after, 'change', cost_after - cost_before,
  'change_percent', 100 * (cost_after - cost_before) / nullif(cost_before, 0)))
FROM (SELECT currency, sum(cost_before) AS cost_before, sum(cost_after) AS cost_after
      FROM report_movers GROUP BY currency HAVING sum(unknown) = 0);
SELECT 'movers', json_group_array(json_object(
  'currency', currency, 'product', product, 'metric', metric, 'cost_before', cost_before, 'cost_after', cost_after,
  'change', change, 'change_percent', change_percent))
FROM (SELECT *, row_number() OVER (PARTITION BY currency ORDER BY abs(change) DESC, metric) AS place
      FROM report_movers WHERE unknown = 0 AND abs(change) >= 0.005)
WHERE place <= 8;
-- Events, the largest first: those are marked in the chart by their number, on their first day in the
-- period.
SELECT 'anomalies', json_group_array(json_object(
  'currency', currency, 'day', day, 'last_day', last_day, 'days', days, 'event', event, 'account', name, 'product', product,
  'cost', cost, 'comparable_cost', comparable_cost, 'expected_cost', expected_cost, 'deviation', deviation,
  'chart_day', chart_day, 'day_cost', day_cost, 'may_change', may_change, 'number', number, 'marked', number <= 8))
FROM (SELECT a.*, (SELECT sum(max(d.cost, 0)) FROM report_daily AS d WHERE d.day = chart_day AND d.currency = a.currency) AS day_cost
      FROM (SELECT a.*, s.name, a.last_day >= date(today, -restated_days || ' days') AS may_change, max(a.day, p.first_day) AS chart_day,
                   row_number() OVER (PARTITION BY a.currency ORDER BY abs(deviation) DESC, a.day, a.product, s.name) AS number
            FROM cf_cost_anomalies AS a CROSS JOIN cf_period AS p JOIN cf_selected_accounts AS s USING (account_id)) AS a
      ORDER BY a.currency, number);
-- No count of them says anything without how many days could be compared.
SELECT 'compared', json_group_array(json_object('currency', currency, 'days', days, 'days_compared', days_compared))
FROM (SELECT currency, sum(days) AS days, sum(days_compared) AS days_compared
      FROM cf_compared_costs WHERE currency IS NOT NULL GROUP BY currency ORDER BY currency);

SELECT 'zones', json_group_array(json_object(
  'currency', currency, 'zone', zone_name, 'zone_id', zone_id, 'account', name, 'cost', cost, 'percent', percent,
  'records_without_cost', records_without_cost))
FROM (SELECT z.*, name, 100 * cost / nullif(sum(cost) OVER (PARTITION BY currency), 0) AS percent
      FROM cf_spend_by_zone AS z JOIN cf_selected_accounts USING (account_id)
      WHERE currency IS NOT NULL ORDER BY currency, zone_id IS NULL, cost DESC, zone_name, name);
SELECT 'account_costs', json_group_array(json_object(
  'currency', currency, 'account', name, 'account_id', account_id, 'cost', cost, 'percent', percent,
  'records_without_cost', records_without_cost))
FROM (SELECT a.*, name, 100 * a.cost / nullif(sum(a.cost) OVER (PARTITION BY a.currency), 0) AS percent
      FROM cf_spend_by_account AS a JOIN cf_selected_accounts USING (account_id)
      WHERE currency IS NOT NULL ORDER BY currency, a.cost DESC, name);
-- The month of each account beside its budget.
SELECT 'accounts', json_group_array(json_object(
  'currency', currency, 'account', name, 'cost', cost, 'projected_cost', projected_cost, 'monthly_amount', monthly_amount,
  'spent_percent', 100 * spent_share, 'projected_over', projected_over, 'change', change, 'change_percent', change_percent))
FROM (SELECT s.currency, n.name, m.cost, m.projected_cost, b.monthly_amount, b.spent_share, b.projected_over,
             c.change, c.change_percent
      FROM (SELECT account_id, currency FROM report_months
            UNION SELECT account_id, currency FROM cf_spend_by_account WHERE currency IS NOT NULL
            UNION SELECT account_id, currency FROM report_budgets WHERE account_id IS NOT NULL) AS s
      JOIN cf_selected_accounts AS n USING (account_id)
      LEFT JOIN report_months AS m USING (account_id, currency)
      LEFT JOIN report_budgets AS b USING (account_id, currency)
      LEFT JOIN (SELECT account_id, currency, CASE WHEN count(change) = count(*) THEN sum(change) END AS change,
                        CASE WHEN count(change) = count(*) THEN 100 * sum(change) / nullif(sum(cost_before), 0) END AS change_percent
                 FROM report_account_movers GROUP BY 1, 2) AS c USING (account_id, currency)
      ORDER BY s.currency, m.cost IS NULL, m.cost DESC, n.name);

-- What caused it: each account's billing cycle that ended within a week, or else the open one. Analytics allow 300
-- queries in five minutes, of which an account takes some fifty: live, the five costliest accounts are asked for.
CREATE TEMP TABLE report_asked_accounts AS SELECT * FROM cf_report_accounts;
CREATE TEMP TABLE report_costliest AS
SELECT account_id FROM (SELECT account_id, cost, row_number() OVER (PARTITION BY currency ORDER BY cost DESC) AS place
                        FROM cf_spend_by_account WHERE cost IS NOT NULL)
ORDER BY place, cost DESC LIMIT 5;
-- Where no cost is known there is nothing to share out, but an account there has to be.
INSERT INTO report_costliest SELECT account_id FROM cf_report_accounts WHERE NOT EXISTS (SELECT 1 FROM report_costliest) LIMIT 1;
DELETE FROM cf_report_accounts
WHERE (SELECT source FROM report_period) <> 'archive' AND account_id NOT IN (SELECT account_id FROM report_costliest);
UPDATE cf_parameters SET first_day = (SELECT date(today, '-7 days') FROM cf_period), last_day = NULL;
CREATE TEMP TABLE report_attributed(account_id TEXT, account_name TEXT, cycle_start TEXT, cycle_end TEXT, product TEXT,
  resource_type TEXT, resource_id TEXT, resource_name TEXT, cost REAL, currency TEXT, reason TEXT);
-- A report without it is better than none, also where the limit of analytics is used up. From here on report.sh
-- looks for errors: the shell would stop at the next line after one, were it told to stop again.
.bail off
INSERT INTO report_attributed
SELECT account_id, account_name, cycle_start, cycle_end, product, resource_type, resource_id, resource_name, cost, currency, reason
FROM cf_attributed_cost WHERE cost IS NOT NULL AND currency IS NOT NULL;
DELETE FROM report_attributed WHERE EXISTS (
  SELECT 1 FROM report_attributed AS before
  WHERE before.account_id = report_attributed.account_id AND before.currency = report_attributed.currency
    AND before.cycle_end = report_attributed.cycle_start);
CREATE TEMP TABLE report_analytics_failures AS
SELECT a.account_id, a.name,
       coalesce(max(CASE WHEN error NOT LIKE 'given up:%' AND error NOT LIKE '%days are gone%' THEN error END), max(error)) AS error
FROM cf_requests AS r JOIN cf_selected_accounts AS a ON a.account_id = r.account_id
WHERE table_name = 'cf_resource_usage' AND error IS NOT NULL AND outcome IS NOT 'ok'
GROUP BY a.account_id;
SELECT 'analytics_failures', json_group_array(json_object(
  'account', name, 'account_id', account_id, 'error', error,
  'needs', CASE WHEN instr(error, 'The token needs ') > 0 THEN substr(error, instr(error, 'The token needs ')) END))
FROM (SELECT * FROM report_analytics_failures ORDER BY name);
SELECT 'cause_cycles', json_group_array(json_object(
  'currency', currency, 'first_start', first_start, 'last_start', last_start, 'first_end', first_end, 'last_end', last_end,
  'is_over', is_over, 'accounts', accounts))
FROM (SELECT currency, min(cycle_start) AS first_start, max(cycle_start) AS last_start, date(min(cycle_end), '-1 day') AS first_end,
             date(max(cycle_end), '-1 day') AS last_end, cycle_end <= today AS is_over, count(DISTINCT account_id) AS accounts
      FROM report_attributed CROSS JOIN report_period GROUP BY currency, is_over ORDER BY currency, is_over DESC);
CREATE TEMP TABLE report_cause_products AS
SELECT * FROM (SELECT currency, product, sum(cost) AS cost, count(*) OVER (PARTITION BY currency) AS products,
                      total(sum(CASE WHEN resource_type <> 'not attributed' THEN cost END)) OVER (PARTITION BY currency) AS attributed,
                      row_number() OVER (PARTITION BY currency ORDER BY sum(cost) DESC, product) AS place
               FROM report_attributed GROUP BY currency, product)
WHERE place <= 5 AND cost > 0;
SELECT 'cause_products', json_group_array(json_object(
  'currency', currency, 'place', place, 'product', product, 'cost', cost, 'products', products, 'attributed', attributed))
FROM (SELECT * FROM report_cause_products ORDER BY currency, place);
-- Six resources of each; the others together, unless it is only one; and what belongs to none.
WITH
lines AS (
  SELECT p.place, p.cost AS of_product, a.*, a.resource_type = 'not attributed' AS is_rest
  FROM report_attributed AS a JOIN report_cause_products AS p ON p.currency = a.currency AND p.product IS a.product
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY currency, place ORDER BY cost DESC, resource_name, account_name, resource_id) AS number,
         count(*) OVER (PARTITION BY currency, place) AS resources
  FROM (SELECT currency, place, product, of_product, account_id, account_name, resource_type, resource_id,
               max(resource_name) AS resource_name, sum(cost) AS cost
        FROM lines WHERE NOT is_rest
        GROUP BY currency, place, product, of_product, account_id, account_name, resource_type, resource_id)
),
rest AS (
  SELECT currency, place, product, of_product, reason, sum(cost) AS cost, sum(sum(cost)) OVER of_product AS cost_of_all,
         row_number() OVER (PARTITION BY currency, place ORDER BY sum(cost) DESC, reason) AS number
  FROM (SELECT currency, place, product, of_product, l.cost,
               CASE WHEN f.account_id IS NULL THEN l.reason ELSE 'analytics could not be read' END AS reason
        FROM lines AS l LEFT JOIN report_analytics_failures AS f ON f.account_id = l.account_id WHERE is_rest)
  GROUP BY currency, place, product, of_product, reason
  WINDOW of_product AS (PARTITION BY currency, place)
)
SELECT 'causes', json_group_array(json_object(
  'currency', currency, 'place', place, 'product', product, 'resource', resource_name, 'kind', resource_type, 'account', account_name,
  'cost', cost, 'percent', 100 * cost / of_product, 'others', others, 'is_rest', is_rest, 'reason', reason))
FROM (SELECT currency, place, product, of_product, CASE WHEN others IS NULL THEN max(resource_name) END AS resource_name,
             CASE WHEN others IS NULL THEN max(resource_type) END AS resource_type,
             CASE WHEN others IS NULL THEN max(account_name) END AS account_name, sum(cost) AS cost, others, 0 AS is_rest,
             NULL AS reason, number
      FROM (SELECT currency, place, product, of_product, resource_name, resource_type, account_name, cost, min(number, 7) AS number,
                   CASE WHEN number >= 7 AND resources > 7 THEN resources - 6 END AS others FROM ranked)
      GROUP BY currency, place, product, of_product, number, others
      UNION ALL
      SELECT currency, place, product, of_product, NULL, NULL, NULL, cost_of_all, NULL, 1, reason, 8
      FROM rest WHERE number = 1 AND abs(cost_of_all) >= 0.005
      ORDER BY currency, place, number);
DELETE FROM cf_report_accounts;
INSERT INTO cf_report_accounts SELECT * FROM report_asked_accounts;
UPDATE cf_parameters SET (first_day, last_day) = (SELECT first_day, last_day FROM report_period);

-- Usage whose cost is not known: by metric, and by day for those with the most records.
CREATE TEMP TABLE report_unknown AS
SELECT row_number() OVER (ORDER BY sum(records_without_cost) DESC, product, metric, unit) AS place, product, metric, unit,
       sum(quantity) AS quantity, sum(records) AS records, sum(records_without_cost) AS records_without_cost,
       count(DISTINCT account_id) AS accounts
FROM cf_spend_by_metric GROUP BY product, metric, unit HAVING sum(records_without_cost) > 0;
SELECT 'unknown', json_group_array(json_object(
  'place', place, 'product', product, 'metric', metric, 'unit', unit, 'quantity', quantity, 'records', records,
  'records_without_cost', records_without_cost, 'accounts', accounts)) FROM (SELECT * FROM report_unknown ORDER BY place);
SELECT 'unknown_daily', json_group_array(json_object('place', place, 'day', day, 'quantity', quantity))
FROM (SELECT u.place, q.day, sum(q.quantity) AS quantity
      FROM cf_quantity_by_day AS q JOIN report_unknown AS u
        ON u.product IS q.product AND u.metric IS q.metric AND u.unit IS q.unit
      WHERE u.place <= 6 GROUP BY 1, 2 ORDER BY 1, 2);
SELECT 'quantity_anomalies', json_group_array(json_object(
  'day', day, 'last_day', last_day, 'event', event, 'account', name, 'product', product, 'metric', metric, 'unit', unit,
  'quantity', quantity, 'expected_quantity', expected_quantity))
FROM (SELECT q.*, name FROM cf_quantity_anomalies AS q JOIN cf_selected_accounts USING (account_id)
      -- Where costs are known, the anomalies of costs say it.
      WHERE EXISTS (SELECT 1 FROM report_unknown AS u WHERE u.product IS q.product AND u.metric IS q.metric AND u.unit IS q.unit)
      ORDER BY day, metric, name);
SELECT 'quantities_compared', json_group_array(json_object('days', days, 'days_compared', days_compared))
FROM (SELECT sum(days) AS days, sum(days_compared) AS days_compared FROM cf_compared_quantities AS q
      WHERE EXISTS (SELECT 1 FROM report_unknown AS u WHERE u.product IS q.product AND u.metric IS q.metric AND u.unit IS q.unit));

SELECT 'freshness', json_group_array(json_object(
  'account', account_name, 'account_id', account_id, 'oldest_day', oldest_day, 'newest_day', newest_day,
  'days_behind', days_behind, 'days_missing', days_missing, 'records', records))
FROM (SELECT * FROM cf_freshness ORDER BY account_name, account_id);

-- What the last whole month cost with everything: of all accounts, or not at all.
UPDATE cf_parameters SET first_day = (SELECT date(today, 'start of month', '-1 month') FROM cf_period),
  last_day = (SELECT date(today, 'start of month', '-1 day') FROM cf_period);
CREATE TEMP TABLE report_total AS SELECT * FROM cf_total_cost WHERE currency IS NOT NULL;
SELECT 'total', json_group_array(json_object(
  'currency', currency, 'month', month, 'accounts', accounts, 'accounts_known', accounts_known, 'cost', cost, 'usage', usage,
  'plan_fees', plan_fees, 'other_charges', other_charges, 'returned', returned))
FROM (SELECT currency, month, count(*) AS accounts, count(cost) AS accounts_known,
             CASE WHEN count(cost) = count(*) THEN sum(cost) END AS cost,
             CASE WHEN count(usage) = count(*) THEN sum(usage) END AS usage,
             CASE WHEN count(plan_fees) = count(*) THEN sum(plan_fees) END AS plan_fees,
             CASE WHEN count(other_charges) = count(*) THEN sum(other_charges) END AS other_charges,
             CASE WHEN count(refunds) + count(credits) = 2 * count(*) THEN sum(refunds + credits) END AS returned
      FROM report_total GROUP BY 1, 2);

-- Invoices come later than usage: half a year of them, before the month that runs.
UPDATE cf_parameters SET last_day = (SELECT last_day FROM report_period),
  first_day = (SELECT date(today, 'start of month', '-6 months') FROM cf_period);
SELECT 'invoices', json_group_array(json_object(
  'currency', currency, 'account', name, 'cycle_starts', cycle_starts, 'cycle_end', cycle_end, 'usage', usage,
  'plan_fees', plan_fees, 'charged', charged, 'apart', CASE WHEN coalesce(tax, prorations, past_due) IS NOT NULL
    THEN coalesce(tax, 0.0) + coalesce(prorations, 0.0) + coalesce(past_due, 0.0) END,
  'returned', CASE WHEN refunds IS NOT NULL OR credits IS NOT NULL THEN coalesce(refunds, 0.0) + coalesce(credits, 0.0) END,
  'net', net, 'difference', difference, 'state', state, 'likely_cause', likely_cause))
FROM (SELECT r.*, name FROM cf_invoice_reconciliation AS r JOIN cf_selected_accounts USING (account_id)
      WHERE currency IS NOT NULL ORDER BY currency, cycle_end DESC, name);
SELECT 'duplicates', json_group_array(json_object(
  'currency', currency, 'account', name, 'day', day, 'previous_day', previous_day, 'amount', amount, 'description', description))
FROM (SELECT d.*, name FROM cf_duplicate_charges AS d JOIN cf_selected_accounts USING (account_id) ORDER BY day, name);
SELECT 'open_items', json_group_array(json_object(
  'currency', currency, 'account', name, 'day', day, 'description', description, 'amount_to_pay', amount_to_pay,
  'status', status, 'age_days', age_days))
FROM (SELECT o.*, name FROM cf_open_items AS o JOIN cf_selected_accounts USING (account_id) ORDER BY day, name);

-- What could not be read, now or into the archive.
CREATE TEMP TABLE IF NOT EXISTS report_gaps(account_id TEXT, days INTEGER, error TEXT);
SELECT 'failures', json_group_array(json_object('account', name, 'account_id', account_id, 'feed', feed, 'error', error))
-- A request that was given up because another one failed has nothing to say.
FROM (SELECT name, account_id, table_name AS feed,
             coalesce(max(CASE WHEN error NOT LIKE 'given up:%' THEN error END), max(error)) AS error
      -- Not what was asked for elsewhere then, as an older endpoint.
      FROM (SELECT url, table_name, error FROM cf_requests
            WHERE error IS NOT NULL AND (outcome IS NOT 'ok' OR status BETWEEN 200 AND 299)
              -- Without analytics no cost is missing: what caused it is, which is told there.
              AND table_name IS NOT 'cf_resource_usage'
              -- Records without a cost are told of by themselves.
              AND error NOT LIKE '%costs are not told')
      LEFT JOIN cf_selected_accounts ON instr(url, account_id) > 0
      GROUP BY 1, 2, 3
      UNION ALL
      SELECT name, account_id, 'the archive',
             printf('%d days of the period were never read into the archive. ', days) || coalesce(error, '')
      FROM report_gaps JOIN cf_selected_accounts USING (account_id));
