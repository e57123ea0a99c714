#include "api/answer_cache.h"

#include <algorithm>
#include <iterator>

namespace cf_billing {

namespace {

/// Recent days are restated later, "about four" of them: seen on live accounts, promised nowhere
/// (FACTS: PayGo usage). Three more are a margin for a correction that comes late or an account
/// whose usage is counted slowly. So today and the six days before are asked for again.
constexpr std::chrono::days kRestatedDays{7};

/// Even a day that is final is asked for again after this time: nothing says that the API never
/// corrects an older one, and a program that runs for months would not see it.
constexpr std::chrono::hours kFinalLifetime{24};

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

bool AnswerCache::answers(const Entry& entry, const ApiRequest& request, Time now,
                          const Limits& limits) {
  const RecordBlock& records = *entry.answer->records;
  if (entry.page != request.page || !covers(entry.coverage, request.coverage)) return false;
  if (request.asked_after > 0 && entry.answer->asked <= request.asked_after) return false;
  const bool has_records = request.layout != nullptr || request.document_reader != nullptr;
  if (has_records &&
      (!records.has(request.reading.wanted) || (request.reading.keep_raw && !records.has_raw()))) {
    return false;
  }
  const bool is_final =
      request.coverage && request.coverage->needed_days().last <= entry.final_through;
  const Time::duration age = now - entry.kept_at;
  return age < limits.ttl || (is_final && age < kFinalLifetime);
}

std::shared_ptr<const Answer> AnswerCache::find(const CacheKey& key, const ApiRequest& request,
                                                Time now, const Limits& limits) {
  const auto known = by_key_.find(key);
  if (limits.ttl == std::chrono::seconds{0} || known == by_key_.end()) return nullptr;
  for (const Entries::iterator entry : known->second) {
    if (!answers(*entry, request, now, limits)) continue;
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->answer;
  }
  return nullptr;
}

void AnswerCache::keep(const CacheKey& key, const ApiRequest& request,
                       const std::shared_ptr<const Answer>& answer, Time now, Day today,
                       const Limits& limits) {
  if (limits.ttl == std::chrono::seconds{0} || !answer->is_success()) return;
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
  const std::size_t bytes = answer->bytes();
  if (bytes > limits.bytes) return;
  entries_.push_front({key, request.path, request.owner, request.coverage, request.page,
                       request.place_in_list, answer, bytes, now, today - kRestatedDays});
  by_key_[key].push_back(entries_.begin());
  bytes_ += bytes;
  while (bytes_ > limits.bytes) drop(std::prev(entries_.end()));
}

void AnswerCache::drop(Entries::iterator entry) {
  const auto known = by_key_.find(entry->key);
  std::erase(known->second, entry);
  if (known->second.empty()) by_key_.erase(known);
  bytes_ -= entry->bytes;
  entries_.erase(entry);
}

void AnswerCache::forget(const ApiRequest& request) {
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    if (entry->path == request.path && entry->owner == request.owner) drop(entry);
    entry = next;
  }
}

std::size_t AnswerCache::clear() {
  const std::size_t dropped = entries_.size();
  by_key_.clear();
  entries_.clear();
  bytes_ = 0;
  return dropped;
}

}  // namespace cf_billing
