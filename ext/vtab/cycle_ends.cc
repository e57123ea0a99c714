#include "vtab/cycle_ends.h"

#include "core/billing_cycle.h"
#include "core/instant.h"
#include "scan/pipeline.h"
#include "tables/all_tables.h"

namespace cf_billing {

namespace {

std::string_view text_in(const Cell& cell) {
  return cell.is_text() ? cell.text() : std::string_view();
}

std::string end_after(std::chrono::day anchor, Day start) {
  const DayRange cycle = cycle_around(anchor, start);
  // Of an anchor that the start is none of nothing follows.
  if (cycle.first != start || cycle.last == kLastDay) return "";
  return to_text(cycle.last + std::chrono::days{1}) + "T00:00:00Z";
}

}  // namespace

FieldMask fields_of_cycle_end(const RecordLayout& layout) {
  FieldMask fields = 0;
  for (const char* column : {"BillingPeriodStart", "SubscriptionId", "BillingAccountId"}) {
    fields |= field_bit(field_index(layout, column));
  }
  return fields;
}

CycleEnds::CycleEnds(const TableSpec& spec, Session& session)
    : session_(session),
      start_(field_index(spec.layout, "BillingPeriodStart")),
      subscription_(field_index(spec.layout, "SubscriptionId")),
      billing_account_(field_index(spec.layout, "BillingAccountId")) {}

CycleEnds::End CycleEnds::of(const RowBlock& block, std::size_t row,
                             const std::function<bool()>& interrupted) {
  const auto start = instant_day(text_in(block.cell(row, start_)));
  if (!start) return {};
  const auto day = std::chrono::year_month_day{*start}.day();
  if (!is_last_of_month(*start) || day == std::chrono::day{31}) return {end_after(day, *start)};
  // Older endpoints, whose records do not name their account, have nothing that tells of anchors.
  const std::string_view subscription = text_in(block.cell(row, subscription_));
  if (!subscription.empty() && !text_in(block.cell(row, billing_account_)).empty()) {
    const Anchors& anchors = anchors_of(block.account(), interrupted);
    const auto anchor = anchors.find(subscription);
    if (anchor != anchors.end()) {
      std::string end = end_after(anchor->second, *start);
      if (!end.empty()) return {std::move(end)};
    }
  }
  return {.text = "", .is_untold = true};
}

const CycleEnds::Anchors& CycleEnds::anchors_of(const std::string& account,
                                                const std::function<bool()>& interrupted) {
  const auto known = known_.find(account);
  if (known != known_.end()) return known->second;
  const TableSpec& spec = paygo_subscriptions_table();
  const std::size_t id = field_index(spec.layout, "id");
  const std::size_t anchor = field_index(spec.layout, "billing_cycle_anchor_timestamp");
  Scan scan;
  scan.table = std::string(spec.name);
  scan.accounts = {account};
  scan.wanted = field_bit(id) | field_bit(anchor);
  Pipeline pipeline(session_, scan.table, spec.fetches(spec, scan, session_));
  Anchors anchors;
  while (const auto block = pipeline.next(interrupted)) {
    for (std::size_t row = 0; row < block->size(); ++row) {
      const std::string_view subscription = text_in(block->cell(row, id));
      const auto day = instant_day(text_in(block->cell(row, anchor)));
      if (subscription.empty() || !day) continue;
      anchors.emplace(subscription, std::chrono::year_month_day{*day}.day());
    }
  }
  return known_.emplace(account, std::move(anchors)).first->second;
}

}  // namespace cf_billing
