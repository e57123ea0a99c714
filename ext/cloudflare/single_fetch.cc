#include "cloudflare/single_fetch.h"

namespace cf_billing {

namespace {

class SingleFetch final : public Fetch {
 public:
  SingleFetch(ApiRequest request, std::string account, const RecordLayout& layout,
              const DecodeOptions& options)
      : request_(std::move(request)),
        account_(std::move(account)),
        layout_(layout),
        options_(options) {}

  std::vector<ApiRequest> next() override {
    if (asked_) return {};
    asked_ = true;
    return {request_};
  }

  void accept(std::size_t /*index*/, ApiAnswer answer) override {
    rows_ = std::move(answer.records(layout_, options_).rows);
    rows_->set_account(account_);
    RowBlock::Occurrences seen;
    rows_->assign_rowids(seen);
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    blocks.push_back(std::move(rows_));
    return blocks;
  }

 private:
  ApiRequest request_;
  std::string account_;
  const RecordLayout& layout_;
  DecodeOptions options_;
  bool asked_ = false;
  std::unique_ptr<RowBlock> rows_;
};

}  // namespace

std::unique_ptr<Fetch> single_fetch(ApiRequest request, std::string account,
                                    const RecordLayout& layout, const DecodeOptions& options) {
  return std::make_unique<SingleFetch>(std::move(request), std::move(account), layout, options);
}

}  // namespace cf_billing
