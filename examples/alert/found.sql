-- What there is to tell, and what could not be looked at: the tables alert_found, alert_not_checked,
-- alert_newest_days and alert_read, which examples/alert.sh writes down and told.sql compares with what
-- was told before.
--
-- Inputs: all views, over the API or an archive (on the day of as_of.sql then), with their accounts listed;
-- alert_options, one row:
--   this_day      the day it is
--   day_limits    JSON, an amount for each currency: of a day of an account
--   late_after    days without usage before today that are too many
--   card_days     so many days before a card expires it is time to say so
--   skip          a list of checks as ',cards,' that are not wanted
--   asks          0: there is no token, only the archive is read
--   queries       so many queries of analytics at most, about
--
-- and alert_looked_at(account_id, looked_at): when analytics were asked about an account last.
--
-- Each check is a CREATE TABLE AS of its own: where one fails its table is not there, which is told, and
-- the others go on. `key` is what makes an alert the same one; `level` grows as it gets worse, and it is
-- told again once it is more than `factor` times what it was when told. Level 0: not to be told, but not
-- over either.

CREATE TEMP TABLE alert_found(
  kind, key, account_id, account_name, day, currency, amount, threshold, level, factor, text);
CREATE TEMP TABLE alert_not_checked(what, account_id, account_name, reason);
CREATE TEMP TABLE alert_newest_days(account_id, account_name, newest);
CREATE TEMP TABLE alert_read(kind, account_id);

-- Who was left out is noted after each check: the log of requests has room for 10,000. A row without a table
-- tells which of them it had then.
CREATE TEMP VIEW alert_log AS
SELECT account_id, table_name, error, id AS first_id, id AS last_id FROM cf_requests
-- Whatever became of the account: a dataset of analytics that failed leaves its others alone. What a plan does not
-- have, and days that are no longer kept, are no failure.
WHERE error_kind = 'failed' AND outcome IS NOT NULL AND account_id IS NOT NULL
UNION ALL
SELECT NULL, NULL, NULL, min(id), max(id) FROM cf_requests;
CREATE TEMP TABLE alert_left_out(account_id, table_name, error, first_id, last_id);

-- The newest whole days. One that is not there cannot be compared with anything.
CREATE TEMP TABLE alert_days AS
SELECT account_id, day, upper(currency) AS currency, sum(cost) AS cost,
       count(*) - count(cost) AS records_without_cost, max(complete_from) AS complete_from
FROM cf_usage_in_windows
WHERE window_name = 'trend' AND day <= (SELECT last_complete_day FROM cf_period)
GROUP BY account_id, day, upper(currency);
INSERT INTO alert_left_out SELECT * FROM alert_log;

CREATE TEMP TABLE alert_budgets AS
SELECT s.*, budget_covers AS covers FROM cf_budget_status AS s
WHERE instr((SELECT skip FROM alert_options), ',budget,') = 0
  AND (account_id IS NULL OR account_id IN (SELECT account_id FROM cf_report_accounts));
INSERT INTO alert_left_out SELECT * FROM alert_log;

CREATE TEMP TABLE alert_anomalies AS
SELECT a.* FROM cf_cost_anomalies AS a
WHERE instr((SELECT skip FROM alert_options), ',anomaly,') = 0;
INSERT INTO alert_left_out SELECT * FROM alert_log;

-- How many days they could be looked for in. A cost by day says nothing without it.
CREATE TEMP TABLE alert_compared AS
SELECT account_id, sum(days_compared) AS days_compared FROM cf_compared_costs
WHERE instr((SELECT skip FROM alert_options), ',anomaly,') = 0
GROUP BY account_id;
INSERT INTO alert_left_out SELECT * FROM alert_log;

-- What resources use, minutes ago; what billing tells is a day or two old. Analytics answer 300 queries in five
-- minutes: so from the API each account is asked for what it is billed for only, and as many accounts as alert_options
-- has queries for. First come those that were not looked at for longest, then those that cost most. An archive has
-- the days; where there is a token the last hours are asked for, of services that it has something of.
CREATE TEMP TABLE alert_services AS
SELECT DISTINCT account_id, cf_told_service(metric) AS service, 2 AS queries
FROM (SELECT DISTINCT account_id, metric FROM cf_live_usage
      WHERE window_name IN ('ended_cycles', 'trend') AND metric IS NOT NULL)
WHERE cf_told_service(metric) IN (SELECT service FROM cf_billed_services)
  AND instr((SELECT skip FROM alert_options), ',resource,') = 0
