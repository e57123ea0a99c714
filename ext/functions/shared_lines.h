// Lines of an invoice, shared out among the resources that used their service.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "functions/grouped.h"
#include "functions/uses_by_day.h"

namespace cf_billing {

///   lines  groups that cf_grouped() has told, with these keys: account, service, first and last
///   day, zone_id, is_correction, then any; values: quantity, then any.
///   uses   what cf_uses_by_day() has told. A line's are those of its account and service, on the
///   days from its first to its last.
/// Each line comes once for every resource that has a share of it, then once for the rest, if there
/// is any.
class SharedLines {
 public:
  SharedLines(std::string lines, std::optional<std::string> uses);

  bool next();

  /// As they came.
  const std::string& lines() const { return lines_.told(); }
  std::optional<std::string> uses() const {
    return uses_ ? std::optional(uses_->told()) : std::nullopt;
  }

  /// Of the line: a key or value, as in the columns of cf_grouped_rows.
  ToldGroups::Value of_line(std::size_t column) const { return lines_.column(column); }
  bool is_rest() const { return use_ == nullptr; }
  /// Of the resource; empty for the rest.
  ToldGroups::Value resource_type() const;
  ToldGroups::Value resource_id() const;
  ToldGroups::Value resource_name() const;
  /// What the resource has used of the line; for the rest what is billed beyond what analytics
  /// tell.
  std::optional<double> used() const;
  double share() const { return share_; }
  /// What analytics tell of the line in all.
  std::optional<double> analysed() const { return line_.analysed; }
  /// Why there is a rest, or that analytics tell far more than was billed.
  std::optional<std::string> reason() const;

 private:
  struct Use {
    ToldUses::Resource resource;
    ToldUses::Use told;
    std::optional<double> used;  ///< Of the line that is shared out.
    double share = 0;
  };
  struct Line {
    std::optional<double> quantity;
    bool is_correction = false;
    std::optional<double> analysed;
    double shared = 0;
    std::optional<std::string_view> why;
  };
  using ServiceKeys = std::array<ToldGroups::Value, 4>;

  static ServiceKeys service_keys(const ToldGroups& groups);
  static std::optional<double> number_of(const ToldGroups::Value& value);
  bool is_correction() const;
  void read_line();
  /// The lines and resources that belong together; false: there is no further line.
  bool read_service();
  void read_uses(const ServiceKeys& keys);
  void begin_line();

  ToldGroups lines_;
  std::optional<ToldUses> uses_;
  bool has_line_ = false;  ///< One that is read ahead.
  std::string_view line_ahead_;
  std::vector<ToldUses::Resource> resources_;  ///< Of one service of an account:
  std::optional<std::pair<std::string_view, std::string_view>> resources_of_;
  std::vector<std::string_view> service_lines_;
  std::vector<Use> service_uses_;
  double quantity_of_lines_ = 0;
  std::size_t next_line_ = 0;
  std::size_t next_use_ = 0;
  bool is_in_line_ = false;
  Line line_;
  const Use* use_ = nullptr;
  double share_ = 0;
};

}  // namespace cf_billing
