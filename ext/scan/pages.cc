#include "scan/pages.h"

#include <stdexcept>
#include <unordered_set>

namespace cf_billing {

namespace {

class NumberedPages final : public Pages {
 public:
  explicit NumberedPages(std::int64_t per_page) : per_page_(per_page) {}

  [[nodiscard]] ListPage first() const override { return numbered(1); }

  std::optional<ListPage> after(const ListPage& page, const PageShown& shown) override {
    switch (end_.after(shown)) {
      case PageEnd::Next::page:
        return numbered(page.place + 1);
      case PageEnd::Next::same:
        return page;
      case PageEnd::Next::none:
        break;
      case PageEnd::Next::repeats:
        throw std::invalid_argument("page " + page.token + " repeats what earlier pages brought");
    }
    return std::nullopt;
  }

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
  explicit CursorPages(std::int64_t per_page) : per_page_(std::to_string(per_page)) {}

  [[nodiscard]] ListPage first() const override { return {1, "", {{"per_page", per_page_}}}; }

  std::optional<ListPage> after(const ListPage& page, const PageShown& shown) override {
    if (!shown.told.cursor) return std::nullopt;
    const std::string& cursor = *shown.told.cursor;
    if (!seen_.insert(cursor).second) {
      throw std::invalid_argument("page " + std::to_string(page.place) +
                                  " tells a cursor that an earlier page told");
    }
    return ListPage{page.place + 1, cursor, {{"per_page", per_page_}, {"cursor", cursor}}};
  }

 private:
  std::string per_page_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::unique_ptr<Pages> numbered_pages(std::int64_t per_page) {
  return std::make_unique<NumberedPages>(per_page);
}

std::unique_ptr<Pages> cursor_pages(std::int64_t per_page) {
  return std::make_unique<CursorPages>(per_page);
}

}  // namespace cf_billing
