// What the documentation prints of each column, and its table.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support/terms.h"

namespace cf_billing {
namespace {

void expect_sentence(std::string_view text, const std::string& of_what) {
  EXPECT_GE(text.size(), 8U) << of_what;
  EXPECT_FALSE(text.ends_with('.')) << of_what;
  // A cell of a table in Markdown ends with a bar.
  EXPECT_EQ(text.find_first_of("|\n"), std::string_view::npos) << of_what;
}

TEST(Descriptions, are_there_for_each_column_of_each_table) {
  for (const TableSpec* spec : all_tables()) {
    expect_sentence(spec->summary, std::string(spec->name));
    for (const Field& field : spec->layout) {
      expect_sentence(field.description, std::string(spec->name) + "." + std::string(field.column));
    }
    for (const HiddenColumn& column : spec->hidden) {
      expect_sentence(column.description, std::string(spec->name) + "." + std::string(column.name));
    }
  }
}

TEST(Descriptions, of_a_table_differ_from_column_to_column) {
  for (const TableSpec* spec : all_tables()) {
    std::map<std::string_view, std::string_view> columns;
    for (const Field& field : spec->layout) {
      const auto [other, added] = columns.emplace(field.description, field.column);
      EXPECT_TRUE(added) << spec->name << ": " << other->second << ", " << field.column;
    }
  }
}

TEST(Descriptions, of_money_name_its_currency) {
  const std::set<std::string_view> money = {"amount",
                                            "amount_to_pay",
                                            "price",
                                            "BilledCost",
                                            "ContractedCost",
                                            "ListCost",
                                            "EffectiveCost",
                                            "balance",
                                            "ContractedUnitPrice",
                                            "ListUnitPrice",
                                            "confirmed_balance_cents",
                                            "original_amount_cents"};
  for (const TableSpec* spec : all_tables()) {
    for (const Field& field : spec->layout) {
      if (!money.contains(field.column)) continue;
      const std::string_view text = field.description;
      EXPECT_TRUE(text.find("urrency") != std::string_view::npos ||
                  text.find("four costs") != std::string_view::npos)
          << spec->name << "." << field.column << ": " << text;
    }
  }
}

}  // namespace
}  // namespace cf_billing
