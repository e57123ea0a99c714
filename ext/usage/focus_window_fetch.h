// One window of FOCUS usage of an account or an organization: asked until its days are complete.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scan/fetch.h"
#include "scan/session.h"
#include "usage/focus_query.h"
#include "usage/focus_window.h"

namespace cf_billing {

/// Who is asked, and how.
struct FocusTarget {
  ApiRequest request;               ///< without days
  std::string account;              ///< empty: an organization is asked
  std::optional<FocusQuery> query;  ///< of a POST; nothing: it is a GET
};

class FocusWindowFetch final : public Fetch {
 public:
  /// Without a window the API chooses the days. `session` outlives it.
  FocusWindowFetch(FocusTarget target, std::optional<FocusWindow> window, Session& session);

  std::vector<ApiRequest> next() override;
  void accept(std::size_t index, const Delivery& answer) override;
  std::vector<std::unique_ptr<RowBlock>> take() override;

  /// Once what was asked is answered: whether there is nothing more to ask.
  [[nodiscard]] bool is_complete() const { return asked_; }
  /// The last answer refused a POST in a way that may mean POST as such: 400, 404 or 405.
  [[nodiscard]] bool is_refused() const { return post_is_refused_; }

 private:
  /// What was refused with 400 first, as lying ahead.
  struct Refused {
    FocusWindow window;
    Day to;
    bool is_asked_again = false;
  };

  void put_days_into(ApiRequest& request) const;
  bool has_earlier_end();
  bool can_end_now();
  [[nodiscard]] bool lacks_last_day() const;
  void ask_for_all_again();
  void ask_for_owned_days(CacheUse use);
  /// The same, but blocks stay possible for others.
  void narrow_to_owned_days(CacheUse use);
  void name_account();
  void check_lengths(const Delivery& answer) const;
  [[nodiscard]] bool has_undated_record() const;
  [[nodiscard]] bool can_be_kept(const RecordBlock& records) const;
  [[nodiscard]] bool owns(std::size_t row, const Delivery& answer);

  FocusTarget target_;
  std::optional<FocusWindow> window_;
  std::string first_, last_;  // The window's own days, as text.
  Session& session_;
  Day today_;
  Day to_{};                        // Of a POST the first day that is not asked for.
  std::optional<std::string> now_;  // In place of `to_`: the moment of asking.
  std::size_t charge_start_;
  std::size_t charge_end_;
  CacheUse use_ = CacheUse::allowed;
  bool asked_ = false;
  bool post_is_refused_ = false;
  std::optional<Refused> refused_;
  std::unique_ptr<RowBlock> rows_;
  std::unique_ptr<RowBlock> rows_before_;  // While that is asked again.
  const char* last_start_ = nullptr;       // The text looked at last, and what it meant.
  bool owns_last_start_ = false;
};

}  // namespace cf_billing
