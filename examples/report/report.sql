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

SELECT 'about', json_group_array(json_object(
  'today', today, 'first_day', first_day, 'last_day', last_day, 'feed', feed, 'source', source,
  'last_complete_day', last_complete_day, 'restated_from', date(today, -restated_days || ' days'),
  'restated_days', restated_days, 'month_start', date(today, 'start of month'),
  'month_end', date(today, 'start of month', '+1 month', '-1 day'), 'made_at', strftime('%Y-%m-%d %H:%M', 'now')))
FROM cf_period;

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
SELECT currency, month, sum(cost) AS cost, days_so_far, days,
       CASE WHEN count(projected_cost) = count(*) THEN sum(projected_cost) END AS projected_cost,
       CASE WHEN count(projection_error) = count(*) THEN sum(projection_error) END AS projection_error,
       sum(records_without_cost) AS records_without_cost
FROM report_months GROUP BY currency;
SELECT 'month', json_group_array(json_object(
  'currency', currency, 'month', month, 'cost', cost, 'days_so_far', days_so_far, 'days', days,
  'projected_cost', projected_cost, 'projection_error', projection_error,
  'low', max(projected_cost - projection_error, cost), 'high', projected_cost + projection_error,
  'records_without_cost', records_without_cost)) FROM report_month;

-- The projection of cf_month_to_date day by day: what each weekday cost on average in the last 28
-- complete days, and of today what is still missing. The band is its error, spread over the days left.
CREATE TEMP TABLE report_expected AS
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 30),
daily AS (
  SELECT account_id, currency, day, total(CASE WHEN NOT is_correction THEN cost END) AS trend, sum(cost) AS cost
  FROM cf_usage_in_windows WHERE window_name = 'trend' AND currency IS NOT NULL GROUP BY 1, 2, 3
),
weekdays AS (
  SELECT s.account_id, s.currency, strftime('%w', today, -n || ' days') AS weekday, avg(coalesce(d.trend, 0.0)) AS expected
  FROM (SELECT account_id, currency, min(day) AS since FROM daily GROUP BY 1, 2) AS s
  CROSS JOIN cf_period JOIN numbers ON n BETWEEN 1 AND 28 AND date(today, -n || ' days') >= s.since
  LEFT JOIN daily AS d ON d.account_id = s.account_id AND d.currency = s.currency AND d.day = date(today, -n || ' days')
  GROUP BY 1, 2, 3
)
SELECT m.currency, date(today, n || ' days') AS day,
       sum(CASE n WHEN 0 THEN max(w.expected - coalesce(d.trend, 0.0), 0.0) ELSE w.expected END) AS expected,
       sum(CASE n WHEN 0 THEN coalesce(d.cost, 0.0) ELSE 0.0 END) AS base,
       m.projection_error / (m.days - m.days_so_far + 1) AS error
FROM report_month AS m CROSS JOIN cf_period JOIN numbers ON n <= m.days - m.days_so_far
JOIN weekdays AS w ON w.currency = m.currency AND w.weekday = strftime('%w', today, n || ' days')
LEFT JOIN daily AS d ON d.account_id = w.account_id AND d.currency = w.currency AND d.day = today
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
SELECT 'budgets', json_group_array(json_object(
  'currency', currency, 'monthly_amount', monthly_amount, 'spent', spent, 'spent_percent', 100 * spent_share,
  'month_percent', 100 * month_share, 'remaining', monthly_amount - spent, 'projected_cost', projected_cost,
  'projection_error', projection_error, 'projected_over', projected_over,
  'projected_under', -projected_over, 'burn_rate', burn_rate, 'runway_days', round(runway_days, 1),
  'runs_out_on', runs_out_on, 'month_end', (SELECT date(today, 'start of month', '+1 month', '-1 day') FROM cf_period)))
FROM cf_budget_status WHERE account_id IS NULL;

-- What changed against as many days of the month before.
CREATE TEMP TABLE report_movers AS
SELECT currency, product, metric, sum(cost_before) AS cost_before, sum(cost_after) AS cost_after, sum(change) AS change,
       100 * sum(change) / nullif(sum(cost_before), 0) AS change_percent,
       count(*) - count(change) AS unknown
