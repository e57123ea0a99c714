// Further small endpoints: payment methods, alert policies, organizations and AI Gateway's bill.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

#include "apis.h"
#include "billing_cycle.h"
#include "chance.h"
#include "json_text.h"

namespace sandbox {
namespace {

constexpr std::size_t kMethodsPerPage = 20;
constexpr std::size_t kOrganizationsPerPage = 10;

// The place of the account among those that README.md describes; extra ones have later places.
std::size_t place_of(const Snapshot& snapshot, const Account& account) {
  return static_cast<std::size_t>(&account - snapshot.accounts().data());
}

// MM/YYYY, so many months after the one that `day` is in.
std::string month_after(Day day, int months) {
  const std::string text = format_day(months_before(day, -months));
  return text.substr(5, 2) + "/" + text.substr(0, 4);
}

std::string payment_method(const Account& account, const char* type, bool is_default,
                           const std::string& expires) {
  const bool is_card = !expires.empty();
  const bool is_bank = std::string_view(type) == "SEPA_DEBIT";
  const Chance chance = Chance("payment method").with(account.id).with(type).with(expires);
  ObjectText method;
  method.text("id", chance.hex_id());
  method.text("type", type);
  method.boolean("default", is_default);
  method.text_or_null("last_four", is_card || is_bank ? chance.symbols("0123456789", 4) : "");
  method.text_or_null("expiration_date", expires);
  method.text_or_null("nick_name", is_default ? "Main" : "");
  if (is_bank) {
    method.text("bank_name", "Banque d'Exemple");
    method.text("bank_country", "CH");
  }
  if (std::string_view(type) == "PAYPAL") {
    method.text("payment_account_email", "payer@example.com");
  }
  method.text("first_name", "Ada");
  method.text("last_name", "Example");
  method.text("address", "1 Example Street");
  method.text("address2", "");
  method.text("city", account.currency == "EUR" ? "Zürich" : "Anytown");
  method.text("state", "");
  method.text("zipcode", "12345");
  method.text("country", account.currency == "EUR" ? "CH" : "US");
  return std::move(method).finish();
}

std::vector<std::string> payment_methods_of(const Snapshot& snapshot, const Account& account) {
  const Day today = snapshot.today();
  switch (place_of(snapshot, account)) {
    case 0:  // The card has expired when the next bill comes, on the first of next month.
      return {payment_method(account, "CREDIT_CARD", true, month_after(today, 0)),
              payment_method(account, "PAYPAL", false, "")};
    case 1:
      return {payment_method(account, "CREDIT_CARD", true, month_after(today, 1))};
    case 2:
      return {payment_method(account, "PAYPAL", true, ""),
              payment_method(account, "CREDIT_CARD", false, month_after(today, 30))};
    case 3:  // It owes something.
      return {payment_method(account, "CREDIT_CARD", true, month_after(today, -2))};
    case 4:
      return {payment_method(account, "SEPA_DEBIT", true, "")};
    case 5:
    case 6:
      return {};
    default: {
      constexpr int kMethods = 25;
      std::vector<std::string> methods;
      methods.reserve(kMethods);
      for (int i = 0; i < kMethods; ++i) {
        methods.push_back(
            payment_method(account, "CREDIT_CARD", i == 0, month_after(today, 3 + i)));
      }
      return methods;
    }
  }
}

std::string alert_policy(const Account& account, const char* name, const char* type, bool enabled,
                         const std::string& filters) {
  ObjectText policy;
  policy.text("id", Chance("policy").with(account.id).with(name).hex_id());
  policy.text("name", name);
  policy.text("description", "");
  policy.boolean("enabled", enabled);
  policy.text("alert_type", type);
  policy.raw("mechanisms", R"({"email":[{"id":"billing@example.com"}]})");
  policy.text("created", "2024-02-29T10:00:00.123456Z");
  policy.text("modified", "2025-11-05T08:30:00.5Z");
  policy.raw("conditions", "null");
  policy.raw("filters", filters);
  return std::move(policy).finish();
}

std::string organization_object(std::size_t place) {
  const bool is_first = place == 0;
  const std::string name = is_first
                               ? organization().name
                               : "Part " + std::to_string(place) + " of " + organization().name;
  ObjectText object;
  object.text("id", is_first ? organization().id
                             : Chance("organization").with(std::uint64_t{place}).hex_id());
  object.text("name", name);
  object.text("create_time", "2024-05-06T07:08:09Z");
  object.raw("meta", R"({"flags":{"account_creation":"enabled"},"managed_by":"user"})");
  if (!is_first) {
    object.raw("parent", "{\"id\":" + json_string(organization().id) +
                             ",\"name\":" + json_string(organization().name) + "}");
  }
  if (is_first) {
    object.raw("profile", R"({"business_name":"Example","business_address":"1 Example Street",)"
                          R"("business_email":"office@example.com","business_phone":"+1 555 0100",)"
                          R"("external_metadata":""})");
  }
  return std::move(object).finish();
}

std::string seconds_of(Day day) {
  return std::to_string(std::int64_t{day.time_since_epoch().count()} * 86400);
}

std::string invoice_line(const std::string& currency, const char* description, Cents amount,
                         int quantity, const char* price, Day start, Day end) {
  ObjectText line;
  line.raw("amount", cents_text(amount));
  line.text("currency", currency);
  line.text_or_null("description", description);
  line.raw("quantity", std::to_string(quantity));
  line.raw("period", "{\"start\":" + seconds_of(start) + ",\"end\":" + seconds_of(end) + "}");
  line.raw("pricing", std::string("{\"unit_amount_decimal\":\"") + price + "\"}");
  return std::move(line).finish();
}

}  // namespace

std::string payment_method_list(const Snapshot& snapshot, const Account& account) {
  return json_list(
      payment_methods_of(snapshot, account),
      [](const std::string& method) -> const auto& { return method; });
}

Reply payment_methods(const Call& call) {
  const std::vector<std::string> methods = payment_methods_of(call.snapshot, *call.account);
  const std::size_t page = call.positive("page", 1);
  const std::size_t per_page =
      std::min(call.positive("per_page", kMethodsPerPage), kMethodsPerPage);
  const std::size_t first = std::min((page - 1) * per_page, methods.size());
  const std::size_t last = std::min(first + per_page, methods.size());
  ArrayText list;
  for (std::size_t i = first; i < last; ++i) {
    list.add(methods[i]);
  }
  ObjectText info;
  info.raw("page", std::to_string(page));
  info.raw("per_page", std::to_string(per_page));
  info.raw("count", std::to_string(last - first));
  info.raw("total_count", std::to_string(methods.size()));
  return success(std::move(list).finish(), std::move(info).finish());
}

std::string alert_policy_list(const Snapshot& snapshot, const Account& account) {
  ArrayText list;
  const std::size_t place = place_of(snapshot, account);
  if (place < 3) {
    list.add(alert_policy(account, "R2 storage over budget", "billing_usage_alert", place != 1,
                          R"({"product":["r2_storage"],"limit":["1000"]})"));
  }
  if (place == 0) {
    list.add(alert_policy(account, "Workers requests", "billing_usage_alert", true,
                          R"({"product":["worker_requests"],"limit":["50000000"]})"));
    list.add(alert_policy(account, "Origin errors", "http_alert_origin_error", true,
                          R"({"zones":[")" + account.zones.front().id + "\"]}"));
  }
  return std::move(list).finish();
}

