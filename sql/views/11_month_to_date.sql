-- What the running month has cost so far, and what it will have cost at its end.
--
-- Inputs: cf_lines_in_windows (01_usage.sql), the last 31 days of it.
--
--   SELECT month, cost, projected_cost, projection_error, currency FROM cf_month_to_date;
--
-- cf_month_to_date goes by the calendar; cf_billing_cycle_to_date by the billing cycles that are
-- open, which may start on any day and are one for each subscription. Costs are in `currency`.
--
-- cost is all that is known, today's incomplete part and corrections too. A day to come is expected
-- to cost what the same weekday did on average in the last 28 complete days, corrections left out;
-- projected_cost adds those days, and what today usually costs more than it has so far. Cloudflare may
-- be late: if an account has no record at all of up to three days before today, nor of today, they are
-- expected like days to come, and what is usual is that of the 28 days up to its newest day.
--
-- Free allowances make the first days of a cycle cheap, and blocks make the day dear on which one begins.
-- So what days usually cost is counted as if all use were paid for, at the price of what was, and days to
-- come cost less as long as their use is free: until the allowance of the cycle is used up, and again
-- from the day on which the next one begins. The allowance is what the note in the line's name says, else
-- what was seen to be free of a cycle that was charged for; none if all of a whole cycle was charged for.
-- A line is so counted if its quantities and what of them is priced are told in one unit, and if it is
-- told whose allowance it is: records that name no subscription have to be of one anchor.
--
-- projection_error is made so that 80 of 100 projections are off by less (tests/calibration measures it):
-- of the last four weeks, by how much a whole week was off from what the same weekdays of the other three
-- would have told, on average: one and a half times that of costs so counted and a fifth of that of costs
-- as charged, for a week; (days left + 4) / 11 times as much for the days left.
-- NULL: it cannot be told, as a weekday has not occurred yet, Cloudflare does not give all costs, cycles
-- of several subscriptions without a name began on one day, or an archive has never read one of these days;
-- cost is NULL as well where that is a day of the month, or cycle. last_day is NULL, too, of a cycle that
-- starts on the last day of a month of less than 31 days, if neither its records tell its end nor another start
-- its anchor: that may be a later day. ext/functions/projections.cc works it out.

DROP VIEW IF EXISTS temp.cf_series_to_date;
-- Question: Part of other views: what has a series cost so far, and what will it?
-- Example: SELECT count(*) FROM cf_series_to_date;
CREATE TEMP VIEW cf_series_to_date AS
SELECT kind, s.account_id, subscription_id, currency, starts, ends,
       CASE WHEN is_read THEN cost END AS cost,
       CAST(julianday(today) - julianday(starts) + 1 AS INTEGER) AS days_so_far,
       CAST(julianday(ends) - julianday(starts) AS INTEGER) AS days,
       CASE WHEN is_usual_read THEN projected_cost END AS projected_cost,
       CASE WHEN is_usual_read THEN projection_error END AS projection_error,
       records_without_cost, CASE WHEN is_usual_read THEN recent_daily_cost END AS recent_daily_cost,
       -- [day, cost] of what is known; of what is to come, of the first of these days what is missing of it.
       daily_costs, CASE WHEN is_usual_read THEN expected_costs END AS expected_costs
FROM (SELECT s.*,
             -- Days that an archive has never read are no days of nothing: its days of these are all there,
             -- and those of the four weeks that tell what is usual.
             coalesce(known_from <= starts, 1) AS is_read,
             coalesce(known_from <= min(starts, date(today, '-28 days')), 1) AS is_usual_read
      FROM (SELECT account_id, today, json_extract(s.value, '$[1]') AS kind,
                   json_extract(s.value, '$[2]') AS subscription_id, json_extract(s.value, '$[3]') AS currency,
                   json_extract(s.value, '$[4]') AS starts, json_extract(s.value, '$[5]') AS ends,
                   CAST(json_extract(s.value, '$[6]') AS REAL) AS cost,
                   json_extract(s.value, '$[7]') AS records_without_cost,
                   CAST(json_extract(s.value, '$[8]') AS REAL) AS projected_cost,
                   CAST(json_extract(s.value, '$[9]') AS REAL) AS projection_error,
                   CAST(json_extract(s.value, '$[10]') AS REAL) AS recent_daily_cost,
                   json_extract(s.value, '$[11]') AS daily_costs,
                   json_extract(s.value, '$[13]') AS expected_costs
            FROM (SELECT account_id, today,
                         cf_projections(today, 1, asked_for, day, cycle_start, cycle_end, u.currency,
                                        subscription_id, metric, unit, quantity,
                                        CASE WHEN is_priced_alike THEN priced_quantity END, cost,
                                        is_correction) AS told
                  FROM cf_lines_in_windows AS u
                  CROSS JOIN (SELECT today, (SELECT currency FROM cf_parameters) AS asked_for
                              FROM cf_period LIMIT 1)  -- So it is worked out once, not for each record.
                  WHERE window_name = 'trend'
                  GROUP BY account_id)
            CROSS JOIN json_each(told) AS s) AS s
      LEFT JOIN cf_archive_ends AS e ON e.account_id = s.account_id) AS s;

DROP VIEW IF EXISTS temp.cf_month_to_date;
-- Question: What has this month cost so far, and what will it have cost at its end?
-- Example: SELECT month, cost, projected_cost, projection_error, currency FROM cf_month_to_date;
CREATE TEMP VIEW cf_month_to_date AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = s.account_id)
         AS account_name,
       substr(starts, 1, 7) AS month, currency, cost, days_so_far, days, projected_cost,
       projection_error, records_without_cost
FROM cf_series_to_date AS s WHERE kind = 'month';

DROP VIEW IF EXISTS temp.cf_billing_cycle_to_date;
-- Question: What has this billing cycle cost so far, and what at its end?
-- Example: SELECT cycle_start, last_day, cost, projected_cost, currency FROM cf_billing_cycle_to_date;
CREATE TEMP VIEW cf_billing_cycle_to_date AS
SELECT account_id,
       (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = s.account_id)
         AS account_name,
       subscription_id, starts AS cycle_start, date(ends, '-1 day') AS last_day, currency, cost,
       days_so_far, days, projected_cost, projection_error, records_without_cost
FROM cf_series_to_date AS s WHERE kind = 'cycle';
