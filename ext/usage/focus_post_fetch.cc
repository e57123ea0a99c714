#include "usage/focus_post_fetch.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "usage/costs_told.h"
#include "usage/focus_post_memory.h"

namespace cf_billing {

namespace {

using Window = std::optional<FocusWindow>;

std::vector<std::size_t> fields_in(FieldMask mask) {
  std::vector<std::size_t> fields;
  for (std::size_t field = 0; mask >> field != 0; ++field) {
    if ((mask & field_bit(field)) != 0) fields.push_back(field);
  }
  return fields;
}

class FocusPostFetch final : public Fetch {
 public:
  FocusPostFetch(FocusTarget post, FocusTarget get, const std::vector<FocusWindow>& windows,
                 const Scan& scan, Session& session)
      : Fetch(post.request.owner),
        post_(std::move(post)),
        get_(std::move(get)),
        session_(session),
        memory_(session, post_.account),
        table_(scan.table),
        costs_told_(scan.costs_told ? scan.costs_told : std::make_shared<CostsTold>()),
        accepts_lack_(scan.accepts_older),
        costs_(fields_in(scan.used & cost_fields(*post_.request.layout))),
        is_cost_told_(costs_.empty()),
        waiting_(windows.begin(), windows.end()),
        is_by_post_(!post_.query->group_by.empty() || !memory_.is_refused()),
        is_chosen_(!is_by_post_) {
    if (waiting_.empty()) waiting_.emplace_back();
  }

  std::vector<ApiRequest> next() override {
    std::vector<ApiRequest> batch = requests_of_active();
    while (batch.empty() && !waiting_.empty()) {
      start_more();
      batch = requests_of_active();
    }
    return batch;
  }

  [[nodiscard]] std::vector<ApiRequest> foreseen() const override {
    std::vector<ApiRequest> all;
    for (const Window& window : waiting_) {
      for (ApiRequest& request : fetch_of(window)->next()) {
        all.push_back(std::move(request));
      }
    }
    return all;
  }

  void accept(std::size_t index, const Delivery& answer) override {
    Active& asked = active_[asked_[index]];
    asked.fetch->accept(0, answer);
    for (Note& noted : asked.fetch->take_notes()) note(std::move(noted));
    if (asked.fetch->is_refused()) {
      refuse(asked.window, *answer);
    } else if (asked.fetch->is_complete()) {
      remember();
      is_chosen_ = true;
    }
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> rows;
    bool is_complete = true;
    for (const Active& each : active_) {
      is_complete = is_complete && each.fetch->is_complete();
      for (auto& block : each.fetch->take()) {
        look_for_costs(*block);
        rows.push_back(std::move(block));
      }
    }
    check_costs(is_complete && waiting_.empty());
    // The newest days come first and are read last.
    if (is_first_ && !waiting_.empty()) {
      for (auto& block : rows) newest_.push_back(std::move(block));
      return {};
    }
    if (is_complete && waiting_.empty()) {
      for (auto& block : newest_) rows.push_back(std::move(block));
      newest_.clear();
    }
    return rows;
  }

 private:
  struct Active {
    Window window;
    std::unique_ptr<FocusWindowFetch> fetch;
  };

  std::vector<ApiRequest> requests_of_active() {
    std::vector<ApiRequest> batch;
    asked_.clear();
    for (std::size_t i = 0; i < active_.size(); ++i) {
      for (ApiRequest& request : active_[i].fetch->next()) {
        batch.push_back(std::move(request));
        asked_.push_back(i);
      }
    }
    return batch;
  }

  /// So many that what was read before frees its memory.
  void start_more() {
    active_.clear();
    is_first_ = !is_chosen_;
    if (is_first_) {
      start(std::move(waiting_.back()));
      waiting_.pop_back();
      return;
    }
    while (!waiting_.empty() && active_.size() < session_.settings().values().concurrency) {
      start(std::move(waiting_.front()));
      waiting_.pop_front();
    }
  }

  [[nodiscard]] std::unique_ptr<FocusWindowFetch> fetch_of(const Window& window) const {
    return std::make_unique<FocusWindowFetch>(is_by_post_ ? post_ : get_, window, session_);
  }

