#include "usage/paygo_merge.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace cf_billing {

namespace {

/// Where the records of a group are taken from.
struct Source {
  std::size_t answer;
  std::size_t group;
  std::uint32_t records;
  int nearness;  // 2: the answer's cycle starts with their period; 1: it is a cycle's; 0: undated.

  [[nodiscard]] bool is_better_than(const Source& other) const {
    return std::tie(records, nearness) > std::tie(other.records, other.nearness);
  }
};

int nearness(const PaygoAnswer& answer, const PaygoGroup& group) {
  if (!answer.asked) return 0;
  return group.period == answer.asked->first ? 2 : 1;
}

DaySet all_asked(const std::vector<PaygoAnswer>& answers) {
  std::vector<DayRange> ranges;
  for (const PaygoAnswer& answer : answers) {
    if (answer.asked) ranges.push_back(*answer.asked);
  }
  return DaySet(std::move(ranges));
}

/// Looks for records that cannot be put anywhere.
class Inspector {
 public:
  Inspector(const std::vector<PaygoAnswer>& answers, const DaySet& wanted, bool has_anchors)
      : asked_(all_asked(answers)), wanted_(wanted), has_anchors_(has_anchors) {}

  /// In words; empty: nothing is wrong with the group.
  std::string defect_of(const PaygoGroup& group, const PaygoAnswer& answer) {
    if (!group.charged) return "a record has no ChargePeriodStart that is a date";
    if (answer.asked && !lies_in_asked(group)) {
      return "a record of " + to_text(*group.charged) +
             " came, which lies in no range of days that was asked for";
    }
    if (group.period || !wanted_.contains(*group.charged)) return "";
    const std::string record = "a record of " + to_text(*group.charged) +
                               " has no BillingPeriodStart that is a date, and ";
    if (!has_anchors_) return record + "nothing else tells its billing cycle";
    if (answer.asked && ++owners_[{*group.charged, group.subscription}] > 1) {
      return record + "several billing cycles asked for may own it";
    }
    return "";
  }

 private:
  [[nodiscard]] bool lies_in_asked(const PaygoGroup& group) const {
    return asked_.contains(*group.charged) || (group.period && asked_.contains(*group.period));
  }

  DaySet asked_;
  const DaySet& wanted_;
  bool has_anchors_;
  std::map<std::pair<Day, std::string_view>, int> owners_;  // Of records without a period.
};

}  // namespace

std::optional<PaygoDefect> keep_each_record_once(std::vector<PaygoAnswer>& answers,
                                                 const DaySet& wanted, bool has_anchors) {
  Inspector inspector(answers, wanted, has_anchors);
  std::map<std::tuple<Day, std::optional<Day>, std::string_view>, Source> sources;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::vector<PaygoGroup>& groups = answers[i].records.groups();
    for (std::size_t at = 0; at < groups.size(); ++at) {
      const PaygoGroup& group = groups[at];
      std::string defect = inspector.defect_of(group, answers[i]);
      if (!defect.empty()) return PaygoDefect{i, std::move(defect)};
      if (!wanted.contains(*group.charged)) continue;
      const Source source{i, at, group.records, nearness(answers[i], group)};
      const auto [found, added] =
          sources.emplace(std::tuple{*group.charged, group.period, group.subscription}, source);
      if (!added && source.is_better_than(found->second)) found->second = source;
    }
  }
  std::vector<std::vector<bool>> kept;
  kept.reserve(answers.size());
  for (const PaygoAnswer& answer : answers) kept.emplace_back(answer.records.groups().size());
  for (const auto& [group, source] : sources) kept[source.answer][source.group] = true;
  for (std::size_t i = 0; i < answers.size(); ++i) answers[i].records.keep(kept[i]);
  return std::nullopt;
}

std::set<Day> charge_days(const std::vector<PaygoAnswer>& answers) {
  std::set<Day> days;
  for (const PaygoAnswer& answer : answers) {
    for (const PaygoGroup& group : answer.records.groups()) {
      if (group.charged) days.insert(*group.charged);
    }
  }
  return days;
}

}  // namespace cf_billing
