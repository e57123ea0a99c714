#include "analytics/resource_usage_fetch.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "analytics/analytics_scope.h"
#include "analytics/name_list.h"
#include "analytics/usage_rows.h"
#include "scan/blame.h"

namespace cf_billing {

namespace {

constexpr std::string_view kGone = "no longer kept: analytics have forgotten this day";

ApiRequest query_request(const std::string& account, DatasetScope scope) {
  ApiRequest request = request_of("account " + account, "/graphql");
  request.account = account;
  request.method = HttpMethod::post;
  request.permission = scope == DatasetScope::zone ? kZoneAnalyticsRead : kAnalyticsRead;
  request.is_graphql = true;
  // Ten thousand groups of the longest names.
  constexpr std::size_t kLargestAnswer = std::size_t{8} << 20U;
  request.reading.most_document_bytes = kLargestAnswer;
  request.reading.place = {RecordPlace::Kind::object, "data"};
  return request;
}

class ResourceUsageFetch final : public Fetch {
 public:
  ResourceUsageFetch(const ResourceUsageQuestion& question, const Scan& scan, std::string account,
                     AnalyticsWish wish, Session& session)
      : Fetch("account " + account),
        account_(std::move(account)),
        table_(scan.table),
        datasets_(question.datasets),
        told_(question.told),
        wanted_(scan.wanted),
        wish_(std::move(wish)),
        session_(session) {
    std::vector<const Dataset*> of_account;
    for (const Dataset* dataset : question.datasets) {
      const bool is_of_account = dataset->scope == DatasetScope::account;
      (is_of_account ? of_account : of_zones_).push_back(dataset);
      const bool is_used = (scan.used & field_bit(kResourceName)) != 0;
      if (has_list(dataset->names) && is_used) lists_.insert(dataset->names);
    }
    if (!of_zones_.empty()) lists_.insert(ResourceNames::zones);
    if (!of_account.empty()) begin_scope(DatasetScope::account, {account_}, of_account);
  }

  std::vector<ApiRequest> next() override {
    if (!has_begun_) begin();
    if (!prepared_) prepare();
    if (prepared_->empty() && !has_asked_) ask_again();
    has_asked_ = true;
    std::vector<ApiRequest> batch = std::move(*prepared_);
    prepared_.reset();
    return batch;
  }

  void accept(std::size_t index, const Delivery& answer) override {
    const auto [part, place] = asked_[index];
    const AnalyticsPart* accepting = parts_[part];
    try {
      parts_[part]->accept(place, answer);
      is_answered_ = true;
    } catch (const Error& error) {
      if (!goes_on_without(accepting, place, *answer, error)) throw;
      last_failure_ = error;
      note(error, NoteKind::failed);
    }
    if (has_denial(answer->graphql_errors)) {
      note({answer->error->what(), NoteKind::denied});
    }
    if (lacks_account_tag(*answer)) {
      note({table_ + ": the schema has no accountTag to ask for: the query was asked without it.",
            NoteKind::elsewhere});
    }
    for (AnalyticsScope& scope : scopes_) {
      if (&scope != accepting) continue;
      const auto lack = scope.take_lack();
      if (lack && wish_.accepts_gone) {
        note(*lack, NoteKind::gone);
      } else if (lack) {
        lacks(*lack, NoteKind::gone);
      }
    }
    for (NameList& list : name_lists_) {
      for (Note& noted : list.take_notes()) note(std::move(noted));
      const bool is_denied = &list == accepting && !list.denial().empty() && !list.has_failed();
      if (is_denied) note({list.denial(), NoteKind::denied});
    }
    note_denials();
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    prepare();
    if (!prepared_->empty()) return {};
    // Nothing was answered at all: then it is the account that failed.
    if (last_failure_ && !is_answered_) throw Error(*last_failure_);
    return rows();
  }

  [[nodiscard]] bool tells_refusals() const override { return told_ == LeftOutTold::refused; }
  [[nodiscard]] bool tells_left_out() const override { return told_ != LeftOutTold::nobody; }

