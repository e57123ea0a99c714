#include "snapshot.h"

#include <algorithm>

namespace sandbox {

Snapshot::Snapshot(const Scope& scope)
    : scope_(scope),
      accounts_(make_accounts(scope.as_of, scope.extra_accounts)),
      made_(new Made[accounts_.size()]) {}

const Account* Snapshot::find(std::string_view account_id) const {
  const auto found = std::ranges::find(accounts_, account_id, &Account::id);
  return found == accounts_.end() ? nullptr : &*found;
}

Snapshot::Made& Snapshot::made(const Account& account) const {
  return made_[static_cast<std::size_t>(&account - accounts_.data())];
}

const std::vector<Usage>& Snapshot::usage(const Account& account) const {
  Made& all = made(account);
  std::call_once(all.usage_once, [&] { all.usage = make_usage(account, today(), scope_.recent); });
  return all.usage;
}

const std::vector<Usage>& Snapshot::final_usage(const Account& account) const {
  if (scope_.recent == RecentDays::kFinal) {
    return usage(account);
  }
  Made& all = made(account);
  std::call_once(all.final_usage_once,
                 [&] { all.final_usage = make_usage(account, today(), RecentDays::kFinal); });
  return all.final_usage;
}

const std::vector<FocusRecord>& Snapshot::focus(const Account& account) const {
  Made& all = made(account);
  std::call_once(all.focus_once, [&] { all.focus = make_focus_records(account, usage(account)); });
  return all.focus;
}

const std::vector<HistoryItem>& Snapshot::history(const Account& account) const {
  Made& all = made(account);
  // Invoices are not restated.
  std::call_once(all.history_once,
                 [&] { all.history = make_history(account, final_usage(account), today()); });
  return all.history;
}

std::shared_ptr<const Snapshot> Snapshots::current(const Settings& settings) {
  const Day today = clock_.today();
  const Scope scope{today, parse_day(settings.get("accounts.as_of")).value_or(clock_.first_day()),
                    static_cast<std::size_t>(settings.number("accounts.extra")),
                    settings.is("restate", "on") ? RecentDays::kRestated : RecentDays::kFinal};
  const std::lock_guard lock(mutex_);
  if (!current_ || current_->scope() != scope) {
    current_ = std::make_shared<const Snapshot>(scope);
  }
  return current_;
}

}  // namespace sandbox
