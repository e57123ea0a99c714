#include "analytics/usage_rows.h"

#include <algorithm>
#include <utility>

#include "core/fingerprint.h"

namespace cf_billing {

namespace {

using std::chrono::days;

constexpr std::string_view kNotTold = "the answer does not tell it";

bool holds(const Condition& condition, const Dataset& dataset, const Group& group) {
  const auto names = dimensions_of(dataset);
  const auto place = static_cast<std::size_t>(
      std::find(names.begin(), names.end(), condition.dimension) - names.begin());
  // One that was not offered is not there.
  if (place >= group.dimensions()) return false;
  const auto value = group.dimension(place);
  return value && std::find(condition.values.begin(), condition.values.end(), *value) !=
                      condition.values.end();
}

bool takes(const Measure& measure, const Dataset& dataset, const Group& group) {
  return std::all_of(measure.conditions.begin(), measure.conditions.end(),
                     [&](const Condition& each) { return holds(each, dataset, group); });
}

std::optional<std::string_view> name_in(const UsageOwner& owner, std::string_view id) {
  if (owner.names == nullptr) return std::nullopt;
  const auto found = owner.names->find(id);
  if (found == owner.names->end() || found->second.empty()) return std::nullopt;
  return found->second;
}

}  // namespace

struct UsageRows::Row {
  const Dataset& dataset;
  const UsageOwner& owner;
  const Measure& measure;
  std::string day;
  std::string hour;
  std::optional<std::string_view> resource;
  std::optional<std::string_view> action;
  std::optional<double> quantity;
  std::optional<double> sample_interval;
  std::string_view reason;
  std::uint64_t content;
  std::string_view raw;
};

UsageRows::UsageRows(FieldMask wanted, const Reading& reading, std::shared_ptr<MemoryBudget> budget,
                     std::shared_ptr<const InterruptQuestion> interrupt)
    : reading_(reading),
      rows_(std::make_shared<RecordBlock>(kUsageFieldCount, wanted, reading.keeps_raw,
                                          std::move(budget), std::move(interrupt))) {}

void UsageRows::add(const Dataset& dataset, const UsageOwner& owner,
                    const std::vector<Group>& groups) {
  InterruptCheck check_interrupt = rows_->interrupt_check();
  for (const Group& group : groups) {
    check_interrupt();
    add(dataset, owner, group);
  }
}

void UsageRows::add(const Dataset& dataset, const UsageOwner& owner, const Group& group) {
  // A group is told apart by these; what it counts may have changed when it is asked for again.
  Fingerprint identity;
  identity.add(dataset.name).add(owner.zone).add(to_text(group.begin()));
  identity.add(static_cast<char>(reading_.granularity));
  for (std::size_t place = 0; place < group.dimensions(); ++place) {
    const auto dimension = group.dimension(place);
    if (dimension) identity.add(*dimension);
    identity.add(dimension ? '=' : '-');
  }
  for (const std::size_t place : measures_of(dataset, group)) {
    const Measure& measure = dataset.measures[place];
    Row row{dataset, owner, measure, {}, {}, {}, {}, {}, {}, {}, 0, group.raw()};
    row.day = to_text(std::chrono::floor<days>(group.begin()));
    if (reading_.granularity == Granularity::hour) row.hour = to_text(group.begin());
    std::size_t dimension = 0;
    if (!dataset.resource.empty()) {
      row.resource = group.dimension(dimension++);
    } else if (!owner.zone.empty()) {
      row.resource = owner.zone;
    }
    if (!dataset.action.empty()) row.action = group.dimension(dimension);
    row.quantity = quantity_of(measure, group.value(place), reading_.granularity);
    if (!row.quantity) row.reason = kNotTold;
    row.sample_interval = group.sample_interval();
    row.content = Fingerprint(identity).add(std::uint64_t{place}).value();
    put(row);
  }
}

void UsageRows::add_unknown(const Dataset& dataset, const UsageOwner& owner, const DaySet& of,
                            std::string_view reason) {
  std::vector<const Measure*> lines;
  for (const Measure& measure : dataset.measures) {
    const bool is_known = std::any_of(lines.begin(), lines.end(), [&](const Measure* line) {
      return line->service == measure.service && line->unit == measure.unit;
    });
    if (!is_known) lines.push_back(&measure);
  }
  for (const DayRange& range : of.ranges()) {
    for (Day day = range.first; day <= range.last; day += days{1}) {
      for (const Measure* line : lines) {
        Row row{dataset, owner, *line, to_text(day), {}, {}, {}, {}, {}, reason, 0, {}};
        if (!owner.zone.empty() && dataset.resource.empty()) row.resource = owner.zone;
        row.content = Fingerprint()
                          .add(dataset.name)
                          .add(owner.zone)
                          .add(row.day)
                          .add('?')
                          .add(static_cast<char>(reading_.granularity))
                          .add(line->service)
                          .add(line->unit)
                          .value();
        put(row);
      }
    }
  }
}

void UsageRows::put(const Row& row) {
  rows_->begin_record();
  set(kDay, row.day);
  set(kDataset, row.dataset.name);
  set(kResourceType, row.dataset.resource_type);
  if (row.resource) {
    set(kResourceId, *row.resource);
    const bool is_name = row.dataset.names == ResourceNames::themselves;
    const auto name = is_name ? row.resource : name_in(row.owner, *row.resource);
    if (name) set(kResourceName, *name);
  }
  if (row.action) set(kAction, *row.action);
  if (!row.measure.service.empty()) set(kService, row.measure.service);
  if (row.quantity && rows_->wants(kQuantity)) rows_->set(kQuantity, *row.quantity);
  set(kUnit, row.measure.unit);
  if (row.sample_interval && rows_->wants(kSampleInterval)) {
    rows_->set(kSampleInterval, *row.sample_interval);
  }
  if (!row.hour.empty()) set(kHour, row.hour);
  if (!row.reason.empty()) set(kReason, row.reason);
  rows_->end_record(row.content, row.raw);
}

void UsageRows::set(UsageField field, std::string_view text) {
  if (rows_->wants(field)) rows_->set(field, CellType::text, text);
}

std::unique_ptr<RowBlock> UsageRows::finish(const std::string& account) {
  rows_->finish_filling();
  auto block = std::make_unique<RowBlock>(rows_);
  block->set_account(account);
  return block;
}

std::vector<std::size_t> measures_of(const Dataset& dataset, const Group& group) {
  std::vector<std::size_t> taking;
  for (std::size_t place = 0; place < dataset.measures.size(); ++place) {
    const Measure& measure = dataset.measures[place];
    const bool is_taken = std::any_of(taking.begin(), taking.end(), [&](std::size_t before) {
      const Measure& other = dataset.measures[before];
      return other.aggregate == measure.aggregate && other.fields == measure.fields;
    });
    if (!is_taken && takes(measure, dataset, group)) taking.push_back(place);
  }
  return taking;
}

std::optional<double> quantity_of(const Measure& measure, std::optional<double> value,
                                  Granularity granularity) {
  if (!value) return std::nullopt;
  double quantity = *value * measure.factor;
  if (measure.is_stored) {
    // The documentation's month has 30 days.
    constexpr double kDaysOfMonth = 30;
    constexpr double kHoursOfDay = 24;
    quantity /= granularity == Granularity::hour ? kDaysOfMonth * kHoursOfDay : kDaysOfMonth;
  }
  return quantity;
}

}  // namespace cf_billing
