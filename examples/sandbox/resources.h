// What an account's usage is of: its Workers, buckets, databases and so on, with names and tags.
// They are the same on every day.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "accounts.h"
#include "datasets.h"

namespace sandbox {

struct Resource {
  ResourceKind kind = ResourceKind::kNone;
  std::string id;          // as the analytics name it
  std::string name;        // as people do
  std::string script;      // the Worker that a Durable Object namespace belongs to
  std::string class_name;  // of a Durable Object namespace
  double weight = 1;       // which part of the use is its, beside the others of the kind
  bool is_gone = false;    // it was deleted: analytics have it, lists do not
  std::vector<std::pair<std::string, std::string>> tags;
};

// `type` in the list of tagged resources; empty: there is none for the kind.
const char* tag_type(ResourceKind kind);

// Whether the account uses what is not in the catalog, too.
bool tries_everything_out(const Account& account);

// Those of a kind; none if nothing of it is used. Of a zone: what belongs to it. `extra` more are
// small.
std::vector<Resource> resources_of(const Account& account, const Zone* zone, ResourceKind kind,
                                   std::size_t extra);

// All that the account has but for what belongs to a zone.
std::vector<Resource> account_resources(const Account& account, std::size_t extra);

}  // namespace sandbox
