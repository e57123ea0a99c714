// The small endpoints: accounts, credits, unpaid invoices and bad debt.
#include <algorithm>
#include <vector>

#include "apis.h"
#include "json_text.h"

namespace sandbox {
namespace {

constexpr std::size_t kAccountsPerPage = 20;

}  // namespace

std::string account_object(const Account& account) {
  ObjectText object;
  object.text("id", account.id);
  object.text("name", account.name);
  object.text("type", account.covered ? "standard" : "enterprise");
  object.raw("settings", R"({"enforce_twofactor":false,"abuse_contact_email":null})");
  if (!account.covered) {
    object.raw("managed_by", "{\"parent_org_id\":" + json_string(organization().id) +
                                 ",\"parent_org_name\":" + json_string(organization().name) + "}");
  }
  object.text("created_on", "2023-01-01T12:21:59.3456Z");
  return std::move(object).finish();
}

Reply account_list(const Call& call) {
  const std::string direction = call.parameter("direction").value_or("asc");
  if (direction != "asc" && direction != "desc") {
    return invalid_parameters("direction is asc or desc");
  }
  std::vector<const Account*> accounts;
  const auto name = call.parameter("name");
  for (const Account& account : call.snapshot.accounts()) {
    if (!name || account.name == *name) {
      accounts.push_back(&account);
    }
  }
  std::ranges::stable_sort(accounts, {}, [](const Account* account) { return account->name; });
  if (direction == "desc") {
    std::ranges::reverse(accounts);
  }
  const auto most = static_cast<std::size_t>(call.settings.number("accounts.max_per_page"));
  const std::size_t page = call.positive("page", 1);
  const std::size_t per_page = std::clamp<std::size_t>(call.positive("per_page", kAccountsPerPage),
                                                       1, std::max<std::size_t>(most, 1));
  const std::size_t first = std::min((page - 1) * per_page, accounts.size());
  const std::size_t last = std::min(first + per_page, accounts.size());
  ArrayText list;
  for (std::size_t i = first; i < last; ++i) {
    list.add(account_object(*accounts[i]));
  }
  if (call.settings.is("accounts.result_info", "absent")) {
    return success(std::move(list).finish());
  }
  ObjectText info;
  info.raw("page", std::to_string(page));
  info.raw("per_page", std::to_string(per_page));
  info.raw("total_pages", std::to_string((accounts.size() + per_page - 1) / per_page));
  info.raw("count", std::to_string(last - first));
  info.raw("total_count", std::to_string(accounts.size()));
  return success(std::move(list).finish(), std::move(info).finish());
}

std::string credits_object(const Snapshot& snapshot, const Account& account) {
  ObjectText credit;
  // Only the third account has been granted any.
  const bool granted = &account == &snapshot.accounts()[2];
  credit.boolean("eligible", account.covered);
  credit.boolean("has_record", granted);
  credit.text("currency", account.currency);
  if (!granted) {
    for (const char* name :
         {"confirmed_balance_cents", "original_amount_cents", "percent_consumed", "days_remaining",
          "projected_depletion_date", "valid_from", "valid_to"}) {
      credit.null(name);
    }
    return std::move(credit).finish();
  }
  const Day today = snapshot.today();
  credit.raw("original_amount_cents", "500000");
  credit.raw("confirmed_balance_cents", "312550");
  credit.raw("percent_consumed", "37.49");
  credit.raw("days_remaining", "190");
  credit.text("projected_depletion_date", format_midnight(today + days{140}));
  credit.text("valid_from", format_midnight(today - days{175}));
  credit.text("valid_to", format_midnight(today + days{190}));
  return std::move(credit).finish();
}

Reply credits(const Call& call) { return success(credits_object(call.snapshot, *call.account)); }

Reply unpaid_invoice(const Call& call) {
  return success("{\"invoices\":" + unpaid_items(call.snapshot.history(*call.account)) + "}");
}

std::string bad_debt_object(const Snapshot& snapshot, const Account& account) {
  // The invoice that is `open` has been written off; the one that is merely `unpaid` is not late.
  const bool indebted = account.open_status == "open";
  Cents total = 0;
  for (const HistoryItem& item : snapshot.history(account)) {
    total += indebted ? item.amount_to_pay : 0;
  }
  ObjectText debt;
  debt.raw("already_paid", "0");
  debt.text("bad_debt_status", indebted ? "open" : "none");
  debt.raw("total_debt_amount", cents_text(total));
  debt.raw("invoices", indebted ? unpaid_items(snapshot.history(account)) : std::string("[]"));
  return std::move(debt).finish();
}

Reply bad_debt(const Call& call) { return success(bad_debt_object(call.snapshot, *call.account)); }

}  // namespace sandbox
