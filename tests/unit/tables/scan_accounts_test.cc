// Which accounts a query asks for.
#include <gtest/gtest.h>

#include "support/terms.h"

namespace cf_billing {
namespace {

const TableSpec* const kUsageTables[] = {&paygo_usage_table(), &focus_usage_table()};
const TableSpec* const kUserTables[] = {&billing_profile_table(), &billing_history_table()};
using Op = Comparison;

TEST(Accounts, are_the_one_named) {
  for (const TableSpec* spec : tables_with_accounts()) {
    const auto scan = scan_of(*spec, {equal(*spec, "account_id", kAccount)});
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->accounts, Accounts{kAccount});
    EXPECT_EQ(scan->table, spec->name);
    EXPECT_EQ(scan->organization, std::nullopt);
    EXPECT_EQ(scan->needs_column, std::nullopt);
    EXPECT_EQ(scan->days, std::nullopt);
    EXPECT_TRUE(scan->parameters.empty());
  }
}

TEST(Accounts, of_a_list_are_each_asked_once) {
  for (const TableSpec* spec : tables_with_accounts()) {
    const auto scan = scan_of(
        *spec,
        {any_of(*spec, "account_id",
                {null(), text(kOtherAccount), text(kAccount), text(kAccount), blob(kAccount)})},
        kOtherAccount);
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->accounts, (Accounts{kAccount, kOtherAccount}));
  }
}

TEST(Accounts, named_twice_are_those_that_both_conditions_allow) {
  for (const TableSpec* spec : tables_with_accounts()) {
    const auto both =
        scan_of(*spec, {any_of(*spec, "account_id", {text(kAccount), text(kOtherAccount)}),
                        equal(*spec, "account_id", kOtherAccount)});
    ASSERT_TRUE(both);
    EXPECT_EQ(both->accounts, Accounts{kOtherAccount});
    EXPECT_FALSE(scan_of(
        *spec, {equal(*spec, "account_id", kAccount), equal(*spec, "account_id", kOtherAccount)}));
  }
}

TEST(Accounts, may_be_named_by_the_records_own_column) {
  for (const TableSpec* spec : kUsageTables) {
    const auto scan = scan_of(*spec, {equal(*spec, "BillingAccountId", kAccount)}, kOtherAccount);
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->accounts, Accounts{kAccount});
    EXPECT_EQ(scan->needs_column, "BillingAccountId");
    EXPECT_FALSE(scan_of(*spec, {equal(*spec, "BillingAccountId", kAccount),
                                 equal(*spec, "account_id", kOtherAccount)}));
  }
}

TEST(Accounts, that_are_null_bring_no_rows) {
  for (const TableSpec* spec : tables_with_accounts()) {
    EXPECT_FALSE(scan_of(*spec, {term(*spec, "account_id", Op::eq, null())}, kAccount));
    EXPECT_FALSE(scan_of(*spec, {any_of(*spec, "account_id", {null()})}, kAccount));
    EXPECT_FALSE(scan_of(*spec, {any_of(*spec, "account_id", {})}, kAccount));
    EXPECT_FALSE(scan_of(*spec, {term(*spec, "account_id", Op::eq, blob(kAccount))}, kAccount));
    EXPECT_FALSE(scan_of(*spec, {term(*spec, "account_id", Op::is, blob(kAccount))}, kAccount));
  }
}

TEST(Accounts, come_from_the_setting_where_the_query_names_none) {
  for (const TableSpec* spec : tables_with_accounts()) {
    const auto scan = scan_of(*spec, {}, kAccount);
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->accounts, Accounts{kAccount});
  }
}

TEST(Accounts, without_any_are_the_user_or_an_error) {
  for (const TableSpec* spec : kUserTables) {
    const auto scan = scan_of(*spec, {});
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->accounts, Accounts{std::nullopt});
  }
  EXPECT_EQ(scan_error(paygo_usage_table(), {}),
            "cf_paygo_usage needs an account: add WHERE account_id = '…', call "
            "cf_paygo_usage('…'), or set CLOUDFLARE_ACCOUNT_ID");
  EXPECT_EQ(scan_error(focus_usage_table(), {}),
            "cf_focus_usage needs an account: add WHERE account_id = '…', call "
            "cf_focus_usage('…'), or set CLOUDFLARE_ACCOUNT_ID");
}

