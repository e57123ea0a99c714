#include "scan/union_fetch.h"

#include <unordered_set>

#include "scan/list_errors.h"

namespace cf_billing {

namespace {

class UnionFetch final : public Fetch {
 public:
  UnionFetch(std::vector<ApiRequest> requests, std::string account)
      : Fetch(requests.front().owner),
        requests_(std::move(requests)),
        account_(std::move(account)) {
    answers_.resize(requests_.size());
  }

  std::vector<ApiRequest> next() override { return std::exchange(requests_, {}); }

  void accept(std::size_t index, const Delivery& answer) override {
    answers_[index] = std::make_unique<RowBlock>(answer->checked().records);
    if (const auto cut = cut_list(*answer)) lacks(*cut);
    answers_[index]->set_account(account_);
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::unordered_set<std::uint64_t> seen;
    for (const auto& rows : answers_) {
      rows->retain([&](std::size_t row) { return seen.insert(rows->content(row)).second; });
    }
    return std::move(answers_);
  }

 private:
  std::vector<ApiRequest> requests_;
  std::string account_;
  std::vector<std::unique_ptr<RowBlock>> answers_;
};

}  // namespace

std::unique_ptr<Fetch> union_fetch(std::vector<ApiRequest> requests, std::string account) {
  return std::make_unique<UnionFetch>(std::move(requests), std::move(account));
}

}  // namespace cf_billing
