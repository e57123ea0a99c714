#include "analytics/groups.h"

#include <cmath>
#include <unordered_set>

#include "analytics/answer_nodes.h"
#include "core/fingerprint.h"
#include "records/json_number.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

using Kind = JsonTree::Kind;
using Value = JsonOutline::Value;

std::string quoted_name(std::string_view name) { return '"' + std::string(name) + '"'; }

/// Reads one group after the other into a block.
class GroupReader {
 public:
  GroupReader(const Answer& answer, const Dataset& dataset, Granularity granularity,
              const HourRange& asked, RecordBlock& block)
      : answer_(answer),
        dataset_(dataset),
        granularity_(granularity),
        asked_(asked),
        names_(dimensions_of(dataset)),
        block_(block) {}

  /// Of the account or zone at that place.
  void read(const JsonTree& item, std::size_t owner) {
    const JsonTree& dimensions = object(item, "dimensions");
    block_.begin_record();
    const Hour begin = time_of(dimensions);
    block_.set(kGroupTime, std::int64_t{begin.time_since_epoch().count()});
    block_.set(kGroupOwner, static_cast<std::int64_t>(owner));
    set_number(kGroupSampleInterval,
               dataset_.is_sampled ? number(object(item, "avg"), "sampleInterval") : std::nullopt);
    std::string key = to_text(begin);
    std::size_t field = kGroupFieldCount;
    for (const std::string_view name : names_) {
      const auto value = text(dimensions, name);
      key += value ? '=' + std::to_string(value->size()) + ':' + *value : "-";
      if (value) block_.set(field, CellType::text, *value);
      ++field;
    }
    for (const Measure& measure : dataset_.measures) set_number(field++, value(item, measure));
    block_.end_record(Fingerprint().add(key).value(), block_.has_raw() ? item.written() : "");
    if (!seen_.insert(std::move(key)).second) {
      throw answer_.malformed("two groups of " + std::string(dataset_.name) +
                              " are about the same, and nothing says whether they add up");
    }
  }

  /// What comes next is of another account or zone.
  void begin_owner() { seen_.clear(); }

 private:
  [[nodiscard]] Error malformed(const std::string& defect) const {
    return answer_.malformed("a group of " + std::string(dataset_.name) + " " + defect);
  }

  [[nodiscard]] const JsonTree& member(const JsonTree& of, std::string_view name) const {
    const JsonTree* found = of.member(name);
    if (found == nullptr) throw malformed("has no " + quoted_name(name));
    return *found;
  }
  [[nodiscard]] const JsonTree& object(const JsonTree& of, std::string_view name) const {
    const JsonTree& found = member(of, name);
    if (!found.is(Kind::object)) throw malformed("has no object " + quoted_name(name));
    return found;
  }

  /// A number keeps its spelling.
  [[nodiscard]] std::optional<std::string> text(const JsonTree& of, std::string_view name) const {
    const JsonTree& found = member(of, name);
    if (found.is(Kind::null)) return std::nullopt;
    if (found.is(Kind::array) || found.is(Kind::object)) {
      throw malformed("has no text as its " + quoted_name(name));
    }
    return found.text();
  }

  /// Nothing that is counted can be less than none.
  [[nodiscard]] std::optional<double> number(const JsonTree& of, std::string_view name) const {
    const JsonTree& found = member(of, name);
    if (found.is(Kind::null)) return std::nullopt;
    const auto value = found.is(Kind::number) ? nearest_double(found.text()) : std::nullopt;
    if (!value) throw malformed("has no number as its " + quoted_name(name));
    // What cannot be told from endless is no number either.
    if (!std::isfinite(*value))
      throw malformed("has a number out of range as its " + quoted_name(name));
    if (*value < 0) throw malformed("has less than nothing as its " + quoted_name(name));
    return value;
  }

  void set_number(std::size_t field, std::optional<double> value) {
    if (value) block_.set(field, *value);
  }

