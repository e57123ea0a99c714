#include "snapshot.h"

#include <algorithm>

namespace sandbox {

Snapshot::Snapshot(Day today)
    : today_(today), accounts_(make_accounts(today)), made_(new Made[accounts_.size()]) {}

const Account* Snapshot::find(std::string_view account_id) const {
  const auto found = std::ranges::find(accounts_, account_id, &Account::id);
  return found == accounts_.end() ? nullptr : &*found;
}

Snapshot::Made& Snapshot::made(const Account& account) const {
  return made_[static_cast<std::size_t>(&account - accounts_.data())];
}

const std::vector<Usage>& Snapshot::usage(const Account& account) const {
  Made& all = made(account);
  std::call_once(all.usage_once, [&] { all.usage = make_usage(account, today_); });
  return all.usage;
}

const std::vector<FocusRecord>& Snapshot::focus(const Account& account) const {
  Made& all = made(account);
  std::call_once(all.focus_once, [&] { all.focus = make_focus_records(account, usage(account)); });
  return all.focus;
}

const std::vector<HistoryItem>& Snapshot::history(const Account& account) const {
  Made& all = made(account);
  std::call_once(all.history_once,
                 [&] { all.history = make_history(account, usage(account), today_); });
  return all.history;
}

std::shared_ptr<const Snapshot> Snapshots::current() {
  const Day today = clock_.today();
  const std::lock_guard lock(mutex_);
  if (!current_ || current_->today() != today) {
    current_ = std::make_shared<const Snapshot>(today);
  }
  return current_;
}

}  // namespace sandbox
