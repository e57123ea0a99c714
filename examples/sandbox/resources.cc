#include "resources.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <iterator>
#include <string_view>

#include "catalog.h"
#include "chance.h"

namespace sandbox {
namespace {

struct Kind {
  ResourceKind kind;
  const char* tag_type;
  bool has_uuid = false;
  bool has_hex_id = false;
  std::array<const char*, 6> names;
};

// How they are called in turn. The heaviest are the first.
constexpr std::array<Kind, 18> kKinds = {{
    {ResourceKind::kWorker,
     "worker",
     false,
     false,
     {"storefront", "api-gateway", "image-proxy", "checkout", "webhooks-staging", "cron-reports"}},
    {ResourceKind::kPagesProject,
     "pages_project",
     false,
     false,
     {"marketing-site", "docs-preview", "status-page", "careers", "landing", "handbook"}},
    {ResourceKind::kBucket,
     "r2_bucket",
     false,
     false,
     {"media-originals", "backups", "eu_customer-exports", "logs-archive", "uploads-staging",
      "build-cache"}},
    {ResourceKind::kDatabase,
     "d1_database",
     true,
     false,
     {"orders", "sessions", "events", "catalog", "legacy-crm", "analytics-staging"}},
    {ResourceKind::kKeyValueNamespace,
     "kv_namespace",
     false,
     true,
     {"CONFIG", "SESSIONS", "FEATURE_FLAGS", "TRANSLATIONS", "RATE_LIMITS", "staging-CACHE"}},
    {ResourceKind::kObjectNamespace,
     "durable_object_namespace",
     false,
     true,
     {"ChatRoom", "Cart", "RateLimiter", "Counter", "Presence", "DocumentSession"}},
    {ResourceKind::kQueue,
     "queue",
     false,
     true,
     {"order-events", "email-outbox", "thumbnail-jobs", "audit-trail", "dead-letters", "retries"}},
    {ResourceKind::kVectorIndex,
     "vectorize_index",
     false,
     false,
     {"product-search", "support-articles", "recommendations", "images", "tickets", "code"}},
    {ResourceKind::kModel,
     "",
     false,
     false,
     {"@cf/meta/llama-3.1-8b-instruct", "@cf/baai/bge-base-en-v1.5", "@cf/openai/whisper",
      "@cf/black-forest-labs/flux-1-schnell", "@cf/mistral/mistral-7b-instruct-v0.1",
      "@cf/microsoft/resnet-50"}},
    {ResourceKind::kContainer,
     "",
     true,
     false,
     {"transcoder", "pdf-renderer", "browser-pool", "sandbox-runner", "ci-runner", "tiles"}},
    {ResourceKind::kWorkflow,
     "",
     false,
     false,
     {"order-fulfilment", "nightly-import", "user-onboarding", "invoice-mailer", "cleanup",
      "reindex"}},
    {ResourceKind::kGateway,
     "ai_gateway",
     false,
     false,
     {"assistant", "moderation", "search-answers", "experiments", "batch", "internal"}},
    {ResourceKind::kEventDataset,
     "",
     false,
     false,
     {"page_views", "api_latency", "signups", "errors", "experiments", "bots"}},
    {ResourceKind::kLogDataset,
     "",
     false,
     false,
     {"http_requests", "firewall_events", "workers_trace_events", "dns_logs", "audit_logs",
      "gateway_http"}},
    {ResourceKind::kVideo,
     "stream_video",
     false,
     true,
     {"Product tour", "Keynote", "Onboarding", "Webinar 12", "Interview", "Teaser"}},
    {ResourceKind::kRepository,
     "",
     false,
     false,
     {"shop", "infrastructure", "design-system", "mobile", "data-jobs", "playground"}},
    {ResourceKind::kLoadBalancer, "", false, false, {"www", "api", "origin", "app", "edge", "ws"}},
    {ResourceKind::kReserveBucket,
     "",
     false,
     false,
     {"reserve-eu", "reserve-us", "reserve-ap", "reserve-af", "reserve-sa", "reserve-oc"}},
}};

const Kind& row_of(ResourceKind kind) { return *std::ranges::find(kKinds, kind, &Kind::kind); }

bool uses(const Account& account, std::string_view service) {
  return service.empty() ? tries_everything_out(account)
                         : std::ranges::any_of(account.services, [&](std::size_t position) {
                             return catalog()[position].metric_id == service;
                           });
}

bool uses(const Account& account, ResourceKind kind) {
  return std::ranges::any_of(datasets(), [&](const Dataset& dataset) {
    return dataset.resource == kind &&
           std::ranges::any_of(dataset.sources,
                               [&](const Source& source) { return uses(account, source.service); });
  });
}

std::string uuid_of(const Chance& chance) {
  std::string id = chance.hex_id();
  for (const std::size_t at : {8, 13, 18, 23}) {
    id.insert(at, 1, '-');
  }
  return id;
}

// Mostly with a team and an environment; now and then with one of the two, or without any.
std::vector<std::pair<std::string, std::string>> tags_of(const Chance& chance,
                                                         const std::string& name) {
  constexpr std::array<const char*, 3> kTeams = {"storefront", "data", "platform"};
  std::vector<std::pair<std::string, std::string>> tags;
  if (chance.with("untagged").one_in(6)) {
    return tags;
  }
  if (!chance.with("without environment").one_in(7)) {
    const bool is_tried = name.find("staging") != std::string::npos;
    tags.emplace_back("environment", is_tried ? "staging" : "production");
  }
  tags.emplace_back("team", kTeams[chance.with("team").bits() % kTeams.size()]);
  return tags;
}

Resource make_resource(const Account& account, const Zone* zone, const Kind& row,
                       const std::string& name) {
  const Chance chance = Chance("resource")
                            .with(account.id)
                            .with(zone ? zone->id : "")
                            .with(static_cast<std::uint64_t>(row.kind))
                            .with(name);
  Resource made;
  made.kind = row.kind;
  made.name = zone && row.kind == ResourceKind::kLoadBalancer ? name + "." + zone->name : name;
  made.id = row.has_uuid ? uuid_of(chance) : row.has_hex_id ? chance.hex_id() : made.name;
  made.tags = tags_of(chance, name);
  return made;
}

}  // namespace

const char* tag_type(ResourceKind kind) {
  return kind == ResourceKind::kNone ? "" : row_of(kind).tag_type;
}

bool tries_everything_out(const Account& account) {
  return account.months_kept == kMonthsKept && !account.services.empty() &&
         (account.passes_threshold || Chance("tries out").with(account.id).one_in(2));
}

std::vector<Resource> resources_of(const Account& account, const Zone* zone, ResourceKind kind,
                                   std::size_t extra) {
  std::vector<Resource> made;
  if (kind == ResourceKind::kNone || !uses(account, kind)) {
    return made;
  }
  const Kind& row = row_of(kind);
  const Chance chance = Chance("resources").with(account.id).with(static_cast<std::uint64_t>(kind));
  const bool is_small = account.months_kept < kMonthsKept;
  const std::size_t most = zone || is_small ? 2 : row.names.size();
  const std::size_t count = most - (most > 2 ? chance.bits() % 3 : 0);
  constexpr double kSteepness = 1.2;
  for (std::size_t rank = 0; rank < count; ++rank) {
    made.push_back(make_resource(account, zone, row, row.names[rank]));
    made.back().weight = 1 / std::pow(static_cast<double>(rank + 1), kSteepness);
    if (kind == ResourceKind::kObjectNamespace) {
      const std::vector<const char*> scripts(row_of(ResourceKind::kWorker).names.begin(),
                                             row_of(ResourceKind::kWorker).names.end());
      made.back().class_name = made.back().name;
      made.back().script = scripts[rank % 2];
      made.back().name = made.back().script + "_" + made.back().class_name;
    }
    // The fourth database has been deleted, and its use has not ended before the month.
    made.back().is_gone = kind == ResourceKind::kDatabase && rank == 3;
  }
  for (std::size_t nth = 0; nth < extra; ++nth) {
    char name[32];
    std::snprintf(name, sizeof name, "extra-%05u", static_cast<unsigned>(nth + 1));
    made.push_back(make_resource(account, zone, row, name));
    made.back().weight = 0.3 / static_cast<double>(extra);
  }
  return made;
}

std::vector<Resource> account_resources(const Account& account, std::size_t extra) {
  std::vector<Resource> all;
  for (const Kind& row : kKinds) {
    if (row.kind != ResourceKind::kLoadBalancer && row.kind != ResourceKind::kReserveBucket) {
      std::ranges::move(resources_of(account, nullptr, row.kind, extra), std::back_inserter(all));
    }
  }
  return all;
}

}  // namespace sandbox