TEST(Accounts, is_null_always_asks_for_the_user) {
  for (const TableSpec* spec : kUserTables) {
    for (const Term& condition :
         {is_null(*spec, "account_id"), term(*spec, "account_id", Op::is, null())}) {
      const auto scan = scan_of(*spec, {condition}, kAccount);
      ASSERT_TRUE(scan);
      EXPECT_EQ(scan->accounts, Accounts{std::nullopt});
    }
  }
  // Every row of a usage table has its account.
  for (const TableSpec* spec : kUsageTables) {
    EXPECT_FALSE(scan_of(*spec, {is_null(*spec, "account_id")}, kAccount));
    EXPECT_FALSE(scan_of(*spec, {term(*spec, "account_id", Op::is, null())}));
  }
  for (const TableSpec* spec : tables_with_accounts()) {
    const auto scan = scan_of(*spec, {term(*spec, "account_id", Op::is, text(kAccount))});
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->accounts, Accounts{kAccount});
    EXPECT_FALSE(
        scan_of(*spec, {is_null(*spec, "account_id"), equal(*spec, "account_id", kAccount)}));
  }
}

TEST(Accounts, that_are_no_identifiers_fail_naming_the_value) {
  for (const TableSpec* spec : tables_with_accounts()) {
    for (const std::string bad :
         {"", "x", "023E105F4ECEF8AD9CA31A8372D0C353", "023e105f4ecef8ad9ca31a8372d0c35",
          "023e105f4ecef8ad9ca31a8372d0c3530", "../../user/tokens/verify/aaaaaaaaa",
          "023e105f4ecef8ad9ca31a8372d0c35\xC3\xA9", "20261001"}) {
      for (const Term& condition :
           {equal(*spec, "account_id", bad), term(*spec, "account_id", Op::is, text(bad)),
            any_of(*spec, "account_id", {text(kAccount), text(bad)})}) {
        const std::string error = scan_error(*spec, {condition}, kAccount);
        EXPECT_TRUE(error.starts_with(std::string(spec->name) + ": account_id")) << error;
        EXPECT_NE(error.find("'" + bad + "'"), std::string::npos) << error;
        EXPECT_NE(error.find("32"), std::string::npos) << error;
      }
    }
  }
  const std::string line =
      scan_error(focus_usage_table(), {equal(focus_usage_table(), "account_id", "a\nb\x1b")});
  EXPECT_EQ(line.find_first_of("\n\x1b"), std::string::npos) << line;
}

TEST(Accounts, do_not_repeat_a_token_put_in_their_place) {
  const std::string token = "cfut_" + std::string(40, 'x');
  EXPECT_EQ(scan_error(focus_usage_table(), {equal(focus_usage_table(), "account_id", token)})
                .find(token),
            std::string::npos);
}

TEST(Accounts, of_a_bad_setting_fail_only_where_it_is_used) {
  EXPECT_NE(scan_error(focus_usage_table(), {}, "nonsense").find("CLOUDFLARE_ACCOUNT_ID"),
            std::string::npos);
  EXPECT_EQ(scan_error(focus_usage_table(), {equal(focus_usage_table(), "account_id", kAccount)},
                       "nonsense"),
            "");
}

TEST(Organization, replaces_the_account) {
  const auto scan =
      scan_of(focus_usage_table(), {equal(focus_usage_table(), "organization_id", kOtherAccount)});
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->organization, kOtherAccount);
  EXPECT_TRUE(
      scan_of(focus_usage_table(), {equal(focus_usage_table(), "organization_id", kOtherAccount),
                                    equal(focus_usage_table(), "BillingAccountId", kAccount)})
          ->organization);
  EXPECT_FALSE(
      scan_of(focus_usage_table(), {term(focus_usage_table(), "organization_id", Op::eq, null())}));
  const std::string error = scan_error(
      focus_usage_table(), {equal(focus_usage_table(), "organization_id", "acme")}, kAccount);
  EXPECT_NE(error.find("organization_id"), std::string::npos) << error;
  EXPECT_NE(error.find("'acme'"), std::string::npos) << error;
}

