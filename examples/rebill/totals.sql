-- The names of files, and the sums. Without the extension, over the tables that rows.sql wrote down.
-- Amounts are said with the digits that their currency has.

-- A name for each client that any system takes: letters, digits, and . _ -, not first of all a dot.
CREATE TABLE letters(letter TEXT PRIMARY KEY, plain TEXT);
INSERT INTO letters VALUES
  ('ä', 'ae'), ('ö', 'oe'), ('ü', 'ue'), ('Ä', 'Ae'), ('Ö', 'Oe'), ('Ü', 'Ue'), ('ß', 'ss'), ('é', 'e'), ('è', 'e'),
  ('ê', 'e'), ('ë', 'e'), ('É', 'E'), ('á', 'a'), ('à', 'a'), ('â', 'a'), ('ã', 'a'), ('å', 'a'), ('í', 'i'),
  ('ì', 'i'), ('î', 'i'), ('ï', 'i'), ('ó', 'o'), ('ò', 'o'), ('ô', 'o'), ('õ', 'o'), ('ø', 'o'), ('ú', 'u'),
  ('ù', 'u'), ('û', 'u'), ('ñ', 'n'), ('ç', 'c'), ('æ', 'ae'), ('œ', 'oe');
CREATE TABLE files AS
WITH RECURSIVE spelled(client, at, name, hash) AS (
  SELECT client, 1, '', 17 FROM clients
  UNION ALL
  SELECT client, at + 1,
         name || CASE WHEN substr(client, at, 1) GLOB '[A-Za-z0-9._-]' THEN substr(client, at, 1)
                      ELSE coalesce((SELECT plain FROM letters WHERE letter = substr(client, at, 1)), '-') END,
         (hash * 31 + unicode(substr(client, at, 1))) % 4294967291
  FROM spelled WHERE at <= length(client)
),
names AS (
  SELECT client, hash, substr(rtrim(ltrim(replace(replace(name, '--', '-'), '--', '-'), '.-'), '.-'), 1, 80) AS name
  FROM spelled WHERE at = length(client) + 1
)
-- Where two are alike, or a system has the name for itself, the client's own name tells them apart.
SELECT client,
       name || CASE WHEN alike > 1 OR name = '' OR lower(name) IN ('con', 'prn', 'aux', 'nul') OR
                         lower(name) GLOB 'com[0-9]' OR lower(name) GLOB 'lpt[0-9]'
                    THEN substr('-', 1, name <> '') || printf('%08x', hash) ELSE '' END || '.csv' AS file
FROM (SELECT *, count(*) OVER (PARTITION BY lower(name)) AS alike FROM names);
-- Should two names be alike all the same, nothing is written.
CREATE UNIQUE INDEX files_are_apart ON files(lower(file));

-- What a spreadsheet would run if it were opened there is text with an apostrophe before it.
CREATE VIEW cells AS
SELECT r.client AS of_client, product, currency, usage, fees, refunds, markup, total,
       CASE WHEN substr(r.client, 1, 1) IN ('=', '+', '-', '@', char(9), char(13)) THEN '''' ELSE '' END || r.client
         AS client,
       CASE WHEN substr(product, 1, 1) IN ('=', '+', '-', '@', char(9), char(13)) THEN '''' ELSE '' END || product
         AS product_cell
FROM charged AS r WHERE client IS NOT NULL;

CREATE VIEW by_client AS
SELECT client, currency,
       -- A sum that lacks a part is none.
       CASE WHEN count(total) = count(*) THEN sum(total) END AS total, sum(usage) AS usage, sum(fees) AS fees,
       sum(refunds) AS refunds, sum(markup) AS markup,
       coalesce((SELECT digits FROM currencies AS c WHERE c.currency = charged.currency), 2) AS digits
FROM charged GROUP BY client, currency;

CREATE TABLE said(place INTEGER PRIMARY KEY, line TEXT);
INSERT INTO said(line)
SELECT coalesce(client, 'without a client')
       || coalesce(printf(': %.*f %s (usage %.*f, fees %.*f, refunds %.*f, markup %.*f)', digits, total, currency,
                          digits, usage, digits, fees, digits, refunds, digits, markup), ': the total in ' || coalesce(currency, 'no currency') || ' is not known')
       || CASE WHEN client IS NULL
               THEN ', of ' || coalesce((SELECT CASE WHEN count(*) > 5 THEN count(*) || ' accounts' ELSE group_concat(name, ', ') END
                                         FROM (SELECT DISTINCT a.name FROM by_account AS b JOIN accounts AS a USING (account_id)
                                               WHERE b.is_without AND b.currency IS by_client.currency ORDER BY 1)),
                                        'no account')
               ELSE '' END
FROM by_client ORDER BY client IS NULL, client, currency;
INSERT INTO said(line)
SELECT client || ': nothing in this month' FROM clients WHERE client NOT IN (SELECT client FROM charged WHERE client IS NOT NULL)
ORDER BY client;

