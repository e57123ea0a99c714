#include "analytics/analytics_scope.h"

#include <algorithm>
#include <numeric>

#include "core/usage_window.h"

namespace cf_billing {

namespace {

using std::chrono::days;

std::string days_text(const DaySet& set) {
  std::string text = to_text(set.first());
  if (set.last() != set.first()) text += " to " + to_text(set.last());
  return text;
}

}  // namespace

AnalyticsScope::AnalyticsScope(DatasetScope scope, ApiRequest request,
                               const std::vector<std::string>& ids,
                               std::vector<const Dataset*> datasets, const AnalyticsWish& wish,
                               Session& session)
    : scope_(scope),
      request_(std::move(request)),
      datasets_(std::move(datasets)),
      wish_(wish),
      session_(session) {
  for (const std::string& id : ids) look_up_settings(members_.emplace_back(Member{id, {}}));
  open_settings();
}

void AnalyticsScope::look_up_settings(Member& member) const {
  const auto& remembered = session_.analytics_knowledge(member.id).settings;
  const auto now = session_.clock().boot_now();
  for (const Dataset* dataset : datasets_) {
    const auto found = remembered.find(dataset->name);
    if (found == remembered.end() || now - found->second.at >= kAnalyticsLifetime) continue;
    // Before the scan fails as days are gone it is asked once more.
    if (!wish_.accepts_gone && !days_gone(*dataset, found->second.what).empty()) continue;
    member.known[dataset] = found->second.what;
  }
}

/// One query for all that is not known.
void AnalyticsScope::open_settings() {
  SettingsQuestion question;
  for (std::size_t place = 0; place < members_.size(); ++place) {
    bool lacks = false;
    for (const Dataset* dataset : datasets_) {
      if (members_[place].known.contains(dataset)) continue;
      lacks = true;
      auto& wanted = question.datasets;
      if (std::find(wanted.begin(), wanted.end(), dataset) == wanted.end()) {
        wanted.push_back(dataset);
      }
    }
    if (lacks) question.members.push_back(place);
  }
  open_settings_.clear();
  if (!question.members.empty()) open_settings_.push_back(std::move(question));
}

void AnalyticsScope::ask_settings_again() {
  for (Member& member : members_) member.known.clear();
  has_begun_ = false;
  queries_.clear();
  open_settings();
}

std::vector<std::string> AnalyticsScope::ids_of(const SettingsQuestion& question) const {
  std::vector<std::string> ids;
  for (const std::size_t place : question.members) ids.push_back(members_[place].id);
  return ids;
}

DaySet AnalyticsScope::days_gone(const Dataset& dataset, const DatasetSettings& settings) const {
  if (!wish_.are_days_given || !settings.denial.empty()) return {};
  const Day first = first_day_kept(dataset, settings, session_.server_now());
  return wish_.days.intersection(DaySet({{kFirstDay, first - days{1}}}));
}

std::vector<ApiRequest> AnalyticsScope::next() {
  asked_.clear();
  asked_settings_ = std::exchange(open_settings_, {});
  std::vector<ApiRequest> batch;
  for (SettingsQuestion& question : asked_settings_) {
    question.owners = owners_in(session_.analytics_schema(), scope_);
    ApiRequest request = request_;
    request.subject = "settings";
    request.body = query_body(settings_query(scope_, question.datasets, question.owners),
                              scope_variable(scope_, ids_of(question)));
    // What a plan has changes at any time; the session remembers it for minutes.
    request.from_cache = CacheUse::none;
    batch.push_back(std::move(request));
  }
  if (!batch.empty()) return batch;
  if (!has_begun_) begin_queries();
  for (std::size_t query = 0; query < queries_.size(); ++query) {
    std::size_t place = 0;
    for (ApiRequest& request : queries_[query].second->next()) {
      batch.push_back(std::move(request));
      asked_.emplace_back(query, place++);
    }
  }
  return batch;
}

void AnalyticsScope::accept(std::size_t index, const Delivery& answer) {
  if (!asked_settings_.empty()) return learn(asked_settings_[index], *answer);
  const auto& [query, place] = asked_[index];
  queries_[query].second->accept(place, answer);
}

bool AnalyticsScope::fail(std::size_t index, const Answer& answer, const Error& error) {
  const std::string why = std::string(kFailed) + error.what();
  if (asked_settings_.empty()) {
    const auto& [query, place] = asked_[index];
    queries_[query].second->fail(place, why);
    return true;
  }
  const SettingsQuestion& question = asked_settings_[index];
  // It may be the fault of one of them, if the API answers at all.
  const bool is_answered = !answer.graphql_errors.empty() && error.kind() != ErrorKind::auth;
  if (is_answered && question.datasets.size() > 1) {
    for (const Dataset* dataset : question.datasets) {
      open_settings_.push_back({question.members, {dataset}});
    }
    return true;
  }
  // Without settings there is nothing to ask an account for; zones are a part of it.
  if (!is_answered && scope_ == DatasetScope::account) return false;
  for (const std::size_t place : question.members) {
    if (!is_out_of_reach(members_[place], question, answer)) deny(members_[place], question, why);
  }
  return true;
}

void AnalyticsScope::deny(Member& member, const SettingsQuestion& question,
                          const std::string& why) const {
  for (const Dataset* dataset : question.datasets) member.known[dataset].denial = why;
}

/// A zone that the token may not see fails no less the next time: it is denied.
bool AnalyticsScope::is_out_of_reach(Member& member, const SettingsQuestion& question,
                                     const Answer& answer) const {
  if (scope_ != DatasetScope::zone) return false;
  const auto denial = denial_of_owner(answer, member.id, question.members.size() == 1);
  if (!denial) return false;
  deny(member, question, *denial + "; the token needs " + std::string(request_.permission));
  return true;
}

/// The answer is about one of them, perhaps.
void AnalyticsScope::ask_apart(const SettingsQuestion& question, const Answer& answer) {
  SettingsQuestion others{{}, question.datasets};
  for (const std::size_t place : question.members) {
    if (wish_.skips_failures && is_out_of_reach(members_[place], question, answer)) continue;
    others.members.push_back(place);
  }
  if (others.members.empty()) return;
  if (others.members.size() < question.members.size()) {
    open_settings_.push_back(std::move(others));
    return;
  }
  for (const std::size_t place : others.members) {
    open_settings_.push_back({{place}, question.datasets});
  }
}

void AnalyticsScope::learn(const SettingsQuestion& question, const Answer& answer) {
  session_.note_server_clock(answer);
  if (question.owners == Owners::named && lacks_account_tag(answer)) {
    session_.analytics_schema().has_account_tag = false;
    open_settings_.push_back(question);
    return;
  }
  if (question.members.size() > 1 && !answer.graphql_errors.empty()) {
    return ask_apart(question, answer);
  }
  const auto now = session_.clock().boot_now();
  const auto all =
      settings_of(answer, scope_, question.datasets, ids_of(question), question.owners);
  for (std::size_t place = 0; place < all.size(); ++place) {
    Member& member = members_[question.members[place]];
    auto& remembered = session_.analytics_knowledge(member.id).settings;
    for (const auto& [dataset, settings] : all[place]) {
      member.known[dataset] = settings;
      remembered.insert_or_assign(std::string(dataset->name),
                                  AnalyticsKnowledge::Learned<DatasetSettings>{settings, now});
    }
  }
  note_days_gone(question, answer);
}

void AnalyticsScope::note_days_gone(const SettingsQuestion& question, const Answer& answer) {
  std::string gone;
  for (const Dataset* dataset : question.datasets) {
    for (const std::size_t place : question.members) {
      const DatasetSettings& settings = members_[place].known.at(dataset);
      const DaySet missing = days_gone(*dataset, settings);
      if (missing.empty()) continue;
      if (!gone.empty()) gone += "; ";
      gone += std::string(dataset->name) + " keeps nothing of " + days_text(missing) +
              ", the first day it has is " +
              to_text(first_day_kept(*dataset, settings, session_.server_now()));
      break;  // Its zones have the same, mostly.
    }
  }
  if (gone.empty()) return;
  lack_ = Error(ErrorKind::usage,
                answer.table + ": days are gone: " + gone + " (" + answer.place +
                    "). Ask for later days, or for other datasets, dataset IN (…), or "
                    "cf_config('incomplete', 'ignore') makes do with what there is.");
}

/// Those of the same settings together.
void AnalyticsScope::begin_queries() {
  has_begun_ = true;
  for (const Dataset* dataset : datasets_) {
    std::vector<std::pair<const DatasetSettings*, std::vector<std::string>>> alike;
    for (const Member& member : members_) {
      const DatasetSettings& settings = member.known.at(dataset);
      if (!settings.denial.empty()) continue;
      const auto same = std::find_if(alike.begin(), alike.end(),
                                     [&](const auto& each) { return *each.first == settings; });
      if (same == alike.end()) {
        alike.push_back({&settings, {member.id}});
      } else {
        same->second.push_back(member.id);
      }
    }
    for (auto& [settings, ids] : alike) begin_queries(*dataset, *settings, std::move(ids));
  }
}

void AnalyticsScope::begin_queries(const Dataset& dataset, const DatasetSettings& settings,
                                   std::vector<std::string> ids) {
  const Day first = first_day_kept(dataset, settings, session_.server_now());
  const DaySet wanted = wish_.days.intersection(DaySet({{first, kLastDay}}));
  if (wanted.empty()) return;
  DaySet asked = wanted;
  if (wish_.keeps_answers && wish_.reading.granularity == Granularity::day) {
    if (const auto block = shared_block(wanted, session_.today())) {
      asked = DaySet({{std::max(block->first, first), block->last}});
    }
  }
  queries_.emplace_back(&dataset, std::make_unique<DatasetQueries>(
                                      dataset, request_, std::move(ids), settings, wish_.reading,
                                      asked, wanted, session_.analytics_schema()));
}

std::string AnalyticsScope::take_denials() {
  const auto is_unknown = [&](const Member& member) {
    return member.known.size() < datasets_.size();
  };
  if (has_told_denials_ || std::any_of(members_.begin(), members_.end(), is_unknown)) return "";
  has_told_denials_ = true;
  std::string text;
  for (const Member& member : members_) {
    std::string denied;
    for (const auto& dataset : datasets_) {
      const std::string& denial = member.known.at(dataset).denial;
      if (denial.empty()) continue;
      denied += (denied.empty() ? "" : "; ") + std::string(dataset->name) + ": " + denial;
    }
    if (denied.empty()) continue;
    text += (text.empty() ? "" : ". To ") +
            std::string(scope_ == DatasetScope::zone ? "zone " : "account ");
    text += member.id + ": " + denied;
  }
  return text;
}

AnalyticsScope::Result AnalyticsScope::take_result(std::size_t place) {
  const Member& member = members_[place / datasets_.size()];
  const Dataset* dataset = datasets_[place % datasets_.size()];
  const DatasetSettings& settings = member.known.at(dataset);
  Result result{member.id, dataset, {}, settings.denial, days_gone(*dataset, settings)};
  for (auto& [of, query] : queries_) {
    const auto& ids = query->ids();
    const auto found = std::find(ids.begin(), ids.end(), member.id);
    if (of != dataset || found == ids.end()) continue;
    const auto at = static_cast<std::size_t>(found - ids.begin());
    result.groups = query->take_groups(at);
    result.denial = query->denial(at);
  }
  return result;
}

}  // namespace cf_billing