UNION ALL
SELECT DISTINCT account_id, service, 1 FROM cf_resources_in_windows
WHERE (SELECT source FROM cf_period) = 'archive' AND window_name = 'trend' AND quantity > 0 AND service IS NOT NULL
  AND (NOT EXISTS (SELECT 1 FROM cf_report_services)
       OR cf_service_key(service) IN (SELECT cf_service_key(service) FROM cf_report_services))
  AND (SELECT asks AND instr(skip, ',resource,') = 0 FROM alert_options);
INSERT INTO alert_left_out SELECT * FROM alert_log;
-- Days and hours of each service, and what the datasets of the account and of its zones have to say: at most.
CREATE TEMP TABLE alert_asked(account_id, looked_at, place, is_asked);
INSERT INTO alert_asked
WITH
costs AS (
  SELECT account_id, min(place) AS place
  FROM (SELECT account_id, row_number() OVER (PARTITION BY currency ORDER BY sum(cost) DESC) AS place
        FROM alert_days GROUP BY account_id, currency)
  GROUP BY account_id
),
needed AS (
  SELECT account_id, 2 + max(queries) * count(DISTINCT service) AS queries FROM alert_services
  GROUP BY account_id
)
SELECT account_id, looked_at, row_number() OVER told AS place,
       sum(n.queries) OVER told <= o.queries OR row_number() OVER told = 1 AS is_asked
FROM needed AS n LEFT JOIN costs USING (account_id) LEFT JOIN alert_looked_at USING (account_id)
CROSS JOIN alert_options AS o
WINDOW told AS (ORDER BY coalesce(looked_at, ''), costs.place IS NULL, costs.place, account_id);
-- Each account is asked for its own services alone, together with those that have the same ones. One that fails is
-- noted and leaves the others alone.
DROP VIEW temp.cf_resource_questions;
CREATE TEMP VIEW cf_resource_questions AS
SELECT json_group_array(account_id) AS accounts, services, 'left out' AS told
FROM (SELECT account_id, json_group_array(service) AS services
      FROM (SELECT DISTINCT account_id, service FROM alert_services ORDER BY account_id, service LIMIT -1)
      WHERE account_id IN (SELECT account_id FROM alert_asked WHERE is_asked)
      GROUP BY account_id)
GROUP BY services;
-- The last hours also beside an archive.
DROP VIEW temp.cf_live_hour_days;
CREATE TEMP VIEW cf_live_hour_days AS
SELECT date(today, '-1 day') AS first_day, today AS last_day FROM cf_period;
SELECT cf_config('on_error', 'skip-all');
-- What is asked for now, beside an archive, is of now.
CREATE TEMP TABLE alert_today AS SELECT today FROM cf_parameters;
UPDATE cf_parameters SET today = (SELECT this_day FROM alert_options)
WHERE source = 'archive' AND (SELECT asks FROM alert_options);
CREATE TEMP TABLE alert_resources AS
SELECT r.* FROM cf_resource_anomalies AS r
WHERE instr((SELECT skip FROM alert_options), ',resource,') = 0;
UPDATE cf_parameters SET today = (SELECT today FROM alert_today);
SELECT cf_config('on_error', 'skip');
INSERT INTO alert_left_out SELECT * FROM alert_log;
-- What is billed by zones takes a permission of its own, which is no matter of the plan. The rest is looked at.
INSERT INTO alert_not_checked
SELECT DISTINCT 'resources of zones', account_id, a.name,
       'the token needs ' || CASE WHEN is_list THEN 'Zone › Zone › Read' ELSE 'Zone › Analytics › Read' END
FROM (SELECT account_id, error, instr(error, 'The token needs Zone › Zone › Read') > 0 AS is_list FROM cf_requests
      WHERE table_name = 'cf_resource_usage' AND error_kind = 'denied') AS r
JOIN cf_report_accounts AS a USING (account_id)
WHERE is_list OR instr(error, '; the token needs Zone › Analytics › Read') > 0;

CREATE TEMP TABLE alert_invoices AS
SELECT i.* FROM cf_open_items AS i
WHERE instr((SELECT skip FROM alert_options), ',invoice,') = 0;
INSERT INTO alert_left_out SELECT * FROM alert_log;

