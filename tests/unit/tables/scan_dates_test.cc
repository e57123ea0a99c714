// Which days a query asks for.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/terms.h"

namespace cf_billing {
namespace {

using Op = Comparison;
const TableSpec* const kUsageTables[] = {&paygo_usage_table(), &focus_usage_table()};

/// The days asked for, as text; "none": no rows and no request; "no bound": the API's default.
std::string days(const TableSpec& spec, std::vector<Term> terms) {
  terms.push_back(equal(spec, "account_id", kAccount));
  const auto scan = scan_of(spec, terms);
  if (!scan) return "none";
  return scan->days ? shown(scan->days->ranges()) : "no bound";
}

std::string error(const TableSpec& spec, std::vector<Term> terms) {
  terms.push_back(equal(spec, "account_id", kAccount));
  return scan_error(spec, terms);
}

class Dates : public testing::TestWithParam<const TableSpec*> {
 protected:
  const TableSpec& spec = *GetParam();
  [[nodiscard]] Term on(std::string_view column, Op op, const std::string& value) const {
    return term(spec, column, op, text(value));
  }
};

INSTANTIATE_TEST_SUITE_P(UsageTables, Dates, testing::ValuesIn(kUsageTables),
                         [](const auto& table) { return std::string(table.param->name); });

TEST_P(Dates, without_a_bound_are_the_apis_own) { EXPECT_EQ(days(spec, {}), "no bound"); }

TEST_P(Dates, between_two_bounds) {
  EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-01"),
                        on("charge_date", Op::le, "2026-10-10")}),
            "2026-10-01..2026-10-10");
  EXPECT_EQ(days(spec, {on("charge_date", Op::gt, "2026-10-01"),
                        on("charge_date", Op::lt, "2026-10-10")}),
            "2026-10-02..2026-10-09");
  EXPECT_EQ(days(spec, {on("ChargePeriodStart", Op::ge, "2026-10-01"),
                        on("ChargePeriodStart", Op::lt, "2026-10-10")}),
            "2026-10-01..2026-10-09");
  EXPECT_EQ(days(spec, {on("ChargePeriodStart", Op::ge, "2026-10-01"),
                        on("ChargePeriodStart", Op::le, "2026-10-10")}),
            "2026-10-01..2026-10-10");
  EXPECT_EQ(days(spec, {on("ChargePeriodStart", Op::gt, "2026-10-01T02:00:00+02:00"),
                        on("ChargePeriodStart", Op::lt, "2026-10-10T00:00:00.000Z")}),
            "2026-10-01..2026-10-09");
}

// What SQLite makes of LIKE '2026-09%' and GLOB '2026-09*', with and without their patterns.
TEST_P(Dates, of_a_pattern) {
  for (const char* column : {"charge_date", "ChargePeriodStart"}) {
    const auto range = [&](Collation collation, const char* first, const char* end) {
      return std::vector<Term>{under(collation, on(column, Op::ge, first)),
                               under(collation, on(column, Op::lt, end))};
    };
    EXPECT_EQ(days(spec, range(Collation::nocase, "2026-09", "2026-0:")), "2026-09-01..2026-09-30");
    EXPECT_EQ(days(spec, range(Collation::binary, "2026-09", "2026-0:")), "2026-09-01..2026-09-30");
    EXPECT_EQ(days(spec, range(Collation::nocase, "X", "y")), "none");
    std::vector<Term> glob = range(Collation::binary, "x", "y");
    glob.push_back(on(column, Op::glob, "x*"));
    EXPECT_EQ(days(spec, glob), "none");
    EXPECT_EQ(days(spec, {on(column, Op::like, "2026-09%")}), "2026-09-01..2026-09-30");
    EXPECT_EQ(days(spec, {on(column, Op::glob, "2026-0[89]*")}), "2026-01-01..2026-09-30");
    EXPECT_EQ(days(spec, {on(column, Op::like, "x%")}), "none");
    EXPECT_EQ(days(spec, {on(column, Op::like, "2026-13%")}), "none");
    EXPECT_EQ(days(spec, {on(column, Op::like, "%-01")}), "no bound");
    EXPECT_EQ(days(spec, {on(column, Op::glob, "")}), "no bound");
    EXPECT_EQ(days(spec, {term(spec, column, Op::like, null())}), "none");
    EXPECT_EQ(days(spec, {on(column, Op::like, "%x"), on(column, Op::ge, "2026-10-19")}),
              "2026-10-19..2026-10-20");
    // Such a range that nobody meant.
    EXPECT_NE(error(spec, range(Collation::binary, "20261001", "20261002")), "");
    EXPECT_NE(error(spec, range(Collation::binary, "2026-09", "20260")), "");
  }
}

