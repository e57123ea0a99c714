// One dataset of an account, or of some of its zones: which queries bring its groups, and what to
// do where an answer is cut.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/analytics_part.h"
#include "analytics/groups.h"
#include "core/day_set.h"
#include "scan/analytics_knowledge.h"

namespace cf_billing {

/// The first day of which all is kept. `now`: UTC.
Day first_day_kept(const Dataset& dataset, const DatasetSettings& settings,
                   std::chrono::sys_time<std::chrono::milliseconds> now);

/// How many groups one answer may have.
inline constexpr std::int64_t kMostGroups = 10'000;

/// An answer that has as many groups as were asked for at most is cut: then less time is asked for,
/// down to one day, or hour; of that one resources in their order, so many at a time.
class DatasetQueries final : public AnalyticsPart {
 public:
  /// `request`: of the account, without body. `ids`: the account's, or those of zones. `asked`: the
  /// days to ask for, and `wanted` those of them that the rest is there for; none is empty, and
  /// `wanted` is a part. `schema` is what is known now, and outlives it.
  DatasetQueries(const Dataset& dataset, ApiRequest request, std::vector<std::string> ids,
                 const DatasetSettings& settings, const Reading& reading, const DaySet& asked,
                 DaySet wanted, AnalyticsSchema& schema);

  std::vector<ApiRequest> next() override;
  void accept(std::size_t index, const Delivery& answer) override;

  /// That request failed: of those it was about nothing is known.
  void fail(std::size_t index, const std::string& why);

  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }
  /// Of one of them, why the API denied it after all, or why it failed; empty: it did not.
  [[nodiscard]] const std::string& denial(std::size_t member) const {
    return members_[member].denial;
  }
  /// Of one of them, those of the days wanted, in the order of time, once there are no more
  /// requests.
  Groups take_groups(std::size_t member);

 private:
  /// By its place in `ids_`.
  struct Member {
    Groups groups;
    std::string denial;
  };
  struct Window {
    std::vector<std::size_t> members;
    HourRange range;
    Keyset keyset = Keyset::none;
    std::string behind{};
    Owners owners = Owners::named;  // As it was asked.
  };

  void ask_for(const std::vector<std::size_t>& members, const HourRange& range);
  [[nodiscard]] std::vector<std::string> ids_of(const Window& window) const;
  [[nodiscard]] ApiRequest request_for(const Window& window) const;
  void read(const Window& window, std::size_t member, const std::vector<Group>& groups,
            const Answer& answer);
  void divide(const Window& window, std::size_t member, std::size_t count, const Answer& answer);
  void page(const Window& window, std::size_t member, std::vector<Group> groups,
            const Answer& answer);
  void keep(std::size_t member, const std::vector<Group>& groups, const Answer& answer);
  void check_order(const Window& window, const std::vector<Group>& groups,
                   const Answer& answer) const;
  [[nodiscard]] std::chrono::hours unit() const;

  const std::shared_ptr<const Dataset> dataset_;  // As it is offered.
  ApiRequest request_;
  std::vector<std::string> ids_;
  Reading reading_;
  DaySet wanted_;
  AnalyticsSchema& schema_;
  std::int64_t limit_;
  std::vector<Window> open_;   // To be asked for next,
  std::vector<Window> asked_;  // and those asked for now.
  std::vector<Member> members_;
};

}  // namespace cf_billing
