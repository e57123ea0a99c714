-- Budgets: what is spent of them, at which rate, and how long they last.
--
-- Inputs: cf_month_to_date's source (11_month_to_date.sql); cf_budgets, which the user fills.
--
--   INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 500);
--   SELECT spent, monthly_amount, projected_cost, runs_out_on FROM cf_budget_status;
--
-- Amounts are in `currency`, by calendar month. A budget is for an account, or for all that are
-- reported on together where account_id is NULL. Only costs in its currency count.

CREATE TEMP TABLE IF NOT EXISTS cf_budgets(
  account_id TEXT CHECK (account_id IS NULL OR length(account_id) = 32),
  currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  monthly_amount REAL NOT NULL CHECK (monthly_amount > 0)
);

-- burn_rate is the mean of the last seven complete days, up to the newest day where Cloudflare is late
-- (11_month_to_date.sql); runway_days how many days the rest lasts at that rate, runs_out_on the day,
-- today if nothing is left. NULL: there is no rate, as too little is known, or it is not above 0.
-- spent is NULL where no cost is known, or the account is not one that is reported on. Records
-- without a currency may belong to any budget: records_without_cost counts them, too.
DROP VIEW IF EXISTS temp.cf_budget_status;
CREATE TEMP VIEW cf_budget_status AS
SELECT account_id, currency, monthly_amount, spent, spent / monthly_amount AS spent_share,
       days_so_far * 1.0 / days AS month_share, projected_cost, projection_error,
       projected_cost - monthly_amount AS projected_over, burn_rate, runway_days,
       CASE WHEN spent >= monthly_amount THEN today
            ELSE date(today, '+' || CAST(runway_days AS INTEGER) || ' days') END AS runs_out_on,
       records_without_cost
FROM (SELECT *, max(monthly_amount - spent, 0.0) / nullif(max(burn_rate, 0.0), 0) AS runway_days
      FROM (SELECT b.account_id, b.currency, monthly_amount, today,
                   CAST(strftime('%d', today) AS INTEGER) AS days_so_far,
                   CAST(strftime('%d', today, 'start of month', '+1 month', '-1 day') AS INTEGER)
                     AS days,
                   -- Without any usage nothing is spent.
                   CASE WHEN reported AND (count(m.starts) = 0 OR count(m.cost) > 0)
                        THEN total(m.cost) END AS spent,
                   CASE WHEN reported AND count(m.projected_cost) = count(m.starts)
                        THEN total(m.projected_cost) END AS projected_cost,
                   CASE WHEN reported AND count(m.projection_error) = count(m.starts)
                        THEN total(m.projection_error) END AS projection_error,
                   CASE WHEN reported AND count(m.recent_daily_cost) = count(m.starts)
                        THEN total(m.recent_daily_cost) END AS burn_rate,
                   coalesce(sum(m.records_without_cost), 0) AS records_without_cost
            FROM (SELECT rowid AS budget, *,
                         account_id IS NULL
                           OR account_id IN (SELECT account_id FROM cf_selected_accounts) AS reported
                  FROM cf_budgets
                  WHERE currency = coalesce((SELECT currency FROM cf_parameters), currency)) AS b
            CROSS JOIN (SELECT today FROM cf_period)
            LEFT JOIN (SELECT * FROM cf_series_to_date WHERE kind = 'month') AS m
              ON (m.currency = b.currency OR m.currency IS NULL)
             AND (b.account_id IS NULL OR m.account_id = b.account_id)
            GROUP BY b.budget));