TEST_P(Dates, after_today_are_never_asked_for) {
  EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-01")}), "2026-10-01..2026-10-20");
  EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-20")}), "2026-10-20..2026-10-20");
  EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-21")}), "none");
  EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-01"),
                        on("charge_date", Op::le, "2027-10-31")}),
            "2026-10-01..2026-10-20");
  EXPECT_EQ(days(spec, {on("charge_date", Op::eq, "2030-01-01")}), "none");
  EXPECT_EQ(
      days(spec, {equal(spec, "from_date", "2026-11-01"), equal(spec, "to_date", "2026-11-30")}),
      "none");
}

TEST_P(Dates, that_contradict_each_other_bring_nothing) {
  EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-05"),
                        on("charge_date", Op::lt, "2026-10-05")}),
            "none");
  EXPECT_EQ(days(spec, {on("charge_date", Op::eq, "2026-10-05"),
                        on("charge_date", Op::eq, "2026-10-06")}),
            "none");
  EXPECT_EQ(days(spec, {on("charge_date", Op::eq, "2026-10")}), "none");
  EXPECT_EQ(days(spec, {on("charge_date", Op::lt, "")}), "none");
  EXPECT_EQ(
      days(spec, {equal(spec, "from_date", "2026-10-06"), equal(spec, "to_date", "2026-10-05")}),
      "none");
  EXPECT_EQ(
      days(spec, {equal(spec, "from_date", "2026-10-06"), on("charge_date", Op::lt, "2026-10-06")}),
      "none");
}

TEST_P(Dates, of_a_list_are_asked_for_one_by_one) {
  EXPECT_EQ(days(spec, {any_of(spec, "charge_date",
                               {null(), text("2025-10-01"), text("2026-10-02"), text("2026-10-01"),
                                text(""), blob("2026-01-01"), text("2027-01-01")})}),
            "2025-10-01..2025-10-01 2026-10-01..2026-10-02");
  EXPECT_EQ(days(spec, {any_of(spec, "charge_date", {text("2026-10")})}), "none");
  EXPECT_EQ(days(spec, {any_of(spec, "charge_date", {null()})}), "none");
  EXPECT_EQ(days(spec, {any_of(spec, "charge_date", {blob("2026-10-01")})}), "none");
  EXPECT_EQ(days(spec, {any_of(spec, "charge_date", {})}), "none");
  EXPECT_EQ(days(spec, {any_of(spec, "ChargePeriodStart", {text("2026-10-01T00:00:00Z")})}),
            "2026-10-01..2026-10-01");
}

TEST_P(Dates, that_are_null_bring_nothing) {
  for (const char* column :
       {"charge_date", "ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart"}) {
    for (const Op op : {Op::eq, Op::lt, Op::le, Op::gt, Op::ge}) {
      EXPECT_EQ(days(spec, {term(spec, column, op, null())}), "none") << column;
    }
  }
  EXPECT_EQ(days(spec, {term(spec, "from_date", Op::eq, null())}), "none");
  EXPECT_EQ(
      days(spec, {equal(spec, "from_date", "2026-10-01"), term(spec, "to_date", Op::eq, null())}),
      "none");
}

