// The lists that say what the ids in analytics are called, and how they are tagged. What has been
// deleted is in none of them.
#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "apis.h"
#include "json_text.h"
#include "resources.h"

namespace sandbox {
namespace {

struct PageSizes {
  std::size_t preset;
  std::size_t most;
};

std::size_t extra_of(const Call& call) {
  return static_cast<std::size_t>(call.settings.number("graphql.extra_resources"));
}

template <typename Items, typename Serialise>
Reply page_of(const Call& call, const Items& items, PageSizes sizes, Serialise serialise) {
  const std::size_t page = call.positive("page", 1);
  const std::size_t per_page = std::min(call.positive("per_page", sizes.preset), sizes.most);
  const std::size_t first = std::min((page - 1) * per_page, items.size());
  const std::size_t last = std::min(first + per_page, items.size());
  ArrayText list;
  for (std::size_t i = first; i < last; ++i) {
    list.add(serialise(items[i]));
  }
  ObjectText info;
  info.raw("page", std::to_string(page));
  info.raw("per_page", std::to_string(per_page));
  info.raw("count", std::to_string(last - first));
  info.raw("total_count", std::to_string(items.size()));
  info.raw("total_pages", std::to_string((items.size() + per_page - 1) / per_page));
  return success(std::move(list).finish(), std::move(info).finish());
}

std::vector<Resource> without_gone(std::vector<Resource> resources) {
  std::erase_if(resources, [](const Resource& resource) { return resource.is_gone; });
  return resources;
}

template <typename Serialise>
Reply list_of(const Call& call, ResourceKind kind, PageSizes sizes, Serialise serialise) {
  return page_of(call, without_gone(resources_of(*call.account, nullptr, kind, extra_of(call))),
                 sizes, serialise);
}

std::string tags_text(const Resource& resource) {
  ObjectText tags;
  for (const auto& [key, value] : resource.tags) {
    tags.text(key, value);
  }
  return std::move(tags).finish();
}

std::string tagged(const char* type, const std::string& id, const std::string& name,
                   const std::string& tags, const char* owner = nullptr,
                   const std::string& owner_id = {}) {
  ObjectText item;
  item.text("type", type);
  item.text("id", id);
  item.text("name", name);
  item.raw("tags", tags);
  if (owner) {
    item.text(owner, owner_id);
  }
  return std::move(item).finish();
}

// Zones, the newest version of the first Worker, and all that can be tagged.
std::vector<std::string> tagged_items(const Call& call) {
  std::vector<std::string> items;
  for (const Zone& zone : call.account->zones) {
    const bool has_tags = &zone != &call.account->zones.back() || call.account->zones.size() == 1;
    items.push_back(tagged("zone", zone.id, zone.name,
                           has_tags ? R"({"environment":"production","team":"storefront"})" : "{}",
                           "zone_id", zone.id));
  }
  bool has_version = false;
  for (const Resource& resource : without_gone(account_resources(*call.account, extra_of(call)))) {
    const char* type = tag_type(resource.kind);
    const bool is_listed = !resource.tags.empty() || call.settings.is("tags.untagged", "listed");
    if (*type == '\0' || !is_listed) {
      continue;
    }
    items.push_back(tagged(type, resource.id, resource.name, tags_text(resource)));
    if (resource.kind == ResourceKind::kWorker && !has_version) {
      has_version = true;
      items.push_back(tagged("worker_version", "0d1e0000-0000-4000-8000-000000000001",
                             resource.name, R"({"release":"2026-11"})", "worker_id", resource.id));
    }
  }
  return items;
}

}  // namespace

Reply database_list(const Call& call) {
  return list_of(call, ResourceKind::kDatabase, {1000, 10000}, [](const Resource& database) {
    ObjectText item;
    item.text("uuid", database.id);
    item.text("name", database.name);
    item.text("version", "production");
    item.text("created_at", "2024-06-01T08:00:00.000Z");
    item.null("jurisdiction");
    return std::move(item).finish();
  });
}

Reply key_value_namespace_list(const Call& call) {
  const auto kind = ResourceKind::kKeyValueNamespace;
  return list_of(call, kind, {20, 1000}, [](const Resource& space) {
    ObjectText item;
    item.text("id", space.id);
    item.text("title", space.name);
    item.boolean("supports_url_encoding", true);
    return std::move(item).finish();
  });
}

Reply object_namespace_list(const Call& call) {
  const auto kind = ResourceKind::kObjectNamespace;
  return list_of(call, kind, {20, 1000}, [](const Resource& space) {
    ObjectText item;
    item.text("id", space.id);
    item.text("name", space.name);
    item.text("script", space.script);
    item.text("class", space.class_name);
    item.boolean("use_sqlite", true);
    return std::move(item).finish();
  });
}

Reply queue_list(const Call& call) {
  return list_of(call, ResourceKind::kQueue, {20, 100}, [](const Resource& queue) {
    ObjectText item;
    item.text("queue_id", queue.id);
    item.text("queue_name", queue.name);
    item.text("created_on", "2024-06-01T08:00:00.123456Z");
    item.text("modified_on", "2025-02-03T04:05:06.789Z");
    item.raw("producers", "[]");
    item.raw("producers_total_count", "0");
    item.raw("consumers", "[]");
    item.raw("consumers_total_count", "0");
    return std::move(item).finish();
  });
}

Reply zone_list(const Call& call) {
  struct Owned {
    const Account* account;
    const Zone* zone;
  };
  std::vector<Owned> owned;
  const auto wanted = call.parameter("account.id");
  for (const Account& account : call.snapshot.accounts()) {
    for (const Zone& zone : account.zones) {
      if (!wanted || *wanted == account.id) {
        owned.push_back({&account, &zone});
      }
    }
  }
  return page_of(call, owned, {20, 50}, [](const Owned& each) {
    ObjectText account;
    account.text("id", each.account->id);
    account.text("name", each.account->name);
    ObjectText item;
    item.text("id", each.zone->id);
    item.text("name", each.zone->name);
    item.text("status", "active");
    item.raw("account", std::move(account).finish());
    return std::move(item).finish();
  });
}

Reply tagged_resources(const Call& call) {
  constexpr std::string_view kMark = "after-";
  const std::vector<std::string> items = tagged_items(call);
  const std::string cursor = call.parameter("cursor").value_or("");
  std::size_t first = 0;
  if (!cursor.empty()) {
    if (!cursor.starts_with(kMark)) {
      return invalid_parameters("cursor is not one that was told");
    }
    std::from_chars(cursor.data() + kMark.size(), cursor.data() + cursor.size(), first);
  }
  const auto size = static_cast<std::size_t>(std::max(call.settings.number("tags.page_size"), 1));
  first = std::min(first, items.size());
  const std::size_t last = std::min(first + size, items.size());
  ArrayText list;
  for (std::size_t i = first; i < last; ++i) {
    list.add(items[i]);
  }
  ObjectText info;
  info.raw("count", std::to_string(last - first));
  info.text("cursor", last < items.size() ? std::string(kMark) + std::to_string(last) : "");
  return success(std::move(list).finish(), std::move(info).finish());
}

std::string resource_objects(const Snapshot&, const Account& account) {
  return json_list(account_resources(account, 0), [](const Resource& resource) {
    ObjectText object;
    object.text("type", tag_type(resource.kind));
    object.text("id", resource.id);
    object.text("name", resource.name);
    object.boolean("gone", resource.is_gone);
    object.raw("tags", tags_text(resource));
    return std::move(object).finish();
  });
}

}  // namespace sandbox
