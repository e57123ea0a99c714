// From groups of analytics to rows of cf_resource_usage.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/groups.h"
#include "core/day_set.h"
#include "records/row_block.h"
#include "scan/analytics_knowledge.h"

namespace cf_billing {

/// The cells of a row. The last two are behind those of the layout.
enum UsageField : std::size_t {
  kDay,
  kDataset,
  kResourceType,
  kResourceId,
  kResourceName,
  kAction,
  kService,
  kQuantity,
  kUnit,
  kSampleInterval,
  kHour,
  kReason,
  kUsageFieldCount,
};

/// What rows of a dataset are made for.
struct UsageOwner {
  std::string account;
  std::string zone;                                  ///< of a dataset of zones, its identifier
  const AnalyticsKnowledge::Names* names = nullptr;  ///< of the resources; null: not known
};

class UsageRows {
 public:
  /// `budget`: what the rows count in.
  UsageRows(FieldMask wanted, const Reading& reading,
            std::shared_ptr<MemoryBudget> budget = nullptr,
            std::shared_ptr<const InterruptQuestion> interrupt = nullptr);

  void add(const Dataset& dataset, const UsageOwner& owner, const std::vector<Group>& groups);
  /// Whether the budget has room for them.
  [[nodiscard]] bool fits() { return rows_->count(0); }
  /// Of each day, and each line of the bill, that it is not known, and why.
  void add_unknown(const Dataset& dataset, const UsageOwner& owner, const DaySet& days,
                   std::string_view reason);

  /// Of one account, all together.
  std::unique_ptr<RowBlock> finish(const std::string& account);

 private:
  struct Row;
  void add(const Dataset& dataset, const UsageOwner& owner, const Group& group);
  void put(const Row& row);
  void set(UsageField field, std::string_view text);

  Reading reading_;
  std::shared_ptr<RecordBlock> rows_;
};

/// The measures that take a group, each with its place in the dataset.
std::vector<std::size_t> measures_of(const Dataset& dataset, const Group& group);

/// In the unit of the line of the bill; nothing: it was not told.
std::optional<double> quantity_of(const Measure& measure, std::optional<double> value,
                                  Granularity granularity);

}  // namespace cf_billing
