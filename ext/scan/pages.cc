#include "scan/pages.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

namespace cf_billing {

namespace {

using Next = PageEnd::Next;

class NumberedPages final : public Pages {
 public:
  explicit NumberedPages(std::int64_t per_page) : per_page_(per_page), end_(per_page) {}

  [[nodiscard]] ListPage first() const override { return numbered(1); }

  bool doubts(const PageShown& shown, const ListTotals& totals, bool accepts_lacks) override {
    return end_.doubts(shown, totals, accepts_lacks);
  }

  Following after(const ListPage& page, const PageShown& shown, const ListTotals& totals) override {
    const Next next = end_.after(shown, totals);
    if (next == Next::unclear) {
      throw std::invalid_argument("page " + page.token +
                                  " repeats what earlier pages brought, and nothing says whether "
                                  "that is all");
    }
    const bool has_page = next == Next::page || next == Next::behind ||
                          (next == Next::lacking && shown.received == 0);
    return {next, has_page ? numbered(page.place + 1) : ListPage{}};
  }

  [[nodiscard]] bool repeats(const PageShown& shown) const override { return end_.repeats(shown); }
  [[nodiscard]] bool shift() const override { return true; }

 private:
  [[nodiscard]] ListPage numbered(std::int64_t number) const {
    const std::string token = std::to_string(number);
    return {number, token, {{"page", token}, {"per_page", std::to_string(per_page_)}}};
  }

  std::int64_t per_page_;
  PageEnd end_;
};

class CursorPages final : public Pages {
 public:
  CursorPages(std::int64_t per_page, CursorParameters parameters)
      : per_page_(std::to_string(per_page)),
        full_(static_cast<std::uint64_t>(per_page)),
        parameters_(parameters) {}

  [[nodiscard]] ListPage first() const override { return {1, "", {{parameters_.size, per_page_}}}; }

  bool doubts(const PageShown& /*shown*/, const ListTotals& /*totals*/,
              bool /*accepts_lacks*/) override {
    return false;
  }

  Following after(const ListPage& page, const PageShown& shown, const ListTotals& totals) override {
    if (!shown.told.cursor) {
      if (totals.lack(shown.distinct, page.place + 1)) return {Next::lacking, {}};
      // Room left on the page, or a word of the server's that has no cursor, is the end.
      const bool is_told = shown.told.is_told || totals.items() || totals.pages();
      return {!is_told && shown.received >= full_ ? Next::unclear : Next::none, {}};
    }
    // Of a server that clamps what was asked for the longest page is a full one.
    longest_ = std::max(longest_, shown.received);
    if (longest_ > 0) full_ = std::min(full_, longest_);
    const std::string& cursor = *shown.told.cursor;
    if (!seen_.insert(cursor).second) {
      throw std::invalid_argument("page " + std::to_string(page.place) +
                                  " tells a cursor that an earlier page told");
    }
    return {Next::page, ListPage{page.place + 1,
                                 cursor,
                                 {{parameters_.size, per_page_}, {parameters_.cursor, cursor}}}};
  }

  [[nodiscard]] bool repeats(const PageShown& /*shown*/) const override { return false; }
  [[nodiscard]] bool shift() const override { return false; }

 private:
  std::string per_page_;
  std::uint64_t full_;  // So many items are on a full page, as far as is known.
  std::uint64_t longest_ = 0;
  CursorParameters parameters_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::unique_ptr<Pages> numbered_pages(std::int64_t per_page) {
  return std::make_unique<NumberedPages>(per_page);
}

std::unique_ptr<Pages> cursor_pages(std::int64_t per_page, CursorParameters parameters) {
  return std::make_unique<CursorPages>(per_page, parameters);
}

}  // namespace cf_billing
