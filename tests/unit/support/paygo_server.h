// A PayGo server in memory, with the rules that the real one is known to have.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {

/// When a subscription's cycles start: on an anchor, and after an upgrade on another one.
class PaygoCycles {
 public:
  explicit PaygoCycles(unsigned anchor) : phases_{{kFirstDay, anchor}} {}
  /// A cycle starts on `from`, and from then on they do on another day of the month.
  PaygoCycles& moved(Day from, unsigned anchor) {
    phases_.emplace_back(from, anchor);
    return *this;
  }
  [[nodiscard]] bool start_on(Day at) const {
    std::size_t phase = phases_.size() - 1;
    while (phases_[phase].first > at) --phase;
    if (phase > 0 && phases_[phase].first == at) return true;
    const auto of_month = static_cast<unsigned>(std::chrono::year_month_day{at}.day());
    return of_month == phases_[phase].second ||
           (of_month < phases_[phase].second && is_last_of_month(at));
  }
  [[nodiscard]] Day start_before(Day at) const {
    while (!start_on(at)) at -= std::chrono::days{1};
    return at;
  }

 private:
  std::vector<std::pair<Day, unsigned>> phases_;
};

/// One record, or `copies` identical ones, of a subscription on a day.
struct PaygoCharge {
  std::string subscription;
  Day on;
  std::string service;
  int copies = 1;
};

class PaygoServer {
 public:
  explicit PaygoServer(Day server_today) : today(server_today) {}

  Day today;
  std::map<std::string, PaygoCycles> subscriptions;
  std::vector<PaygoCharge> charges;
  /// `result` of info; empty: the endpoint does not exist.
  std::string info;
  std::set<std::string> endpoints = {"billable-usage"};
  int gone_status = 404;
  bool undated_has_previous = true;
  /// What a range brings that holds two anchors of a subscription.
  enum class TwoAnchors { nothing, the_earlier, the_later };
  TwoAnchors two_anchors = TwoAnchors::nothing;
  std::optional<int> days_kept;  ///< nothing: all
  /// Without: only their periods tell the records of subscriptions apart.
  bool names_subscriptions = false;

  /// A subscription with that anchor, named by it.
  void charge_daily(unsigned anchor, Day first, Day last, const std::string& service,
                    int copies = 1) {
    const std::string name = "s" + std::to_string(anchor);
    subscriptions.emplace(name, PaygoCycles(anchor));
    charge_daily(name, first, last, service, copies);
  }
  void charge_daily(const std::string& subscription, Day first, Day last,
                    const std::string& service, int copies = 1) {
    for (Day at = first; at <= last; at += std::chrono::days{1}) {
      charges.push_back({subscription, at, service, copies});
    }
  }

  void tell_anchors(const std::vector<unsigned>& anchors) {
    std::vector<std::string> told;
    for (const unsigned anchor : anchors) {
      // A month with 31 days.
      told.push_back(
          told_subscription("2020-01-01T00:00:00Z",
                            to_text(Day{std::chrono::year{2020} / 1 / anchor}) + "T00:00:00Z"));
    }
    tell(told);
  }
  static std::string told_subscription(const std::string& start, const std::string& anchor,
                                       const std::string& end = "") {
    if (end.empty()) {
      return object(
          {{"id", "s"}, {"start_timestamp", start}, {"billing_cycle_anchor_timestamp", anchor}});
    }
    return object({{"id", "s"},
                   {"start_timestamp", start},
                   {"billing_cycle_anchor_timestamp", anchor},
                   {"end_timestamp", end}});
  }
  void tell(const std::vector<std::string>& told) {
    info = R"({"covered":true,"subscriptions":[)" + joined(told, ",") + "]}";
  }

  HttpResponse operator()(const RequestedUrl& url) const {
    const std::string prefix = "/accounts/" + kAccount + "/";
    const std::string endpoint = url.path.starts_with(prefix) ? url.path.substr(prefix.size()) : "";
    const bool is_info = endpoint == "billable-usage/info" || endpoint == "paygo-usage-info";
    if (is_info && !info.empty() &&
        endpoints.contains(endpoint.substr(0, endpoint.find_last_of("-/")))) {
      return answered(200, envelope_of(info));
    }
    if (!endpoints.contains(endpoint)) return gone();
    if (url.query.empty()) return answered(200, envelope(undated(endpoint)));
    const auto from = parse_day(url.value("from"));
    const auto to = parse_day(url.value("to"));
    if (!from || !to || *to > today || *from > *to) {
      return answered(400, failure(1183, "Invalid request parameters"));
    }
    return answered(200, envelope(records({*from, *to}, endpoint)));
  }

