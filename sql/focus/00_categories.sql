-- Which FOCUS service category a Cloudflare product belongs to: the table focus_service_categories.
--
-- Inputs: none. The mapping is this project's own: Cloudflare says that it has no approved one.
-- Change it as you see fit; what is not in it, and begins with no name in it, is 'Other (Other)':
--
--   INSERT OR REPLACE INTO focus_service_categories VALUES ('Zaraz', 'Other (Web)', 'mine');
--   SELECT DISTINCT ServiceName FROM focus_data_table WHERE ServiceCategory = 'Other';
--
-- The table is TEMP. To keep a mapping, fill it from a table of yours after reading this file.

-- FOCUS 1.3's closed list: every subcategory has one category.
DROP TABLE IF EXISTS temp.focus_subcategories;
-- Question: Which subcategories does FOCUS have, and in which category?
-- Example: SELECT ServiceCategory, ServiceSubcategory FROM focus_subcategories;
CREATE TEMP TABLE focus_subcategories(
  ServiceCategory TEXT NOT NULL,
  ServiceSubcategory TEXT PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO focus_subcategories VALUES
  ('AI and Machine Learning', 'AI Platforms'), ('AI and Machine Learning', 'Bots'),
  ('AI and Machine Learning', 'Generative AI'), ('AI and Machine Learning', 'Machine Learning'),
  ('AI and Machine Learning', 'Natural Language Processing'),
  ('AI and Machine Learning', 'Other (AI and Machine Learning)'),
  ('Analytics', 'Analytics Platforms'), ('Analytics', 'Business Intelligence'),
  ('Analytics', 'Data Processing'), ('Analytics', 'Search'), ('Analytics', 'Streaming Analytics'),
  ('Analytics', 'Other (Analytics)'), ('Business Applications', 'Productivity and Collaboration'),
  ('Business Applications', 'Other (Business Applications)'), ('Compute', 'Containers'),
  ('Compute', 'End User Computing'), ('Compute', 'Quantum Compute'),
  ('Compute', 'Serverless Compute'), ('Compute', 'Virtual Machines'),
  ('Compute', 'Other (Compute)'), ('Databases', 'Caching'), ('Databases', 'Data Warehouses'),
  ('Databases', 'Ledger Databases'), ('Databases', 'NoSQL Databases'),
  ('Databases', 'Relational Databases'), ('Databases', 'Time Series Databases'),
  ('Databases', 'Other (Databases)'), ('Developer Tools', 'Developer Platforms'),
  ('Developer Tools', 'Continuous Integration and Deployment'),
  ('Developer Tools', 'Development Environments'), ('Developer Tools', 'Source Code Management'),
  ('Developer Tools', 'Quality Assurance'), ('Developer Tools', 'Other (Developer Tools)'),
  ('Identity', 'Identity and Access Management'), ('Identity', 'Other (Identity)'),
  ('Integration', 'API Management'), ('Integration', 'Messaging'),
  ('Integration', 'Workflow Orchestration'), ('Integration', 'Other (Integration)'),
  ('Internet of Things', 'IoT Analytics'), ('Internet of Things', 'IoT Platforms'),
  ('Internet of Things', 'Other (Internet of Things)'),
  ('Management and Governance', 'Architecture'), ('Management and Governance', 'Compliance'),
  ('Management and Governance', 'Cost Management'),
  ('Management and Governance', 'Data Governance'),
  ('Management and Governance', 'Disaster Recovery'),
  ('Management and Governance', 'Endpoint Management'),
  ('Management and Governance', 'Observability'), ('Management and Governance', 'Support'),
  ('Management and Governance', 'Other (Management and Governance)'),
  ('Media', 'Content Creation'), ('Media', 'Gaming'), ('Media', 'Media Streaming'),
  ('Media', 'Mixed Reality'), ('Media', 'Other (Media)'), ('Migration', 'Data Migration'),
  ('Migration', 'Resource Migration'), ('Migration', 'Other (Migration)'),
  ('Mobile', 'Other (Mobile)'), ('Multicloud', 'Multicloud Integration'),
  ('Multicloud', 'Other (Multicloud)'), ('Networking', 'Application Networking'),
  ('Networking', 'Content Delivery'), ('Networking', 'Network Connectivity'),
  ('Networking', 'Network Infrastructure'), ('Networking', 'Network Routing'),
  ('Networking', 'Network Security'), ('Networking', 'Other (Networking)'),
  ('Security', 'Secret Management'), ('Security', 'Security Posture Management'),
  ('Security', 'Threat Detection and Response'), ('Security', 'Other (Security)'),
  ('Storage', 'Backup Storage'), ('Storage', 'Block Storage'), ('Storage', 'File Storage'),
  ('Storage', 'Object Storage'), ('Storage', 'Storage Platforms'), ('Storage', 'Other (Storage)'),
  ('Web', 'Application Platforms'), ('Web', 'Other (Web)'), ('Other', 'Other (Other)');

-- Question: Which FOCUS category does a Cloudflare product belong to?
-- Example: SELECT * FROM focus_service_categories;
CREATE TEMP TABLE IF NOT EXISTS focus_service_categories(
  ServiceName TEXT PRIMARY KEY COLLATE NOCASE,
  ServiceSubcategory TEXT NOT NULL,
  mapped_by TEXT NOT NULL DEFAULT 'cf_billing'  -- Not Cloudflare.
);

DROP TRIGGER IF EXISTS temp.focus_category_is_inserted;
CREATE TEMP TRIGGER focus_category_is_inserted BEFORE INSERT ON focus_service_categories
WHEN new.ServiceSubcategory NOT IN (SELECT ServiceSubcategory FROM focus_subcategories)
BEGIN
  SELECT raise(ABORT, 'not a ServiceSubcategory of FOCUS 1.3: see the table focus_subcategories');
END;
DROP TRIGGER IF EXISTS temp.focus_category_is_updated;
CREATE TEMP TRIGGER focus_category_is_updated BEFORE UPDATE ON focus_service_categories
WHEN new.ServiceSubcategory NOT IN (SELECT ServiceSubcategory FROM focus_subcategories)
BEGIN
  SELECT raise(ABORT, 'not a ServiceSubcategory of FOCUS 1.3: see the table focus_subcategories');
END;

-- Names as in x_ProductFamilyName and, of PayGo usage, ServiceFamilyName; or what names of metrics
-- begin with, for usage that names no product.
INSERT OR IGNORE INTO focus_service_categories(ServiceName, ServiceSubcategory) VALUES
  ('AI Gateway', 'AI Platforms'), ('AI Search', 'Generative AI'),
  ('Analytics Engine', 'Time Series Databases'), ('API Shield', 'API Management'),
  ('Access', 'Identity and Access Management'), ('Argo', 'Network Routing'),
  ('Bot Management', 'Threat Detection and Response'),
  ('Browser Isolation', 'Endpoint Management'), ('Browser Rendering', 'Application Platforms'),
  ('Cache', 'Content Delivery'), ('Cache Reserve', 'Content Delivery'),
  ('Calls', 'Media Streaming'), ('CDN', 'Content Delivery'),
  ('Cloudflare One', 'Network Security'), ('Container', 'Containers'), ('Containers', 'Containers'),
  ('D1', 'Relational Databases'), ('DDoS Protection', 'Network Security'),
  ('DNS', 'Network Infrastructure'), ('Durable Objects', 'Serverless Compute'),
  ('Dynamic Workers', 'Serverless Compute'), ('Email Routing', 'Messaging'), ('Fast Twitch Neurons', 'Generative AI'),
  ('Gateway', 'Network Security'),
  ('Hyperdrive', 'Other (Databases)'), ('Images', 'Other (Media)'),
  ('KV', 'NoSQL Databases'),
  ('Load Balancing', 'Application Networking'), ('Log Explorer', 'Observability'),
  ('Logpush', 'Observability'), ('Logs', 'Observability'), ('Magic Transit', 'Network Security'),
  ('Magic WAN', 'Network Connectivity'), ('Network Interconnect', 'Network Connectivity'),
  ('Observability', 'Observability'),
  ('Page Shield', 'Threat Detection and Response'), ('Pages', 'Application Platforms'),
  ('Pipelines', 'Data Processing'), ('Plans', 'Application Platforms'), ('Pub/Sub', 'Messaging'),
  ('Queues', 'Messaging'), ('R2', 'Object Storage'), ('R2 Data Catalog', 'Analytics Platforms'),
  ('Rate Limiting', 'Network Security'), ('Realtime', 'Media Streaming'),
  ('Registrar', 'Network Infrastructure'), ('Regular Twitch Neurons', 'Generative AI'),
  ('Secrets Store', 'Secret Management'),
  ('Spectrum', 'Application Networking'), ('SSL/TLS', 'Network Security'),
  ('Stream', 'Media Streaming'), ('Tunnel', 'Network Connectivity'),
  ('Turnstile', 'Threat Detection and Response'), ('Vectorize', 'Other (Databases)'),
  ('WAF', 'Network Security'), ('Waiting Room', 'Application Networking'),
  ('Web Analytics', 'Observability'), ('Worker Build Minutes', 'Continuous Integration and Deployment'),
  ('Workers', 'Serverless Compute'),
  ('Workers AI', 'Generative AI'), ('Workers KV', 'NoSQL Databases'),
  ('Workers Logs', 'Observability'), ('Workflows', 'Workflow Orchestration'),
  ('Zaraz', 'Other (Web)'), ('Zero Trust', 'Network Security');