-- Cards are in no archive: whoever reads one is asked for them as well, where there is a token. The form
-- of the date is not documented. A card is good until the end of its month.
CREATE TEMP TABLE alert_methods AS
SELECT m.account_id, m.id, m.type, m."default" AS is_default, m.expiration_date AS told,
       CASE WHEN told_in GLOB '[01][0-9][-/]20[0-9][0-9]' THEN substr(told_in, 4) || '-' || substr(told_in, 1, 2)
            WHEN told_in GLOB '[0-9][-/]20[0-9][0-9]' THEN substr(told_in, 3) || '-0' || substr(told_in, 1, 1)
            WHEN told_in GLOB '[01][0-9][-/][0-9][0-9]'
            THEN '20' || substr(told_in, 4) || '-' || substr(told_in, 1, 2)
            WHEN told_in GLOB '20[0-9][0-9][-/][01][0-9]*' THEN substr(told_in, 1, 4) || '-' || substr(told_in, 6, 2)
       END AS month
FROM (SELECT *, account_id, trim(expiration_date) AS told_in FROM cf_payment_methods
      WHERE account_id IN (SELECT account_id FROM cf_report_accounts, alert_options
                           WHERE asks AND instr(skip, ',card,') = 0)) AS m;
INSERT INTO alert_left_out SELECT * FROM alert_log;
-- What a bill would be charged to: the card that is the default one, or where none is, any.
CREATE TEMP TABLE alert_cards AS
SELECT *, date(month || '-01', '+1 month', '-1 day') AS expires FROM alert_methods AS m
WHERE (told IS NOT NULL OR type LIKE '%CARD%')
  AND (is_default = 1 OR NOT EXISTS (SELECT 1 FROM alert_methods AS other
                                     WHERE other.account_id = m.account_id AND other.is_default = 1));
-- A token that may only read sees no day of the next bill in the profile; the subscriptions have one.
CREATE TEMP TABLE alert_bills AS
SELECT account_id, min(day) AS day
FROM (SELECT account_id, substr(next_bill_date, 1, 10) AS day FROM cf_billing_profile
      WHERE account_id IN (SELECT account_id FROM alert_cards WHERE expires IS NOT NULL)
      UNION ALL
      SELECT account_id, substr(current_period_end, 1, 10) FROM cf_subscriptions
      WHERE account_id IN (SELECT account_id FROM alert_cards WHERE expires IS NOT NULL)
        AND lower(state) = 'paid' AND price > 0)
WHERE day >= (SELECT today FROM cf_period)
GROUP BY account_id;
INSERT INTO alert_left_out SELECT * FROM alert_log;

-- What each check found.
INSERT INTO alert_found
SELECT 'day', 'day|' || account_id || '|' || d.currency || '|' || day, account_id, a.name, day, d.currency,
       cost, l.value, cost, 1.25,
       printf('%s: %s cost %.*f %s of usage, above %.*f', a.name, day, cf_currency_digits(d.currency), cost, d.currency,
              cf_currency_digits(d.currency), l.value)
FROM alert_days AS d CROSS JOIN alert_options CROSS JOIN json_each(day_limits) AS l ON l.key = d.currency
JOIN cf_report_accounts AS a USING (account_id)
WHERE cost > l.value AND day >= (SELECT date(max(day), '-7 days') FROM alert_days AS n
                                 WHERE n.account_id = d.account_id);

-- Of a budget that has been passed its projection is no news.
CREATE TEMP VIEW alert_budgets_found AS
SELECT 'budget' AS kind,
       'budget|' || what || '|' || coalesce(account_id, '') || '|' || currency || '|' || month AS key,
       account_id, account_name, month, currency, amount, monthly_amount,
       CASE WHEN round(amount - monthly_amount, 6) > 0 THEN amount ELSE 0 END AS level, 1.25 AS factor,
       account_name || ': '
       || CASE what
            WHEN 'passed'
            THEN printf('%.*f %s of %s so far in %s, budget %.*f passed', digits, amount, currency, covers,
                        month, digits, monthly_amount) || coalesce(' on ' || runs_out_on, '')
            ELSE printf('%.*f %s%s of %s expected by the end of %s, above the budget of %.*f', digits, amount, currency,
                        coalesce(printf(' (± %.*f)', digits, projection_error), ''), covers, month, digits,
                        monthly_amount)
                 || coalesce(', which runs out on ' || runs_out_on, '') END AS text
FROM (SELECT b.*, 'passed' AS what, spent AS amount, cf_currency_digits(currency) AS digits FROM alert_budgets AS b
      WHERE round(spent - monthly_amount, 6) > 0
      UNION ALL
      SELECT b.*, 'projected', projected_cost, cf_currency_digits(currency) FROM alert_budgets AS b
      -- One that is about to be passed is not over with a cheaper day.
      WHERE projected_cost > 0.95 * monthly_amount AND round(coalesce(spent, 0) - monthly_amount, 6) <= 0)
