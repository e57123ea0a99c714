// Lists that change while they are read, and servers that say other things of them than are true.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

using Places = std::vector<int>;

struct Item {
  std::string id;
  std::string status = "open";
  [[nodiscard]] std::string text() const {
    return id.empty() ? object({{"status", status}}) : object({{"id", id}, {"status", status}});
  }
};
using Items = std::vector<Item>;

Items items(int count, const std::string& prefix = "i") {
  Items list;
  for (int i = 0; i < count; ++i) list.push_back({prefix + std::to_string(i)});
  return list;
}

/// Serves `list` by `per_page`; before the nth request `change` may change it.
struct ListServer {
  Items list;
  int per_page = 10;
  std::string echoed = "10";  // per_page as told.
  bool with_count = true;
  bool with_pages = false;
  std::function<void(int request, int page, ListServer& server)> change = {};
  int requests = 0;
  std::optional<int> told_count = {};
  std::set<int> empty = {};  // Pages that have nothing, whatever is there.

  HttpResponse operator()(const RequestedUrl& url) {
    const int page = std::stoi(url.value("page"));
    if (change) change(++requests, page, *this);
    std::vector<std::string> shown;
    const auto size = static_cast<int>(list.size());
    for (int i = (page - 1) * per_page; i < std::min(page * per_page, size); ++i) {
      if (!empty.contains(page)) shown.push_back(list[static_cast<std::size_t>(i)].text());
    }
    std::string info = "{\"page\":" + std::to_string(page) + ",\"per_page\":" + echoed;
    if (with_count) info += ",\"total_count\":" + std::to_string(told_count.value_or(size));
    if (with_pages) {
      info += ",\"total_pages\":" + std::to_string((size + per_page - 1) / per_page);
    }
    return answered(200, envelope(shown, info + "}"));
  }
};

