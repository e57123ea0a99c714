#include "analytics/dataset_queries.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "analytics/analytics_answer.h"
#include "records/json_string.h"

namespace cf_billing {

namespace {

using std::chrono::days;
using std::chrono::hours;

/// Where the API does not say how much time one query may ask for.
constexpr days kLongest{31};

days longest_window(const DatasetSettings& settings) {
  if (!settings.longest) return kLongest;
  return std::max(std::chrono::floor<days>(*settings.longest), days{1});
}

/// The fewest ranges of at most that length that hold all of the days.
std::vector<DayRange> windows_of(const DaySet& asked, days longest) {
  std::vector<DayRange> windows;
  for (const DayRange& range : asked.ranges()) {
    Day first = range.first;
    if (!windows.empty()) {
      // What fits behind the days before it.
      const Day end = std::min(windows.back().first + longest - days{1}, range.last);
      if (end >= range.first) {
        windows.back().last = end;
        first = end + days{1};
      }
    }
    for (; first <= range.last; first += longest) {
      windows.push_back({first, std::min(first + longest - days{1}, range.last)});
    }
  }
  return windows;
}

DayRange days_of(const HourRange& range) {
  return {std::chrono::floor<days>(range.begin), std::chrono::floor<days>(range.end - hours{1})};
}

}  // namespace

Day first_day_kept(const Dataset& dataset, const DatasetSettings& settings,
                   std::chrono::sys_time<std::chrono::milliseconds> now) {
  const auto kept = settings.kept.value_or(dataset.kept);
  // The day on which it begins is kept in part.
  return std::chrono::ceil<days>(now - kept);
}

DatasetQueries::DatasetQueries(const Dataset& dataset, ApiRequest request,
                               std::vector<std::string> ids, const DatasetSettings& settings,
                               const Reading& reading, const DaySet& asked, DaySet wanted,
                               AnalyticsSchema& schema)
    : dataset_(std::make_shared<const Dataset>(offered(dataset, settings.fields))),
      request_(std::move(request)),
      ids_(std::move(ids)),
      reading_(reading),
      wanted_(std::move(wanted)),
      schema_(schema),
      limit_(std::min(settings.page_size.value_or(kMostGroups), kMostGroups)),
      members_(ids_.size()) {
  std::vector<std::size_t> all(ids_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const DayRange& window : windows_of(asked, longest_window(settings))) {
    ask_for(all, {window.first, window.last + days{1}});
  }
}

/// What holds no day that is wanted would be asked for in vain.
void DatasetQueries::ask_for(const std::vector<std::size_t>& members, const HourRange& range) {
  if (wanted_.intersection(DaySet({days_of(range)})).empty()) return;
  open_.push_back({members, range});
}

std::vector<std::string> DatasetQueries::ids_of(const Window& window) const {
  std::vector<std::string> ids;
  for (const std::size_t member : window.members) ids.push_back(ids_[member]);
  return ids;
}

std::vector<ApiRequest> DatasetQueries::next() {
  asked_ = std::exchange(open_, {});
  std::erase_if(asked_, [&](const Window& window) {
    return window.members.size() == 1 && !members_[window.members.front()].denial.empty();
  });
  std::vector<ApiRequest> requests;
  requests.reserve(asked_.size());
  for (Window& window : asked_) {
    window.owners = owners_in(schema_, dataset_->scope);
    requests.push_back(request_for(window));
  }
  return requests;
}

ApiRequest DatasetQueries::request_for(const Window& window) const {
  const bool by_day = reading_.granularity == Granularity::day;
  const DayRange range = days_of(window.range);
  QueryVariables variables = scope_variable(dataset_->scope, ids_of(window));
  variables.emplace_back("from",
                         json_quoted(by_day ? to_text(range.first) : to_text(window.range.begin)));
  variables.emplace_back("to",
                         json_quoted(by_day ? to_text(range.last) : to_text(window.range.end)));
  variables.emplace_back("limit", std::to_string(limit_));
  if (window.keyset == Keyset::behind) variables.emplace_back("after", json_quoted(window.behind));
  ApiRequest request = request_;
  request.subject = dataset_->name;
  request.document_reader = std::make_shared<GroupsReader>(
      dataset_, reading_.granularity, window.range, ids_of(window), window.owners);
  request.reading.keep_raw = reading_.keeps_raw;
  request.body = query_body(
      groups_query(*dataset_, reading_.granularity, window.keyset, window.owners), variables);
  // Not divisible: how many groups there are tells whether it is cut.
  request.coverage = Coverage{range};
  return request;
}

void DatasetQueries::accept(std::size_t index, const Delivery& answer) {
  const Window& window = asked_[index];
  if (window.owners == Owners::named && lacks_account_tag(*answer)) {
    schema_.has_account_tag = false;
    open_.push_back(window);
    return;
  }
  if (window.members.size() > 1 && !answer->graphql_errors.empty()) {
    // It may be about one of them.
    for (const std::size_t member : window.members) ask_for({member}, window.range);
    return;
  }
  if (const auto denial = denial_of(*answer, *dataset_)) {
    // Whatever else came of it is not all.
    members_[window.members.front()] = {{}, *denial};
    return;
  }
  const RecordBlock& records = *answer->checked().records;
  const std::size_t dimensions = dimensions_of(*dataset_).size();
  std::vector<std::vector<Group>> groups(window.members.size());
  for (std::size_t place = 0; place < records.size(); ++place) {
    const Group group(records, place, dimensions);
    groups[group.owner()].push_back(group);
  }
  for (std::size_t place = 0; place < groups.size(); ++place) {
    read(window, window.members[place], groups[place], *answer);
  }
}

void DatasetQueries::fail(std::size_t index, const std::string& why) {
  for (const std::size_t member : asked_[index].members) members_[member] = {{}, why};
}

void DatasetQueries::read(const Window& window, std::size_t member,
                          const std::vector<Group>& groups, const Answer& answer) {
  if (!members_[member].denial.empty()) return;
  if (window.keyset != Keyset::none) return page(window, member, groups, answer);
  const std::size_t count = groups.size();
  if (static_cast<std::int64_t>(count) < limit_) return keep(member, groups, answer);
  divide(window, member, count, answer);
}

hours DatasetQueries::unit() const {
  return reading_.granularity == Granularity::day ? hours{24} : hours{1};
}

void DatasetQueries::divide(const Window& window, std::size_t member, std::size_t count,
                            const Answer& answer) {
  const DaySet wanted = wanted_.intersection(DaySet({days_of(window.range)}));
  const HourRange span{std::max<Hour>(window.range.begin, wanted.first()),
                       std::min<Hour>(window.range.end, wanted.last() + days{1})};
  // More than is wanted was asked for, to be kept: it is too much.
  if (span != window.range) return ask_for({member}, span);
  const auto [begin, end] = span;
  if ((end - begin) / unit() > 1) {
    // Hours only within a day: those of whole days may be in the answer of others.
    const hours step = end - begin > hours{24} ? hours{24} : unit();
    const Hour middle = begin + step * ((end - begin) / step / 2);
    ask_for({member}, {begin, middle});
    ask_for({member}, {middle, end});
    return;
  }
  if (dataset_->resource.empty()) {
    throw answer.malformed(std::to_string(count) + " groups of " + std::string(dataset_->name) +
                           " came of one time, as many as come at most, so some may be missing");
  }
  open_.push_back({{member}, window.range, Keyset::first});
}

void DatasetQueries::check_order(const Window& window, const std::vector<Group>& groups,
                                 const Answer& answer) const {
  std::optional<std::string_view> before;
  if (window.keyset == Keyset::behind) before = window.behind;
  for (const Group& group : groups) {
    const auto resource = group.dimension(0);
    const bool may_repeat = &group != &groups.front();
    const bool fits =
        resource && (!before || *before < *resource || (may_repeat && *before == *resource));
    if (!fits) {
      throw answer.malformed("groups of " + std::string(dataset_->name) + " are not ordered by " +
                             std::string(dataset_->resource) + ", as was asked for");
    }
    before = resource;
  }
}

void DatasetQueries::page(const Window& window, std::size_t member, std::vector<Group> groups,
                          const Answer& answer) {
  check_order(window, groups, answer);
  if (static_cast<std::int64_t>(groups.size()) < limit_) return keep(member, groups, answer);
  // Of the last resource some groups may be on the next page: it is asked for again as a whole.
  const std::string_view last = *groups.back().dimension(0);
  std::erase_if(groups, [&](const Group& group) { return *group.dimension(0) == last; });
  if (groups.empty()) {
    throw answer.malformed(std::to_string(limit_) + " groups of " + std::string(dataset_->name) +
                           " came of one " + std::string(dataset_->resource) +
                           ", as many as come at most, so some may be missing");
  }
  open_.push_back(
      {{member}, window.range, Keyset::behind, std::string(*groups.back().dimension(0))});
  keep(member, groups, answer);
}

void DatasetQueries::keep(std::size_t member, const std::vector<Group>& groups,
                          const Answer& answer) {
  Groups& kept = members_[member].groups;
  const std::size_t before = kept.list.size();
  std::copy_if(groups.begin(), groups.end(), std::back_inserter(kept.list),
               [&](const Group& group) {
                 return wanted_.contains(std::chrono::floor<days>(group.begin()));
               });
  if (kept.list.size() > before) kept.records.push_back(answer.records);
}

Groups DatasetQueries::take_groups(std::size_t member) {
  Groups& groups = members_[member].groups;
  std::stable_sort(groups.list.begin(), groups.list.end(),
                   [](const Group& a, const Group& b) { return a.begin() < b.begin(); });
  return std::move(groups);
}

}  // namespace cf_billing
