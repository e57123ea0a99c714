#include "usage/focus_query.h"

#include <array>
#include <span>

#include "records/json_string.h"

namespace cf_billing {

namespace {

std::string grouping_object(const Grouping& grouping) {
  const char* type = grouping.kind == Grouping::Kind::tag ? "TAG" : "DIMENSION";
  return std::string(R"({"Type":")") + type + R"(","Key":)" + json_quoted(grouping.key) + "}";
}

FieldMask fields_named(const RecordLayout& layout, std::span<const std::string_view> columns) {
  FieldMask fields = 0;
  for (const std::string_view column : columns) fields |= field_bit(field_index(layout, column));
  return fields;
}

}  // namespace

std::string focus_body(const FocusQuery& query, const std::optional<FocusPeriod>& period) {
  std::string body = query.costs ? R"({"Metric":"cost")" : R"({"Metric":"usage")";
  if (period) {
    body += R"(,"TimePeriod":{"From":)" + json_quoted(period->from) + R"(,"To":)" +
            json_quoted(period->to) + "}";
  }
  for (const Grouping& grouping : query.group_by) {
    body += &grouping == &query.group_by.front() ? R"(,"GroupBy":[)" : ",";
    body += grouping_object(grouping);
  }
  return body + (query.group_by.empty() ? "}" : "]}");
}

FieldMask money_fields(const RecordLayout& layout) {
  // A quantity that is priced, its unit and the currency come and go with the money.
  constexpr std::array<std::string_view, 5> kBesideCosts = {
      "BillingCurrency", "ContractedUnitPrice", "ListUnitPrice", "PricingQuantity", "PricingUnit"};
  return cost_fields(layout) | fields_named(layout, kBesideCosts);
}

FieldMask cost_fields(const RecordLayout& layout) {
  constexpr std::array<std::string_view, 4> kCosts = {"BilledCost", "ContractedCost",
                                                      "EffectiveCost", "ListCost"};
  return fields_named(layout, kCosts);
}

}  // namespace cf_billing
