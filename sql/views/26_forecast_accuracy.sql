-- How good have the projections of months been?
--
-- Inputs: cf_lines_in_windows (01_usage.sql), the window 'forecasts'.
--
--   UPDATE cf_parameters SET source = 'archive', first_day = date('now', 'start of month', '-2 months');
--   SELECT month, seen_on, projected_cost, projection_error, cost, off_by, was_within, currency
--   FROM cf_forecast_accuracy;
--
-- Costs are in `currency`. The months that ended in the period, as cf_month_to_date would have projected
-- them on the mornings of their 10th, 15th and 20th day, from what is known now of the days before:
-- usage that was restated since then was not known in that form. These three days, as each day of a
-- month would take ten times as long. It takes an archive: Cloudflare keeps about 30 days.
--
-- off_by is projected_cost less what the month cost in the end, off_ratio the part of its cost;
-- was_within is 1 if it was off by no more than projection_error. They are NULL where a cost is not known,
-- or too little was for a projection. Months that the archive lacks days of are not there.

DROP VIEW IF EXISTS temp.cf_forecast_accuracy;
-- Question: How good have projections of months been?
-- Example: SELECT * FROM cf_forecast_accuracy;
CREATE TEMP VIEW cf_forecast_accuracy AS
WITH RECURSIVE months(starts, ends, last_end) AS (
  SELECT starts, date(starts, '+1 month'), last_end
  FROM (SELECT date(first_day, '-1 day', 'start of month') AS starts, min(last_day, today) AS last_end
        FROM cf_period)
  WHERE date(starts, '+1 month') <= last_end
  UNION ALL
  SELECT ends, date(ends, '+1 month'), last_end FROM months WHERE date(ends, '+1 month') <= last_end
)
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = f.account_id) AS account_name,
       substr(starts, 1, 7) AS month, seen_on, currency, projected_cost, projection_error, cost,
       projected_cost - cost AS off_by, (projected_cost - cost) / nullif(cost, 0) AS off_ratio,
       -- A hair is the last digit of a sum.
       abs(projected_cost - cost) <= projection_error + 1e-9 * abs(cost) AS was_within
FROM (SELECT account_id, complete_from, json_extract(s.value, '$[0]') AS seen_on,
             json_extract(s.value, '$[1]') AS kind, json_extract(s.value, '$[3]') AS currency,
             json_extract(s.value, '$[4]') AS starts,
             CAST(json_extract(s.value, '$[8]') AS REAL) AS projected_cost,
             CAST(json_extract(s.value, '$[9]') AS REAL) AS projection_error,
             CAST(json_extract(s.value, '$[14]') AS REAL) AS cost
      FROM (SELECT account_id, max(complete_from) AS complete_from,
                   cf_projections(days, 0, asked_for, day, cycle_start, cycle_end, u.currency,
                                  subscription_id, metric, unit, quantity,
                                  CASE WHEN is_priced_alike THEN priced_quantity END, cost,
                                  is_correction) AS told
            FROM cf_lines_in_windows AS u
            CROSS JOIN (SELECT group_concat(date(starts, '+9 days') || ',' || date(starts, '+14 days') || ','
                                            || date(starts, '+19 days')) AS days,
                               (SELECT currency FROM cf_parameters) AS asked_for
                        FROM months LIMIT 1)  -- So it is worked out once, not for each record.
            WHERE window_name = 'forecasts'
            GROUP BY account_id)
      CROSS JOIN json_each(told) AS s) AS f
WHERE kind = 'month'
  AND (complete_from IS NULL OR complete_from <= starts OR cf_config('incomplete') = 'ignore');