Reply alert_policies(const Call& call) {
  return success(alert_policy_list(call.snapshot, *call.account));
}

std::string organization_objects(std::size_t count) {
  ArrayText list;
  for (std::size_t place = 0; place < count; ++place) {
    list.add(organization_object(place));
  }
  return std::move(list).finish();
}

Reply organization_list(const Call& call) {
  const auto count = static_cast<std::size_t>(call.settings.number("organizations.extra")) + 1;
  const std::size_t size =
      std::min<std::size_t>(call.positive("page_size", kOrganizationsPerPage), 20);
  const std::string token = call.parameter("page_token").value_or("");
  std::size_t first = 0;
  constexpr std::string_view kMark = "from-";
  if (!token.empty()) {
    if (!token.starts_with(kMark)) {
      return invalid_parameters("page_token is not one that was told");
    }
    std::from_chars(token.data() + kMark.size(), token.data() + token.size(), first);
  }
  const std::size_t last = std::min(first + size, count);
  ArrayText list;
  for (std::size_t place = first; place < last; ++place) {
    list.add(organization_object(place));
  }
  ObjectText info;
  if (last < count) {
    info.text("next_page_token", std::string(kMark) + std::to_string(last));
  }
  info.raw("total_size", std::to_string(count));
  return success(std::move(list).finish(), std::move(info).finish());
}

std::string ai_gateway_credit_object(const Snapshot& snapshot, const Account& account) {
  const bool has_any = place_of(snapshot, account) == 0;
  ObjectText credit;
  credit.raw("balance", has_any ? "37.25" : "0");
  credit.boolean("has_default_payment_method", has_any);
  credit.raw("payment_method", has_any ? R"({"brand":"visa","last4":"4242"})" : "null");
  credit.raw("topup_config", has_any ? R"({"amount":50,"threshold":10,"disabledReason":null,)"
                                       R"("error":null,"lastFailedAt":null})"
                                     : R"({"amount":null,"threshold":null,"disabledReason":null,)"
                                       R"("error":null,"lastFailedAt":null})");
  if (has_any) {
    credit.boolean("first_topup_success", true);
  }
  return std::move(credit).finish();
}

Reply ai_gateway_credit(const Call& call) {
  return success(ai_gateway_credit_object(call.snapshot, *call.account));
}

std::string ai_gateway_invoice(const Snapshot& snapshot, const Account& account) {
  const Day start = cycle_start(snapshot.today(), 1);
  const Day end = next_cycle_start(start, 1);
  ArrayText lines;
  Cents due = 0;
  if (place_of(snapshot, account) == 0) {
    const auto add = [&](const char* description, Cents amount, int quantity, const char* price) {
      lines.add(invoice_line("usd", description, amount, quantity, price, start, end));
      due += amount;
    };
    add("Example model, input tokens", 1240, 6200000, "0.000002");
    add("Example model, output tokens", 865, 865000, "0.00001");
    add("", 105, 1, "1.05");
  }
  ObjectText invoice;
  invoice.text("id", "upcoming_" + Chance("invoice preview").with(account.id).hex_id());
  invoice.text("currency", "usd");
  invoice.text("status", "draft");
  invoice.raw("amount_due", cents_text(due));
  invoice.raw("amount_paid", "0");
  invoice.raw("amount_remaining", cents_text(due));
  invoice.raw("period_start", seconds_of(start));
  invoice.raw("period_end", seconds_of(end));
  invoice.raw("invoice_lines", std::move(lines).finish());
  return std::move(invoice).finish();
}

Reply ai_gateway_invoice_preview(const Call& call) {
  return success(ai_gateway_invoice(call.snapshot, *call.account));
}

}  // namespace sandbox
