// A server of GraphQL analytics as a test wants it: D1 databases that each read as many rows on
// each day as their number says.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "analytics/groups.h"
#include "records/json_tree.h"
#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {

struct AnalyticsServer {
  int databases = 2;  ///< each with one group a day
  std::string limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":7776000,)"
                       R"("maxPageSize":10000)";
  std::string answer{};                       ///< to every query of groups; empty: groups
  std::string settings_answer{};              ///< likewise
  std::string names{};                        ///< items of the list; empty: it may not be read
  bool is_unordered = false;                  ///< whatever is asked for
  std::vector<std::string>* asked = nullptr;  ///< "from..to" and what else tells queries apart

  HttpResponse operator()(const RequestedUrl& url) const {
    if (url.path != "/graphql") {
      note("list " + url.path.substr(url.path.rfind('/') + 1));
      if (names.empty()) return answered(403, failure(10000, "Authentication error"));
      return answered(200, envelope({names}, R"({"page":1,"per_page":50,"total_count":1})"));
    }
    const JsonTree body = JsonTree::parse(url.body).value();
    const std::string query = body.member("query")->text();
    const JsonTree& variables = *body.member("variables");
    const auto variable = [&](const char* name) {
      const JsonTree* found = variables.member(name);
      return found == nullptr ? "" : found->text();
    };
    if (query.find("settings {") != std::string::npos) {
      note("settings");
      if (!settings_answer.empty()) return answered(200, settings_answer);
      std::string all;
      for (const Dataset& dataset : all_datasets()) {
        const std::string name(dataset.name);
        if (query.find(" " + name + " {") == std::string::npos) continue;
        all += (all.empty() ? "\"" : ",\"") + name + "\":{" + limits + "}";
      }
      return of_account(variable("account"), R"("settings":{)" + all + "}");
    }
    const std::string from = variable("from");
    const std::string to = variable("to");
    const bool is_keyset = query.find("orderBy") != std::string::npos;
    note(from + ".." + to + (is_keyset ? " behind " + variable("after") : ""));
    if (!answer.empty()) return answered(200, answer);
    constexpr std::string_view kBefore = "{accountTag: $account}) { accountTag ";
    const std::size_t name = query.find(kBefore) + kBefore.size();
    return of_account(variable("account"),
                      "\"" + query.substr(name, query.find('(', name) - name) + "\":" +
                          groups(from, to, variable("after"),
                                 static_cast<std::size_t>(std::stoul(variable("limit"))),
                                 is_keyset && !is_unordered));
  }

  /// `members`: what the object of the account has besides its tag.
  static HttpResponse of_account(const std::string& account, const std::string& members) {
    return answered(200, R"({"data":{"viewer":{"accounts":[{"accountTag":")" + account + "\"," +
                             members + R"(}]}},"errors":null})");
  }

  static std::string database(int number) {
    std::string id = std::to_string(number);
    return "db-" + std::string(5 - id.size(), '0') + id;
  }

 private:
  void note(const std::string& what) const {
    if (asked != nullptr) asked->push_back(what);
  }

  [[nodiscard]] std::string groups(const std::string& from, const std::string& to,
                                   const std::string& after, std::size_t limit,
                                   bool ordered) const {
    std::vector<std::string> list;
    const bool by_hour = from.size() > 10;
    const auto add = [&](const std::string& time) {
      for (int i = 1; i <= databases; ++i) {
        const int number = ordered ? i : databases + 1 - i;
        if (database(number) <= after) continue;
        list.push_back(R"({"dimensions":{")" + std::string(by_hour ? "datetimeHour" : "date") +
                       R"(":")" + time + R"(","databaseId":")" + database(number) +
                       R"("},"sum":{"rowsRead":)" + std::to_string(number) +
                       R"(,"rowsWritten":0},"avg":{"sampleInterval":1.5}})");
      }
    };
    for (Day each = day(from.substr(0, 10)); each <= day(to.substr(0, 10));
         each += std::chrono::days{1}) {
      if (!by_hour) add(to_text(each));
      for (int hour = 0; by_hour && hour < 24; ++hour) {
        const std::string time = to_text(Hour(each) + std::chrono::hours{hour});
        if (time >= from && time < to) add(time);
      }
    }
    list.resize(std::min(list.size(), limit));
    return "[" + joined(list, ",") + "]";
  }
};

}  // namespace cf_billing
