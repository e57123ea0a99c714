// Which days a query asks for.
#include <gtest/gtest.h>

#include <set>

#include "support/terms.h"

namespace cf_billing {
namespace {

using Op = Comparison;
const TableSpec* const kUsageTables[] = {&kPaygoUsage, &kFocusUsage};

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
  // LIKE '2026-09%'.
  EXPECT_EQ(days(spec, {on("ChargePeriodStart", Op::ge, "2026-09"),
                        on("ChargePeriodStart", Op::lt, "2026-0:")}),
            "2026-09-01..2026-09-30");
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
                                text("x"), blob("2026-01-01"), text("2027-01-01")})}),
            "2025-10-01..2025-10-01 2026-10-01..2026-10-02");
  EXPECT_EQ(days(spec, {any_of(spec, "charge_date", {text("x")})}), "none");
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
  const std::string first = &spec == &kFocusUsage ? "2026-10-09" : "2026-09-09";
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

TEST(FocusDates, of_billing_period_ends_count_as_well) {
  EXPECT_EQ(days(kFocusUsage,
                 {term(kFocusUsage, "BillingPeriodEnd", Op::eq, text("2026-09-19T00:00:00Z"))}),
            "2026-08-19..2026-10-20");
}

TEST(DatesWithoutAccount, that_are_contradictory_need_no_account_to_be_asked) {
  // No rows, whatever is missing: NULL first of all.
  EXPECT_FALSE(scan_of(kFocusUsage, {term(kFocusUsage, "charge_date", Op::ge, null())}));
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
      EXPECT_EQ(spec->hidden.back().name, "raw");
    }
    EXPECT_EQ(spec->column("no such column"), std::nullopt);
  }
}

TEST(TableSpecs, declare_quantities_real_and_arguments_hidden) {
  const std::string sql = kPaygoUsage.declaration();
  EXPECT_TRUE(sql.starts_with("CREATE TABLE x(\"BilledCost\" REAL, \"BillingAccountId\" TEXT,"));
  EXPECT_TRUE(
      sql.ends_with("\"ZoneName\" TEXT, \"account_id\" TEXT HIDDEN, \"from_date\" TEXT "
                    "HIDDEN, \"to_date\" TEXT HIDDEN, \"charge_date\" TEXT HIDDEN, \"raw\" "
                    "TEXT HIDDEN)"))
      << sql;
  EXPECT_NE(kBillingProfile.declaration().find("\"is_partner\" INTEGER"), std::string::npos);
  EXPECT_EQ(kBillingProfile.layout.size(), 39U);
  EXPECT_EQ(kPaygoUsage.layout.size(), 27U);
  EXPECT_EQ(kFocusUsage.layout.size(), 36U);
  EXPECT_EQ(kBillingHistory.layout.size(), 16U);
}

// `charge_date > 20990101` is a comparison of texts; with a number that brings numeric affinity it
// is true of every text.
TEST_P(Dates, above_a_number_are_no_bound_beside_another) {
  for (const Operand& value : {number("20990101"), literal_number("20990101")}) {
    EXPECT_EQ(days(spec, {on("charge_date", Op::ge, "2026-10-18"),
                          term(spec, "ChargePeriodStart", Op::gt, value)}),
              "2026-10-18..2026-10-20");
    const std::string expected = days(spec, {on("BillingPeriodStart", Op::ge, "2026-10-18")});
    EXPECT_EQ(days(spec, {on("BillingPeriodStart", Op::ge, "2026-10-18"),
                          term(spec, "charge_date", Op::ge, value)}),
              expected);
  }
}

TEST_P(Dates, above_a_literal_number_are_those_above_its_text) {
  for (const char* column : {"charge_date", "ChargePeriodStart", "BillingPeriodStart"}) {
    EXPECT_EQ(days(spec, {term(spec, column, Op::ge, literal_number("2026"))}),
              days(spec, {on(column, Op::ge, "2026")}));
    EXPECT_EQ(days(spec, {term(spec, column, Op::gt, literal_number("2027"))}), "none");
  }
}

TEST_P(Dates, above_another_number_alone_are_an_error) {
  for (const char* column : {"charge_date", "ChargePeriodEnd", "BillingPeriodStart"}) {
    for (const Op op : {Op::gt, Op::ge}) {
      EXPECT_EQ(error(spec, {term(spec, column, op, number("2015"))}),
                std::string(spec.name) +
                    ": the lower date bound is the number 2015, not a text: write days in quotes, "
                    "as '2026-10-01'");
    }
  }
  // No day is equal to a number either way.
  EXPECT_EQ(days(spec, {term(spec, "charge_date", Op::eq, number("2015"))}), "none");
}

}  // namespace
}  // namespace cf_billing