  void start(Window window) {
    auto fetch = fetch_of(window);
    if (accepts_incomplete()) fetch->accept_incomplete();
    active_.push_back({std::move(window), std::move(fetch)});
  }

  /// Whether POST serves the account is known by answers alone: of a refusal that GET shares
  /// nothing is learned.
  void remember() {
    if (is_by_post_) {
      memory_.remember_answer();
    } else if (!is_chosen_ && is_refusal_of_account_) {
      memory_.remember_refusal();
    }
  }

  void look_for_costs(const RowBlock& rows) {
    has_rows_ = has_rows_ || rows.size() > 0;
    InterruptCheck check_interrupt = rows.interrupt_check();
    for (std::size_t row = 0; row < rows.size() && !is_cost_told_; ++row) {
      check_interrupt();
      is_cost_told_ = std::any_of(costs_.begin(), costs_.end(), [&](std::size_t field) {
        return rows.cell(row, field).type != CellType::null;
      });
    }
  }

  /// It is the query that asks for accounts of both kinds, so no account is left out for it.
  void check_costs(bool is_all) {
    if (!post_.query->costs || !is_chosen_) return;
    if (!is_by_post_) {
      costs_told_->set_refused(post_.account);
    } else if (is_cost_told_ && has_rows_) {
      costs_told_->set_told(post_.account);
    } else if (is_all && has_rows_) {
      costs_told_->set_absent(post_.account);
    }
    if (accepts_lack_) {
      for (std::string& facts : costs_told_->new_contradictions()) {
        note({std::move(facts), NoteKind::incomplete});
      }
    } else if (const auto all = costs_told_->contradictions(); !all.empty()) {
      throw costs_of_some(table_, all.front());
    }
  }

  void refuse(Window window, const Answer& answer) {
    if (!post_.query->group_by.empty()) {
      throw refusal(answer,
                    "Only a POST can group, and this one is refused: name other keys in group_by, "
                    "or leave it out.");
    }
    const bool is_about_days = answer.status == 400 && memory_.is_answered();
    if (is_chosen_ || is_about_days) {
      if (answer.status != 400) memory_.remember_refusal();
      throw refusal(answer, "That is for " + days_of(window) +
                                "; other days of the account are answered with their costs, and "
                                "these could only be had without. Ask for the costs of other days, "
                                "or for these days without any cost or price column.");
    }
    // Old days may be refused as such, while the newest are answered.
    is_refusal_of_account_ = answer.status != 400 || !window ||
                             window->asked.last + std::chrono::days{31} >= session_.today();
    is_by_post_ = false;
    active_.clear();
    waiting_.push_back(std::move(window));
  }

  static std::string days_of(const Window& window) {
    if (!window) return "the API's default days";
    return to_text(window->asked.first) + " to " + to_text(window->asked.last);
  }

  static Error refusal(const Answer& answer, const std::string& more) {
    return {answer.error->kind(), std::string(answer.error->what()) + " " + more};
  }

  FocusTarget post_;
  FocusTarget get_;
  Session& session_;
  FocusPostMemory memory_;
  std::string table_;
  std::shared_ptr<CostsTold> costs_told_;
  bool accepts_lack_;
  std::vector<std::size_t> costs_;  // The fields of those that the query uses.
  bool is_cost_told_;               // Prices alone are told where POST answers.
  bool has_rows_ = false;
  std::deque<Window> waiting_;  // The oldest days first.
  std::vector<Active> active_;
  std::vector<std::size_t> asked_;  // By request of the batch: its place in `active_`.
  std::vector<std::unique_ptr<RowBlock>> newest_;
  bool is_by_post_;
  bool is_chosen_;         // A window was answered, or it is known that GET is the one.
  bool is_first_ = false;  // The one under way is the first of all.
  bool is_refusal_of_account_ = false;  // Not of the days asked for.
};

}  // namespace

std::unique_ptr<Fetch> focus_post_fetch(FocusTarget post, FocusTarget get,
                                        const std::vector<FocusWindow>& windows, const Scan& scan,
                                        Session& session) {
  return std::make_unique<FocusPostFetch>(std::move(post), std::move(get), windows, scan, session);
}

}  // namespace cf_billing
