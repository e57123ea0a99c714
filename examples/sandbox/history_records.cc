#include "history_records.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "billing_cycle.h"
#include "catalog.h"
#include "chance.h"
#include "json_text.h"

namespace sandbox {
namespace {

// The format of the oldest months.
constexpr int kMonthsWithOldSpelling = 2;

// How long it takes an account to run past its limit.
constexpr days kThreshold{15};

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
    std::map<std::pair<std::size_t, Day>, Costs> costs;
    for (const Usage& record : usage) {
      Costs& cost =
          costs[{account_.subscriptions[record.subscription].invoiced_with, record.cycle}];
      cost.all += record.cost;
      if (counts_towards_threshold(record)) {
        cost.before_threshold += record.cost;
      }
    }
    for (std::size_t nth = 0; nth < account_.subscriptions.size(); ++nth) {
      const Subscription& subscription = account_.subscriptions[nth];
      if (subscription.invoiced_with != nth) {
        continue;
      }
      const Day last = std::min(today_, subscription.end.value_or(today_));
      Day cycle =
          cycle_start(std::max(months_before(today_, account_.months_kept), subscription.start),
                      subscription.anchor_day);
      // Of an older one the first invoice is out of sight: nobody knows the usage that it is about.
      if (cycle == subscription.start) {
        add_invoice(nth, std::nullopt, cycle);
      }
      for (; cycle <= last; cycle = next_cycle_start(cycle, subscription.anchor_day)) {
        const Costs& cost = costs[{nth, cycle}];
        const Cents paid_early = add_threshold_invoice(cycle, to_cents(cost.before_threshold));
        add_invoice(nth, Ended{cycle, to_cents(cost.all) - paid_early},
                    next_cycle_start(cycle, subscription.anchor_day));
      }
    }
  }

  // For the rest of the cycle in which they were taken.
  void add_prorated_plans() {
    for (const Subscription& plan : account_.zone_plans) {
      const Day cycle = cycle_start(plan.start, plan.anchor_day);
      if (plan.start == cycle || plan.start < oldest() || plan.start > today_) {
        continue;
      }
      const Day end = next_cycle_start(cycle, plan.anchor_day);
      const Cents whole = (end - cycle).count();
      const Cents fee = (plan.fee * (end - plan.start).count() * 2 + whole) / (whole * 2);
      charge("subscription", fee, plan.start,
             "Cloudflare " + plan.plan + " Plan (" + account_.zones[plan.zone.value_or(0)].name +
                 "), prorated " + period(plan.start, end));
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
    const std::string old =
        format_midnight(months_before(today_, kMonthsKept - kMonthsWithOldSpelling));
    for (HistoryItem& item : items_) {
      item.misspells_occurred_at = item.occurred_at < old;
    }
    leave_newest_invoice_open();
    return std::move(items_);
  }

 private:
  struct Costs {
    Tenths all = 0;
    Tenths before_threshold = 0;
  };

  // A billing cycle that is over, and what is left to charge for its usage.
  struct Ended {
    Day cycle;
    Cents usage = 0;
  };

  static bool counts_towards_threshold(const Usage& record) {
    const std::string_view family = catalog()[record.service].family;
    return record.day < record.cycle + kThreshold && (family == "R2" || family == "Workers");
  }

  // Returns what it charges: the invoice at the end of the cycle is about the rest.
  Cents add_threshold_invoice(Day cycle, Cents usage) {
    constexpr int kWhich = 0;
    const Day day = cycle + kThreshold;
    if (!account_.passes_threshold || !is_month_of_event(cycle, kWhich) || day > today_ ||
        usage == 0) {
      return 0;
    }
    charge("usage", usage, day, "Threshold invoice: R2 and Workers usage " + period(cycle, day));
    return usage;
  }

  // On the day on which one cycle ended, or none that there is, and the next one begins, if the
  // subscription goes on.
  void add_invoice(std::size_t nth, std::optional<Ended> ended, Day begins) {
    if (begins > today_) {
      return;
    }
    const Cents fees = fees_of(nth, begins);
    const Day next = next_cycle_start(begins, account_.subscriptions[nth].anchor_day);
    const std::string paid_for = period(begins, next);
    const std::string used = ended ? "Usage " + period(ended->cycle, begins) : "";
    if (ended && fees != 0 && !account_.splits_invoices) {
      charge("subscription", ended->usage + fees, begins, used + ", plan fee " + paid_for);
      return;
    }
    if (ended) {
      charge("usage", ended->usage, begins, used);
    }
    if (fees != 0) {
      charge("subscription", fees, begins, "Plan fee " + paid_for);
    }
  }

  // Of the cycle that begins on `begins`.
  Cents fees_of(std::size_t nth, Day begins) const {
    const Subscription& subscription = account_.subscriptions[nth];
    Cents fees = subscription.is_on(begins) ? subscription.fee : 0;
    if (nth == 0) {
      for (const Subscription& plan : account_.zone_plans) {
        fees += plan.is_on(begins) ? plan.fee : 0;
      }
    }
    return fees;
  }

  void charge(std::string action, Cents net, Day day, std::string description) {
    constexpr Cents kWhole = 10'000;
    const Cents tax = (net * account_.tax_basis_points + kWhole / 2) / kWhole;
    mark_invoice(add("charge", std::move(action), net + tax, day, std::move(description)));
  }

  // Its first and last day; `end` is the day after that.
  static std::string period(Day first, Day end) {
    return format_day(first) + " – " + format_day(end - days{1});
  }

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
  maker.add_prorated_plans();
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
