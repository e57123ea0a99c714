// Billing history: an invoice on every day on which a billing cycle ends or begins, of the usage of
// the one that ended, the flat fees of the one that begins, and sales tax on both; around them
// refunds, credits and items over nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts.h"
#include "usage.h"

namespace sandbox {

struct HistoryItem {
  std::string id;
  std::string action;
  Cents amount = 0;
  Cents amount_to_pay = 0;
  std::string currency;
  std::string description;  // empty: the item has none
  std::string occurred_at;
  std::string type;
  std::string status = "paid";
  std::string invoice_id;              // empty: not an invoice
  const Zone* zone = nullptr;          // owned by the account
  bool amount_as_text = false;         // "3.45"
  bool misspells_occurred_at = false;  // as the oldest items do
};

// Oldest first. `account` must outlive the result.
std::vector<HistoryItem> make_history(const Account& account, const std::vector<Usage>& usage,
                                      Day today);

// The 15 fields of the account endpoint, and the 8 of the user's.
std::string account_history_record(const HistoryItem& item);
std::string user_history_record(const HistoryItem& item);

// What is still to be paid, as an array of account history records.
std::string unpaid_items(const std::vector<HistoryItem>& items);

}  // namespace sandbox
