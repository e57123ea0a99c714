-- What a line costs: the public price list, one's own prices, and which of the two counts.
--
-- Inputs: none. cf_prices is the user's to fill; cf_public_prices comes with this file.
--
--   INSERT INTO cf_prices(metric, currency, price, per, free_quantity)
--   VALUES ('Workers Standard Requests', 'USD', 0.25, 1e6, 10e6);
--   SELECT service, price, per, currency, price_from FROM cf_price_list;
--
-- A line is found by its name without the note on what is included, in capitals or not, as the note's
-- spelling varies between accounts and years. A line with a price of one's own has no other, on no day.
-- A price is in `currency`, for `per` units, after the first free_quantity units of a billing cycle of
-- each account; products with a line of one name have that much free each.

-- Question: What are my own prices?
-- Example: INSERT INTO cf_prices(metric, currency, price, per) VALUES ('KV Read Operations', 'USD', 0.4, 1e6);
CREATE TEMP TABLE IF NOT EXISTS cf_prices(
  metric TEXT
    CONSTRAINT "metric of a price must be the name of a line: cf_unpriced_metrics has those without a price."
    CHECK (metric IS NOT NULL AND metric <> ''),
  currency TEXT
    CONSTRAINT "currency of a price must be three capital letters as in USD."
    CHECK (currency IS NOT NULL AND currency GLOB '[A-Z][A-Z][A-Z]'),
  price REAL
    CONSTRAINT "price must be a number that is 0 or more."
    CHECK (typeof(price) = 'real' AND price >= 0 AND price < 9e999),
  per REAL DEFAULT 1
    CONSTRAINT "per of a price must be the number of units that it is for, which is above 0."
    CHECK (typeof(per) = 'real' AND per > 0 AND per < 9e999),
  -- NULL: what the note in the line's name says is included, else what the public list says, else 0.
  free_quantity REAL
    CONSTRAINT "free_quantity of a price must be a number that is 0 or more, or NULL."
    CHECK (free_quantity IS NULL
           OR typeof(free_quantity) = 'real' AND free_quantity >= 0 AND free_quantity < 9e999),
  -- Whether a billing cycle's quantity is rounded to whole blocks of `per` before it is priced: 'up', to
  -- the 'nearest', or not at all, 'none'. NULL: as the public list, where that has the same `per`.
  rounding TEXT
    CONSTRAINT "rounding of a price must be 'up', 'nearest', 'none' or NULL."
    CHECK (rounding IS NULL OR rounding IN ('up', 'nearest', 'none')),
  -- Days, both included; NULL: since ever, until further notice.
  valid_from TEXT
    CONSTRAINT "valid_from of a price must be a day that exists, written YYYY-MM-DD, or NULL."
    CHECK (valid_from IS NULL OR valid_from IS date(valid_from, '+0 days')),
  valid_until TEXT
    CONSTRAINT "valid_until of a price must be a day that exists, written YYYY-MM-DD, not before valid_from, or NULL."
    CHECK (valid_until IS NULL OR valid_until IS date(valid_until, '+0 days')
             AND valid_until >= coalesce(valid_from, ''))
);
CREATE UNIQUE INDEX IF NOT EXISTS
  temp."cf_prices has a price of this line from this day on; change that one"
  ON cf_prices(cf_service_key(metric), coalesce(valid_from, ''));

-- Two prices on one day would count the line twice.
DROP TRIGGER IF EXISTS temp.cf_price_is_inserted;
CREATE TEMP TRIGGER cf_price_is_inserted BEFORE INSERT ON cf_prices
WHEN EXISTS (SELECT 1 FROM cf_prices AS p
             WHERE cf_service_key(p.metric) = cf_service_key(NEW.metric)
               AND p.valid_from IS NOT NEW.valid_from
               AND coalesce(p.valid_from, '') <= coalesce(NEW.valid_until, '9999-12-31')
               AND coalesce(p.valid_until, '9999-12-31') >= coalesce(NEW.valid_from, ''))