TEST_P(Dates, sort_before_every_blob) {
  for (const Op op : {Op::eq, Op::gt, Op::ge}) {
    EXPECT_EQ(days(spec, {term(spec, "charge_date", op, blob("2026"))}), "none");
  }
  for (const Op op : {Op::lt, Op::le}) {
    EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-10"),
                          term(spec, "charge_date", op, blob(""))}),
              "2026-10-10..2026-10-20");
  }
}

TEST_P(Dates, with_an_upper_bound_alone_are_an_error) {
  const std::string expected = std::string(spec.name) +
                               " needs a lower date bound with an upper one: add "
                               "ChargePeriodStart >= '…'";
  for (const char* column :
       {"charge_date", "ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart"}) {
    EXPECT_EQ(error(spec, {on(column, Op::lt, "2026-10-01")}), expected) << column;
    EXPECT_EQ(error(spec, {on(column, Op::le, "2026-10-01")}), expected) << column;
  }
  EXPECT_EQ(error(spec, {equal(spec, "to_date", "2026-10-01")}), expected);
}

TEST_P(Dates, of_the_arguments_are_an_inclusive_range) {
  EXPECT_EQ(
      days(spec, {equal(spec, "from_date", "2026-10-01"), equal(spec, "to_date", "2026-10-05")}),
      "2026-10-01..2026-10-05");
  EXPECT_EQ(days(spec, {equal(spec, "from_date", "2026-10-01")}), "2026-10-01..2026-10-20");
  EXPECT_EQ(
      days(spec, {equal(spec, "from_date", "2026-10-01"), on("charge_date", Op::lt, "2026-10-03")}),
      "2026-10-01..2026-10-02");
}

TEST_P(Dates, of_the_arguments_must_be_days) {
  for (const char* argument : {"from_date", "to_date"}) {
    for (const std::string bad : {"", "2026-10", "20261001", "2026-02-30", "2026-10-01T00:00:00Z",
                                  "yesterday", "2026-10-1"}) {
      const std::string text =
          error(spec, {equal(spec, "from_date", "2026-10-01"), equal(spec, argument, bad)});
      EXPECT_NE(text.find(argument), std::string::npos) << text;
      EXPECT_NE(text.find("'" + bad + "'"), std::string::npos) << text;
      EXPECT_NE(text.find("YYYY-MM-DD"), std::string::npos) << text;
    }
  }
}

TEST_P(Dates, of_charge_period_ends_reach_back_by_the_longest_period) {
  const std::string first = &spec == &focus_usage_table() ? "2026-10-09" : "2026-09-09";
  EXPECT_EQ(days(spec, {on("ChargePeriodEnd", Op::ge, "2026-10-10"),
                        on("ChargePeriodEnd", Op::lt, "2026-10-15")}),
            first + "..2026-10-14");
}

TEST_P(Dates, of_billing_periods_count_only_where_nothing_better_is_there) {
  EXPECT_EQ(days(spec, {on("BillingPeriodStart", Op::eq, "2026-08-19T00:00:00Z")}),
            "2026-07-19..2026-09-19");
  EXPECT_EQ(days(spec, {on("BillingPeriodStart", Op::ge, "2026-08-19")}), "2026-07-19..2026-10-20");
  EXPECT_EQ(days(spec, {on("BillingPeriodStart", Op::ge, "2026-08-19"),
                        on("charge_date", Op::ge, "2026-10-19")}),
            "2026-10-19..2026-10-20");
  EXPECT_EQ(days(spec, {on("BillingPeriodStart", Op::ge, "2026-08-19"),
                        on("charge_date", Op::lt, "2026-10-03")}),
            "2026-07-19..2026-10-02");
  EXPECT_EQ(days(spec, {on("BillingPeriodStart", Op::ge, "2026-12-19")}), "none");
}

