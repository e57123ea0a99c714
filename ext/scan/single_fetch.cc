#include "scan/single_fetch.h"

#include "scan/list_errors.h"

namespace cf_billing {

namespace {

class SingleFetch final : public Fetch {
 public:
  SingleFetch(ApiRequest request, std::string account)
      : Fetch(request.owner), request_(std::move(request)), account_(std::move(account)) {}

  std::vector<ApiRequest> next() override {
    if (asked_) return {};
    asked_ = true;
    return {request_};
  }

  void accept(std::size_t /*index*/, const Delivery& answer) override {
    rows_ = std::make_unique<RowBlock>(answer->checked().records);
    if (const auto cut = cut_list(*answer)) lacks(*cut);
    rows_->set_account(account_);
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    blocks.push_back(std::move(rows_));
    return blocks;
  }

 private:
  ApiRequest request_;
  std::string account_;
  bool asked_ = false;
  std::unique_ptr<RowBlock> rows_;
};

}  // namespace

std::unique_ptr<Fetch> single_fetch(ApiRequest request, std::string account) {
  return std::make_unique<SingleFetch>(std::move(request), std::move(account));
}

}  // namespace cf_billing
