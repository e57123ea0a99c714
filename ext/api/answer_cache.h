// Keeps decoded answers of one connection, so that a join asks for each only once.
//
// Days can be restated for about four days (FACTS: PayGo usage), and what is not about days can
// change at any time: such answers live as long as the setting cache_ttl says. An answer about days
// that began more than a week ago is taken for final and stays for a day, if there is room.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/answer.h"
#include "core/clock.h"

namespace cf_billing {

/// What an answer is known by. Two requests with equal keys have the same answer, but for the days
/// they cover, the page and the columns they want.
struct CacheKey {
  std::uint64_t credential = 0;  ///< hash of server and credential
  /// Method, URL and body, without what Coverage or the page stand for.
  std::string question;
  const RecordLayout* layout = nullptr;
  auto operator<=>(const CacheKey&) const = default;  // NOLINT(modernize-use-nullptr)
};

class AnswerCache {
 public:
  using Time = BootClock::time_point;  // Answers grow old while the machine sleeps, too.
  struct Limits {
    std::chrono::seconds ttl{300};  ///< 0: nothing is kept or found
    std::size_t bytes = 64U << 20U;
  };

  /// An answer that holds all that `request` wants; null if there is none.
  std::shared_ptr<const Answer> find(const CacheKey& key, const ApiRequest& request, Time now,
                                     const Limits& limits);
  /// Keeps a complete, successful answer; anything else is left alone. `today`: decides which days
  /// are final.
  void keep(const CacheKey& key, const ApiRequest& request,
            const std::shared_ptr<const Answer>& answer, Time now, Day today, const Limits& limits);
  /// Drops every answer of the request's path, of its owner.
  void forget(const ApiRequest& request);
  /// Drops everything; returns how many answers that were.
  std::size_t clear();

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// What can be kept before anything else has to go.
  [[nodiscard]] std::size_t room(const Limits& limits) const {
    return limits.bytes - std::min(limits.bytes, bytes_);
  }

 private:
  struct Entry {
    CacheKey key;
    std::string path;
    std::string owner;  // Whom the path need not name.
    std::optional<Coverage> coverage;
    std::string page;
    std::int64_t place_in_list;
    std::shared_ptr<const Answer> answer;
    std::size_t bytes;
    Time kept_at;
    Day final_through;  ///< days up to this one were final when it was kept
  };
  using Entries = std::list<Entry>;  // The most recently used first.
  [[nodiscard]] static bool answers(const Entry& entry, const ApiRequest& request, Time now,
                                    const Limits& limits);
  void drop(Entries::iterator entry);

  Entries entries_;
  std::map<CacheKey, std::vector<Entries::iterator>> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace cf_billing