  [[nodiscard]] HttpResponse gone() const {
    return answered(gone_status, gone_status == 400
                                     ? failure(7003, "Could not route to the endpoint")
                                     : R"({"success":false,"errors":[]})");
  }

  /// What a scan has to bring, by service.
  [[nodiscard]] std::map<std::string, int> expected(const DaySet& wanted) const {
    std::map<std::string, int> counts;
    for (const PaygoCharge& charge : charges) {
      if (wanted.contains(charge.on) && is_kept(charge)) counts[charge.service] += charge.copies;
    }
    return counts;
  }
  [[nodiscard]] bool is_kept(const PaygoCharge& charge) const {
    return charge.on <= today && (!days_kept || charge.on >= today - std::chrono::days{*days_kept});
  }

 private:
  [[nodiscard]] const PaygoCycles& cycles_of(const PaygoCharge& charge) const {
    return subscriptions.at(charge.subscription);
  }
  [[nodiscard]] std::string record(const PaygoCharge& charge, const std::string& endpoint) const {
    std::string text = "{";
    if (endpoint == "billable-usage") {
      text += R"("BillingAccountId":")" + kAccount + R"(","BilledCost":0.5,)";
    }
    if (endpoint != "billing/usage/paygo") {
      text += R"("SubscriptionId":")" + (names_subscriptions ? charge.subscription : "s") + R"(",)";
    }
    return text + R"("BillingPeriodStart":")" + to_text(cycles_of(charge).start_before(charge.on)) +
           R"(T00:00:00Z","ChargePeriodStart":")" + to_text(charge.on) +
           R"(T00:00:00Z","ContractedCost":0.5,"ServiceName":")" + charge.service + "\"}";
  }
  void add(const PaygoCharge& charge, const std::string& endpoint,
           std::vector<std::string>& to) const {
    if (!is_kept(charge)) return;
    for (int copy = 0; copy < charge.copies; ++copy) to.push_back(record(charge, endpoint));
  }
  [[nodiscard]] std::vector<std::string> undated(const std::string& endpoint) const {
    std::vector<std::string> all;
    for (const PaygoCharge& charge : charges) {
      const Day current = cycles_of(charge).start_before(today);
      const Day previous = cycles_of(charge).start_before(current - std::chrono::days{1});
      if (charge.on >= (undated_has_previous ? previous : current)) add(charge, endpoint, all);
    }
    return all;
  }
  [[nodiscard]] std::vector<std::string> records(const DayRange& asked,
                                                 const std::string& endpoint) const {
    std::map<std::string, std::optional<Day>> answering;  // The start of the cycle that does.
    for (const auto& [name, cycles] : subscriptions) {
      std::vector<Day> starts;
      for (Day at = asked.first; at <= asked.last; at += std::chrono::days{1}) {
        if (cycles.start_on(at)) starts.push_back(at);
      }
      if (starts.empty() || (starts.size() > 1 && two_anchors == TwoAnchors::nothing)) continue;
      answering[name] = two_anchors == TwoAnchors::the_earlier ? starts.front() : starts.back();
    }
    std::vector<std::string> all;
    for (const PaygoCharge& charge : charges) {
      if (!asked.contains(charge.on)) continue;
      if (cycles_of(charge).start_before(charge.on) == answering[charge.subscription]) {
        add(charge, endpoint, all);
      }
    }
    return all;
  }
};

inline Scan paygo_scan(std::optional<DaySet> days) {
  Scan scan;
  scan.accounts = {kAccount};
  scan.days = std::move(days);
  return scan;
}

/// The same, of columns that every generation has.
inline Scan old_paygo_scan(std::optional<DaySet> days) {
  Scan scan = paygo_scan(std::move(days));
  for (const char* column : {"ServiceName", "ContractedCost", "ChargePeriodStart"}) {
    scan.wanted |= field_bit(field_index(paygo_usage_table().layout, column));
  }
  return scan;
}

}  // namespace cf_billing