CROSS JOIN (SELECT substr(today, 1, 7) AS month FROM cf_period);
INSERT INTO alert_found SELECT * FROM alert_budgets_found;

INSERT INTO alert_found
SELECT 'anomaly', 'anomaly|' || account_id || '|' || coalesce(product, '') || '|' || currency || '|' || event,
       account_id, account_name, day, currency, comparable_cost, expected_cost, abs(deviation), 2,
       account_name || ': ' || product
       || CASE event WHEN 'began' THEN ' began on ' WHEN 'ended' THEN ' ended on '
                     WHEN 'less' THEN ' unusually little on ' ELSE ' unusually much on ' END
       || day || CASE WHEN last_day > day THEN ' to ' || last_day ELSE '' END
       || printf(': worth %.*f %s, %.*f expected', cf_currency_digits(currency), comparable_cost, currency,
                 cf_currency_digits(currency), expected_cost)
FROM alert_anomalies;

-- One thing, whichever span tells it: what costs most counts, or without a price, what is furthest from usual. It
-- goes on under the same key until it is over; so yesterday does not tell again what today told.
INSERT INTO alert_found
SELECT 'resource', 'resource|' || account_id || '|' || service || '|' || resource_type || '|'
                   || coalesce(resource_id, ''), account_id, account_name, day, currency, estimated_cost, NULL,
       max(coalesce(estimated_cost, times_usual, 1)), 2, account_name || ': ' || sentence
FROM alert_resources
GROUP BY account_id, service, resource_type, resource_id;

INSERT INTO alert_found
SELECT 'invoice', 'invoice|' || account_id || '|' || coalesce(id, day || description, day) || '|'
                  || coalesce(status, ''),
       account_id, account_name, day, currency, to_pay, NULL, to_pay, 1,
       printf('%s: %.*f %s not paid, of %s', account_name, cf_currency_digits(currency), to_pay, currency, day)
       || coalesce(', ' || nullif(description, ''), '') || coalesce(', ' || lower(status), '')
FROM (SELECT *, coalesce(nullif(amount_to_pay, 0), amount) AS to_pay FROM alert_invoices) WHERE to_pay > 0;

INSERT INTO alert_found
SELECT 'card', 'card|' || account_id || '|' || c.id || '|' || expires, account_id, a.name, expires, NULL, NULL,
       NULL, CASE WHEN expires < today THEN 2 ELSE 1 END, 1,
       a.name || ': the card ' || CASE WHEN is_default = 1 THEN 'that bills are charged to ' ELSE '' END
       || CASE WHEN expires < today THEN 'expired on ' ELSE 'expires on ' END || expires
       || CASE WHEN expires < b.day THEN ', before the next bill of ' || b.day ELSE '' END
FROM alert_cards AS c CROSS JOIN alert_options CROSS JOIN cf_period
JOIN cf_report_accounts AS a USING (account_id) LEFT JOIN alert_bills AS b USING (account_id)
WHERE expires < b.day OR expires <= date(today, card_days || ' days');

-- What could not be looked at. Of an account that the API left out, by what was asked of it; of several
-- reasons one.
INSERT INTO alert_not_checked
SELECT CASE WHEN table_name IN ('cf_paygo_usage', 'cf_focus_usage') THEN 'usage'
            WHEN table_name = 'cf_unpaid_invoices' THEN 'invoices'
            WHEN table_name = 'cf_payment_methods' THEN 'cards'
            WHEN table_name = 'cf_resource_usage' THEN 'resources'
            ELSE replace(substr(table_name, 4), '_', ' ') END,
       r.account_id, a.name, error
FROM (SELECT account_id, table_name, error, min(first_id) FROM alert_left_out WHERE table_name IS NOT NULL
      GROUP BY account_id, table_name) AS r
LEFT JOIN cf_report_accounts AS a USING (account_id);
INSERT INTO alert_not_checked
SELECT DISTINCT 'usage', '', 'all accounts', 'there are so many that nobody can tell who was left out: name some with --account'
FROM (SELECT first_id, lag(last_id, 1, 0) OVER (ORDER BY last_id) AS before FROM alert_left_out
      WHERE table_name IS NULL AND last_id IS NOT NULL)
WHERE first_id > before + 1;

