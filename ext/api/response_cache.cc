#include "api/response_cache.h"

#include <algorithm>
#include <iterator>

namespace cf_billing {

namespace {

/// Today and the three days before are restated (FACTS: PayGo usage: "about four").
constexpr std::chrono::days kRestatedDays{4};

std::size_t size_of(const Response& response) {
  return sizeof(response) + response.document.capacity() +
         response.exchange.response.body.capacity() +
         (response.decoded.records ? response.decoded.records->bytes() : 0);
}

bool holds(const Coverage& kept, const DayRange& days) {
  if (!kept.divisible) return kept.days == days;
  return kept.days.first <= days.first && days.last <= kept.days.last;
}

/// Whether what is kept has all that is needed.
bool covers(const std::optional<Coverage>& kept, const std::optional<Coverage>& wanted) {
  if (!kept || !wanted) return !kept && !wanted;
  return holds(*kept, wanted->needed_days());
}

/// Whether a new answer has all that an older one has.
bool replaces(const std::optional<Coverage>& fresh, const std::optional<Coverage>& kept) {
  if (!fresh || !kept) return !fresh && !kept;
  return holds(*fresh, kept->days);
}

}  // namespace

bool ResponseCache::answers(const Entry& entry, const ApiRequest& request, Time now,
                            const Limits& limits) {
  const RecordBlock& records = *entry.response->decoded.records;
  if (entry.page != request.page || !covers(entry.coverage, request.coverage)) return false;
  if (request.newer_than > 0 && entry.response->asked <= request.newer_than) return false;
  if (request.layout != nullptr &&
      (!records.has(request.reading.wanted) || (request.reading.keep_raw && !records.has_raw()))) {
    return false;
  }
  const bool is_final =
      request.coverage && request.coverage->needed_days().last <= entry.final_through;
  return is_final || now - entry.kept_at < limits.ttl;
}

std::shared_ptr<const Response> ResponseCache::find(const CacheKey& key, const ApiRequest& request,
                                                    Time now, const Limits& limits) {
  const auto known = by_key_.find(key);
  if (limits.ttl == std::chrono::seconds{0} || known == by_key_.end()) return nullptr;
  for (const Entries::iterator entry : known->second) {
    if (!answers(*entry, request, now, limits)) continue;
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->response;
  }
  return nullptr;
}

void ResponseCache::keep(const CacheKey& key, const ApiRequest& request,
                         const std::shared_ptr<const Response>& response, Time now, Day today,
                         const Limits& limits) {
  if (limits.ttl == std::chrono::seconds{0} || !response->is_success()) return;
  // What this answer stands for better. Later pages were read after an earlier version of this one:
  // between the two an item may be missing.
  std::vector<Entries::iterator> replaced;
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    std::copy_if(
        known->second.begin(), known->second.end(), std::back_inserter(replaced),
        [&](const Entries::iterator& entry) {
          return entry->place_in_list > request.place_in_list ||
                 (entry->page == request.page && replaces(request.coverage, entry->coverage));
        });
  }
  for (const Entries::iterator entry : replaced) drop(entry);
  const std::size_t bytes = size_of(*response);
  if (bytes > limits.bytes) return;
  entries_.push_front({key, request.path, request.coverage, request.page, request.place_in_list,
                       response, bytes, now, today - kRestatedDays});
  by_key_[key].push_back(entries_.begin());
  bytes_ += bytes;
  while (bytes_ > limits.bytes) drop(std::prev(entries_.end()));
}

void ResponseCache::drop(Entries::iterator entry) {
  const auto known = by_key_.find(entry->key);
  std::erase(known->second, entry);
  if (known->second.empty()) by_key_.erase(known);
  bytes_ -= entry->bytes;
  entries_.erase(entry);
}

void ResponseCache::forget(const std::string& path) {
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    if (entry->path == path) drop(entry);
    entry = next;
  }
}

std::size_t ResponseCache::clear() {
  const std::size_t dropped = entries_.size();
  by_key_.clear();
  entries_.clear();
  bytes_ = 0;
  return dropped;
}

}  // namespace cf_billing
