#include "snapshot.h"

#include <algorithm>

namespace sandbox {

Snapshot::Snapshot(const Scope& scope)
    : scope_(scope),
      accounts_(make_accounts(scope.today, scope.extra_accounts)),
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

const std::vector<FocusRecord>& Snapshot::focus(const Account& account) const {
  Made& all = made(account);
  std::call_once(all.focus_once, [&] { all.focus = make_focus_records(account, usage(account)); });
  return all.focus;
}

const std::vector<HistoryItem>& Snapshot::history(const Account& account) const {
  Made& all = made(account);
  std::call_once(all.history_once, [&] {
    // Invoices are not restated.
    all.history =
        scope_.recent == RecentDays::kFinal
            ? make_history(account, usage(account), today())
            : make_history(account, make_usage(account, today(), RecentDays::kFinal), today());
  });
  return all.history;
}

std::shared_ptr<const Snapshot> Snapshots::current(const Settings& settings) {
  const Scope scope{clock_.today(), static_cast<std::size_t>(settings.number("accounts.extra")),
                    settings.is("restate", "on") ? RecentDays::kRestated : RecentDays::kFinal};
  const std::lock_guard lock(mutex_);
  if (!current_ || current_->scope() != scope) {
    current_ = std::make_shared<const Snapshot>(scope);
  }
  return current_;
}

}  // namespace sandbox
