-- Budgets: what is spent of them, at which rate, and on which day they run out.
--
-- Inputs: cf_month_to_date's source (11_month_to_date.sql); cf_other_costs (24_projected_total.sql) for
-- budgets that cover the total; cf_budgets, which the user fills. With an archive they are kept in it
-- (sql/archive_kept.sql).
--
--   INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 500);
--   SELECT spent, monthly_amount, projected_cost, runs_out_on FROM cf_budget_status;
--
-- Amounts are in `currency`, by calendar month. A budget is for an account, or for all that are
-- reported on together where account_id is NULL. Only costs in its currency count. It covers usage, or the
-- total: plan fees, prorations, refunds, credits and tax as well, as far as cf_projected_total knows them.

-- What a constraint is called is what SQLite says when it fails.
-- Question: Which monthly budgets are there?
-- Example: INSERT INTO cf_budgets(currency, monthly_amount) VALUES ('USD', 400);
CREATE TEMP TABLE IF NOT EXISTS cf_budgets(
  account_id TEXT CONSTRAINT
    "account_id of a budget must be the id of an account, 32 lower-case hexadecimal digits, or NULL for all together."
    CHECK (account_id IS NULL
           OR typeof(account_id) = 'text' AND length(account_id) = 32 AND account_id NOT GLOB '*[^0-9a-f]*'),
  currency TEXT CONSTRAINT "currency of a budget must be three capital letters as in USD."
    CHECK (currency IS NOT NULL AND currency GLOB '[A-Z][A-Z][A-Z]'),
  monthly_amount REAL CONSTRAINT "monthly_amount of a budget must be a number above 0."
    CHECK (monthly_amount IS NOT NULL AND monthly_amount = CAST(monthly_amount AS REAL)
           AND monthly_amount > 0),
  budget_covers TEXT DEFAULT 'usage' CONSTRAINT "budget_covers of a budget must be 'usage' or 'total'."
    CHECK (budget_covers IS NOT NULL AND budget_covers IN ('usage', 'total'))
);
-- An account has one budget in a currency: a new one takes the place of the one before.
CREATE TEMP TRIGGER IF NOT EXISTS cf_budget_is_new AFTER INSERT ON cf_budgets
BEGIN
  DELETE FROM cf_budgets
  WHERE account_id IS NEW.account_id AND currency = NEW.currency AND rowid <> NEW.rowid;
END;

-- burn_rate is the mean usage (of a total with tax, where its rate is known) of the last seven complete days,
-- up to the newest day where Cloudflare is late (11_month_to_date.sql); runway_days how many days the rest
-- lasts at that rate, once plan fees that are still to come this month are paid.
-- runs_out_on goes by the projection, as projected_over does, to a millionth of a unit: it is the day of this
-- month from which on more is spent than the budget has, of what was spent, and of what each day to come and
-- each fee is expected to be. Of days whose costs are late, today. NULL: the month is expected to end within
-- the budget; or that cannot be told, and the budget is not exceeded yet.
-- spent is NULL where no cost is known, the account is not one that is reported on, or an archive has never read
-- some day of the month, of any of them. Records
-- without a currency may belong to any budget: records_without_cost counts them, too. Where it is not 0
-- more may be spent, and the budget may have run out earlier.
-- `others`, [day, amount], is what a total has beside usage. It is asked for where a budget covers it.
DROP VIEW IF EXISTS temp.cf_budget_status;
-- Question: Will the budget last, and when does it run out?
-- Example: SELECT account_name, monthly_amount, spent, projected_cost, runs_out_on FROM cf_budget_status;
CREATE TEMP VIEW cf_budget_status AS
SELECT account_id,
       CASE WHEN account_id IS NULL THEN 'all accounts'
            ELSE coalesce((SELECT name FROM cf_selected_accounts AS a
                           WHERE a.account_id = s.account_id), account_id) END AS account_name,
       currency, budget_covers, monthly_amount, spent, spent / monthly_amount AS spent_share,
       days_so_far * 1.0 / days AS month_share, projected_cost, projection_error,
       round(projected_cost - monthly_amount, 6) AS projected_over, burn_rate,
       max(monthly_amount - spent - to_come, 0.0) / nullif(max(burn_rate, 0.0), 0) AS runway_days,
       -- From the end of the month backwards, so that the last day has what is projected to the last digit.
       -- Corrections may take back what was spent: it counts from where on it stays.
       (SELECT min(CASE WHEN round(least - monthly_amount, 6) > 0 THEN day END)
        FROM (SELECT day, min(so_far) OVER (ORDER BY day ROWS BETWEEN CURRENT ROW
                                            AND UNBOUNDED FOLLOWING) AS least
              FROM (SELECT day, coalesce(projected_cost, spent)
                                  - coalesce(sum(sum(cost)) OVER (ORDER BY day ROWS BETWEEN 1 FOLLOWING
                                                                  AND UNBOUNDED FOLLOWING), 0) AS so_far
                    FROM (SELECT max(json_extract(d.value, '$[0]'), earliest) AS day,
                                 cf_json_number(d.value, '$[1]') * taxed AS cost
                          FROM (SELECT '' AS earliest, cf_json_number(value, '$[0]') AS taxed,
                                       json_extract(value, '$[1]') AS amounts FROM json_each(daily_costs)
                                UNION ALL
                                SELECT today, cf_json_number(value, '$[0]'), json_extract(value, '$[1]')
                                FROM json_each(expected_costs) WHERE projected_cost IS NOT NULL
                                UNION ALL
                                SELECT '', 1.0, others)
                          CROSS JOIN json_each(amounts) AS d)
                    WHERE day <= today OR projected_cost IS NOT NULL
                    GROUP BY day))) AS runs_out_on,
       records_without_cost,
       CASE budget_covers WHEN 'usage' THEN 'usage alone: no plan fees, tax, refunds and credits'
            ELSE 'usage, plan fees of the whole month, prorations, refunds, credits and tax: by the rate in '
                 || 'cf_tax_rates, else what items name, not tax within invoices'
       END AS counted
