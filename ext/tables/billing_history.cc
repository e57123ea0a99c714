// cf_billing_history: invoices, charges, refunds and credits of an account or of the token's user.
//
//   SELECT occurred_date, type, description, amount, currency FROM cf_billing_history
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND occurred_date >= '2026-01-01'
//   ORDER BY 1;
//
// GET /accounts/{account_id}/billing/history, GET /user/billing/history.
#include "core/day.h"
#include "scan/paged_fetch.h"
#include "tables/all_tables.h"
#include "tables/invoice_item.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> history_fetches(const TableSpec& spec, const Scan& scan,
                                                    Session& /*session*/) {
  // The most that the documentation allows.
  PageRules rules{.per_page = 50,
                  .identifier = "id",
                  .ordered_by = "occurred_at",
                  .not_before = scan.not_before,
                  .is_lazy = scan.may_end_early};
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    ApiRequest request = endpoint_request(spec, scan, account);
    for (const auto& [name, value] : scan.parameters) {
      // `status` belongs to the account endpoint, the others to the user's.
      if ((name == "status") == account.has_value()) request.query.emplace_back(name, value);
    }
    rules.is_filtered = !request.query.empty();
    if (!account && scan.not_before) request.query.emplace_back("order", "occurred_at");
    fetches.push_back(paged_fetch(std::move(request), account.value_or(""), rules));
  }
  return fetches;
}

/// The documentation's bound for `type` and `action`; an empty value would mean "any".
bool is_short_word(std::string_view value) { return !value.empty() && value.size() <= 30; }

bool is_timestamp(std::string_view value) {
  return value.size() > 10 && value[10] == 'T' && leading_day(value).has_value();
}

RecordLayout layout() {
  RecordLayout fields = invoice_item_layout();
  fields.insert(
      fields.begin() + static_cast<std::ptrdiff_t>(field_index(fields, "status")),
      {"zone_name",
       FieldType::text,
       {"zone.name"},
       "zone that was paid for; NULL for what is no zone's, and in the history of an account"});
  return fields;
}

}  // namespace

const TableSpec kBillingHistory{
    .name = "cf_billing_history",
    .summary = "Invoices, charges, refunds and credits of an account, or of the token's own user",
    .layout = layout(),
    .hidden = {account_argument(),
               {"occurred_date", HiddenColumn::Kind::utc_day_of,
                "the day of occurred_at in UTC, YYYY-MM-DD", "occurred_at"},
               raw_column()},
    .pushdowns =
        {
            {"account_id", Role::account, "account_id"},
            {"type", Role::parameter, "type", {}, is_short_word},
            {"action", Role::parameter, "action", {}, is_short_word},
            {"occurred_at", Role::parameter, "occurred_at", {}, is_timestamp},
            {"status", Role::parameter, "status", {}, is_short_word},
            {"occurred_at", Role::not_before, "occurred_at"},
            {"occurred_date", Role::not_before, "occurred_date"},
        },
    .has_user_endpoint = true,
    .rows_per_request = 50,
    .endpoint = "billing/history",
    .comes_in_pages = true,
    .fetches = history_fetches,
};

}  // namespace cf_billing