TEST(Parameters, are_sent_where_the_api_filters_by_them) {
  const auto focus =
      scan_of(focus_usage_table(), {equal(focus_usage_table(), "account_id", kAccount),
                                    equal(focus_usage_table(), "x_BillableMetricId", "m&1")});
  using Sent = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(focus->parameters, (Sent{{"metric", "m&1"}}));

  const TableSpec& history = billing_history_table();
  const auto all =
      scan_of(history, {equal(history, "type", "charge"), equal(history, "action", "subscription"),
                        equal(history, "status", "paid"),
                        equal(history, "occurred_at", "2014-03-01T12:21:59Z")});
  EXPECT_EQ(all->parameters, (Sent{{"type", "charge"},
                                   {"action", "subscription"},
                                   {"status", "paid"},
                                   {"occurred_at", "2014-03-01T12:21:59Z"}}));
}

TEST(Parameters, that_the_api_may_misread_are_left_to_sqlite) {
  const TableSpec& history = billing_history_table();
  for (const Term& condition :
       {equal(history, "type", ""), equal(history, "action", std::string(31, 'x')),
        equal(history, "occurred_at", "2014-03-01"), equal(history, "occurred_at", "2014-03"),
        equal(history, "occurred_at", "2014-02-30T00:00:00Z")}) {
    const auto scan = scan_of(history, {condition});
    ASSERT_TRUE(scan);
    EXPECT_TRUE(scan->parameters.empty());
  }
  // Contradictory ones: whatever is sent, SQLite drops the rest.
  EXPECT_LE(scan_of(history, {equal(history, "type", "a"), equal(history, "type", "b")})
                ->parameters.size(),
            1U);
  EXPECT_FALSE(scan_of(history, {term(history, "type", Op::eq, null())}));
  EXPECT_FALSE(scan_of(history, {term(history, "type", Op::eq, blob("a"))}));
}

Term oldest(std::string_view column, Op op, std::vector<Operand> values) {
  return {&pushdown(billing_history_table(), column, Role::not_before), op, std::move(values)};
}

TEST(OldestFirst, is_the_highest_of_the_lower_bounds) {
  const auto bound = [](const std::vector<Term>& conditions) {
    return scan_of(billing_history_table(), conditions)->not_before;
  };
  EXPECT_EQ(bound({}), std::nullopt);
  // The text of a timestamp with an offset may have the day after that in UTC.
  EXPECT_EQ(bound({oldest("occurred_at", Op::ge, {text("2026-01-05")})}), "2026-01-04");
  EXPECT_EQ(bound({oldest("occurred_date", Op::ge, {text("2026-01-05")})}), "2026-01-05");
  EXPECT_EQ(bound({oldest("occurred_date", Op::gt, {text("2026-01-05")})}), "2026-01-05");
  EXPECT_EQ(bound({oldest("occurred_date", Op::ge, {text("2026-1")})}), "2026-10-01");
  EXPECT_EQ(bound({oldest("occurred_date", Op::glob, {text("2026-03*")})}), "2026-03-01");
  EXPECT_EQ(bound({oldest("occurred_date", Op::glob, {text("*-03")})}), std::nullopt);
  EXPECT_EQ(bound({oldest("occurred_at", Op::gt, {text("2026-01-05")}),
                   oldest("occurred_date", Op::ge, {text("2026-03-01")})}),
            "2026-03-01");
  EXPECT_EQ(bound({oldest("occurred_date", Op::any_of,
                          {null(), text("2026-03-01"), text("2025-03-01"), blob("2026")})}),
            "2025-03-01");
  EXPECT_EQ(bound({oldest("occurred_date", Op::eq, {text("2026-03-01")})}), "2026-03-01");
  EXPECT_EQ(bound({equal(billing_history_table(), "occurred_at", "2026-03-01T00:00:00Z")}),
            "2026-02-28");
  EXPECT_FALSE(scan_of(billing_history_table(), {oldest("occurred_at", Op::ge, {null()})}));
  EXPECT_FALSE(scan_of(billing_history_table(), {oldest("occurred_at", Op::gt, {blob("2026")})}));
}

TEST(OldestFirst, is_no_bound_where_a_database_may_sort_the_text_otherwise) {
  // A UTF-16 database compares other bytes: U+0100 sorts before every digit there.
  const auto scan = scan_of(billing_history_table(),
                            {oldest("occurred_at", Op::ge, {text("2026-01-01T\xC4\x80")})});
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->not_before, std::nullopt);
}

}  // namespace
}  // namespace cf_billing
