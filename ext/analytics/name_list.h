// Lists of an account that say how its resources are called.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analytics/analytics_part.h"
#include "analytics/dataset.h"
#include "scan/fetch.h"
#include "scan/session.h"

namespace cf_billing {

/// Whether there is a list of such names.
bool has_list(ResourceNames names);

/// The list's name, as it is remembered by.
std::string_view list_name(ResourceNames names);

/// What is remembered of a list; null: nothing that is still believed.
const AnalyticsKnowledge::Names* known_names(Session& session, const std::string& account,
                                             ResourceNames names);

class NameList final : public AnalyticsPart {
 public:
  NameList(ResourceNames names, const std::string& account, bool accepts_incomplete);

  std::vector<ApiRequest> next() override;
  /// A list that the token may not read leaves its resources without names.
  void accept(std::size_t index, const Delivery& answer) override;

  /// It could not be read: as if the token were denied it.
  void fail(const Error& error);

  [[nodiscard]] ResourceNames of() const { return of_; }
  /// By identifier, once there are no more requests.
  [[nodiscard]] const AnalyticsKnowledge::Names& names() const { return names_; }
  /// Why it could not be read; empty: it was.
  [[nodiscard]] const std::string& denial() const { return denial_; }
  /// That is so as it failed.
  [[nodiscard]] bool has_failed() const { return has_failed_; }
  std::vector<Note> take_notes() { return fetch_->take_notes(); }

 private:
  void read(const RowBlock& rows);

  ResourceNames of_;
  std::unique_ptr<Fetch> fetch_;
  AnalyticsKnowledge::Names names_;
  std::string denial_;
  bool has_failed_ = false;
};

}  // namespace cf_billing
