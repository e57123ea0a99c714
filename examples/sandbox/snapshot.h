// Everything the sandbox holds on one day. Made for an account when it is first asked for, kept
// until the day, or a setting that the data depend on, changes. Safe to use from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "accounts.h"
#include "clock.h"
#include "focus_records.h"
#include "history_records.h"
#include "settings.h"
#include "usage.h"

namespace sandbox {

// What the data depend on.
struct Scope {
  Day today;
  Day as_of;  // the day on which the accounts stand as they do
  std::size_t extra_accounts = 0;
  RecentDays recent = RecentDays::kFinal;

  bool operator==(const Scope&) const = default;
};

class Snapshot {
 public:
  explicit Snapshot(const Scope& scope);

  const Scope& scope() const { return scope_; }
  Day today() const { return scope_.today; }
  const std::vector<Account>& accounts() const { return accounts_; }
  // Null when there is none.
  const Account* find(std::string_view account_id) const;

  // Of one of accounts(); the references live as long as the snapshot.
  const std::vector<Usage>& usage(const Account& account) const;
  // As it stays once nothing is restated any more.
  const std::vector<Usage>& final_usage(const Account& account) const;
  const std::vector<FocusRecord>& focus(const Account& account) const;
  const std::vector<HistoryItem>& history(const Account& account) const;

 private:
  struct Made {
    std::once_flag usage_once, final_usage_once, focus_once, history_once;
    std::vector<Usage> usage;
    std::vector<Usage> final_usage;  // if it is another
    std::vector<FocusRecord> focus;
    std::vector<HistoryItem> history;
  };
  Made& made(const Account& account) const;

  const Scope scope_;
  const std::vector<Account> accounts_;
  const std::unique_ptr<Made[]> made_;  // one for each account
};

// Hands out the snapshot of the clock's today, as the settings want it.
class Snapshots {
 public:
  explicit Snapshots(const Clock& clock) : clock_(clock) {}

  std::shared_ptr<const Snapshot> current(const Settings& settings);

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<const Snapshot> current_;
};

}  // namespace sandbox