  [[nodiscard]] std::optional<double> value(const JsonTree& item, const Measure& measure) const {
    if (!measure.is_offered) return std::nullopt;
    if (measure.aggregate == Aggregate::count) return number(item, "count");
    const JsonTree& aggregate = object(item, name_of(measure.aggregate));
    double total = 0;
    for (const std::string_view field : measure.fields) {
      const auto part = number(aggregate, field);
      // What is not told in part is not told.
      if (!part) return std::nullopt;
      total += *part;
    }
    return total;
  }

  [[nodiscard]] Hour time_of(const JsonTree& dimensions) const {
    const std::string_view name = time_dimension(granularity_);
    const std::string shown = text(dimensions, name).value_or("");
    std::optional<Hour> time;
    if (granularity_ == Granularity::day) {
      if (const auto day = parse_day(shown)) time = *day;
    } else if (const auto day = leading_day(shown)) {
      for (int hour = 0; hour < 24 && !time; ++hour) {
        const Hour candidate = *day + std::chrono::hours{hour};
        if (to_text(candidate) == shown) time = candidate;
      }
    }
    if (!time) throw malformed("has no time as its " + quoted_name(name));
    if (!asked_.contains(*time)) {
      throw malformed("is of " + shown.substr(0, 20) + ", which was not asked for");
    }
    return *time;
  }

  const Answer& answer_;
  const Dataset& dataset_;
  Granularity granularity_;
  const HourRange& asked_;
  std::vector<std::string_view> names_;
  RecordBlock& block_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::string to_text(Hour hour) {
  const Day day = std::chrono::floor<std::chrono::days>(hour);
  const auto of_day = (hour - day).count();
  const std::string digits = (of_day < 10 ? "0" : "") + std::to_string(of_day);
  return to_text(day) + "T" + digits + ":00:00Z";
}

std::optional<std::string_view> Group::dimension(std::size_t dimension) const {
  const Cell& found = cell(kGroupFieldCount + dimension);
  return found.is_text() ? std::optional(found.text()) : std::nullopt;
}

std::optional<double> Group::number(std::size_t field) const {
  const Cell& found = cell(field);
  return found.type == CellType::real ? std::optional(found.real) : std::nullopt;
}

std::shared_ptr<RecordBlock> block_for_groups(const Dataset& dataset, bool keeps_raw,
                                              std::shared_ptr<MemoryBudget> budget,
                                              std::shared_ptr<const InterruptQuestion> interrupt) {
  const std::size_t fields =
      kGroupFieldCount + dimensions_of(dataset).size() + dataset.measures.size();
  return std::make_shared<RecordBlock>(fields, ~FieldMask{0}, keeps_raw, std::move(budget),
                                       std::move(interrupt));
}

std::shared_ptr<const RecordBlock> GroupsReader::read(const Answer& answer,
                                                      const DecodeOptions& options) const {
  const JsonOutline document(answer.document);
  const auto block =
      block_for_groups(*dataset_, options.keep_raw, options.budget, options.interrupt);
  GroupReader reader(answer, *dataset_, granularity_, asked_, *block);
  const std::vector<Value> nodes = nodes_of(answer, document, dataset_->scope, ids_, owners_);
  for (std::size_t owner = 0; owner < nodes.size(); ++owner) {
    const auto list = document.member(nodes[owner], dataset_->name);
    if (!list || !document.is_array(*list)) {
      throw answer.malformed("it has no list " + std::string(dataset_->name) +
                             ", which does not mean that nothing was used");
    }
    reader.begin_owner();
    for (auto item = document.first_element(*list); item; item = document.element_behind(*item)) {
      constexpr std::size_t kCountedTogether = 1024;
      if (block->size() % kCountedTogether == 0 && !block->count(0)) return nullptr;
      reader.read(tree_of(answer, document, *item), owner);
    }
  }
  block->finish_filling();
  return block->count(0) ? block : nullptr;
}

}  // namespace cf_billing