BEGIN
  SELECT RAISE(ABORT, 'cf_prices has a price of this line for some of these days: end that first.');
END;
DROP TRIGGER IF EXISTS temp.cf_price_is_updated;
CREATE TEMP TRIGGER cf_price_is_updated BEFORE UPDATE ON cf_prices
WHEN EXISTS (SELECT 1 FROM cf_prices AS p
             WHERE cf_service_key(p.metric) = cf_service_key(NEW.metric)
               AND p.rowid <> OLD.rowid
               AND coalesce(p.valid_from, '') <= coalesce(NEW.valid_until, '9999-12-31')
               AND coalesce(p.valid_until, '9999-12-31') >= coalesce(NEW.valid_from, ''))
BEGIN
  SELECT RAISE(ABORT, 'cf_prices has a price of this line for some of these days: end that first.');
END;

-- Cloudflare's prices in USD, without contract, as they were published on as_of: in its documentation
-- (`source`; CC BY 4.0, Cloudflare and its contributors), or on invoices that were published. Since when
-- they hold is not told. rounding_told says how it is known that quantities are rounded; where it is
-- NULL nobody has said whether they are. Names of container egress and of average browsers are there
-- in two forms, as their notes were published without "included".
DROP TABLE IF EXISTS temp.cf_public_prices;
-- Question: What are the prices that Cloudflare publishes?
-- Example: SELECT metric, price, per, free_quantity, currency FROM cf_public_prices;
CREATE TEMP TABLE cf_public_prices(
  metric TEXT NOT NULL,  -- As on a published line.
  currency TEXT NOT NULL,
  price REAL NOT NULL,
  per REAL NOT NULL,
  free_quantity REAL NOT NULL,
  rounding TEXT,
  rounding_told TEXT,
  valid_from TEXT,
  valid_until TEXT,
  source TEXT NOT NULL,
  as_of TEXT NOT NULL
);
INSERT INTO cf_public_prices
WITH
pages(name, page) AS (VALUES
    ('workers', '07acbb66/src/content/docs/workers/platform/pricing.mdx'),
    ('durable objects',
     '07e200b7/src/content/partials/durable-objects/durable-objects-pricing.mdx'),
    ('d1', '25a83ced/src/content/partials/workers/d1-pricing.mdx'),
    ('kv', '16f657ef/src/content/partials/workers/kv_pricing.mdx'),
    ('r2', '07ec87d4/src/content/docs/r2/pricing.mdx'),
    ('queues', '96996fd3/src/content/partials/workers/queues_pricing.mdx'),
    ('vectorize', '2468b841/src/content/partials/workers/vectorize-pricing.mdx'),
    ('workers ai', '00590558/src/content/docs/workers-ai/platform/pricing.mdx'),
    ('logs', '0ec9be22/src/content/partials/workers/workers_logs_pricing.mdx'),
    ('browsers', '3b379171/src/content/docs/browser-rendering/pricing.mdx'),
    ('dynamic workers', '2fdad7f3/src/content/docs/dynamic-workers/pricing.mdx')
),
prices(metric, price, per, free_quantity, rounding, rounding_told, page, valid_until) AS (VALUES
    ('Workers Standard Requests (first 10M are included)',
     0.30, 1e6, 10e6, NULL, NULL, 'workers', NULL),
    ('Workers CPU ms (first 30M are included)', 0.02, 1e6, 30e6, NULL, NULL, 'workers', NULL),
    ('Workers Bundled Requests (First 10M is included)',
     0.50, 1e6, 10e6, NULL, NULL, 'invoice', NULL),
    ('Workers Unbound Requests (First 1M is included)', 0.15, 1e6, 1e6, NULL, NULL, 'invoice', NULL),
    ('Workers Unbound Duration (GB*S, First 400,000 GB*S is included)',
     12.50, 1e6, 400e3, NULL, NULL, 'invoice', NULL),
    ('Durable Objects Compute Requests (First 1M is included)',
     0.15, 1e6, 1e6, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects Compute Duration (GB*S, First 400,000 GB*S is included)',
     12.50, 1e6, 400e3, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects Storage Rows Read (First 25B included)',
     0.001, 1e6, 25e9, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects Storage Rows Written (First 50M included)',
     1.00, 1e6, 50e6, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects SQL Storage (First 5 GB-month included)',
     0.20, 1, 5, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects Storage Reads (First 1M is included)',
     0.20, 1e6, 1e6, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects Storage Writes (First 1M is included)',
     1.00, 1e6, 1e6, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects Storage Deletes (First 1M is included)',
     1.00, 1e6, 1e6, NULL, NULL, 'durable objects', NULL),
    ('Durable Objects Storage (First 1 GB-month included)',
     0.20, 1, 1, NULL, NULL, 'durable objects', NULL),
    ('D1 - Rows Read (first 25 billion included)', 0.001, 1e6, 25e9, NULL, NULL, 'd1', NULL),
    ('D1 - Rows Written (first 50 million included)', 1.00, 1e6, 50e6, NULL, NULL, 'd1', NULL),
    ('D1 - Storage GB-mo (first 5GB included)', 0.75, 1, 5, NULL, NULL, 'd1', NULL),
    ('KV Read Operations (First 10M is included)', 0.50, 1e6, 10e6, NULL, NULL, 'kv', NULL),
    ('KV Write Operations (First 1M is included)', 5.00, 1e6, 1e6, NULL, NULL, 'kv', NULL),
    ('KV List Operations (First 1M is included)', 5.00, 1e6, 1e6, NULL, NULL, 'kv', NULL),
    ('KV Delete Operations (First 1M is included)', 5.00, 1e6, 1e6, NULL, NULL, 'kv', NULL),
    ('KV Storage (GB, First GB is included)', 0.50, 1, 1, NULL, NULL, 'kv', NULL),
    ('R2 Storage Class A Operations (First 1M included)',
     4.50, 1e6, 1e6, 'up', 'documented and seen', 'r2', NULL),
    ('R2 Storage Class B Operations (First 10M included)',
     0.36, 1e6, 10e6, 'up', 'documented', 'r2', NULL),
    ('R2 Data Storage (First 10GB-Month included)', 0.015, 1, 10, 'up', 'documented', 'r2', NULL),
    ('R2 Infrequent Access - Storage', 0.01, 1, 0, 'up', 'documented', 'r2', NULL),
    ('R2 Infrequent Access - Class A Operations',
     9.00, 1e6, 0, 'up', 'documented and seen', 'r2', NULL),
    ('R2 Infrequent Access - Class B Operations', 0.90, 1e6, 0, 'up', 'documented', 'r2', NULL),
    ('R2 Infrequent Access - Data Retrieval', 0.01, 1, 0, 'up', 'documented', 'r2', NULL),
    ('Queues - Standard operations (First 1M included)', 0.40, 1e6, 1e6, NULL, NULL, 'queues', NULL),
    ('Vectorize - Stored Dimensions (First 10 million dimension-month included)',
     0.05, 100e6, 10e6, NULL, NULL, 'vectorize', NULL),
    ('Vectorize - Queried Dimensions (First 50 million included)',
     0.01, 1e6, 50e6, NULL, NULL, 'vectorize', NULL),
    ('Regular Twitch Neurons (RTN)', 0.011, 1e3, 0, 'up', 'seen', 'workers ai', NULL),
    ('Fast Twitch Neurons (FTN)', 0.125, 1e3, 0, NULL, NULL, 'invoice', NULL),
    ('Logpush Enabled Workers Requests (First 10M included)',
     0.05, 1e6, 10e6, NULL, NULL, 'workers', NULL),
    ('Observability - Logs (First 20M included)', 0.60, 1e6, 20e6, NULL, NULL, 'logs', '2026-11-30'),
    ('Worker Build Minutes (6000 minutes included per month)',
     0.005, 1, 6e3, NULL, NULL, 'workers', NULL),
    ('Container vCPU (First 375 vCPU-minutes included)',
     0.00002, 1, 22500, NULL, NULL, 'workers', NULL),
    ('Container Memory, per GiB-Second (First 25 GiB-hours included)',
     0.0000025, 1, 90e3, NULL, NULL, 'workers', NULL),
    ('Container Disk, per GB second (First 200 GB hours included)',
     0.00000007, 1, 720e3, NULL, NULL, 'workers', NULL),
    ('Container Egress North America + Europe per GB', 0.025, 1, 1e3, NULL, NULL, 'workers', NULL),
    ('Container Egress North America + Europe per GB (First 1 TB)',
     0.025, 1, 1e3, NULL, NULL, 'workers', NULL),
    ('Container Egress Oceania, Taiwan, Korea', 0.05, 1, 500, NULL, NULL, 'workers', NULL),
    ('Container Egress Oceania, Taiwan, Korea (First 500 GB)',
     0.05, 1, 500, NULL, NULL, 'workers', NULL),
    ('Container Egress Everywhere Else', 0.04, 1, 500, NULL, NULL, 'workers', NULL),
    ('Container Egress Everywhere Else (First 500 GB)', 0.04, 1, 500, NULL, NULL, 'workers', NULL),
    ('Browser Rendering - Browser Hours (First 10 hours included)',
     0.09, 1, 10, 'nearest', 'documented', 'browsers', NULL),
    ('Browser Rendering - Average Concurrent Browsers', 2.00, 1, 10, NULL, NULL, 'browsers', NULL),
    ('Browser Rendering - Average Concurrent Browsers (First 10)',
     2.00, 1, 10, NULL, NULL, 'browsers', NULL),
    ('Zaraz Loads', 0.50, 1e3, 0, NULL, NULL, 'invoice', NULL),
    ('Dynamic Workers (First 1,000 are included)',
     0.002, 1, 1e3, NULL, NULL, 'dynamic workers', NULL)
)
SELECT metric, 'USD', price, per, free_quantity, rounding, rounding_told, NULL, valid_until,
       coalesce('https://github.com/cloudflare/cloudflare-docs/blob/' || p.page,
                'an invoice that was published'), '2026-11-29'