INSERT INTO alert_not_checked
SELECT 'costs', account_id, a.name, printf('%s has %d records without a cost', max(day), records_without_cost)
FROM alert_days JOIN cf_report_accounts AS a USING (account_id)
WHERE records_without_cost > 0 AND (SELECT day_limits FROM alert_options) <> '{}'
GROUP BY account_id;
INSERT INTO alert_not_checked
SELECT DISTINCT 'days', account_id, a.name, '--day-above names no amount in ' || d.currency
FROM alert_days AS d JOIN cf_report_accounts AS a USING (account_id) CROSS JOIN alert_options
WHERE d.currency IS NOT NULL AND day_limits <> '{}' AND cost <> 0
  AND d.currency NOT IN (SELECT key FROM json_each(day_limits));
INSERT INTO alert_not_checked
SELECT 'budget', coalesce(account_id, ''), account_name,
       CASE WHEN spent IS NULL THEN 'what is spent in ' || currency || ' is not known'
            WHEN projected_cost IS NULL THEN 'what the month will cost in ' || currency || ' cannot be told yet'
            ELSE printf('%d records have no cost: more may be spent in %s', records_without_cost, currency) END
FROM alert_budgets
WHERE spent IS NULL OR records_without_cost > 0 OR projected_cost IS NULL AND spent <= monthly_amount;
-- Why: the status of a budget has no sum that would lack days.
INSERT INTO alert_not_checked
SELECT 'budgets', account_id, a.name, 'what was used before ' || max(complete_from) || ' is not known'
FROM alert_days JOIN cf_report_accounts AS a USING (account_id)
WHERE complete_from > (SELECT date(today, 'start of month') FROM cf_period)
  AND EXISTS (SELECT 1 FROM alert_budgets AS b WHERE coalesce(b.account_id, a.account_id) = a.account_id)
GROUP BY account_id;
-- An account without any cost in these days has nothing to compare.
INSERT INTO alert_not_checked
SELECT 'anomalies', account_id, a.name, 'too little is known of the weeks before to compare a day with'
FROM alert_compared AS c JOIN cf_report_accounts AS a USING (account_id) WHERE days_compared = 0;

-- Without a method there may be none, or the token may not see it: who pays for something has one.
INSERT INTO alert_not_checked
SELECT 'cards', account_id, name, 'the token sees no way to pay of this account'
FROM cf_report_accounts CROSS JOIN alert_options
WHERE asks AND instr(skip, ',card,') = 0 AND account_id NOT IN (SELECT account_id FROM alert_methods)
  AND account_id IN (SELECT account_id FROM alert_days WHERE cost > 0 UNION SELECT account_id FROM alert_invoices)
  AND account_id NOT IN (SELECT account_id FROM alert_not_checked WHERE what = 'cards');
INSERT INTO alert_not_checked
SELECT 'cards', account_id, a.name, 'when the card expires is not told, or in no form that is known'
FROM alert_cards JOIN cf_report_accounts AS a USING (account_id) WHERE expires IS NULL GROUP BY account_id;
INSERT INTO alert_not_checked
SELECT 'cards', '', 'all accounts', 'an archive has none, and there is no CLOUDFLARE_API_TOKEN to ask with'
FROM alert_options WHERE NOT asks AND instr(skip, ',card,') = 0;

-- A whole check that failed. alert.sh adds why.
INSERT INTO alert_not_checked
SELECT what, '', 'all accounts', NULL
FROM (SELECT 'usage' AS what, 'alert_days' AS made
      UNION ALL SELECT 'budgets', 'alert_budgets' UNION ALL SELECT 'anomalies', 'alert_anomalies'
      UNION ALL SELECT 'anomalies', 'alert_compared' UNION ALL SELECT 'resources', 'alert_resources'
      UNION ALL SELECT 'invoices', 'alert_invoices' UNION ALL SELECT 'cards', 'alert_methods'
      UNION ALL SELECT 'the next bill', 'alert_bills')
WHERE made NOT IN (SELECT name FROM sqlite_temp_master);
-- Without any account all fails for that reason.
DELETE FROM alert_not_checked WHERE NOT EXISTS (SELECT 1 FROM cf_report_accounts);
INSERT INTO alert_not_checked
SELECT 'accounts', '', 'all accounts', NULL WHERE NOT EXISTS (SELECT 1 FROM cf_report_accounts);

-- The newest days, of accounts whose usage was read.
INSERT INTO alert_newest_days
SELECT account_id, name, max(day)
FROM cf_report_accounts LEFT JOIN alert_days USING (account_id)
WHERE EXISTS (SELECT 1 FROM sqlite_temp_master WHERE name = 'alert_days')
GROUP BY account_id;
