#include "usage/focus_fetch.h"

#include <memory>
#include <optional>
#include <utility>

#include "core/usage_window.h"
#include "scan/pipeline.h"
#include "usage/costs_told.h"
#include "usage/focus_post_fetch.h"

namespace cf_billing {

namespace {

/// As they are asked by GET.
std::vector<FocusTarget> targets(const Scan& scan, const RecordLayout& layout) {
  constexpr const char* kEndpoint = "billable/usage";
  std::vector<FocusTarget> all;
  if (scan.organization) {
    all.push_back({organization_request(*scan.organization, kEndpoint), "", std::nullopt});
  } else {
    for (const auto& account : scan.accounts) {
      all.push_back({account_request(account.value(), kEndpoint), *account, std::nullopt});
    }
  }
  for (FocusTarget& target : all) {
    target.request.restricted = true;
    target.request.layout = &layout;
    target.request.reading = {.wanted = scan.wanted, .keep_raw = scan.wants_raw};
    for (const auto& parameter : scan.parameters) {
      // `metric` exists for accounts only.
      if (!scan.organization) target.request.query.push_back(parameter);
    }
  }
  return all;
}

/// Where it is certain before any fetch is made: those of all days there are and of a hundred
/// accounts would take gigabytes.
void check_count(const Scan& scan, std::uint64_t windows, const Session& session) {
  const std::uint64_t accounts = scan.organization ? 1 : scan.accounts.size();
  // What is kept answers a window for each of its days at most.
  const auto kept =
      static_cast<std::uint64_t>(kLongestWindow.count()) * session.client().kept_answers();
  const std::uint64_t allowed = session.settings().values().max_requests;
  const std::uint64_t needed = windows * accounts;
  if (needed > allowed + kept) throw too_many_requests(scan.table, needed - kept, allowed);
}

/// What of the scan only a POST can answer; nothing: a GET answers all of it. An organization has
/// no POST.
std::optional<FocusQuery> query_of(const Scan& scan, const RecordLayout& layout) {
  const bool costs = (scan.used & money_fields(layout)) != 0;
  if (scan.organization || (!costs && scan.group_by.empty())) return std::nullopt;
  return FocusQuery{costs, scan.group_by};
}

void check_costs_of_organization(const Scan& scan, const RecordLayout& layout) {
  if (!scan.costs_told || (scan.used & money_fields(layout)) == 0) return;
  scan.costs_told->set_organization(*scan.organization);
  const auto all = scan.costs_told->contradictions();
  if (!all.empty() && !scan.accepts_older) throw costs_of_some(scan.table, all.front());
}

/// The same target; the parameters of its URL are GET's.
FocusTarget by_post(const FocusTarget& target, const FocusQuery& query) {
  FocusTarget made = target;
  made.request.query.clear();
  made.query = query;
  return made;
}

}  // namespace

std::vector<std::unique_ptr<Fetch>> focus_fetches(const Scan& scan, const RecordLayout& layout,
                                                  Session& session) {
  const std::vector<FocusWindow> exact =
      scan.days ? focus_windows(*scan.days) : std::vector<FocusWindow>();
  check_count(scan, exact.size(), session);
  // What is grouped may be added up over all days asked for: then these must be the scan's.
  const auto block = scan.days && scan.group_by.empty() && session.keeps_answers()
                         ? shared_block(*scan.days, session.today())
                         : std::nullopt;
  const auto query = query_of(scan, layout);
  if (scan.organization) check_costs_of_organization(scan, layout);
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const FocusTarget& target : targets(scan, layout)) {
    const bool is_widened = block && !session.paths_without_blocks().contains(target.request.path);
    const std::vector<FocusWindow> windows = is_widened ? widened(exact, *block) : exact;
    if (query) {
      fetches.push_back(focus_post_fetch(by_post(target, *query), target, windows, scan, session));
    } else if (!scan.days) {
      fetches.push_back(std::make_unique<FocusWindowFetch>(target, std::nullopt, session));
    } else {
      for (const FocusWindow& window : windows) {
        fetches.push_back(std::make_unique<FocusWindowFetch>(target, window, session));
      }
    }
  }
  return fetches;
}

}  // namespace cf_billing
