#include "catalog.h"

namespace sandbox {

const std::vector<Service>& catalog() {
  // clang-format off
  static const std::vector<Service> services = {
      {"workers_standard_requests", "Workers Standard Requests", "Workers", "workers", "Developer", "Requests", "Requests", 10'000'000, 300'000, 4.1e7, 0.62, 0.35, false, false, false},
      {"workers_standard_cpu_time", "Workers Standard CPU Time", "Workers", "workers", "Developer", "Milliseconds", "Milliseconds", 30'000'000, 20'000, 2.9e8, 0.62, 0.35, false, false, false},
      {"r2_storage", "R2 Data Storage", "R2", "r2", "Developer", "GB-months", "GB-months", 10, 15'000'000'000, 640, 1.0, 0.5, true, false, false},
      {"r2_class_a_operations", "R2 Storage Operations (Class A)", "R2", "r2", "Developer", "Operations", "Operations", 1'000'000, 4'500'000, 2.4e6, 0.7, 0.3, false, false, false},
      {"r2_class_b_operations", "R2 Storage Operations (Class B)", "R2", "r2", "Developer", "Operations", "Operations", 10'000'000, 360'000, 3.3e7, 0.8, 0.3, false, false, false},
      {"d1_rows_read", "D1 Rows Read", "D1", "d1", "Developer", "Rows", "Rows", 25'000'000'000, 1'000, 6.2e10, 0.55, 0.6, false, false, false},
      {"d1_rows_written", "D1 Rows Written", "D1", "d1", "Developer", "Rows", "Rows", 50'000'000, 1'000'000, 4.4e7, 0.55, 0.4, false, false, false},
      {"kv_reads", "Workers KV Reads", "Workers KV", "workers-kv", "Developer", "Operations", "Operations", 10'000'000, 500'000, 2.7e7, 0.7, 0.2, false, false, false},
      {"kv_storage", "Workers KV Storage", "Workers KV", "workers-kv", "Developer", "GB-months", "GB-months", 1, 500'000'000'000, 8.5, 1.0, 0.3, true, false, false},
      {"durable_objects_requests", "Durable Objects Requests", "Durable Objects", "durable-objects", "Developer", "Requests", "Requests", 1'000'000, 150'000, 7.7e6, 0.6, 0.5, false, false, false},
      {"durable_objects_duration", "Durable Objects Compute Duration", "Durable Objects", "durable-objects", "Developer", "GB-seconds", "GB-seconds", 400'000, 12'500'000, 1.3e6, 0.6, 0.5, true, false, false},
      {"queues_operations", "Queues Standard Operations", "Queues", "queues", "Developer", "Operations", "Operations", 1'000'000, 400'000, 3.1e6, 0.3, 0.25, false, false, false},
      {"images_stored", "Images Stored", "Images", "images", "Media", "", "Count", 0, 50'000'000, 9.0e4, 1.0, 0.2, false, false, false},
      {"images_delivered", "Images Delivered", "Images", "images", "Media", "Images", "Images", 0, 10'000'000, 4.8e5, 1.15, 0.2, false, false, false},
      {"stream_minutes_stored", "Stream Minutes Stored", "Stream", "stream", "Media", "Minutes", "Minutes", 0, 5'000'000'000, 2.2e3, 1.0, 0.1, true, false, true},
      {"stream_minutes_delivered", "Stream Minutes Delivered", "Stream", "stream", "Media", "Minutes", "Minutes", 0, 1'000'000'000, 1.8e4, 1.4, 0.1, true, false, true},
      {"workers_ai_neurons", "Workers AI Neurons", "Workers AI", "workers-ai", "AI", "Neurons", "Neurons", 300'000, 11'000'000, 2.6e6, 0.4, 0.9, true, false, false},
      {"argo_smart_routing", "Argo Smart Routing", "Argo", "argo", "Performance", "GB", "GB", 1, 100'000'000'000, 420, 0.85, 0.15, true, true, false},
      {"load_balancing_queries", "Load Balancing DNS Queries", "Load Balancing", "load-balancing", "Performance", "Queries", "Queries", 500'000, 1'000'000, 5.4e6, 0.9, 0.1, false, true, false},
      {"cache_reserve_storage", "Cache Reserve Storage", "Cache", "cache", "Performance", "GB-months", "GB-months", 0, 15'000'000'000, 900, 1.0, 0.2, true, true, true},
      {"rate_limiting_requests", "Rate Limiting Good Requests", "Rate Limiting", "rate-limiting", "Security", "Requests", "Requests", 10'000, 5'000'000, 3.6e5, 0.75, 0.1, false, true, true},
      {"vectorize_queried_dimensions", "Vectorize Queried Vector Dimensions", "Vectorize", "vectorize", "AI", "Dimensions", "Dimensions", 50'000'000, 10'000, 2.1e8, 0.35, 0.8, false, false, true},
      {"logpush_requests", "Logpush Enabled Workers", "Logpush", "logpush", "Developer", "Requests", "Requests", 10'000'000, 50'000, 2.5e7, 0.62, 0.35, false, false, true},
      {"browser_rendering_hours", "Browser Rendering Hours", "Browser Rendering", "browser-rendering", "Developer", "Hours", "Hours", 10, 90'000'000'000, 34, 0.15, 0.4, true, false, true},
  };
  // clang-format on
  return services;
}

}  // namespace sandbox
