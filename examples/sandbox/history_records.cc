#include "history_records.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <tuple>
#include <utility>

#include "billing_cycle.h"
#include "chance.h"
#include "json_text.h"

namespace sandbox {
namespace {

// The format of the oldest months.
constexpr int kMonthsWithOldSpelling = 2;

std::string uuid(const Chance& chance) {
  std::string text = chance.hex_id();
  for (const std::size_t at : {8U, 13U, 18U, 23U}) {
    text.insert(at, 1, '-');
  }
  return text;
}

class HistoryMaker {
 public:
  HistoryMaker(const Account& account, Day today) : account_(account), today_(today) {}

  void add_invoices(const std::vector<Usage>& usage) {
    std::map<std::pair<std::size_t, Day>, Tenths> cost;
    for (const Usage& record : usage) {
      cost[{record.subscription, record.cycle}] += record.cost;
    }
    for (const auto& [key, total] : cost) {
      const auto& [subscription, cycle] = key;
      add_invoice(subscription, cycle, to_cents(total));
    }
  }

  // What the account has been granted or given back, every few months.
  void add_refunds_and_credits() {
    if (account_.services.empty()) {
      return;
    }
    for (Day day = oldest(); day + days{12} < today_; day = next_cycle_start(day, 1)) {
      // The same on whatever day one looks.
      const std::chrono::year_month_day date{day};
      const int nth = int{date.year()} * 12 + static_cast<int>(unsigned{date.month()});
      const Chance chance = Chance("extra").with(account_.id).with(day);
      const auto amount = static_cast<Cents>(chance.between(100, 1800));
      const Day when = day + days{12};
      switch (nth % 6) {
        case 1:
          add("refund", "refund", -amount, when, "Refund of an overcharge");
          break;
        case 3:  // a refund told by its type alone
          add("refund", "subscription", amount, when, "Refund of a cancelled add-on");
          break;
        case 4:
          add("credit", "credit", -amount, when, "");
          break;
        case 5:  // a refund told by its sign alone
          add("charge", "refund", -amount, when, "Refund");
          break;
        default:
          break;
      }
    }
  }

  void add_free_plans() {
    for (const Zone& zone : account_.zones) {
      for (Day day = oldest(); day <= today_; day = next_cycle_start(day, 1)) {
        const Chance chance = Chance("free plan").with(zone.id).with(day);
        const bool described = !chance.one_in(9);
        HistoryItem& item =
            add("charge", "subscription", 0, day, described ? "Free Website Plan" : "");
        item.zone = &zone;
      }
    }
  }

  std::vector<HistoryItem> finish() && {
    std::ranges::stable_sort(items_, {}, &HistoryItem::occurred_at);
    const std::string old = format_midnight(months_before(today_, kMonthsKept - 2));
    for (HistoryItem& item : items_) {
      item.misspells_occurred_at = item.occurred_at < old;
    }
    leave_newest_invoice_open();
    return std::move(items_);
  }

 private:
  Day oldest() const { return cycle_start(months_before(today_, account_.months_kept - 1), 1); }

  HistoryItem& add(std::string type, std::string action, Cents amount, Day day,
                   std::string description) {
    // Items stay the same while days go by; alike ones of a day are told apart by their number.
    const std::uint64_t alike = alike_[{day, type, action, description}]++;
    const Chance chance = Chance("history")
                              .with(account_.id)
                              .with(day)
                              .with(type)
                              .with(action)
                              .with(description)
                              .with(alike);
    HistoryItem item;
    item.id = chance.with("long id").one_in(5) ? uuid(chance) : chance.hex_id();
    item.type = std::move(type);
    item.action = std::move(action);
    item.amount = amount;
    item.currency = account_.currency;
    item.description = std::move(description);
    item.occurred_at = moment(day, chance);
    item.amount_as_text = chance.with("text").one_in(10);
    items_.push_back(std::move(item));
    return items_.back();
  }

  // Within the first minutes of the day.
  static std::string moment(Day day, const Chance& chance) {
    char time[16];
    std::snprintf(time, sizeof time, "T00:%02u:%02u",
                  static_cast<unsigned>(chance.with("minute").bits() % 5),
                  static_cast<unsigned>(chance.with("second").bits() % 60));
    std::string text = format_day(day) + time;
    if (chance.with("fraction").one_in(3)) {
      text += '.';
      text += chance.with("digits").symbols("123456789", 4);
    }
    return text + "Z";
  }