FROM cf_movers_month_on_month WHERE currency IS NOT NULL GROUP BY 1, 2, 3;
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
-- The largest first: those are marked in the chart by their number.
SELECT 'anomalies', json_group_array(json_object(
  'currency', currency, 'day', day, 'account', name, 'product', product, 'cost', cost, 'expected_cost', expected_cost,
  'deviation', deviation, 'day_cost', day_cost, 'may_change', may_change,
  'number', number, 'marked', number <= 8))
FROM (SELECT a.*, s.name, day >= date(today, -restated_days || ' days') AS may_change,
             row_number() OVER (PARTITION BY a.currency ORDER BY abs(deviation) DESC, a.day, a.product, s.name) AS number,
             (SELECT sum(max(d.cost, 0)) FROM report_daily AS d WHERE d.day = a.day AND d.currency = a.currency) AS day_cost
      FROM cf_cost_anomalies AS a CROSS JOIN cf_period JOIN cf_selected_accounts AS s USING (account_id)
      ORDER BY a.currency, number);

SELECT 'zones', json_group_array(json_object(
  'currency', currency, 'zone', zone_name, 'zone_id', zone_id, 'account', name, 'cost', cost, 'percent', percent,
  'records_without_cost', records_without_cost))
FROM (SELECT z.*, name, 100 * cost / nullif(sum(cost) OVER (PARTITION BY currency), 0) AS percent
      FROM cf_spend_by_zone AS z JOIN cf_selected_accounts USING (account_id)
      WHERE currency IS NOT NULL ORDER BY currency, zone_id IS NULL, cost DESC, zone_name, name);
SELECT 'account_costs', json_group_array(json_object(
  'currency', currency, 'account', name, 'account_id', account_id, 'cost', cost, 'percent', percent,
  'month_cost', month_cost, 'projected_cost', projected_cost, 'records_without_cost', records_without_cost))
FROM (SELECT a.*, name, m.cost AS month_cost, m.projected_cost,
             100 * a.cost / nullif(sum(a.cost) OVER (PARTITION BY a.currency), 0) AS percent
      FROM cf_spend_by_account AS a JOIN cf_selected_accounts USING (account_id)
      LEFT JOIN report_months AS m USING (account_id, currency)
      WHERE currency IS NOT NULL ORDER BY currency, a.cost DESC, name);

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
  'day', day, 'account', name, 'product', product, 'metric', metric, 'unit', unit, 'quantity', quantity,
  'expected_quantity', expected_quantity))
FROM (SELECT q.*, name FROM cf_quantity_anomalies AS q JOIN cf_selected_accounts USING (account_id)
      -- Where costs are known, the anomalies of costs say it.
      WHERE EXISTS (SELECT 1 FROM report_unknown AS u WHERE u.product IS q.product AND u.metric IS q.metric AND u.unit IS q.unit)
      ORDER BY day, metric, name);

SELECT 'freshness', json_group_array(json_object(
  'account', account_name, 'account_id', account_id, 'oldest_day', oldest_day, 'newest_day', newest_day,
  'days_behind', days_behind, 'days_missing', days_missing, 'records', records))
FROM (SELECT * FROM cf_freshness ORDER BY account_name, account_id);

-- Invoices come later than usage: half a year of them, before the month that runs.
UPDATE cf_parameters SET last_day = (SELECT last_day FROM cf_period),
  first_day = (SELECT date(today, 'start of month', '-6 months') FROM cf_period);
SELECT 'invoices', json_group_array(json_object(
  'currency', currency, 'account', name, 'cycle_starts', cycle_starts, 'cycle_end', cycle_end, 'usage', usage,
  'plan_fees', plan_fees, 'charged', charged, 'refunds', refunds, 'credits', credits, 'net', net, 'difference', difference,
  'likely_cause', likely_cause, 'agrees', likely_cause LIKE 'none:%'))
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
            WHERE error IS NOT NULL AND (outcome IS NOT 'ok' OR status BETWEEN 200 AND 299))
      LEFT JOIN cf_selected_accounts ON instr(url, account_id) > 0
      GROUP BY 1, 2, 3
      UNION ALL
      SELECT name, account_id, 'the archive',
             printf('%d days of the period were never read into the archive. ', days) || coalesce(error, '')
      FROM report_gaps JOIN cf_selected_accounts USING (account_id));