-- The sum of what was written, beside Cloudflare's invoices: what of the difference is what.
CREATE TABLE compared AS
SELECT currency, total(total) AS together, total(total) - total(without) AS charged, total(without) AS without,
       total(markup) AS markup, total(invoices) AS invoices, total(other_days) AS other_days,
       total(other_fees) AS other_fees, total(other_charges) AS other_charges, total(other_refunds) AS other_refunds,
       total(unknown) AS unknown, CASE WHEN count(unknown_of) > 5 THEN count(unknown_of) || ' accounts' ELSE group_concat(unknown_of, ', ') END AS unknown_of
FROM (SELECT currency, sum(total) AS total, sum(markup) AS markup, sum(CASE WHEN client IS NULL THEN total END) AS without,
             0 AS invoices, 0 AS other_days, 0 AS other_fees, 0 AS other_charges, 0 AS other_refunds, 0 AS unknown,
             NULL AS unknown_of
      FROM charged GROUP BY currency
      UNION ALL
      SELECT currency, 0, 0, 0, charged + refunds_i, CASE WHEN NOT is_unknown THEN usage_i - usage ELSE 0 END,
             CASE WHEN NOT is_unknown THEN fees_i - fees ELSE 0 END,
             CASE WHEN NOT is_unknown THEN charged - usage_i - fees_i ELSE 0 END, refunds_i - refunds,
             CASE WHEN is_unknown THEN charged - usage - fees ELSE 0 END,
             CASE WHEN is_unknown THEN (SELECT name FROM accounts AS a WHERE a.account_id = both.account_id) END
      FROM (SELECT account_id, currency, total(usage) AS usage, total(fees) AS fees, total(refunds) AS refunds,
                   total(usage_i) AS usage_i, total(fees_i) AS fees_i, total(refunds_i) AS refunds_i,
                   total(charged) AS charged, coalesce(max(is_unknown), 1) AS is_unknown
            FROM (SELECT account_id, currency, usage, fees, refunds, NULL AS usage_i, NULL AS fees_i, NULL AS refunds_i,
                         NULL AS charged, NULL AS is_unknown FROM by_account
                  UNION ALL
                  SELECT account_id, currency, NULL, NULL, NULL, usage, fees, refunds, charged, is_unknown FROM invoiced)
            GROUP BY account_id, currency) AS both)
WHERE currency IS NOT NULL GROUP BY currency;
INSERT INTO said(line)
SELECT CASE WHEN currency IN (SELECT currency FROM by_client WHERE total IS NULL)
            THEN 'a total in ' || currency || ' is not known, so that it cannot be compared with the invoices'
            ELSE printf('together: %.*f %s, %.*f of clients and %.*f of nobody; invoices for cycles that ended in the month: %.*f',
                        digits, together, currency, digits, charged, digits, without, digits, invoices)
                 || CASE WHEN abs(invoices - together) < half THEN ', the same' ELSE
                      printf(', %.*f %s', digits, abs(invoices - together), CASE WHEN invoices > together THEN 'more' ELSE 'less' END)
                    END
                 || CASE WHEN abs(markup) >= half THEN printf('; markup %.*f', digits, -markup) ELSE '' END
                 || CASE WHEN abs(other_days) >= half THEN printf('; usage of other days %.*f', digits, other_days) ELSE '' END
                 || CASE WHEN abs(other_fees) >= half THEN printf('; fees of other periods %.*f', digits, other_fees) ELSE '' END
                 || CASE WHEN abs(other_charges) >= half THEN printf('; tax and other charges %.*f', digits, other_charges) ELSE '' END
                 || CASE WHEN abs(other_refunds) >= half THEN printf('; refunds of other cycles %.*f', digits, other_refunds) ELSE '' END
                 || CASE WHEN abs(unknown) >= half
                         THEN printf('; not to be compared yet, of %s, %.*f', unknown_of, digits, unknown) ELSE '' END
                 || CASE WHEN abs(rounding) >= half THEN printf('; rounding %.*f', digits, rounding) ELSE '' END END
-- What is written adds up to the last digit.
FROM (SELECT *, invoices - together + markup - other_days - other_fees - other_charges - other_refunds - unknown
                  AS rounding, CASE digits WHEN 0 THEN 0.5 WHEN 3 THEN 0.0005 ELSE 0.005 END AS half
      FROM (SELECT currency, digits, charged, without, unknown_of, round(together, digits) AS together,
                   round(invoices, digits) AS invoices, round(markup, digits) AS markup,
                   round(other_days, digits) AS other_days, round(other_fees, digits) AS other_fees,
                   round(other_charges, digits) AS other_charges, round(other_refunds, digits) AS other_refunds,
                   round(unknown, digits) AS unknown
            FROM compared JOIN currencies USING (currency)))
ORDER BY currency;
