// Lists whose pages each tell the cursor of the next.
#include <gtest/gtest.h>

#include "scan/paged_fetch.h"
#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

using Urls = std::vector<std::string>;

const RecordLayout kTags = {{"id", FieldType::text, {"id"}}};

/// A page as written, for each cursor that is asked with.
using CursorServer = std::map<std::string, std::string>;

std::string page_of(std::initializer_list<const char*> ids, const std::string& result_info) {
  std::vector<std::string> items;
  for (const char* id : ids) items.push_back(object({{"id", id}}));
  return envelope(items, result_info);
}

std::string cursor(const std::string& value) { return R"({"count":2,"cursor":")" + value + "\"}"; }

/// What the last page says, however full it is.
constexpr const char* kEnd = R"({"count":2,"cursor":""})";

class CursorPagedFetch : public testing::Test {
 protected:
  void serve(CursorServer pages) {
    test.emplace(day("2026-10-20"), [pages = std::move(pages)](const RequestedUrl& url) {
      const auto found = pages.find(url.value("cursor"));
      return found == pages.end() ? answered(404, failure(7003, "no such page"))
                                  : answered(200, found->second);
    });
  }
  std::vector<std::string> ids() {
    std::vector<std::unique_ptr<Fetch>> fetches;
    ApiRequest request = account_request(kAccount, "tags/resources");
    request.layout = &kTags;
    fetches.push_back(
        cursor_paged_fetch(std::move(request), kAccount, {.per_page = 2, .identifier = "id"}));
    if (accepts_incomplete) fetches.back()->accept_incomplete();
    Pipeline pipeline(test->session(), "cf_tags", std::move(fetches));
    std::vector<std::string> all;
    while (const auto block = pipeline.next([] { return false; })) {
      for (std::size_t row = 0; row < block->size(); ++row) {
        all.emplace_back(block->cell(row, 0).text());
        EXPECT_EQ(block->account(), kAccount);
      }
    }
    return all;
  }

  bool accepts_incomplete = false;
  std::optional<TestSession> test;
};

TEST_F(CursorPagedFetch, follows_the_cursors_to_the_page_that_tells_none) {
  for (const char* last :
       {R"({"count":1,"cursor":""})", R"({"count":1})", "", R"({"count":1,"cursor":null})"}) {
    serve({{"", page_of({"a", "b"}, cursor("x/1"))},
           {"x%2F1", page_of({"c", "d"}, cursor("y"))},
           {"y", page_of({"e"}, last)}});
    EXPECT_EQ(ids(), (std::vector<std::string>{"a", "b", "c", "d", "e"})) << last;
    EXPECT_EQ(test->asked(),
              (Urls{"tags/resources?per_page=2", "tags/resources?per_page=2&cursor=x%2F1",
                    "tags/resources?per_page=2&cursor=y"}));
  }
}

TEST_F(CursorPagedFetch, goes_on_after_short_and_empty_pages) {
  serve({{"", page_of({}, cursor("1"))},
         {"1", page_of({"a"}, cursor("2"))},
         {"2", page_of({"b", "c"}, kEnd)}});
  EXPECT_EQ(ids(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(CursorPagedFetch, counts_an_item_once_that_moved_to_the_next_page) {
  serve({{"", page_of({"a", "b"}, cursor("1"))}, {"1", page_of({"b", "c"}, kEnd)}});
  EXPECT_EQ(ids(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(CursorPagedFetch, reports_a_full_page_that_says_nothing_of_the_list) {
  const auto error_of = [&] {
    try {
      ids();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::corrupt);
      return std::string(error.what());
    }
    return std::string("no error");
  };
  for (const char* nothing : {"", "{}", "null", "[]"}) {
    serve({{"", page_of({"a", "b"}, nothing)}});
    const std::string text = error_of();
    EXPECT_NE(text.find("page 1 is full with 2 items"), std::string::npos) << text;
    EXPECT_NE(text.find("incomplete"), std::string::npos) << text;
    EXPECT_EQ(test->asked().size(), 1U);
    // Whoever makes do with it has it, with a note.
    accepts_incomplete = true;
    EXPECT_EQ(ids(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(test->session().client().log().entries().back().error_kind, NoteKind::incomplete);
    accepts_incomplete = false;
    serve({{"", page_of({"a", "b"}, cursor("1"))}, {"1", page_of({"c", "d"}, nothing)}});
    EXPECT_NE(error_of().find("page 2 is full with 2 items"), std::string::npos);
    // Room is left on it.
    serve({{"", page_of({"a", "b"}, cursor("1"))}, {"1", page_of({"c"}, nothing)}});
    EXPECT_EQ(ids().size(), 3U);
    // The server gives no more than one, whatever is asked for.
    serve({{"", page_of({"a"}, cursor("1"))}, {"1", page_of({"c"}, nothing)}});
    EXPECT_NE(error_of().find("page 2 is full with 1 item,"), std::string::npos);
  }
}

TEST_F(CursorPagedFetch, believes_what_a_full_page_says) {
  for (const char* end : {kEnd, R"({"count":2})", R"({"cursor":null})", R"({"cursors":{}})",
                          R"({"total_count":2})", R"({"next_page_token":""})"}) {
    serve({{"", page_of({"a", "b"}, end)}});
    EXPECT_EQ(ids().size(), 2U) << end;
  }
  // Of the whole list an earlier page said how long it is.
  serve({{"", page_of({"a", "b"}, R"({"total_count":4,"cursor":"1"})")},
         {"1", page_of({"c", "d"}, "")}});
  EXPECT_EQ(ids().size(), 4U);
}

TEST_F(CursorPagedFetch, reports_a_cursor_that_leads_back) {
  serve({{"", page_of({"a", "b"}, cursor("1"))}, {"1", page_of({"a", "b"}, cursor("1"))}});
  try {
    ids();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::corrupt);
    EXPECT_NE(std::string(error.what()).find("cursor"), std::string::npos) << error.what();
  }
  EXPECT_EQ(test->asked().size(), 2U);
}

TEST_F(CursorPagedFetch, finds_every_page_in_what_was_kept) {
  serve({{"", page_of({"a", "b"}, cursor("1"))}, {"1", page_of({"c"}, "")}});
  test->session().settings().set("cache_ttl", "300");
  const auto first = ids();
  EXPECT_EQ(ids(), first);
  EXPECT_EQ(first.size(), 3U);
  EXPECT_EQ(test->asked().size(), 2U);
}

}  // namespace
}  // namespace cf_billing
