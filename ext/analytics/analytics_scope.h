// The analytics of an account, or of some of its zones: settings first, then what each dataset has.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics/analytics_answer.h"
#include "analytics/dataset_queries.h"
#include "core/error.h"
#include "scan/session.h"

namespace cf_billing {

/// What is wanted of every scope of a scan.
struct AnalyticsWish {
  Reading reading;
  DaySet days;
  bool are_days_given = true;   ///< else they are as many as there are, of those
  bool accepts_gone = false;    ///< days that are no longer kept are none that are missing
  bool keeps_answers = false;   ///< then one scan of a few days may ask for more, for the next one
  bool skips_failures = false;  ///< a dataset that fails is one of which nothing is known
};

class AnalyticsScope final : public AnalyticsPart {
 public:
  /// `request`: of the account, without body. `ids`: the account's, or those of zones, as many as
  /// one query takes; all datasets are of that scope. `session` and `wish` outlive it.
  AnalyticsScope(DatasetScope scope, ApiRequest request, const std::vector<std::string>& ids,
                 std::vector<const Dataset*> datasets, const AnalyticsWish& wish, Session& session);

  std::vector<ApiRequest> next() override;
  void accept(std::size_t index, const Delivery& answer) override;

  /// The answer to request `index` of the last batch cannot be used: goes on without its datasets,
  /// or asks for them one by one. False: without it there is nothing to go on with.
  bool fail(std::size_t index, const Answer& answer, const Error& error);

  [[nodiscard]] DatasetScope scope() const { return scope_; }
  /// Asks for the settings although they are known.
  void ask_settings_again();

  /// What is missing since the last call; nothing: nothing is.
  std::optional<Error> take_lack() { return std::exchange(lack_, std::nullopt); }
  /// In words, which datasets are denied to whom, once after it is known; empty: none.
  std::string take_denials();

  /// Once there are no more requests: of each account or zone and dataset its groups, or why there
  /// are none.
  struct Result {
    std::string id;
    const Dataset* dataset;
    Groups groups;
    std::string denial;
    DaySet gone;  ///< days that were asked for and are no longer kept
  };
  [[nodiscard]] std::size_t results() const { return members_.size() * datasets_.size(); }
  /// Each once.
  Result take_result(std::size_t place);

 private:
  struct Member {
    std::string id;
    SettingsOfDatasets known;
  };
  /// One query for settings.
  struct SettingsQuestion {
    std::vector<std::size_t> members;
    std::vector<const Dataset*> datasets;
    Owners owners = Owners::named;  // As it was asked.
  };

  void look_up_settings(Member& member) const;
  void open_settings();
  void learn(const SettingsQuestion& question, const Answer& answer);
  void ask_apart(const SettingsQuestion& question, const Answer& answer);
  /// Not remembered: the next scan asks again.
  void deny(Member& member, const SettingsQuestion& question, const std::string& why) const;
  [[nodiscard]] bool is_out_of_reach(Member& member, const SettingsQuestion& question,
                                     const Answer& answer) const;
  void note_days_gone(const SettingsQuestion& question, const Answer& answer);
  void begin_queries();
  void begin_queries(const Dataset& dataset, const DatasetSettings& settings,
                     std::vector<std::string> ids);
  [[nodiscard]] DaySet days_gone(const Dataset& dataset, const DatasetSettings& settings) const;
  [[nodiscard]] std::vector<std::string> ids_of(const SettingsQuestion& question) const;

  DatasetScope scope_;
  ApiRequest request_;
  std::vector<Member> members_;
  std::vector<const Dataset*> datasets_;
  const AnalyticsWish& wish_;
  Session& session_;
  std::vector<SettingsQuestion> open_settings_;   // To be asked for next,
  std::vector<SettingsQuestion> asked_settings_;  // and asked for now.
  std::vector<std::pair<const Dataset*, std::unique_ptr<DatasetQueries>>> queries_;
  std::vector<std::pair<std::size_t, std::size_t>> asked_;  // By request: query, and place in it.
  bool has_begun_ = false;
  bool has_told_denials_ = false;
  std::optional<Error> lack_;
};

}  // namespace cf_billing
