// cf_billing_profile: who pays and how, of an account or of the token's own user.
//
//   SELECT company, card_number, card_expiry_year, next_bill_date FROM cf_billing_profile
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353';
//
// GET /accounts/{account_id}/billing/profile, GET /user/billing/profile.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec kBillingProfile{
    .name = "cf_billing_profile",
    .summary = "Billing profile of an account, or of the token's own user",
    .layout =
        {
            {"id", FieldType::text, {"id"}},
            {"account_type", FieldType::text, {"account_type"}},
            {"address", FieldType::text, {"address"}},
            {"address2", FieldType::text, {"address2"}},
            {"balance", FieldType::text, {"balance"}},
            {"card_expiry_month", FieldType::integer, {"card_expiry_month"}},
            {"card_expiry_year", FieldType::integer, {"card_expiry_year"}},
            {"card_number", FieldType::text, {"card_number"}},
            {"city", FieldType::text, {"city"}},
            {"company", FieldType::text, {"company"}},
            {"country", FieldType::text, {"country"}},
            {"created_on", FieldType::text, {"created_on"}},
            {"device_data", FieldType::text, {"device_data"}},
            {"edited_on", FieldType::text, {"edited_on"}},
            {"enterprise_billing_email", FieldType::text, {"enterprise_billing_email"}},
            {"enterprise_primary_email", FieldType::text, {"enterprise_primary_email"}},
            {"first_name", FieldType::text, {"first_name"}},
            {"is_partner", FieldType::integer, {"is_partner"}},
            {"last_name", FieldType::text, {"last_name"}},
            {"next_bill_date", FieldType::text, {"next_bill_date"}},
            {"payment_address", FieldType::text, {"payment_address"}},
            {"payment_address2", FieldType::text, {"payment_address2"}},
            {"payment_city", FieldType::text, {"payment_city"}},
            {"payment_country", FieldType::text, {"payment_country"}},
            {"payment_email", FieldType::text, {"payment_email"}},
            {"payment_first_name", FieldType::text, {"payment_first_name"}},
            {"payment_gateway", FieldType::text, {"payment_gateway"}},
            {"payment_last_name", FieldType::text, {"payment_last_name"}},
            {"payment_nonce", FieldType::text, {"payment_nonce"}},
            {"payment_state", FieldType::text, {"payment_state"}},
            {"payment_zipcode", FieldType::text, {"payment_zipcode"}},
            {"primary_email", FieldType::text, {"primary_email"}},
            {"state", FieldType::text, {"state"}},
            {"tax_id_type", FieldType::text, {"tax_id_type"}},
            {"telephone", FieldType::text, {"telephone"}},
            {"use_legacy", FieldType::integer, {"use_legacy"}},
            {"validation_code", FieldType::text, {"validation_code"}},
            {"vat", FieldType::text, {"vat"}},
            {"zipcode", FieldType::text, {"zipcode"}},
        },
    .hidden = {account_argument(), raw_column()},
    .pushdowns = {{"account_id", Role::account, "account_id"}},
    .has_user_endpoint = true,
    .rows_per_request = 1,
    .endpoint = "billing/profile",
    .records = {RecordPlace::Kind::object, "result"},
};

}  // namespace cf_billing
