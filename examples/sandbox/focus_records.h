// FOCUS usage records: the consumption of the pay-as-you-go feed in FOCUS columns, with the
// variety that consumers of the real feed meet.
#pragma once

#include <string>
#include <vector>

#include "accounts.h"
#include "usage.h"

namespace sandbox {

// Serialised, since the spelling of its numbers is part of it.
struct FocusRecord {
  Day day;
  std::string metric_id;
  std::string json;
};

// The metric whose quantities are spelled in unusual ways. Not in the catalog: nobody is billed
// for it, so it is in this feed only.
const Service& odd_numbers_service();

std::vector<FocusRecord> make_focus_records(const Account& account,
                                            const std::vector<Usage>& usage);

}  // namespace sandbox
