// Functions and words of other dialects, and what SQLite has in their place.
#include <algorithm>
#include <array>

#include "functions/lint_text.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

namespace {

struct Advice {
  std::string_view names;  ///< in capitals, with a blank around each
  LintLevel level;
  std::string_view advice;
  int before = 0;  ///< only of a SQLite older than this version; 0: of any
};

// SQLite's month after 31 January is 3 March, where other dialects have the last of February.
constexpr std::string_view kOtherDays =
    "write date(x, '-7 days'), of months date(x, 'start of month', '-1 month')";

constexpr int kConcatVersion = 3044000;
constexpr int kIfVersion = 3048000;

constexpr std::array kFunctions = {
    Advice{" DATEADD DATE_ADD DATE_SUB DATETIME_ADD DATETIME_SUB TIMESTAMP_ADD TIMESTAMP_SUB "
           "TIMESTAMPADD ADD_MONTHS ",
           LintLevel::fails, kOtherDays},
    Advice{" DATEDIFF DATE_DIFF DATETIME_DIFF TIMESTAMP_DIFF TIMESTAMPDIFF MONTHS_BETWEEN ",
           LintLevel::fails, "of days write CAST(julianday(b) - julianday(a) AS INTEGER)"},
    Advice{" EXTRACT DATE_PART DATEPART ", LintLevel::fails,
           "write MONTH(x), YEAR(x) or CAST(strftime('%d', x) AS INTEGER)"},
    Advice{" DAY QUARTER WEEK WEEKDAY DAYOFWEEK DAYOFMONTH DAYOFYEAR HOUR ", LintLevel::fails,
           "write CAST(strftime('%d', x) AS INTEGER); %w is the weekday, %j the day of the year"},
    Advice{" DATE_FORMAT FORMAT_DATE FORMAT_DATETIME FORMAT_TIMESTAMP TO_CHAR ", LintLevel::fails,
           "write strftime('%Y-%m', x)"},
    Advice{" PARSE_DATE PARSE_TIMESTAMP PARSE_DATETIME TO_DATE TO_TIMESTAMP STR_TO_DATE DATE_PARSE "
           "FROM_ISO8601_TIMESTAMP FROM_ISO8601_DATE TIMESTAMP ",
           LintLevel::fails,
           "write the column itself: times are texts here, and compare as moments"},
    Advice{" DATETIME_TRUNC TIMESTAMP_TRUNC TRUNC ", LintLevel::fails,
           "write DATE_TRUNC('month', x)"},
    Advice{" LAST_DAY EOMONTH ", LintLevel::fails,
           "write date(x, 'start of month', '+1 month', '-1 day')"},
    Advice{" NOW GETDATE SYSDATE CURRENT_DATE CURRENT_TIMESTAMP CURDATE TODAY ", LintLevel::fails,
           "write date('now')"},
    Advice{" UNNEST EXPLODE POSEXPLODE FLATTEN JSON_TABLE OPENJSON JSON_EXTRACT_ARRAY "
           "JSON_QUERY_ARRAY JSON_VALUE_ARRAY ",
           LintLevel::fails, "write json_each(x, '$.path') AS e in FROM, and then e.value"},
    Advice{" JSON_EXTRACT_SCALAR GET_JSON_OBJECT JSON_EXTRACT_PATH_TEXT JSON_UNQUOTE ELEMENT_AT ",
           LintLevel::fails, "write JSON_VALUE(x, '$.key')"},
    Advice{" JSON_QUERY PARSE_JSON TRY_PARSE_JSON TO_JSON_STRING ", LintLevel::fails,
           "write json_extract(x, '$.path'), or x itself: Tags are JSON texts"},
    Advice{" JSON_CONTAINS_PATH JSON_EXISTS MAP_CONTAINS_KEY ", LintLevel::fails,
           "write json_type(x, '$.key') IS NOT NULL"},
    Advice{" IF ", LintLevel::fails, "this version of SQLite has iif(a, b, c)", kIfVersion},
    Advice{" IFF ", LintLevel::fails, "write iif(a, b, c)"},
    Advice{" NVL ISNULL ", LintLevel::fails, "write ifnull(a, b)"},
    Advice{" DECODE NVL2 ", LintLevel::fails, "write CASE … WHEN … THEN … ELSE … END"},
    Advice{" GREATEST ", LintLevel::fails, "write max(a, b), which is NULL if one of them is"},
    Advice{" LEAST ", LintLevel::fails, "write min(a, b), which is NULL if one of them is"},
    Advice{" CONCAT CONCAT_WS ", LintLevel::fails, "this version of SQLite has a || b",
           kConcatVersion},
    Advice{" STRING_AGG ", LintLevel::fails, "this version of SQLite has group_concat(x, ', ')",
           kConcatVersion},
    Advice{" LISTAGG ", LintLevel::fails, "write group_concat(x, ', ')"},
    Advice{" ARRAY_AGG COLLECT_LIST COLLECT_SET ", LintLevel::fails, "write json_group_array(x)"},
    Advice{" ANY_VALUE ARBITRARY ", LintLevel::fails, "write min(x)"},
    Advice{" MAX_BY ARG_MAX ", LintLevel::fails,
           "write x beside max(y): a bare column is of the row that has the maximum"},
    Advice{" APPROX_COUNT_DISTINCT APPROX_DISTINCT ", LintLevel::fails, "write count(DISTINCT x)"},
    Advice{" LOGICAL_OR BOOL_OR ", LintLevel::fails, "write max(x)"},
    Advice{" LOGICAL_AND BOOL_AND EVERY ", LintLevel::fails, "write min(x)"},
    Advice{" VARIANCE VAR_SAMP VAR_POP ", LintLevel::fails,
           "write the square of STDDEV_SAMP(x) or STDDEV_POP(x)"},
    Advice{" SAFE_CAST TRY_CAST ", LintLevel::fails, "write CAST(x AS REAL)"},
    Advice{" LEFT ", LintLevel::fails, "write substr(x, 1, n)"},
    Advice{" RIGHT ", LintLevel::fails, "write substr(x, -n)"},
    Advice{" SPLIT SPLIT_PART SUBSTRING_INDEX REGEXP_EXTRACT REGEXP_REPLACE REGEXP_SUBSTR ",
           LintLevel::fails, "write substr(x, 1, instr(x, '-') - 1)"},
    Advice{
        " REGEXP_CONTAINS REGEXP_LIKE STARTS_WITH ENDS_WITH CONTAINS CONTAINS_SUBSTR STARTSWITH ",
        LintLevel::fails, "write x LIKE '…%', or GLOB where capital letters differ"},
    Advice{" STRPOS CHARINDEX ", LintLevel::fails, "write instr(x, 'part')"},
    Advice{" GENERATE_DATE_ARRAY SEQUENCE ", LintLevel::fails,
           "write WITH RECURSIVE days(day) AS (SELECT … UNION ALL SELECT date(day, '+1 day') …)"},
    Advice{" ROLLUP CUBE ", LintLevel::fails, "write a SELECT for each group, with UNION ALL"},
    Advice{" PIVOT UNPIVOT ", LintLevel::fails,
           "write SUM(CASE WHEN … THEN x END) for each column"},
    Advice{" STDDEV ", LintLevel::look,
           "is that of a sample, as in most dialects; MySQL's is STDDEV_POP"}};

constexpr std::array kWords = {
    Advice{" QUALIFY ", LintLevel::fails, "write the window into a subquery, and WHERE around it"},
    Advice{" ILIKE ", LintLevel::fails, "write LIKE, which takes capital and small letters alike"},
    Advice{" RLIKE ", LintLevel::fails, "write LIKE '%…%', or GLOB"},
    Advice{" LATERAL ", LintLevel::fails, "write json_each(x, '$.path') AS e in FROM"}};

struct Renamed {
  std::string_view old;
  std::string_view column;
};

/// Of drafts and of versions before 1.0, or published by mistake.
constexpr std::array kColumns = {
    Renamed{"INVOICEISSUER", "InvoiceIssuerName"}, Renamed{"BILLINGPERIODID", "BillingPeriodStart"},
    Renamed{"PROVIDER", "ProviderName"},           Renamed{"PUBLISHER", "PublisherName"},
    Renamed{"AMORTIZEDCOST", "EffectiveCost"},     Renamed{"USAGEQUANTITY", "ConsumedQuantity"},
    Renamed{"USAGEUNIT", "ConsumedUnit"},          Renamed{"CHARGETYPE", "ChargeCategory"},
    Renamed{"CHARGESUBCATEGORY", "ChargeClass"}};

/// Those of FOCUS whose names are of several words, as exports of others write them:
/// charge_category.
constexpr std::string_view kColumnNames =
    " AllocatedMethodDetails AllocatedMethodId AllocatedResourceId AllocatedResourceName "
    "AllocatedTags AvailabilityZone BilledCost BillingAccountId BillingAccountName "
    "BillingAccountType BillingCurrency BillingPeriodEnd BillingPeriodStart "
    "CapacityReservationId CapacityReservationStatus ChargeCategory ChargeClass "
    "ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart "
    "CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName "
    "CommitmentDiscountQuantity CommitmentDiscountStatus CommitmentDiscountType "
    "CommitmentDiscountUnit ConsumedQuantity ConsumedUnit ContractApplied ContractedCost "
    "ContractedUnitPrice EffectiveCost HostProviderName InvoiceId InvoiceIssuerName "
    "ListCost ListUnitPrice PricingCategory PricingCurrency PricingQuantity PricingUnit "
    "ProviderName PublisherName RegionId RegionName ResourceId ResourceName ResourceType "
    "ServiceCategory ServiceName ServiceProviderName ServiceSubcategory SkuId SkuMeter "
    "SkuPriceDetails SkuPriceId SubAccountId SubAccountName SubAccountType ";

bool names(std::string_view names, std::string_view word) {
  return names.find(' ' + std::string(word) + ' ') != std::string_view::npos;
}

/// The column of FOCUS that has this name in capitals; empty: none.
std::string spelled_as_in_focus(std::string_view name) {
  const std::string all = in_capitals(kColumnNames);
  const std::size_t at = all.find(' ' + std::string(name) + ' ');
  return at == std::string::npos ? "" : std::string(kColumnNames.substr(at + 1, name.size()));
}

/// What is created, or a name that is given, is no call.
bool is_plain_call(const LintText& sql, std::size_t i) {
  return sql.is_call(i) && !sql.is_word(i - 1, {"AS", "WITH", "TABLE", "VIEW", "INTO", "JOIN"}) &&
         !sql.defines(sql.word(i));
}

void add(LintFindings& findings, std::size_t at, std::size_t end, LintLevel level,
         std::string_view advice) {
  findings.push_back({at, end, level, std::string(advice)});
}

void look_up(const LintText& sql, std::size_t i, LintFindings& findings) {
  const std::string_view word = sql.word(i);
  if (word.empty()) return;
  if (is_plain_call(sql, i)) {
    for (const Advice& each : kFunctions) {
      if (!names(each.names, word)) continue;
      if (each.before != 0 && sqlite3_libversion_number() >= each.before) continue;
      add(findings, i, std::min(sql.closing(i + 1) + 1, sql.size()), each.level, each.advice);
    }
  }
  for (const Advice& each : kWords) {
    if (names(each.names, word) && !sql.defines(word)) {
      add(findings, i, i + 1, each.level, each.advice);
    }
  }
  for (const auto& [old, column] : kColumns) {
    if (word != old || sql.is_call(i) || sql.defines(word) || sql.is(i + 1, ".")) continue;
    if (sql.is_word(i - 1, {"FROM", "JOIN"})) continue;
    add(findings, i, i + 1, LintLevel::fails, "FOCUS calls it " + std::string(column));
  }
}

/// `charge_category`, which FOCUS calls ChargeCategory.
void read_column(const LintText& sql, std::size_t i, LintFindings& findings) {
  std::string name = sql.name(i);
  if (name.find('_') == std::string::npos || sql.is_call(i) || sql.defines(name)) return;
  std::erase(name, '_');
  const std::string column = spelled_as_in_focus(name);
  if (!column.empty()) add(findings, i, i + 1, LintLevel::fails, "FOCUS calls it " + column);
}

/// `ChargeCategory = 'usage'`, which no row has: values of a closed list have one spelling.
void read_value(const LintText& sql, std::size_t i, LintFindings& findings) {
  if (!is_one_of(sql.name(i), {"CHARGECATEGORY", "CHARGECLASS", "CHARGEFREQUENCY",
                               "PRICINGCATEGORY", "COMMITMENTDISCOUNTSTATUS",
                               "CAPACITYRESERVATIONSTATUS", "COMMITMENTDISCOUNTCATEGORY"})) {
    return;
  }
  std::size_t value = i + 1;
  while (sql.is(value, "=") || sql.is(value, "!") || sql.is(value, "<") || sql.is(value, ">") ||
         sql.is_word(value, {"NOT"})) {
    ++value;
  }
  const bool is_list = sql.is_word(value, {"IN"}) && sql.is(value + 1, "(");
  if (is_list) value += 2;
  for (; value > i + 1 && sql.is_string(value); value += sql.is(value + 1, ",") ? 2 : 1) {
    for (const std::string_view known :
         {"'Usage'", "'Purchase'", "'Tax'", "'Credit'", "'Adjustment'", "'Correction'",
          "'Usage-Based'", "'Recurring'", "'One-Time'", "'Standard'", "'Dynamic'", "'Committed'",
          "'Used'", "'Unused'", "'Spend'"}) {
      if (sql.text(value) != known && in_capitals(sql.text(value)) == in_capitals(known)) {
        add(findings, i, value + 1, LintLevel::wrong,
            "no row has it, as capital letters differ: write " + std::string(known));
      }
    }
  }
}

/// An operand of some other dialect's grammar.
bool begins_interval(const LintText& sql, std::size_t i) {
  return sql.is_word(i, {"INTERVAL"}) && !sql.defines("INTERVAL") &&
         (sql.is_string(i + 1) || sql.is_number(i + 1) || sql.is(i + 1, "-") ||
          sql.text(i + 1).starts_with('?') || sql.text(i + 1).starts_with(':'));
}

bool ends_operand_list(const LintText& sql, std::size_t i) {
  return sql.is(i, ")") || sql.is_word(i, {"FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT"});
}

/// DATE_TRUNC with the unit as a word, which BigQuery has second and Snowflake may have first.
bool has_unit_as_word(const LintText& sql, std::size_t i) {
  if (!sql.is_word(i, {"DATE_TRUNC"}) || !sql.is_call(i)) return false;
  const auto is_unit = [&](std::size_t at) {
    return sql.is_word(at, {"DAY", "WEEK", "ISOWEEK", "MONTH", "QUARTER", "YEAR"}) &&
           !sql.is_call(at);
  };
  const std::size_t end = sql.closing(i + 1);
  return (is_unit(end - 1) && sql.is(end - 2, ",")) || (is_unit(i + 2) && sql.is(i + 3, ","));
}

/// Whether SELECT lists the column at `i`, and takes what is behind it for the name to give it.
bool may_be_named(const LintText& sql, std::size_t i, std::size_t name) {
  if (!sql.is(name + 1, ",") && !sql.is_word(name + 1, {"FROM"}) && name + 1 < sql.size()) {
    return false;
  }
  constexpr std::size_t kLongestList = 1000;
  for (std::size_t at = i; at-- > 0 && i - at < kLongestList;) {
    if (sql.depth(at) > sql.depth(i)) continue;
    if (sql.is_word(at, {"SELECT"})) return true;
    if (sql.depth(at) < sql.depth(i) ||
        sql.is_word(at, {"FROM", "WHERE", "BY", "HAVING", "ON", "WHEN", "CASE"})) {
      return false;
    }
  }
  return false;
}

/// Whether an AS between GROUP BY and what comes behind it names something.
std::size_t name_in_group_by(const LintText& sql, std::size_t group) {
  for (std::size_t i = group + 2; i < sql.size() && sql.depth(i) >= sql.depth(group); ++i) {
    if (sql.is(i, "(")) i = sql.closing(i);
    if (sql.is_word(
            i, {"GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "WINDOW", "EXCEPT", "INTERSECT"})) {
      break;
    }
    if (sql.is(i, ";")) break;
    if (sql.is_word(i, {"AS"})) return i;
  }
  return sql.size();
}

void read_grammar(const LintText& sql, std::size_t i, LintFindings& findings) {
  constexpr LintLevel kFails = LintLevel::fails;
  if (begins_interval(sql, i)) {
    add(findings, i, i + 3, kFails, kOtherDays);
  } else if (sql.is_word(i, {"DATE", "TIMESTAMP", "DATETIME"}) && sql.is_string(i + 1) &&
             !sql.is_word(i - 1, {"AS"})) {
    add(findings, i, i + 2, kFails, "write the text alone, in single quotes");
  } else if (has_unit_as_word(sql, i)) {
    add(findings, i, sql.closing(i + 1) + 1, kFails,
        "write DATE_TRUNC('month', x); its week begins on Monday");
  } else if (sql.is(i, ":") && sql.text(i + 1).starts_with(':')) {
    add(findings, i - 1, i + 2, kFails, "write date(x) or CAST(x AS REAL)");
  } else if (sql.name(i) == "TAGS" && sql.text(i + 1).starts_with('[')) {
    if (may_be_named(sql, i, i + 1)) {
      add(findings, i, i + 2, LintLevel::wrong,
          "is all tags, and what is in brackets their name: write JSON_VALUE(Tags, '$.key')");
    } else {
      add(findings, i, i + 2, kFails, "write JSON_VALUE(Tags, '$.key')");
    }
  } else if (sql.name(i) == "TAGS" && !sql.defines("TAGS") &&
             (sql.is(i + 1, ".") || sql.text(i + 1).starts_with(':'))) {
    add(findings, i, i + 3, kFails, "write JSON_VALUE(Tags, '$.key')");
  } else if (sql.text(i).starts_with('`') && sql.text(i).find('.') != std::string_view::npos) {
    add(findings, i, i + 1, kFails, "one name with points in it: write focus_data_table");
  } else if (sql.is(i, ",") && ends_operand_list(sql, i + 1)) {
    add(findings, i, i + 2, kFails, "a comma too many");
  } else if (sql.is_word(i, {"SELECT"}) && sql.is_word(i + 1, {"TOP"}) && sql.is_number(i + 2)) {
    add(findings, i, i + 3, kFails, "write LIMIT at the end");
  } else if (sql.is(i, "*") && sql.is_word(i + 1, {"EXCEPT", "EXCLUDE", "REPLACE"}) &&
             sql.is(i + 2, "(") && !sql.is_word(i + 3, {"SELECT", "WITH", "VALUES"})) {
    add(findings, i, sql.closing(i + 2) + 1, kFails, "write the columns");
  } else if (sql.is_word(i, {"CROSS", "OUTER"}) && sql.is_word(i + 1, {"APPLY"})) {
    add(findings, i, i + 2, kFails, "write json_each(x, '$.path') AS e in FROM");
  } else if (sql.is_word(i, {"GROUPING"}) && sql.is_word(i + 1, {"SETS"})) {
    add(findings, i, i + 2, kFails, "write a SELECT for each group, with UNION ALL");
  } else if (sql.is_word(i, {"WITHIN"}) && sql.is_word(i + 1, {"GROUP"})) {
    add(findings, i, i + 2, kFails, "write row_number() OVER (ORDER BY x) and count(*) OVER ()");
  } else if (sql.is_word(i, {"GROUP"}) && sql.is_word(i + 1, {"BY"})) {
    const std::size_t named = name_in_group_by(sql, i);
    if (named < sql.size()) {
      add(findings, i, named + 2, kFails, "no name can be given in GROUP BY: leave out AS and it");
    } else if (sql.is_word(i + 2, {"ALL"})) {
      add(findings, i, i + 3, kFails, "write the columns");
    }
  }
}

}  // namespace

void lint_names(const LintText& sql, LintFindings& findings) {
  for (std::size_t i = 0; i < sql.size(); ++i) {
    look_up(sql, i, findings);
    read_column(sql, i, findings);
    read_value(sql, i, findings);
    read_grammar(sql, i, findings);
  }
}

}  // namespace cf_billing
