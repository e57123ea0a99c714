#include "catalog.h"

namespace sandbox {

const std::vector<Service>& catalog() {
  // Names, allowances, prices and blocks are those of Cloudflare's public documentation and of
  // published invoices, as of November 2026. Nobody has published the lines of services that are
  // billed by zone: those have the names that the documentation calls them by.
  // clang-format off
  static const std::vector<Service> services = {
      {"workers_standard_requests", "Workers Standard Requests (first 10M are included)", "Workers", "workers", "Developer", "Requests", true, 10'000'000, 300'000, 0, 4.1e7, 0.62, 0.35, false, false, false, false},
      {"workers_standard_cpu_time", "Workers CPU ms (first 30M are included)", "Workers", "workers", "Developer", "Milliseconds", true, 30'000'000, 20'000, 0, 2.9e8, 0.62, 0.35, false, false, false, false},
      {"r2_storage", "R2 Data Storage (First 10GB-Month included)", "R2", "r2", "Developer", "GB-months", false, 10, 15'000'000'000, 1, 640, 1.0, 0.5, true, false, false, false},
      {"r2_class_a_operations", "R2 Storage Class A Operations (First 1M included)", "R2", "r2", "Developer", "Operations", true, 1'000'000, 4'500'000, 1'000'000, 2.4e6, 0.7, 0.3, false, false, false, true},
      {"r2_class_b_operations", "R2 Storage Class B Operations (First 10M included)", "R2", "r2", "Developer", "Operations", true, 10'000'000, 360'000, 1'000'000, 3.3e7, 0.8, 0.3, false, false, false, false},
      {"d1_rows_read", "D1 - Rows Read (first 25 billion included)", "D1", "d1", "Developer", "Rows", true, 25'000'000'000, 1'000, 0, 6.2e10, 0.55, 0.6, false, false, false, false},
      {"d1_rows_written", "D1 - Rows Written (first 50 million included)", "D1", "d1", "Developer", "Rows", true, 50'000'000, 1'000'000, 0, 4.4e7, 0.55, 0.4, false, false, false, false},
      {"kv_reads", "KV Read Operations (First 10M is included)", "Workers KV", "workers-kv", "Developer", "Operations", true, 10'000'000, 500'000, 0, 2.7e7, 0.7, 0.2, false, false, false, false},
      {"kv_storage", "KV Storage (GB, First GB is included)", "Workers KV", "workers-kv", "Developer", "GB-months", false, 1, 500'000'000'000, 0, 8.5, 1.0, 0.3, true, false, false, false},
      {"durable_objects_requests", "Durable Objects Compute Requests (First 1M is included)", "Durable Objects", "durable-objects", "Developer", "Requests", true, 1'000'000, 150'000, 0, 7.7e6, 0.6, 0.5, false, false, false, false},
      {"durable_objects_duration", "Durable Objects Compute Duration (GB*S, First 400,000 GB*S is included)", "Durable Objects", "durable-objects", "Developer", "GB-seconds", true, 400'000, 12'500'000, 0, 1.3e6, 0.6, 0.5, true, false, false, false},
      {"queues_operations", "Queues - Standard operations (First 1M included)", "Queues", "queues", "Developer", "Operations", true, 1'000'000, 400'000, 0, 3.1e6, 0.3, 0.25, false, false, false, true},
      {"worker_build_minutes", "Worker Build Minutes (6000 minutes included per month)", "Workers", "workers", "Developer", "Minutes", true, 6'000, 5'000'000'000, 0, 7.4e3, 0.1, 0.2, false, false, false, true},
      {"container_memory", "Container Memory, per GiB-Second (First 25 GiB-hours included)", "Containers", "containers", "Developer", "GiB-seconds", true, 90'000, 2'500'000, 0, 1.9e6, 1.15, 0.2, false, false, false, false},
      {"durable_objects_sql_storage", "Durable Objects SQL Storage (First 5 GB-month included)", "Durable Objects", "durable-objects", "Developer", "GB-months", false, 5, 200'000'000'000, 0, 31, 1.0, 0.1, true, false, true, false},
      {"kv_writes", "KV Write Operations (First 1M is included)", "Workers KV", "workers-kv", "Developer", "Operations", true, 1'000'000, 5'000'000, 0, 3.4e6, 0.8, 0.1, false, false, true, false},
      {"workers_ai_neurons", "Regular Twitch Neurons (RTN)", "Workers AI", "workers-ai", "AI", "Neurons", true, 0, 11'000'000, 1'000, 2.3e6, 0.4, 0.9, false, false, false, false},
      {"argo_smart_routing", "Argo Smart Routing", "Argo", "argo", "Performance", "GB", false, 1, 100'000'000'000, 0, 420, 0.85, 0.15, true, true, false, false},
      {"load_balancing_queries", "Load Balancing DNS Queries", "Load Balancing", "load-balancing", "Performance", "Queries", true, 500'000, 1'000'000, 0, 5.4e6, 0.9, 0.1, false, true, false, false},
      {"cache_reserve_storage", "Cache Reserve Storage", "Cache", "cache", "Performance", "GB-months", false, 0, 15'000'000'000, 1, 900, 1.0, 0.2, true, true, true, false},
      {"rate_limiting_requests", "Rate Limiting Requests", "Rate Limiting", "rate-limiting", "Security", "Requests", true, 10'000, 5'000'000, 0, 3.6e5, 0.75, 0.1, false, true, true, false},
      {"vectorize_queried_dimensions", "Vectorize - Queried Dimensions (First 50 million included)", "Vectorize", "vectorize", "AI", "Dimensions", true, 50'000'000, 10'000, 0, 2.1e8, 0.35, 0.8, false, false, true, false},
      {"logpush_requests", "Logpush Enabled Workers Requests (First 10M included)", "Logpush", "logpush", "Developer", "Requests", true, 10'000'000, 50'000, 0, 2.5e7, 0.62, 0.35, false, false, true, false},
      {"browser_rendering_hours", "Browser Rendering - Browser Hours (First 10 hours included)", "Browser Rendering", "browser-rendering", "Developer", "Hours", true, 10, 90'000'000'000, 1, 34, 0.15, 0.4, true, false, true, true},
  };
  // clang-format on
  return services;
}

std::string Service::metric_name() const {
  const std::string name = service_name;
  const std::size_t note = name.rfind(" (");
  return note != std::string::npos && name.find("included", note) != std::string::npos
             ? name.substr(0, note)
             : name;
}

}  // namespace sandbox
