// Billing profiles: an account's with most fields, the user's with few, and with some that the
// documentation does not list. A token that may only read sees a part of them.
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

// What a token sees that may only read.
void add_address(ObjectText& profile, const Account& account) {
  profile.text("account_type", account.covered ? "self-serve" : "enterprise");
  profile.text("address", "123 Main Street");
  profile.text("address2", "");
  profile.text("city", account.currency == "EUR" ? "Zürich" : "Anytown");
  profile.text("company", account.name);
  profile.text("country", account.currency == "EUR" ? "CH" : "US");
  profile.text("first_name", "John");
  profile.text("last_name", "Doe");
  profile.text("primary_email", "user@example.com");
  profile.text("state", "AnyState");
  profile.text("zipcode", "12345");
}

void add_payment(ObjectText& profile, const Snapshot& snapshot, const Account& account) {
  profile.text("id", Chance("profile").with(account.id).hex_id());
  profile.text("balance", cents_text(open_balance(snapshot, account)));
  profile.raw("card_expiry_month", "12");
  profile.raw("card_expiry_year", "2099");
  profile.text("card_number", "4242424242424242");
  profile.text("created_on", "2023-01-01T12:21:59.3456Z");
  profile.text("edited_on", format_day(months_before(snapshot.today(), 3)) + "T08:00:00Z");
  profile.null("enterprise_billing_email");
  profile.null("enterprise_primary_email");
  profile.boolean("is_partner", false);
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
  profile.null("tax_id_type");
  profile.text("telephone", "1234567899");
  profile.boolean("use_legacy", false);
  profile.text("validation_code", "1111");
  profile.text("vat", account.currency == "EUR" ? "CHE123456789" : "");
  profile.raw("account_balance", "0");  // undocumented, like the two below
  profile.text("currency", account.currency);
  profile.text("credit_card_status", "valid");
}

ProfileParts seen_parts(const Call& call) {
  return call.settings.is("profile.token", "edit") ? ProfileParts::kAll : ProfileParts::kAddress;
}

}  // namespace

std::string profile_object(const Snapshot& snapshot, const Account& account, ProfileParts parts) {
  ObjectText profile;
  add_address(profile, account);
  if (parts == ProfileParts::kAll) {
    add_payment(profile, snapshot, account);
  }
  return std::move(profile).finish();
}

std::string user_profile_object(const Snapshot& snapshot, ProfileParts parts) {
  ObjectText profile;
  profile.text("first_name", "John");
  profile.text("last_name", "Doe");
  profile.text("company", "Example User");
  profile.text("primary_email", "user@example.com");
  profile.text("country", "US");
  if (parts == ProfileParts::kAll) {
    profile.text("id", Chance("user profile").hex_id());
    profile.text("balance", cents_text(open_balance(snapshot, snapshot.accounts().front())));
    profile.raw("card_expiry_month", "12");
    profile.raw("card_expiry_year", "2099");
    profile.text("card_number", "4242424242424242");
    profile.text("created_on", "2014-03-01T12:21:59.3456Z");
    profile.boolean("is_partner", false);
    profile.boolean("use_legacy", true);
  }
  return std::move(profile).finish();
}

Reply user_profile(const Call& call) {
  return call.deprecated(success(user_profile_object(call.snapshot, seen_parts(call))));
}

Reply account_profile(const Call& call) {
  return success(profile_object(call.snapshot, *call.account, seen_parts(call)));
}

}  // namespace sandbox