  void add_invoice(std::size_t nth, Day cycle, Cents usage) {
    const Subscription& subscription = account_.subscriptions[nth];
    const Day next = next_cycle_start(cycle, subscription.anchor_day);
    if (next > today_) {
      return;
    }
    const std::string period = format_day(cycle) + " – " + format_day(next - days{1});
    if (!account_.splits_invoices) {
      mark_invoice(add("charge", "subscription", usage + subscription.fee, next,
                       "Usage and plan fee " + period));
      return;
    }
    mark_invoice(add("charge", "usage", usage, next, "Usage " + period));
    mark_invoice(add("charge", "subscription", subscription.fee, next, "Plan fee " + period));
  }

  void mark_invoice(HistoryItem& item) {
    item.invoice_id = "IN-" + Chance("invoice").with(item.id).symbols("0123456789", 8);
    if (!account_.zones.empty() && Chance("invoice zone").with(item.id).one_in(4)) {
      item.zone = &account_.zones.front();
    }
  }

  void leave_newest_invoice_open() {
    if (account_.open_status.empty()) {
      return;
    }
    const auto newest = std::find_if(items_.rbegin(), items_.rend(), [](const HistoryItem& item) {
      return !item.invoice_id.empty() && item.amount > 0;
    });
    if (newest != items_.rend()) {
      newest->status = account_.open_status;
      newest->amount_to_pay = newest->amount;
    }
  }

  const Account& account_;
  const Day today_;
  std::vector<HistoryItem> items_;
  std::map<std::tuple<Day, std::string, std::string, std::string>, std::uint64_t> alike_;
};

// The fields that both endpoints have.
ObjectText common_fields(const HistoryItem& item) {
  ObjectText record;
  const std::string amount = cents_text(item.amount);
  record.text("id", item.id);
  record.text("type", item.type);
  record.text("action", item.action);
  if (!item.description.empty()) {
    record.text("description", item.description);
  }
  record.text(item.misspells_occurred_at ? "occured_at" : "occurred_at", item.occurred_at);
  record.raw("amount", item.amount_as_text ? json_string(amount) : amount);
  record.text("currency", item.currency);
  return record;
}

}  // namespace

std::vector<HistoryItem> make_history(const Account& account, const std::vector<Usage>& usage,
                                      Day today) {
  if (account.covered && account.services.empty()) {
    return {};
  }
  HistoryMaker maker(account, today);
  maker.add_invoices(usage);
  maker.add_refunds_and_credits();
  maker.add_free_plans();
  return std::move(maker).finish();
}

std::string account_history_record(const HistoryItem& item) {
  ObjectText record = common_fields(item);
  record.raw("amount_to_pay", cents_text(item.amount_to_pay));
  record.text("status", item.status);
  record.text("source", item.invoice_id.empty() ? "billing" : "subscriptions");
  if (!item.invoice_id.empty()) {
    const Chance chance = Chance("invoice").with(item.id);
    record.text("invoice_id", item.invoice_id);
    record.text("external_invoice_id", "in_" + chance.hex_id().substr(0, 24));
    record.text("source_invoice_id", chance.with("source").hex_id());
    record.text("hosted_invoice_url", "https://invoices.example/" + item.invoice_id);
    record.text_or_null("receipt_id",
                        item.amount_to_pay > 0 ? "" : "RC" + item.invoice_id.substr(2));
  }
  return std::move(record).finish();
}

std::string user_history_record(const HistoryItem& item) {
  ObjectText record = common_fields(item);
  if (item.zone) {
    record.raw("zone", "{\"name\":" + json_string(item.zone->name) + "}");
  }
  return std::move(record).finish();
}

std::string unpaid_items(const std::vector<HistoryItem>& items) {
  ArrayText unpaid;
  for (const HistoryItem& item : items) {
    if (item.amount_to_pay > 0) {
      unpaid.add(account_history_record(item));
    }
  }
  return std::move(unpaid).finish();
}

}  // namespace sandbox