TEST_P(Dates, of_billing_period_ends_count_as_well) {
  EXPECT_EQ(days(spec, {on("BillingPeriodEnd", Op::eq, "2026-09-19T00:00:00Z")}),
            "2026-08-19..2026-10-20");
  // Periods that overlap a range.
  EXPECT_EQ(days(spec, {on("BillingPeriodStart", Op::lt, "2026-09-01"),
                        on("BillingPeriodEnd", Op::gt, "2026-08-01")}),
            "2026-07-01..2026-10-01");
}

TEST(DatesWithoutAccount, that_are_contradictory_need_no_account_to_be_asked) {
  // No rows, whatever is missing: NULL first of all.
  EXPECT_FALSE(
      scan_of(focus_usage_table(), {term(focus_usage_table(), "charge_date", Op::ge, null())}));
}

TEST(TableSpecs, name_existing_columns_in_their_pushdowns_and_fit_the_mask) {
  for (const TableSpec* spec : all_tables()) {
    EXPECT_LE(spec->layout.size(), 64U);
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < spec->column_count(); ++i) {
      EXPECT_TRUE(names.insert(spec->column_name(i)).second) << spec->column_name(i);
      EXPECT_EQ(spec->column(spec->column_name(i)), i);
    }
    for (const Pushdown& each : spec->pushdowns) {
      EXPECT_TRUE(spec->column(each.column)) << each.column;
    }
    for (const HiddenColumn& column : spec->hidden) {
      EXPECT_FALSE(column.description.empty()) << column.name;
      if (!column.field.empty()) {
        EXPECT_NO_THROW(field_index(spec->layout, column.field));
      }
    }
    if (spec->local_rows == nullptr) {
      EXPECT_TRUE(std::any_of(spec->hidden.begin(), spec->hidden.end(),
                              [](const HiddenColumn& column) { return column.name == "raw"; }))
          << spec->name;
    }
    EXPECT_EQ(spec->column("no such column"), std::nullopt);
  }
}

TEST(TableSpecs, declare_quantities_real_and_arguments_hidden) {
  const std::string sql = paygo_usage_table().declaration();
  EXPECT_TRUE(sql.starts_with("CREATE TABLE x(\"BilledCost\" REAL, \"BillingAccountId\" TEXT,"));
  EXPECT_TRUE(
      sql.ends_with("\"ZoneName\" TEXT, \"account_id\" TEXT HIDDEN, \"from_date\" TEXT "
                    "HIDDEN, \"to_date\" TEXT HIDDEN, \"charge_date\" TEXT HIDDEN, \"raw\" "
                    "TEXT HIDDEN, \"charge_period_end\" TEXT HIDDEN, \"incomplete\" TEXT HIDDEN, "
                    "\"complete_from\" TEXT HIDDEN, "
                    "\"BillingPeriodEnd\" TEXT HIDDEN, \"read_through\" TEXT HIDDEN)"))
      << sql;
  EXPECT_NE(sql.find("\"ChargePeriodStart\" TEXT COLLATE cf_instant,"), std::string::npos) << sql;
  EXPECT_NE(billing_profile_table().declaration().find("\"is_partner\" INTEGER"),
            std::string::npos);
  EXPECT_EQ(billing_profile_table().layout.size(), 39U);
  EXPECT_EQ(paygo_usage_table().layout.size(), 27U);
  EXPECT_EQ(focus_usage_table().layout.size(), 36U);
  EXPECT_EQ(billing_history_table().layout.size(), 16U);
}

