// FOCUS usage records: the consumption of the pay-as-you-go feed in FOCUS columns, with the
// variety that consumers of the real feed meet.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "accounts.h"
#include "catalog.h"
#include "usage.h"

namespace sandbox {

struct Region {
  const char* id;
  const char* name;
};

// Of a record, or of several that are added up.
struct Amounts {
  Micros consumed = 0;
  Micros priced = 0;
  Tenths cost = 0;
};

// What records are grouped by and added up.
struct FocusFacts {
  const Service* service = nullptr;
  const Zone* zone = nullptr;      // null: of the account as a whole
  const Region* region = nullptr;  // null: it has none
  bool is_tagged = false;          // with kFocusTags
  bool is_correction = false;
  bool is_contract_level = false;  // of no account
  const char* spelled = nullptr;   // every quantity, as it is spelled: it is not added to others
  Amounts amounts;
};

// The tags of those records that have any.
constexpr const char* kFocusTags = R"({"team":"fintech","key-only":true})";

// Serialised, since the spelling of its numbers is part of it.
struct FocusRecord {
  Day day;
  std::string metric_id;
  std::string json;        // with costs and prices
  std::string usage_json;  // without
  FocusFacts facts;
};

// The metric whose quantities are spelled in unusual ways. Not in the catalog: nobody is billed
// for it, so it is in this feed only.
const Service& odd_numbers_service();

// A record of several: without subscription and billing period, with the members `more` that say
// what it is grouped by.
struct FocusGroup {
  Day day;
  FocusFacts facts;
  std::vector<std::pair<std::string, std::string>> more;  // names and JSON
};
std::string focus_group(const Account& account, const FocusGroup& group, bool with_costs);

// As it is sent; `names_always`: what is measured for a contract has an account, too.
std::string sent_text(const Account& account, const FocusRecord& record, bool with_costs,
                      bool names_always);

std::vector<FocusRecord> make_focus_records(const Account& account,
                                            const std::vector<Usage>& usage);

}  // namespace sandbox
