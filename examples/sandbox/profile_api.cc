// Billing profiles: an account's with most fields, the user's with few, and with some that the
// documentation does not list.
#include "apis.h"
#include "billing_cycle.h"
#include "chance.h"
#include "json_text.h"

namespace sandbox {
namespace {

Cents open_balance(const Snapshot& snapshot, const Account& account) {
  Cents open = 0;
  for (const HistoryItem& item : snapshot.history(account)) {
    open += item.amount_to_pay;
  }
  return open;
}

}  // namespace

std::string profile_object(const Snapshot& snapshot, const Account& account) {
  ObjectText profile;
  profile.text("id", Chance("profile").with(account.id).hex_id());
  profile.text("account_type", account.covered ? "self-serve" : "enterprise");
  profile.text("address", "123 Main Street");
  profile.text("address2", "");
  profile.text("balance", cents_text(open_balance(snapshot, account)));
  profile.raw("card_expiry_month", "12");
  profile.raw("card_expiry_year", "2099");
  profile.text("card_number", "4242424242424242");
  profile.text("city", account.currency == "EUR" ? "Zürich" : "Anytown");
  profile.text("company", account.name);
  profile.text("country", account.currency == "EUR" ? "CH" : "US");
  profile.text("created_on", "2023-01-01T12:21:59.3456Z");
  profile.text("edited_on", format_day(months_before(snapshot.today(), 3)) + "T08:00:00Z");
  profile.null("enterprise_billing_email");
  profile.null("enterprise_primary_email");
  profile.text("first_name", "John");
  profile.boolean("is_partner", false);
  profile.text("last_name", "Doe");
  if (!account.subscriptions.empty()) {
    const unsigned anchor = account.subscriptions.front().anchor_day;
    profile.text("next_bill_date",
                 format_midnight(next_cycle_start(cycle_start(snapshot.today(), anchor), anchor)));
  }
  for (const char* name : {"payment_address", "payment_address2", "payment_city", "payment_country",
                           "payment_email"}) {
    profile.text(name, "");
  }
  profile.text("payment_first_name", "John");
  profile.text("payment_last_name", "Doe");
  profile.text("payment_state", "");
  profile.text("payment_zipcode", "");
  profile.text("primary_email", "user@example.com");
  profile.text("state", "AnyState");
  profile.null("tax_id_type");
  profile.text("telephone", "1234567899");
  profile.boolean("use_legacy", false);
  profile.text("validation_code", "1111");
  profile.text("vat", account.currency == "EUR" ? "CHE123456789" : "");
  profile.text("zipcode", "12345");
  profile.raw("account_balance", "0");  // undocumented, like the two below
  profile.text("currency", account.currency);
  profile.text("credit_card_status", "valid");
  return std::move(profile).finish();
}

std::string user_profile_object(const Snapshot& snapshot) {
  ObjectText profile;
  profile.text("id", Chance("user profile").hex_id());
  profile.text("first_name", "John");
  profile.text("last_name", "Doe");
  profile.text("company", "Example User");
  profile.text("primary_email", "user@example.com");
  profile.text("balance", cents_text(open_balance(snapshot, snapshot.accounts().front())));
  profile.raw("card_expiry_month", "12");
  profile.raw("card_expiry_year", "2099");
  profile.text("card_number", "4242424242424242");
  profile.text("country", "US");
  profile.text("created_on", "2014-03-01T12:21:59.3456Z");
  profile.boolean("is_partner", false);
  profile.boolean("use_legacy", true);
  return std::move(profile).finish();
}

Reply user_profile(const Call& call) { return success(user_profile_object(call.snapshot)); }

Reply account_profile(const Call& call) {
  return success(profile_object(call.snapshot, *call.account));
}

}  // namespace sandbox
