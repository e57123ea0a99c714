// Billing history, page by page, and how far a page can reach.
#include <algorithm>
#include <charconv>
#include <functional>
#include <string>
#include <vector>

#include "apis.h"
#include "json_text.h"

namespace sandbox {
namespace {

constexpr int kDefaultPerPage = 20;
constexpr int kUserMinPerPage = 5;
constexpr int kUserMaxPerPage = 50;

using Items = std::vector<const HistoryItem*>;

struct Page {
  int number = 1;
  int size = kDefaultPerPage;
};

int whole_number(const Call& call, const std::string& name, int otherwise) {
  const std::string text = call.parameter(name).value_or("");
  int value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Items all_items(const Call& call, const Account& account) {
  Items items;
  for (const HistoryItem& item : call.snapshot.history(account)) {
    items.push_back(&item);
  }
  return items;
}

void keep_equal(const Call& call, const char* parameter, std::string HistoryItem::*field,
                Items& items) {
  if (const auto wanted = call.parameter(parameter)) {
    std::erase_if(items, [&](const HistoryItem* item) { return item->*field != *wanted; });
  }
}

void sort_by(const Call& call, std::string HistoryItem::*field, Items& items) {
  std::ranges::stable_sort(items, {}, [field](const HistoryItem* item) { return item->*field; });
  if (call.settings.is("history.direction", "desc")) {
    std::ranges::reverse(items);
  }
}

Reply page_of(const Call& call, const Items& items, const Page& page, std::size_t total,
              const std::function<std::string(const HistoryItem&)>& serialise) {
  const auto size = static_cast<std::size_t>(page.size);
  const std::size_t first =
      std::min((static_cast<std::size_t>(page.number) - 1) * size, items.size());
  const std::size_t last = std::min(first + size, items.size());
  ArrayText records;
  for (std::size_t i = first; i < last; ++i) {
    records.add(serialise(*items[i]));
  }
  std::string info;
  if (call.settings.is("history.result_info", "present")) {
    ObjectText object;
    object.raw("page", std::to_string(page.number));
    object.raw("per_page", std::to_string(page.size));
    object.raw("count", std::to_string(last - first));
    object.raw("total_count", std::to_string(total));
    info = std::move(object).finish();
  }
  const bool beyond = first == last && page.number > 1;
  return beyond && call.settings.is("history.beyond", "null")
             ? success("null", info)
             : success(std::move(records).finish(), info);
}

}  // namespace

Reply user_history(const Call& call) {
  const Page page{whole_number(call, "page", 1),
                  std::clamp(whole_number(call, "per_page", kDefaultPerPage), kUserMinPerPage,
                             kUserMaxPerPage)};
  if (page.number < 1) {
    return invalid_parameters("page starts at 1");
  }
  const std::string order = call.parameter("order").value_or("occurred_at");
  if (order != "occurred_at" && order != "type" && order != "action") {
    return invalid_parameters("order is occurred_at, type or action");
  }
  // The user's own items are those of the first account.
  Items items = all_items(call, call.snapshot.accounts().front());
  const std::size_t total = items.size();
  keep_equal(call, "action", &HistoryItem::action, items);
  keep_equal(call, "type", &HistoryItem::type, items);
  keep_equal(call, "occurred_at", &HistoryItem::occurred_at, items);
  sort_by(call,
          order == "type"     ? &HistoryItem::type
          : order == "action" ? &HistoryItem::action
                              : &HistoryItem::occurred_at,
          items);
  return call.deprecated(page_of(call, items, page, total, user_history_record));
}

Reply account_history(const Call& call) {
  const int most = std::max(call.settings.number("history.account_max_per_page"), 1);
  const Page page{whole_number(call, "page", 1),
                  std::clamp(whole_number(call, "per_page", kDefaultPerPage), 1, most)};
  if (page.number < 1) {
    return invalid_parameters("page starts at 1");
  }
  Items items = all_items(call, *call.account);
  const std::size_t total = items.size();
  keep_equal(call, "status", &HistoryItem::status, items);
  sort_by(call, &HistoryItem::occurred_at, items);
  return page_of(call, items, page, total, account_history_record);
}

}  // namespace sandbox
