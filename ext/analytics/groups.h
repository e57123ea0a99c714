// Groups of a dataset: each answer is read once, into cells that scans share.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/dataset.h"
#include "analytics/query_text.h"
#include "api/document_reader.h"
#include "core/day.h"
#include "records/record_block.h"

namespace cf_billing {

using Hour = std::chrono::sys_time<std::chrono::hours>;

/// "YYYY-MM-DDTHH:00:00Z".
std::string to_text(Hour hour);

/// Time that is asked for; the end does not belong to it.
struct HourRange {
  Hour begin;
  Hour end;
  bool operator==(const HourRange&) const = default;
  [[nodiscard]] bool contains(Hour hour) const { return begin <= hour && hour < end; }
};

struct Reading {
  Granularity granularity = Granularity::day;
  bool keeps_raw = false;
};

/// The cells of a group. Behind them are its dimensions, as dimensions_of(), and its values, by
/// measure, in its unit but for factor.
enum GroupField : std::size_t { kGroupTime, kGroupOwner, kGroupSampleInterval, kGroupFieldCount };

/// What a dataset says of a day or an hour, and of one value of each of its dimensions: a view.
class Group {
 public:
  /// Of `dimensions` dimensions.
  Group(const RecordBlock& records, std::size_t place, std::size_t dimensions)
      : records_(&records),
        place_(static_cast<std::uint32_t>(place)),
        dimensions_(static_cast<std::uint32_t>(dimensions)) {}

  [[nodiscard]] Hour begin() const { return Hour(std::chrono::hours{cell(kGroupTime).integer}); }
  /// The place of the account or zone among those that were asked about.
  [[nodiscard]] std::size_t owner() const {
    return static_cast<std::size_t>(cell(kGroupOwner).integer);
  }
  [[nodiscard]] std::size_t dimensions() const { return dimensions_; }
  /// Nothing: null.
  [[nodiscard]] std::optional<std::string_view> dimension(std::size_t dimension) const;
  [[nodiscard]] std::optional<double> value(std::size_t measure) const {
    return number(kGroupFieldCount + dimensions_ + measure);
  }
  [[nodiscard]] std::optional<double> sample_interval() const {
    return number(kGroupSampleInterval);
  }
  /// JSON text, where it is asked for.
  [[nodiscard]] std::string_view raw() const { return records_->raw(place_); }

 private:
  [[nodiscard]] const Cell& cell(std::size_t field) const { return records_->cell(place_, field); }
  [[nodiscard]] std::optional<double> number(std::size_t field) const;

  const RecordBlock* records_;
  std::uint32_t place_;
  std::uint32_t dimensions_;
};

/// Groups, and what they are views of.
struct Groups {
  std::vector<std::shared_ptr<const RecordBlock>> records;
  std::vector<Group> list;
};

/// A block for the groups of a dataset, as they are read.
std::shared_ptr<RecordBlock> block_for_groups(
    const Dataset& dataset, bool keeps_raw, std::shared_ptr<MemoryBudget> budget = nullptr,
    std::shared_ptr<const InterruptQuestion> interrupt = nullptr);

/// Reads the groups of one dataset, by account or zone, in the order of the answer. Throws
/// Error(corrupt) where it is not what was asked for: a node that is not there is not a dataset in
/// which nothing was used.
class GroupsReader final : public DocumentReader {
 public:
  /// `dataset`: as it is offered. `ids`: of the account, or of the zones.
  GroupsReader(std::shared_ptr<const Dataset> dataset, Granularity granularity,
               const HourRange& asked, std::vector<std::string> ids, Owners owners)
      : dataset_(std::move(dataset)),
        granularity_(granularity),
        asked_(asked),
        ids_(std::move(ids)),
        owners_(owners) {}

  [[nodiscard]] std::shared_ptr<const RecordBlock> read(
      const Answer& answer, const DecodeOptions& options) const override;

 private:
  std::shared_ptr<const Dataset> dataset_;
  Granularity granularity_;
  HourRange asked_;
  std::vector<std::string> ids_;
  Owners owners_;
};

}  // namespace cf_billing
