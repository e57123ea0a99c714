// cf_payment_methods: how an account may be charged. A card that has expired when the next bill is
// due is a failed payment.
//
//   SELECT type, last_four, expiration_date, "default" FROM cf_payment_methods
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353';
//
// GET /accounts/{account_id}/payment-methods.
#include "scan/paged_fetch.h"
#include "tables/all_tables.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& spec, const Scan& scan,
                                            Session& /*session*/) {
  std::vector<std::unique_ptr<Fetch>> list;
  for (const auto& account : scan.accounts) {
    list.push_back(
        paged_fetch(endpoint_request(spec, scan, account), account.value(),
                    {.per_page = 50, .identifier = "id", .is_lazy = scan.may_end_early}));
  }
  return list;
}

}  // namespace

const TableSpec& payment_methods_table() {
  static const TableSpec spec{
      .name = "cf_payment_methods",
      .summary = "Cards, bank accounts and wallets that an account can be charged by",
      .question = "Which cards and bank accounts can be charged?",
      .example = "SELECT type, last_four, expiration_date FROM cf_payment_methods;",
      .layout =
          {
              {"id", FieldType::text, {"id"}, "identifier of the payment method"},
              {"type",
               FieldType::text,
               {"type"},
               "`CREDIT_CARD`, `PAYPAL`, `SEPA_DEBIT`, `ACH_DIRECT_DEBIT`, `LINK` or `CASHAPP`"},
              {"default",
               FieldType::integer,
               {"default"},
               "1 for the one that bills are charged to, else 0; the name needs quotes in SQL"},
              {"last_four",
               FieldType::text,
               {"last_four"},
               "last four digits of a card's number; NULL for what is no card"},
              {"expiration_date",
               FieldType::text,
               {"expiration_date"},
               "when a card expires, as sent: the form is not documented; NULL for what is no "
               "card"},
              {"nick_name",
               FieldType::text,
               {"nick_name"},
               "what its owner calls it; NULL if nothing"},
              {"bank_name",
               FieldType::text,
               {"bank_name"},
               "bank of a bank account, else NULL, as with the four that follow"},
              {"bank_account_type", FieldType::text, {"bank_account_type"}, "kind of bank account"},
              {"bank_code", FieldType::text, {"bank_code"}, "code of the bank"},
              {"bank_country", FieldType::text, {"bank_country"}, "country of the bank"},
              {"bank_routing_number",
               FieldType::text,
               {"bank_routing_number"},
               "routing number of the bank"},
              {"payment_account_email",
               FieldType::text,
               {"payment_account_email"},
               "e-mail address of a wallet's account, such as PayPal's"},
              {"payment_email", FieldType::text, {"payment_email"}, "e-mail address of the payer"},
              {"cashapp_cash_tag",
               FieldType::text,
               {"cashapp_cash_tag"},
               "name of a Cash App account, else NULL"},
              {"first_name", FieldType::text, {"first_name"}, "given name of the payer"},
              {"last_name", FieldType::text, {"last_name"}, "family name of the payer"},
              {"address", FieldType::text, {"address"}, "street of the payer"},
              {"address2", FieldType::text, {"address2"}, "further line of that address"},
              {"city", FieldType::text, {"city"}, "city of the payer"},
              {"state", FieldType::text, {"state"}, "state or region of the payer"},
              {"zipcode", FieldType::text, {"zipcode"}, "postal code of the payer"},
              {"country", FieldType::text, {"country"}, "country of the payer"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 2,
      .endpoint = "payment-methods",
      .comes_in_pages = true,
      .fetches = fetches,
  };
  return spec;
}

}  // namespace cf_billing
