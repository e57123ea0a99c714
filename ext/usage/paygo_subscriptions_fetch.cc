#include "usage/paygo_subscriptions_fetch.h"

#include <utility>

#include "scan/list_errors.h"
#include "usage/generation_choice.h"
#include "usage/paygo_errors.h"
#include "usage/paygo_memory.h"

namespace cf_billing {

namespace {

using RequestTo = std::function<ApiRequest(const std::string& endpoint)>;

class PaygoSubscriptionsFetch final : public Fetch {
 public:
  PaygoSubscriptionsFetch(const std::string& table, const std::string& account, Session& session,
                          RequestTo request_to)
      : Fetch("account " + account),
        account_(account),
        request_to_(std::move(request_to)),
        memory_(session, account),
        generations_(session.settings().values().paygo_endpoint, memory_.generation()) {
    if (!find_companion()) throw no_companion(table, generations_);
  }

  std::vector<ApiRequest> next() override {
    if (is_done_) return {};
    std::vector<ApiRequest> requests{request_to_(generations_.info_endpoint())};
    if (!is_confirming_) return requests;
    requests.front().from_cache = CacheUse::fresh;
    ApiRequest usage = account_request(account_, generations_.endpoint());
    usage.restricted = true;
    usage.from_cache = CacheUse::none;
    // Whether it is there counts alone: of its records no field is read.
    usage.layout = requests.front().layout;
    requests.push_back(std::move(usage));
    return requests;
  }

  void accept(std::size_t index, const Delivery& answer) override {
    if (index > 0) {
      usage_ = answer.answer;
    } else if (answer->route_is_gone) {
      gone_ = answer.answer;
    } else {
      rows_ = std::make_unique<RowBlock>(answer->checked().records);
      if (const auto cut = cut_list(*answer)) lacks(*cut);
      rows_->set_account(account_);
    }
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    if (rows_) {
      memory_.remember(generations_.current());
      is_done_ = true;
      blocks.push_back(std::move(rows_));
    } else if (is_confirming_) {
      to_next_generation();
    } else {
      is_confirming_ = true;
    }
    return blocks;
  }

 private:
  /// Moves on to a generation that tells subscriptions; false: none of those left does.
  bool find_companion() {
    while (generations_.info_endpoint() == nullptr) {
      if (!generations_.has_another()) return false;
      generations_.drop_current();
    }
    return true;
  }

  /// One 404 proves nothing: only where it is gone twice, and usage with it, is the account served
  /// by another generation.
  void to_next_generation() {
    if (!usage_->route_is_gone) {
      usage_->checked();
      throw info_gone_beside_usage(*gone_, generations_);
    }
    const Answer& gone = *gone_;
    if (!generations_.has_another()) throw all_companions_gone(gone, generations_);
    generations_.drop_current();
    if (!find_companion()) throw all_companions_gone(gone, generations_);
    is_confirming_ = false;
  }

  std::string account_;
  RequestTo request_to_;
  PaygoMemory memory_;
  GenerationChoice generations_;

  bool is_done_ = false;
  bool is_confirming_ = false;           // The batch asks again for what was gone,
  std::shared_ptr<const Answer> gone_;   // as this answer said,
  std::shared_ptr<const Answer> usage_;  // and for usage beside it.
  std::unique_ptr<RowBlock> rows_;
};

}  // namespace

std::unique_ptr<Fetch> paygo_subscriptions_fetch(const std::string& table,
                                                 const std::string& account, Session& session,
                                                 const RequestTo& request_to) {
  return std::make_unique<PaygoSubscriptionsFetch>(table, account, session, request_to);
}

}  // namespace cf_billing
