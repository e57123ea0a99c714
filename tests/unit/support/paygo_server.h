// A PayGo server in memory, with the rules that the real one is known to have.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {

/// One record, or `copies` identical ones, of a subscription on a day.
struct PaygoCharge {
  unsigned anchor;  ///< the subscription's day of the month
  Day on;
  std::string service;
  int copies = 1;
};

class PaygoServer {
 public:
  explicit PaygoServer(Day server_today) : today(server_today) {}

  Day today;
  std::vector<PaygoCharge> charges;
  /// `result` of info; empty: the endpoint does not exist.
  std::string info;
  std::set<std::string> endpoints = {"billable-usage"};
  int gone_status = 404;
  bool undated_has_previous = true;
  /// Without: two anchors in one range bring nothing. With: only the later cycle.
  bool two_anchors_bring_the_later = false;

  void charge_daily(unsigned anchor, Day first, Day last, const std::string& service,
                    int copies = 1) {
    for (Day at = first; at <= last; at += std::chrono::days{1}) {
      charges.push_back({anchor, at, service, copies});
    }
  }

  void tell_anchors(const std::vector<unsigned>& anchors) {
    std::vector<std::string> subscriptions;
    for (const unsigned anchor : anchors) {
      // A month with 31 days.
      subscriptions.push_back(
          object({{"id", "s" + std::to_string(anchor)},
                  {"start_timestamp", "2020-01-01T00:00:00Z"},
                  {"billing_cycle_anchor_timestamp",
                   to_text(Day{std::chrono::year{2020} / 1 / anchor}) + "T00:00:00Z"}}));
    }
    info = R"({"covered":true,"subscriptions":[)" + joined(subscriptions, ",") + "]}";
  }

  HttpResponse operator()(const RequestedUrl& url) const {
    const std::string prefix = "/accounts/" + kAccount + "/";
    const std::string endpoint = url.path.starts_with(prefix) ? url.path.substr(prefix.size()) : "";
    if (endpoint == "billable-usage/info" && !info.empty()) {
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
      if (wanted.contains(charge.on) && charge.on <= today) {
        counts[charge.service] += charge.copies;
      }
    }
    return counts;
  }

  static bool is_anchor_day(Day at, unsigned anchor) {
    const auto of_month = static_cast<unsigned>(std::chrono::year_month_day{at}.day());
    return of_month == anchor || (of_month < anchor && is_last_of_month(at));
  }
  static Day cycle_start(Day at, unsigned anchor) {
    while (!is_anchor_day(at, anchor)) at -= std::chrono::days{1};
    return at;
  }

 private:
  [[nodiscard]] std::string record(const PaygoCharge& charge, const std::string& endpoint) const {
    const std::string account =
        endpoint == "billable-usage"
            ? "\"BillingAccountId\":\"" + kAccount + "\",\"BilledCost\":0.5,"
            : "";
    const std::string start = to_text(cycle_start(charge.on, charge.anchor));
    return "{" + account + R"("BillingPeriodStart":")" + start +
           R"(T00:00:00Z","ChargePeriodStart":")" + to_text(charge.on) +
           R"(T00:00:00Z","ContractedCost":0.5,"ServiceName":")" + charge.service + "\"}";
  }
  void add(const PaygoCharge& charge, const std::string& endpoint,
           std::vector<std::string>& to) const {
    for (int copy = 0; copy < charge.copies; ++copy) to.push_back(record(charge, endpoint));
  }
  [[nodiscard]] std::vector<std::string> undated(const std::string& endpoint) const {
    std::vector<std::string> all;
    for (const PaygoCharge& charge : charges) {
      const Day current = cycle_start(today, charge.anchor);
      const Day previous = cycle_start(current - std::chrono::days{1}, charge.anchor);
      if (charge.on <= today && charge.on >= (undated_has_previous ? previous : current)) {
        add(charge, endpoint, all);
      }
    }
    return all;
  }
  [[nodiscard]] std::vector<std::string> records(const DayRange& asked,
                                                 const std::string& endpoint) const {
    std::vector<std::string> all;
    for (const PaygoCharge& charge : charges) {
      if (!asked.contains(charge.on)) continue;
      std::vector<Day> anchors;
      for (Day at = asked.first; at <= asked.last; at += std::chrono::days{1}) {
        if (is_anchor_day(at, charge.anchor)) anchors.push_back(at);
      }
      if (anchors.empty() || (anchors.size() > 1 && !two_anchors_bring_the_later)) continue;
      if (cycle_start(charge.on, charge.anchor) == anchors.back()) add(charge, endpoint, all);
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

}  // namespace cf_billing
