#include "functions/shared_lines.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

namespace cf_billing {

namespace {

// Places of keys and values.
constexpr std::size_t kZone = 4;
constexpr std::size_t kIsCorrection = 5;
constexpr std::size_t kQuantity = 0;
/// Less is what rounding has left over.
constexpr double kLeastShare = 1e-9;
/// Of what was billed: beyond these the two do not describe the same use.
constexpr double kFarMore = 1.25;
constexpr double kFarLess = 0.8;

bool is_text(const ToldGroups::Value& value) { return value.type == GroupType::text; }

void add(std::optional<double>& sum, std::optional<double> number) {
  if (number) sum = sum.value_or(0) + *number;
}

}  // namespace

SharedLines::SharedLines(std::string lines, std::optional<std::string> uses)
    : lines_(std::move(lines)) {
  if (uses) uses_.emplace(*std::move(uses));
  read_line();
}

void SharedLines::read_line() {
  has_line_ = lines_.next();
  line_ahead_ = lines_.row();
}

SharedLines::ServiceKeys SharedLines::service_keys(const ToldGroups& groups) {
  return {groups.key(0), groups.key(1), groups.key(2), groups.key(3)};
}

std::optional<double> SharedLines::number_of(const ToldGroups::Value& value) {
  switch (value.type) {
    case GroupType::integer:
      return static_cast<double>(static_cast<std::int64_t>(value.bits));
    case GroupType::real:
      return std::bit_cast<double>(value.bits);
    default:
      return std::nullopt;
  }
}

bool SharedLines::is_correction() const {
  return number_of(lines_.key(kIsCorrection)).value_or(0) != 0;
}

bool SharedLines::read_service() {
  service_lines_.clear();
  next_line_ = 0;
  quantity_of_lines_ = 0;
  if (!has_line_) return false;
  lines_.go_to(line_ahead_);
  const ServiceKeys keys = service_keys(lines_);
  do {
    service_lines_.push_back(lines_.row());
    if (!is_correction()) quantity_of_lines_ += number_of(lines_.value(kQuantity)).value_or(0);
    read_line();
  } while (has_line_ && service_keys(lines_) == keys);
  read_uses(keys);
  return true;
}

/// Both are told in the order of accounts and services: a service has lines of several spans of
/// days, one after the other.
void SharedLines::read_uses(const ServiceKeys& keys) {
  service_uses_.clear();
  if (!uses_ || !std::all_of(keys.begin(), keys.end(), is_text)) return;
  if (const std::pair of(keys[0].text, keys[1].text); resources_of_ != of) {
    resources_ = uses_->take(of.first, of.second);
    resources_of_ = of;
  }
  uses_->go_to_days(keys[2].text, keys[3].text);
  for (const ToldUses::Resource& resource : resources_) {
    const auto use = uses_->use_of(resource);
    if (!use) continue;
    // The days before an archive ended and those behind it are told apart.
    if (!service_uses_.empty() && service_uses_.back().resource.id == resource.id &&
        service_uses_.back().resource.type == resource.type) {
      service_uses_.back().told.add(*use);
    } else {
      service_uses_.push_back({resource, *use, std::nullopt, 0});
    }
  }
}

/// Of several lines of one service, as those of zones are, each has its part of what a resource
/// used. A line that has a zone belongs to the resources of that zone, where these are zones; a
/// correction is about other use than these resources' and belongs to none.
void SharedLines::begin_line() {
  lines_.go_to(service_lines_[next_line_]);
  line_ = {number_of(lines_.value(kQuantity)), is_correction(), std::nullopt, 0, std::nullopt};
  next_use_ = 0;
  is_in_line_ = true;
  if (line_.is_correction) {
    next_use_ = service_uses_.size();
    return;
  }
  const double part = line_.quantity && quantity_of_lines_ != 0
                          ? *line_.quantity / quantity_of_lines_
                          : 1.0 / static_cast<double>(service_lines_.size());
  const auto zone = lines_.key(kZone);
  double used = 0;
  for (Use& use : service_uses_) {
    use.used.reset();
    use.share = 0;
    const auto& type = use.resource.type;
    const bool is_of_zone = is_text(zone) && is_text(type) && type.text == "zone";
    if (is_of_zone && use.resource.id != zone) continue;
    if (const auto why = use.told.reason) line_.why = std::max(line_.why.value_or(*why), *why);
    if (!use.told.quantity || !std::isfinite(*use.told.quantity)) continue;
    use.used = is_of_zone ? *use.told.quantity : part * *use.told.quantity;
    add(line_.analysed, use.used);
    used += std::max(*use.used, 0.0);
  }
  // Of all that is used of the line, so that no line is shared out more than once.
  for (Use& use : service_uses_) {
    if (use.used.value_or(0) > 0)
      use.share = *use.used / std::max(used, line_.quantity.value_or(0));
    line_.shared += use.share;
  }
}

bool SharedLines::next() {
  while (true) {
    if (!is_in_line_) {
      if (next_line_ == service_lines_.size()) {
        if (!read_service()) return false;
      }
      begin_line();
    }
    if (next_use_ < service_uses_.size()) {
      use_ = &service_uses_[next_use_++];
      share_ = use_->share;
    } else {
      use_ = nullptr;
      share_ = 1.0 - line_.shared;
      is_in_line_ = false;
      ++next_line_;
    }
    if (share_ > kLeastShare) return true;
  }
}

ToldGroups::Value SharedLines::resource_type() const {
  return is_rest() ? ToldGroups::Value{} : use_->resource.type;
}

ToldGroups::Value SharedLines::resource_id() const {
  return is_rest() ? ToldGroups::Value{} : use_->resource.id;
}

ToldGroups::Value SharedLines::resource_name() const {
  if (is_rest() || use_->told.name.empty()) return resource_id();
  return {GroupType::text, 0, use_->told.name};
}

std::optional<double> SharedLines::used() const {
  if (!is_rest()) return use_->used;
  if (line_.is_correction || !line_.quantity) return std::nullopt;
  return std::max(*line_.quantity - line_.analysed.value_or(0), 0.0);
}

std::optional<std::string> SharedLines::reason() const {
  if (!is_rest()) {
    if (line_.quantity && line_.analysed && *line_.analysed > kFarMore * *line_.quantity)
      return "analytics tell far more than was billed";
    return std::nullopt;
  }
  if (line_.is_correction) return "a correction of earlier usage";
  if (!line_.analysed) {
    return std::string(line_.why.value_or("analytics tell no resource of this line"));
  }
  const bool is_far = line_.quantity && *line_.analysed < kFarLess * *line_.quantity;
  return std::string("analytics tell ") + (is_far ? "far " : "") + "less than was billed" +
         (line_.why ? ": " + std::string(*line_.why) : std::string());
}

}  // namespace cf_billing
