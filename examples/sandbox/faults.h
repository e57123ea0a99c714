// Faults on request: rules that say which API requests go wrong, and how. Safe to use from any
// thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace sandbox {

// What the headers on the request limit say.
struct LimitTold {
  int remaining = 0;
  std::chrono::seconds reset{0};
};

// What goes wrong with one answer.
struct Fault {
  std::chrono::milliseconds latency{0};
  std::optional<int> status;
  std::optional<std::string> body;
  std::string content_type;                                   // empty: as usual
  std::map<std::string, std::optional<std::string>> headers;  // without a value: left out
  std::optional<LimitTold> limit;
  std::optional<std::size_t> serve_page;        // whatever page is asked for
  std::optional<std::size_t> total_count;       // claimed, not true
  std::optional<std::size_t> truncate;          // of a body of announced length
  std::optional<std::size_t> truncate_chunked;  // of a chunked body
  bool reset = false;                           // TCP reset in the middle of the body
  std::chrono::milliseconds drip{0};            // between small pieces; 0: all at once
  std::size_t drip_bytes = 64;
  std::string content_encoding;  // claimed, not true
  std::size_t bomb_mib = 0;
  std::size_t huge_headers = 0;  // bytes

  // Whether the answer's content is given here, so that the API need not be asked.
  bool replaces_answer() const { return status || body || bomb_mib > 0; }
};

class Faults {
 public:
  // Takes a list of rules, or one rule. Returns what is wrong with it; empty if it was taken.
  std::string replace(const std::string& rules_json);
  void clear();

  // The fault of the first rule that applies to the request, which counts as a hit of that rule.
  std::optional<Fault> strike(const std::string& method, const std::string& path_and_query,
                              const std::string& body);

  // The rules as given, each with its number of "hits".
  std::string listing() const;

 private:
  struct Rule {
    std::string source;  // JSON
    std::regex path;
    std::string account;
    std::string body_has;  // empty: whatever it has
    std::string method;    // empty: any
    std::size_t skip = 0;
    std::optional<std::size_t> count;
    double probability = 1;
    std::uint64_t seed = 1;
    std::size_t matches = 0;
    std::size_t hits = 0;
    std::map<std::string, std::uint64_t> repeats;  // of each request, if chance decides
    Fault fault;

    bool applies(const std::string& of_method, const std::string& path_and_query,
                 const std::string& body);
  };
  static Rule read_rule(const nlohmann::json& json);

  mutable std::mutex mutex_;
  std::vector<Rule> rules_;
};

}  // namespace sandbox
