// cf_accounts: the accounts that the token may see.
//
//   WITH spend AS MATERIALIZED (
//     SELECT account_id, BillingCurrency, sum(BilledCost) AS cost FROM cf_paygo_usage
//     WHERE account_id IN (SELECT id FROM cf_accounts) AND charge_date >= '2026-10-01' GROUP BY 1,
//     2)
//   SELECT name, cost, BillingCurrency FROM spend JOIN cf_accounts ON id = account_id;
//
// GET /accounts.
#include "scan/paged_fetch.h"
#include "tables/all_tables.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& spec, const Scan& scan,
                                            Session& /*session*/) {
  ApiRequest request = request_of("the token's user", "/accounts");
  request.query = scan.parameters;
  read_as_records(request, spec, scan);
  std::vector<std::unique_ptr<Fetch>> list;
  list.push_back(paged_fetch(std::move(request), "",
                             {.per_page = 50,
                              .identifier = "id",
                              .is_filtered = !scan.parameters.empty(),
                              .is_lazy = scan.may_end_early}));
  return list;
}

bool is_not_empty(std::string_view value) { return !value.empty(); }

}  // namespace

const TableSpec& accounts_table() {
  static const TableSpec spec{
      .name = "cf_accounts",
      .summary = "The accounts that the token may see",
      .question = "Which accounts does the token see?",
      .example = "SELECT id, name FROM cf_accounts;",
      .layout =
          {
              {"id", FieldType::text, {"id"}, "identifier of the account, 32 hex digits"},
              {"name", FieldType::text, {"name"}, "name of the account"},
              {"type", FieldType::text, {"type"}, "kind of account, such as `standard`"},
              {"created_on", FieldType::text, {"created_on"}, "when it was made, a timestamp"},
          },
      .hidden = {raw_column()},
      .pushdowns = {{"name", Role::parameter, "name", {}, is_not_empty}},
      .rows_per_request = 50,
      .comes_in_pages = true,
      .permission = "Account › Account Settings › Read",
      .fetches = fetches,
  };
  return spec;
}

}  // namespace cf_billing