  std::vector<std::unique_ptr<RowBlock>> rows_left_out(const Error& why, bool is_refused) override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    if (told_ == LeftOutTold::nobody) return blocks;
    const std::string reason = std::string(is_refused ? kRefused : kFailed) + why.what();
    UsageRows made = no_rows();
    for (const Dataset* dataset : datasets_) {
      made.add_unknown(*dataset, {account_, "", nullptr}, wish_.days, reason);
    }
    blocks.push_back(made.finish(account_));
    return blocks;
  }

 private:
  void begin() {
    has_begun_ = true;
    for (const ResourceNames list : lists_) {
      if (known_names(session_, account_, list) == nullptr) {
        parts_.push_back(&name_lists_.emplace_back(list, account_, accepts_incomplete()));
      }
    }
    const auto* zones =
        of_zones_.empty() ? nullptr : known_names(session_, account_, ResourceNames::zones);
    if (zones != nullptr) begin_zones(*zones);
    note_denials();
  }

  /// With on_error=skip a dataset that fails does not take the others of the account with it.
  bool goes_on_without(const AnalyticsPart* part, std::size_t place, const Answer& answer,
                       const Error& error) {
    if (!wish_.skips_failures || blame_of(error, answer) == Blame::query) return false;
    for (AnalyticsScope& scope : scopes_) {
      if (&scope == part) return scope.fail(place, answer, error);
    }
    for (NameList& list : name_lists_) {
      if (&list == part) list.fail(error);
    }
    return true;
  }

  /// Rows come with answers, also those that say why there is no quantity: where it is known that
  /// all is denied, it is asked for once more.
  void ask_again() {
    for (AnalyticsScope& scope : scopes_) scope.ask_settings_again();
    prepare();
  }

  void begin_scope(DatasetScope scope, const std::vector<std::string>& ids,
                   const std::vector<const Dataset*>& datasets) {
    parts_.push_back(&scopes_.emplace_back(scope, query_request(account_, scope), ids, datasets,
                                           wish_, session_));
  }

  void begin_zones(const AnalyticsKnowledge::Names& zones) {
    have_zones_begun_ = true;
    std::vector<std::string> ids;
    for (const auto& [id, name] : zones) {
      ids.push_back(id);
      if (ids.size() < kMostZones) continue;
      begin_scope(DatasetScope::zone, std::exchange(ids, {}), of_zones_);
    }
    if (!ids.empty()) begin_scope(DatasetScope::zone, ids, of_zones_);
  }

  /// The next batch: of all parts together.
  void prepare() {
    prepared_.emplace();
    asked_.clear();
    collect(0);
    remember_names();
    if (!of_zones_.empty() && !have_zones_begun_ && names_.contains(ResourceNames::zones)) {
      const std::size_t before = parts_.size();
      begin_zones(names_.at(ResourceNames::zones));
      collect(before);
      note_denials();
    }
  }

  void collect(std::size_t first_part) {
    for (std::size_t part = first_part; part < parts_.size(); ++part) {
      std::size_t place = 0;
      for (ApiRequest& request : parts_[part]->next()) {
        prepared_->push_back(std::move(request));
        asked_.emplace_back(part, place++);
      }
    }
  }

  /// Once the lists are read to their end.
  void remember_names() {
    const auto is_asked = [&](const NameList& list) {
      return std::any_of(asked_.begin(), asked_.end(),
                         [&](const auto& asked) { return parts_[asked.first] == &list; });
    };
    auto& remembered = session_.analytics_knowledge(account_).names;
    for (const NameList& list : name_lists_) {
      if (is_asked(list)) continue;
      names_[list.of()] = list.names();
      // That it is denied is told by every scan.
      if (!list.denial().empty()) continue;
      remembered.insert_or_assign(std::string(list_name(list.of())),
                                  AnalyticsKnowledge::Learned<AnalyticsKnowledge::Names>{
                                      list.names(), session_.clock().boot_now()});
    }
  }

  const AnalyticsKnowledge::Names& names_of(ResourceNames list) {
    const auto found = names_.find(list);
    if (found != names_.end()) return found->second;
    const auto* known = known_names(session_, account_, list);
    return names_[list] = known == nullptr ? AnalyticsKnowledge::Names() : *known;
  }