TEST_P(Dates, that_are_numbers_are_an_error_wherever_they_bound_days) {
  for (const char* column : {"charge_date", "ChargePeriodStart", "ChargePeriodEnd",
                             "BillingPeriodStart", "BillingPeriodEnd"}) {
    for (const Op op : {Op::eq, Op::lt, Op::le, Op::gt, Op::ge}) {
      for (const Collation collation : {Collation::binary, Collation::nocase, Collation::instant}) {
        const std::string said =
            error(spec, {on("charge_date", Op::ge, "2026-10-18"),
                         under(collation, term(spec, column, op, number("2015")))});
        EXPECT_NE(said.find(std::string(spec.name) + ": " + column +
                            " is compared with the number 2015, not with a text: write days in "
                            "quotes, as '2026-10-01'"),
                  std::string::npos)
            << said;
      }
    }
    EXPECT_NE(error(spec, {any_of(spec, column, {text("2026-10-01"), number("2026")})}), "");
    // As SQLite hands over the numbers of a list.
    EXPECT_NE(error(spec, {any_of(spec, column, {text("2026-10-01"), text("2015")})})
                  .find("the number 2015"),
              std::string::npos);
  }
  for (const char* argument : {"from_date", "to_date"}) {
    const std::string said = error(spec, {term(spec, argument, Op::eq, number("2015"))});
    EXPECT_NE(said.find("must be a day as YYYY-MM-DD in quotes, not '2015'"), std::string::npos)
        << said;
  }
  // No row at all: nothing to complain about.
  EXPECT_EQ(days(spec, {term(spec, "charge_date", Op::ge, number("2015")),
                        term(spec, "charge_date", Op::le, null())}),
            "none");
}

TEST_P(Dates, that_no_date_begins_with_are_an_error) {
  for (const char* column : {"charge_date", "ChargePeriodStart", "ChargePeriodEnd",
                             "BillingPeriodStart", "BillingPeriodEnd"}) {
    for (const char* bad : {"11/01/2026", "20261101", "2026-13-01", "now", "z"}) {
      for (const Op op : {Op::eq, Op::lt, Op::le, Op::gt, Op::ge}) {
        const std::string said =
            error(spec, {on("charge_date", Op::ge, "2026-10-18"), on(column, op, bad)});
        EXPECT_NE(said.find(std::string(spec.name) + ": " + column + " is compared with '" + bad +
                            "', and no date or timestamp begins so"),
                  std::string::npos)
            << said;
      }
      EXPECT_NE(error(spec, {any_of(spec, column, {text("2026-10-01"), text(bad)})}), "");
    }
    EXPECT_EQ(
        error(spec, {on("charge_date", Op::ge, "2026-02-01"), on(column, Op::le, "2026-02-31")}),
        "");
  }
}

TEST_P(Dates, that_a_later_table_has_are_an_error_unless_there_are_others) {
  const std::vector<std::string_view> later = {"charge_date"};
  const auto said = [&](const std::vector<Term>& terms) -> std::string {
    try {
      fake_variables().clear();
      build_scan(spec, terms, Settings(fake_environment, base_url_problem), kToday, later);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const Term account = equal(spec, "account_id", kAccount);
  EXPECT_NE(said({account}).find(std::string(spec.name) +
                                 ": SQLite holds back a condition on charge_date: its value is of "
                                 "a table that this query reads later"),
            std::string::npos)
      << said({account});
  EXPECT_NE(said({account, on("charge_date", Op::le, "2026-10-19")}), "");
  EXPECT_EQ(said({account, on("charge_date", Op::ge, "2026-10-19")}), "");
  EXPECT_EQ(said({account, on("charge_date", Op::like, "2026-10%")}), "");
}

TEST(BoundsOfHistory, must_be_days) {
  for (const char* column : {"occurred_at", "occurred_date"}) {
    for (const Op op : {Op::eq, Op::gt, Op::ge}) {
      EXPECT_NE(scan_error(billing_history_table(),
                           {term(billing_history_table(), column, op, number("2015"))}),
                "");
      EXPECT_NE(scan_error(billing_history_table(),
                           {term(billing_history_table(), column, op, text("now"))}),
                "");
    }
    EXPECT_EQ(scan_error(billing_history_table(),
                         {term(billing_history_table(), column, Op::glob, text("x*"))}),
              "");
  }
}

}  // namespace
}  // namespace cf_billing
