// cf_billing_history: invoices, charges, refunds and credits of an account or of the token's user.
//
//   SELECT occurred_date, type, description, amount, currency FROM cf_billing_history
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND occurred_date >= '2026-01-01'
//   ORDER BY 1;
//
//   SELECT type, description, amount FROM cf_billing_history
//   WHERE account_id IS NULL AND order_by = 'type' LIMIT 20;
//
// GET /accounts/{account_id}/billing/history, GET /user/billing/history.
#include <algorithm>

#include "core/day.h"
#include "core/error.h"
#include "core/redact.h"
#include "scan/paged_fetch.h"
#include "tables/all_tables.h"
#include "tables/invoice_item.h"

namespace cf_billing {

namespace {

/// Throws unless the order is one that the API documents, and of a list that it orders.
void check_order(const TableSpec& spec, const Scan& scan) {
  const std::string name(spec.name);
  if (scan.order != "occurred_at" && scan.order != "type" && scan.order != "action") {
    throw Error(
        ErrorKind::usage,
        name + ": order_by must be 'occurred_at', 'type' or 'action', not " + quoted(*scan.order));
  }
  const bool has_account = std::any_of(scan.accounts.begin(), scan.accounts.end(),
                                       [](const auto& account) { return account.has_value(); });
  if (has_account) {
    throw Error(ErrorKind::usage, name +
                                      ": order_by is for the history of the token's own user "
                                      "(account_id IS NULL); the API does not order that of an "
                                      "account: write ORDER BY instead");
  }
}

std::vector<std::unique_ptr<Fetch>> history_fetches(const TableSpec& spec, const Scan& scan,
                                                    Session& /*session*/) {
  if (scan.order) check_order(spec, scan);
  // The most that the documentation allows.
  PageRules rules{.per_page = 50,
                  .identifier = "id",
                  .kinds = {"type", "action"},
                  .ordered_by = "occurred_at",
                  .is_lazy = scan.may_end_early};
  // In another order items of the asked days may come behind any page, however its times descend.
  const bool is_by_time = scan.order.value_or("occurred_at") == "occurred_at";
  if (is_by_time) rules.not_before = scan.not_before;
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    ApiRequest request = endpoint_request(spec, scan, account);
    for (const auto& [name, value] : scan.parameters) {
      // `status` belongs to the account endpoint, the others to the user's.
      if ((name == "status") == account.has_value()) request.query.emplace_back(name, value);
    }
    rules.is_filtered = !request.query.empty();
    if (!account && (scan.order || scan.not_before)) {
      request.query.emplace_back("order", scan.order.value_or("occurred_at"));
    }
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

const TableSpec& billing_history_table() {
  static const TableSpec spec{
      .name = "cf_billing_history",
      .summary = "Invoices, charges, refunds and credits of an account, or of the token's own user",
      .question = "What was charged, refunded and credited?",
      .example =
          "SELECT occurred_at, type, amount, currency, description FROM cf_billing_history LIMIT "
          "20;",
      .layout = layout(),
      .hidden = {account_argument(),
                 {"occurred_date", HiddenColumn::Kind::utc_day_of,
                  "the day of occurred_at in UTC, YYYY-MM-DD", "occurred_at"},
                 raw_column(),
                 {"order_by", HiddenColumn::Kind::argument,
                  "argument, by name only: what the API orders the list of the token's own user "
                  "by, `occurred_at`, `type` or `action`, in a direction of its own choice. It "
                  "decides which rows come first, as LIMIT without ORDER BY shows, never which "
                  "there are. An error with an account, whose list the API does not order"}},
      .pushdowns =
          {
              {"account_id", Role::account, "account_id"},
              {"type", Role::parameter, "type", {}, is_short_word},
              {"action", Role::parameter, "action", {}, is_short_word},
              {"occurred_at", Role::parameter, "occurred_at", {}, is_timestamp},
              {"status", Role::parameter, "status", {}, is_short_word},
              {"occurred_at", Role::not_before, "occurred_at"},
              {"occurred_date", Role::not_before, "occurred_date"},
              {"order_by", Role::order, "order_by"},
          },
      .has_user_endpoint = true,
      .rows_per_request = 50,
      .endpoint = "billing/history",
      .comes_in_pages = true,
      .fetches = history_fetches,
  };
  return spec;
}

}  // namespace cf_billing