  void note_denials() {
    for (AnalyticsScope& scope : scopes_) {
      const std::string denials = scope.take_denials();
      if (denials.empty()) continue;
      note({table_ + ": without quantities, as they are not available to " + denials + ".",
            NoteKind::denied});
    }
  }

  [[nodiscard]] UsageRows no_rows() const {
    // The session outlives the rows.
    return {wanted_, wish_.reading, session_.client().memory(),
            std::shared_ptr<const InterruptQuestion>(std::shared_ptr<void>(),
                                                     &session_.client().interrupt())};
  }

  /// A block for each account or zone and dataset: no row is identical to one of another block.
  /// The groups of each are gone before the next one's rows are made.
  std::vector<std::unique_ptr<RowBlock>> rows() {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    for (AnalyticsScope& scope : scopes_) {
      for (std::size_t place = 0; place < scope.results(); ++place) {
        UsageRows made = no_rows();
        add_result(scope.take_result(place), scope.scope(), made);
        blocks.push_back(made.finish(account_));
      }
    }
    UsageRows made = no_rows();
    for (const NameList& list : name_lists_) {
      if (list.of() != ResourceNames::zones || list.denial().empty()) continue;
      const std::string reason = std::string(list.has_failed() ? kFailed : "") +
                                 "the zones of the account cannot be listed: " + list.denial();
      for (const Dataset* dataset : of_zones_) {
        made.add_unknown(*dataset, {account_, "", nullptr}, wish_.days, reason);
      }
    }
    blocks.push_back(made.finish(account_));
    return blocks;
  }

  void add_result(const AnalyticsScope::Result& result, DatasetScope scope, UsageRows& made) {
    UsageOwner owner{account_, scope == DatasetScope::zone ? result.id : "", nullptr};
    if (has_list(result.dataset->names)) owner.names = &names_of(result.dataset->names);
    if (!result.denial.empty()) {
      made.add_unknown(*result.dataset, owner, wish_.days, result.denial);
      return;
    }
    made.add(*result.dataset, owner, result.groups.list);
    made.add_unknown(*result.dataset, owner, result.gone, kGone);
    if (!made.fits()) throw no_room();
  }

  [[nodiscard]] Error no_room() const {
    return {ErrorKind::usage,
            table_ + ": what the resources of account " + account_ +
                " used takes more memory than the settings max_response_mib and cache_mib together "
                "allow. Ask for fewer days, datasets or accounts, or raise max_response_mib with "
                "cf_config('max_response_mib', …)."};
  }

  std::string account_;
  std::string table_;
  std::vector<const Dataset*> datasets_;
  LeftOutTold told_;
  FieldMask wanted_;
  AnalyticsWish wish_;
  Session& session_;
  std::vector<const Dataset*> of_zones_;
  std::set<ResourceNames> lists_;
  std::deque<AnalyticsScope> scopes_;
  std::deque<NameList> name_lists_;
  std::vector<AnalyticsPart*> parts_;  // Those two.
  std::map<ResourceNames, AnalyticsKnowledge::Names> names_;
  std::optional<Error> last_failure_;  // With on_error=skip.
  bool is_answered_ = false;           // Anything was, this time.
  bool has_begun_ = false;
  bool has_asked_ = false;
  bool have_zones_begun_ = false;
  std::optional<std::vector<ApiRequest>> prepared_;         // The next batch, if it is known.
  std::vector<std::pair<std::size_t, std::size_t>> asked_;  // By request: part, and place in it.
};

}  // namespace

std::vector<std::unique_ptr<Fetch>> resource_usage_fetches(const ResourceUsageQuestion& question,
                                                           const Scan& scan, Session& session) {
  const Day today = session.today();
  const AnalyticsWish wish{
      .reading = {question.granularity, scan.wants_raw},
      .days = scan.days.value_or(DaySet({{today - kDaysByDefault + std::chrono::days{1}, today}})),
      .are_days_given = scan.days.has_value(),
      .accepts_gone = scan.accepts_gone,
      .keeps_answers = session.keeps_answers(),
      .skips_failures = session.settings().values().on_error != OnError::fail};
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    fetches.push_back(
        std::make_unique<ResourceUsageFetch>(question, scan, account.value(), wish, session));
  }
  return fetches;
}

}  // namespace cf_billing
