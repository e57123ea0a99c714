-- Days that the archive has never read, of accounts that have such usage. After rows.sql: its tables tell
-- nothing of an account without any record.
UPDATE cf_parameters SET first_day = (SELECT first_day FROM rebill_options),
                         last_day = (SELECT last_day FROM rebill_options);
SELECT account_name, count(*) || ' days were never read, the first is ' || min(day) FROM cf_archive_gaps
WHERE gap = 'never read' AND coalesce(last_outcome, '') NOT IN ('not covered', 'refused')
GROUP BY account_id;