FROM (SELECT account_id, currency, budget_covers, monthly_amount, today, daily_costs, expected_costs, others,
             days_so_far, days, spent + others_so_far AS spent,
             projected_cost + others_so_far + to_come AS projected_cost, projection_error, burn_rate, to_come,
             records_without_cost
      FROM (SELECT *,
                   (SELECT CASE WHEN count(*) = count(amount)
                                THEN total(CASE WHEN day <= today THEN amount END) END
                    FROM (SELECT json_extract(f.value, '$[0]') AS day,
                                 cf_json_number(f.value, '$[1]') AS amount FROM json_each(others) AS f))
                     AS others_so_far,
                   (SELECT total(CASE WHEN json_extract(f.value, '$[0]') > today
                                      THEN cf_json_number(f.value, '$[1]') END)
                    FROM json_each(others) AS f) AS to_come
            FROM (SELECT *,
                         CASE budget_covers WHEN 'total'
                           THEN (SELECT json_group_array(json_array(json_extract(o.value, '$[2]'),
                                                                    cf_json_number(o.value, '$[3]')))
                                 FROM json_each((SELECT json_group_array(json_array(account_id, currency, day,
                                                                                    amount))
                                                 FROM cf_other_costs)) AS o
                                 WHERE (b.account_id IS NULL OR json_extract(o.value, '$[0]') = b.account_id)
                                   AND coalesce(json_extract(o.value, '$[1]'), b.currency) = b.currency)
                           ELSE '[]' END AS others
                  FROM (SELECT of_account AS account_id, of_currency AS currency, budget_covers, monthly_amount,
                               today,
                               json_group_array(json_array(taxed, json(m.daily_costs))) AS daily_costs,
                               json_group_array(json_array(taxed, json(m.expected_costs))) AS expected_costs,
                               CAST(strftime('%d', today) AS INTEGER) AS days_so_far,
                               CAST(strftime('%d', today, 'start of month', '+1 month', '-1 day')
                                    AS INTEGER) AS days,
                               -- Without any usage nothing is spent.
                               CASE WHEN reported AND (count(m.starts) = 0 OR count(m.cost) > 0)
                                    THEN total(m.cost * taxed) END AS spent,
                               CASE WHEN reported AND count(m.projected_cost) = count(m.starts)
                                    THEN total(m.projected_cost * taxed) END AS projected_cost,
                               CASE WHEN reported AND count(m.projection_error) = count(m.starts)
                                    THEN total(m.projection_error * taxed) END AS projection_error,
                               CASE WHEN reported AND count(m.recent_daily_cost) = count(m.starts)
                                    THEN total(m.recent_daily_cost * taxed) END AS burn_rate,
                               coalesce(sum(m.records_without_cost), 0) AS records_without_cost
                        FROM (SELECT b.*, m.*, CASE budget_covers WHEN 'total' THEN 1 + coalesce(percent, 0) / 100
                                                                  ELSE 1.0 END AS taxed
                              FROM (SELECT rowid AS budget, account_id AS of_account, currency AS of_currency,
                                           monthly_amount, budget_covers,
                                           (account_id IS NULL
                                            OR account_id IN (SELECT account_id FROM cf_selected_accounts))
                                             AND NOT EXISTS (
                                               SELECT 1 FROM cf_archive_ends AS e CROSS JOIN cf_period
                                               WHERE known_from > date(today, 'start of month')
                                                 AND e.account_id = coalesce(b.account_id, e.account_id)
                                                 AND e.account_id IN (SELECT account_id
                                                                      FROM cf_selected_accounts)) AS reported
                                    FROM cf_budgets AS b
                                    WHERE currency = coalesce((SELECT currency FROM cf_parameters), currency))
                                AS b
                              LEFT JOIN (SELECT s.*, percent FROM cf_series_to_date AS s
                                         LEFT JOIN cf_tax_rates_today AS r ON r.account_id = s.account_id
                                         WHERE kind = 'month') AS m
                                ON (m.currency = of_currency OR m.currency IS NULL)
                               AND (of_account IS NULL OR m.account_id = of_account)) AS m
                        CROSS JOIN (SELECT today FROM cf_period)
                        GROUP BY budget) AS b))) AS s;