FROM prices LEFT JOIN pages AS p ON p.name = prices.page;

-- The prices that count, by `service`, the line's name without note and capitals.
DROP VIEW IF EXISTS temp.cf_price_list;
-- Question: Which price counts for a line, mine or the public one?
-- Example: SELECT service, price, per, currency, price_from FROM cf_price_list;
CREATE TEMP VIEW cf_price_list AS
-- A text by its affinity, too: SQLite makes an index of these, to join by.
SELECT CAST(cf_service_key(metric) AS TEXT) AS service, metric, currency, price, per,
       free_quantity AS own_free_quantity,
       (SELECT max(free_quantity) FROM cf_public_prices AS p
        WHERE cf_service_key(p.metric) = cf_service_key(o.metric))
         AS public_free_quantity,
       -- Whoever negotiates a price pays for the same blocks.
       coalesce(rounding,
                (SELECT max(rounding) FROM cf_public_prices AS p
                 WHERE cf_service_key(p.metric) = cf_service_key(o.metric)
                   AND p.per = o.per)) AS rounding,
       coalesce(valid_from, '') AS valid_from,
       coalesce(valid_until, '9999-12-31') AS valid_until, 'own' AS price_from
FROM cf_prices AS o
UNION ALL
SELECT CAST(cf_service_key(metric) AS TEXT), metric, currency, price, per, NULL,
       free_quantity,
       rounding, coalesce(valid_from, ''), coalesce(valid_until, '9999-12-31'), 'public'
FROM cf_public_prices
WHERE cf_service_key(metric) NOT IN (SELECT cf_service_key(metric) FROM cf_prices);