class ShiftingList : public testing::Test {
 protected:
  void serve(ListServer server) {
    served_ = std::make_shared<ListServer>(std::move(server));
    test.emplace(day("2026-10-20"),
                 [served = served_](const RequestedUrl& url) { return (*served)(url); });
  }
  Scan scan(bool is_lazy = false) {
    Scan made;
    made.accounts = {kAccount};
    made.may_end_early = is_lazy;
    return made;
  }
  /// The rows as "id status", sorted.
  std::vector<std::string> rows(bool is_lazy = false) {
    std::vector<std::string> all;
    for (const TestRow& row : test->rows(billing_history_table(), scan(is_lazy))) {
      const auto id = row.find("id");
      all.push_back((id == row.end() ? "" : id->second) + " " + row.at("status"));
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  /// Every item that is there when the scan has ended, once, and nothing else.
  template <typename What = const char*>
  void expect_truth(const What& what = "") {
    const auto found = rows();
    EXPECT_EQ(found, truth()) << what;
  }
  std::string error(bool is_lazy = false) {
    return test->error(billing_history_table(), scan(is_lazy));
  }
  /// Those that are there now.
  std::vector<std::string> truth() {
    std::vector<std::string> all;
    for (const Item& item : served_->list) all.push_back(item.id + " " + item.status);
    std::sort(all.begin(), all.end());
    return all;
  }
  Places asked() {
    Places places;
    for (const HttpRequest& request : test->transport().requests) {
      places.push_back(std::stoi(parse_url(request.url).value("page")));
    }
    return places;
  }
  /// Every row, with what is missing noted.
  std::size_t incomplete_rows() {
    std::vector<std::unique_ptr<Fetch>> fetches =
        billing_history_table().fetches(billing_history_table(), all_columns(), test->session());
    for (const auto& fetch : fetches) fetch->accept_incomplete();
    Pipeline pipeline(test->session(), "cf_billing_history", std::move(fetches));
    std::size_t count = 0;
    while (const auto block = pipeline.next([] { return false; })) count += block->size();
    return count;
  }
  Scan all_columns() {
    Scan made = scan();
    made.table = "cf_billing_history";
    made.wanted = ~FieldMask{0};
    return made;
  }
  std::vector<std::string> notes() {
    std::vector<std::string> all;
    for (const LoggedRequest& entry : test->session().client().log().entries()) {
      if (!entry.error.empty()) all.push_back(entry.error);
    }
    return all;
  }

  std::optional<TestSession> test;
  std::shared_ptr<ListServer> served_;
};

TEST_F(ShiftingList, is_read_to_its_total_where_pages_are_cut_and_the_length_asked_for_is_echoed) {
  ListServer server{items(137), 25};
  server.echoed = "50";
  serve(server);
  expect_truth();
  EXPECT_EQ(asked(), (Places{1, 2, 3, 4, 5, 6}));
}

TEST_F(ShiftingList, is_read_to_its_number_of_pages) {
  ListServer server{items(137), 50};
  server.echoed = "50";
  server.with_count = false;
  server.with_pages = true;
  serve(server);
  expect_truth();
  // Without a count each page is looked at again once the next is there.
  EXPECT_EQ(asked(), (Places{1, 2, 1, 3, 2}));
}

TEST_F(ShiftingList, fails_at_a_page_that_stays_empty_before_the_total) {
  ListServer server{items(137), 50};
  server.echoed = "50";
  server.empty = {3};
  serve(server);
  const std::string message = error();
  EXPECT_NE(message.find("cf_billing_history: the list is not complete: 137 items according to the "
                         "server, 100 items came, page 3 is empty"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find(kAccount), std::string::npos) << message;
  EXPECT_NE(message.find("incomplete"), std::string::npos) << message;
  EXPECT_EQ(asked(), (Places{1, 2, 3, 3}));
}

TEST_F(ShiftingList, gives_what_came_where_that_is_accepted_and_notes_what_is_missing) {
  for (const int hole : {2, 3}) {
    ListServer server{items(137), 50};
    server.echoed = "50";
    server.empty = {hole};
    serve(server);
    EXPECT_EQ(incomplete_rows(), hole == 2 ? 87U : 100U);
    const auto noted = notes();
    ASSERT_FALSE(noted.empty());
    EXPECT_NE(noted.front().find("137 items according to the server"), std::string::npos);
  }
}

TEST_F(ShiftingList, has_no_hole_without_a_total_either) {
  ListServer server{items(30)};
  server.with_count = false;
  server.empty = {2};
  serve(server);
  const std::string message = error();
  EXPECT_NE(message.find("page 2 is empty, as often as it is asked for, but page 3 is not"),
            std::string::npos)
      << message;
  EXPECT_EQ(incomplete_rows(), 20U);
}

TEST_F(ShiftingList, survives_a_page_that_is_empty_once) {
  for (const bool with_count : {true, false}) {
    ListServer server{items(25)};
    server.with_count = with_count;
    auto slips = std::make_shared<int>(0);
    server.change = [slips](int, int page, ListServer& self) {
      self.empty.clear();
      if (page == 2 && ++*slips == 1) self.empty = {2};
    };
    serve(server);
    expect_truth(with_count);
  }
}

TEST_F(ShiftingList, loses_no_neighbour_of_an_item_that_was_removed) {
  for (const bool with_count : {true, false}) {
    for (const int at_request : {2, 3, 4}) {
      for (const std::size_t gone : {0U, 9U, 10U, 15U}) {
        for (const int total : {31, 35, 21}) {
          ListServer server{items(total)};
          server.with_count = with_count;
          server.change = [=](int request, int, ListServer& self) {
            if (request == at_request) {
              self.list.erase(self.list.begin() + static_cast<std::ptrdiff_t>(gone));
            }
          };
          serve(server);
          const auto found = rows();
          const auto now = truth();
          EXPECT_TRUE(std::includes(found.begin(), found.end(), now.begin(), now.end()))
              << with_count << at_request << " " << gone << " of " << total;
          EXPECT_LE(found.size(), now.size() + 1);
        }
      }
    }
  }
}

TEST_F(ShiftingList, loses_nothing_when_more_than_a_page_is_removed) {
  ListServer server{items(60)};
  server.change = [](int request, int, ListServer& self) {
    if (request == 4) self.list.erase(self.list.begin(), self.list.begin() + 25);
  };
  serve(server);
  const auto found = rows();
  const auto now = truth();
  EXPECT_TRUE(std::includes(found.begin(), found.end(), now.begin(), now.end()));
}

TEST_F(ShiftingList, is_complete_where_items_were_removed_on_both_sides_of_the_reader) {
  ListServer server{items(35)};
  server.change = [](int request, int, ListServer& self) {
    if (request != 3) return;
    self.list.erase(self.list.begin() + 30);
    self.list.erase(self.list.begin());
  };
  serve(server);
  EXPECT_EQ(rows().size(), 34U);
}

TEST_F(ShiftingList, loses_nothing_when_more_than_a_page_is_added_in_front) {
  for (const int at_request : {2, 3}) {
    ListServer server{items(35)};
    server.change = [=](int request, int, ListServer& self) {
      if (request != at_request) return;
      const Items more = items(25, "new");
      self.list.insert(self.list.begin(), more.begin(), more.end());
    };
    serve(server);
    expect_truth(at_request);
  }
}

TEST_F(ShiftingList, counts_every_item_that_was_added_and_pushed_once) {
  for (const bool with_count : {true, false}) {
    for (const int at_request : {2, 3, 4}) {
      ListServer server{items(35)};
      server.with_count = with_count;
      server.change = [=](int request, int, ListServer& self) {
        if (request != at_request) return;
        self.list.insert(self.list.begin(), {{"new1"}, {"new2"}});
      };
      serve(server);
      const auto found = rows();
      EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), found.size());
      // Told of them, it looks for them.
      if (with_count) {
        EXPECT_EQ(found, truth()) << at_request;
      } else {
        EXPECT_GE(found.size(), 35U);
      }
    }
  }
}

TEST_F(ShiftingList, ends_at_a_last_page_of_nothing_but_pushed_items) {
  // Page 1 was full and was everything; a new item pushes the oldest onto page 2.
  for (const bool with_count : {true, false}) {
    ListServer server{items(10)};
    server.with_count = with_count;
    server.change = [](int request, int, ListServer& self) {
      if (request == 2) self.list.insert(self.list.begin(), {"new"});
    };
    serve(server);
    expect_truth(with_count);
  }
}

TEST_F(ShiftingList, counts_an_item_once_that_was_paid_while_it_moved) {
  for (const bool with_count : {true, false}) {
    ListServer server{items(25)};
    server.with_count = with_count;
    server.change = [](int request, int, ListServer& self) {
      if (request != 2) return;
      self.list.insert(self.list.begin(), {"new"});
      self.list[10].status = "paid";
    };
    serve(server);
    expect_truth();
  }
}

TEST_F(ShiftingList, cannot_take_back_what_a_limit_made_it_hand_out) {
  ListServer server{items(25)};
  server.change = [](int request, int, ListServer& self) {
    if (request == 2) {
      self.list.insert(self.list.begin(), {"new"});
      self.list[10].status = "paid";
    }
  };
  serve(server);
  const std::string message = error(/*is_lazy=*/true);
  EXPECT_NE(message.find("cf_billing_history: the list changed while it was read"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("Run the query again"), std::string::npos) << message;
}

TEST_F(ShiftingList, is_read_lazily_without_loss_as_well) {
  for (const std::size_t gone : {0U, 9U}) {
    ListServer server{items(35)};
    server.change = [gone](int request, int, ListServer& self) {
      if (request == 2) self.list.erase(self.list.begin() + static_cast<std::ptrdiff_t>(gone));
    };
    serve(server);
    const auto found = rows(/*is_lazy=*/true);
    EXPECT_EQ(found.size(), 35U);
  }
}

TEST_F(ShiftingList, does_not_believe_a_total_below_what_comes) {
  ListServer server{items(25)};
  server.told_count = 7;
  serve(server);
  expect_truth();
  EXPECT_EQ(asked(), (Places{1, 2, 3, 4, 4, 5}));
}

TEST_F(ShiftingList, does_not_believe_a_total_that_falls_and_rises) {
  ListServer server{items(35)};
  server.change = [](int, int page, ListServer& self) { self.told_count = page == 2 ? 20 : 35; };
  serve(server);
  expect_truth();
}

TEST_F(ShiftingList, fails_at_a_total_above_what_comes) {
  ListServer server{items(25)};
  server.told_count = 26;
  serve(server);
  const std::string message = error();
  EXPECT_NE(message.find("26 items according to the server, 25 items came"), std::string::npos)
      << message;
}

TEST_F(ShiftingList, says_it_if_a_page_has_two_contents_of_what_is_one_item) {
  ListServer server{items(5)};
  server.list.insert(server.list.begin() + 2, {"i2", "paid"});
  serve(server);
  EXPECT_EQ(rows().size(), 6U);
  server.told_count = 5;
  serve(server);
  const std::string message = error();
  EXPECT_NE(message.find("5 items according to the server, 6 items came"), std::string::npos)
      << message;
}

TEST_F(ShiftingList, counts_the_same_twice_on_a_page_once) {
  ListServer server{items(5)};
  server.list.insert(server.list.begin() + 2, {"i2"});
  server.told_count = 5;
  serve(server);
  EXPECT_EQ(rows().size(), 5U);
  EXPECT_EQ(asked(), Places{1});
}

TEST_F(ShiftingList, of_items_without_an_id_that_move_is_an_error) {
  ListServer server{Items(25)};
  serve(server);
  EXPECT_EQ(rows().size(), 25U);
  server.change = [](int request, int, ListServer& self) {
    if (request == 2) self.list.insert(self.list.begin(), {"", "new"});
  };
  serve(server);
  const std::string message = error();
  EXPECT_NE(message.find("items without an id"), std::string::npos) << message;
}

TEST_F(ShiftingList, a_page_that_is_not_found_is_no_end) {
  test.emplace(day("2026-10-20"), [](const RequestedUrl& url) {
    ListServer server{items(25)};
    return url.value("page") == "2" ? answered(404, failure(7003, "no route")) : server(url);
  });
  EXPECT_NE(error().find("HTTP 404"), std::string::npos);
}

TEST_F(ShiftingList, with_a_filter_is_read_to_an_empty_page) {
  ListServer server{items(12)};
  server.told_count = 500;
  serve(server);
  Scan filtered = scan();
  filtered.parameters = {{"status", "paid"}};
  EXPECT_EQ(test->rows(billing_history_table(), filtered).size(), 12U);
  EXPECT_EQ(asked(), (Places{1, 2, 1, 3, 3, 2, 4}));
}

TEST_F(ShiftingList, whose_server_ignores_the_page_is_complete_if_that_is_known) {
  struct Case {
    const char* what;
    int count;
    const char* info;
    const char* message;  // Part of it; empty: complete.
  };
  const std::vector<Case> cases = {
      {"a total of what came", 50, R"({"per_page":50,"total_count":50})", ""},
      {"a total above", 50, R"({"per_page":50,"total_count":51})", "51 items according to"},
      {"one page", 50, R"({"total_pages":1})", ""},
      {"more pages", 50, R"({"total_pages":2})", "2 pages according to"},
      {"room on the page", 49, "", ""},
      {"more than was asked for", 51, "", ""},
      {"exactly what was asked for", 50, "", "repeats"},
      {"exactly a page as told", 20, R"({"per_page":20})", "repeats"},
  };
  for (const Case& each : cases) {
    std::vector<std::string> texts;
    for (const Item& item : items(each.count)) texts.push_back(item.text());
    test.emplace(day("2026-10-20"),
                 [&](const RequestedUrl&) { return answered(200, envelope(texts, each.info)); });
    if (each.message[0] == '\0') {
      EXPECT_EQ(rows().size(), static_cast<std::size_t>(each.count)) << each.what;
    } else {
      EXPECT_NE(error().find(each.message), std::string::npos) << each.what;
    }
    EXPECT_LE(asked().size(), std::string(each.info).find("total") == std::string::npos ? 3U : 2U)
        << each.what;
  }
}

TEST_F(ShiftingList, that_is_kept_costs_nothing_and_is_the_same) {
  for (const bool with_count : {true, false}) {
    for (const int count : {0, 5, 10, 35}) {
      ListServer server{items(count)};
      server.with_count = with_count;
      serve(server);
      test->session().settings().set("cache_ttl", "300");
      expect_truth();
      const std::size_t first = asked().size();
      expect_truth();
      EXPECT_EQ(asked().size(), first) << with_count << count;
    }
  }
}

TEST_F(ShiftingList, that_changed_between_kept_pages_and_new_ones_is_whole) {
  for (const bool with_count : {true, false}) {
    for (const std::size_t gone : {0U, 9U, 12U}) {
      ListServer server{items(35)};
      server.with_count = with_count;
      serve(server);
      test->session().settings().set("cache_ttl", "300");
      const auto lazy = test->start(billing_history_table(), scan(/*is_lazy=*/true));
      ASSERT_TRUE(lazy->next([] { return false; }));
      served_->list.erase(served_->list.begin() + static_cast<std::ptrdiff_t>(gone));
      for (int run = 0; run < 3; ++run) {
        const auto found = rows();
        const auto now = truth();
        EXPECT_TRUE(std::includes(found.begin(), found.end(), now.begin(), now.end()))
            << with_count << gone << run;
      }
    }
  }
}

}  // namespace
}  // namespace cf_billing
