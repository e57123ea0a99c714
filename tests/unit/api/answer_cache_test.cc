#include "api/answer_cache.h"

#include <gtest/gtest.h>

#include "support/answers.h"
#include "support/days.h"

namespace cf_billing {
namespace {

using std::chrono::seconds;

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}, {"note", FieldType::text, {"note"}}};
const RecordLayout kOtherLayout = kLayout;
constexpr FieldMask kId = 1;
constexpr FieldMask kNote = 2;

class AnswerCacheTest : public testing::Test {
 protected:
  static ApiRequest request(FieldMask wanted = kId, bool raw = false) {
    ApiRequest made = account_request(kAccount, "billable/usage");
    made.layout = &kLayout;
    made.reading.wanted = wanted;
    made.reading.keep_raw = raw;
    return made;
  }
  static ApiRequest days(std::string_view first, std::string_view last, bool divisible = true) {
    ApiRequest made = request();
    made.coverage = Coverage{range(first, last), divisible};
    return made;
  }
  static ApiRequest page(std::int64_t number) {
    ApiRequest made = request();
    made.page = std::to_string(number);
    made.place_in_list = number;
    return made;
  }
  static CacheKey key(std::uint64_t credential = 1, const std::string& url = "u",
                      const RecordLayout* layout = &kLayout) {
    return {credential, url, layout};
  }
  static std::shared_ptr<Answer> response(const ApiRequest& asked, const std::string& id = "x",
                                          std::size_t padding = 0) {
    const std::string record = object({{"id", id}, {"note", std::string(padding, 'n')}});
    return answer_of(answered(200, envelope({record})), asked);
  }
  /// Keeps an answer to the request; returns it.
  std::shared_ptr<const Answer> keep(const ApiRequest& asked, const CacheKey& known_by = key()) {
    auto kept = response(asked);
    cache.keep(known_by, asked, kept, now, today, limits);
    return kept;
  }
  std::shared_ptr<const Answer> find(const ApiRequest& asked, const CacheKey& known_by = key()) {
    return cache.find(known_by, asked, now, limits);
  }

  AnswerCache cache;
  AnswerCache::Limits limits;
  AnswerCache::Time now{seconds{5000}};
  Day today = day("2026-10-20");
};

TEST_F(AnswerCacheTest, finds_what_was_kept_until_its_time_is_over) {
  const auto kept = keep(request());
  EXPECT_EQ(find(request()), kept);
  now += seconds{299};
  EXPECT_EQ(find(request()), kept);
  now += seconds{1};
  EXPECT_EQ(find(request()), nullptr);
}

TEST_F(AnswerCacheTest, goes_by_the_limits_of_now) {
  keep(request());
  limits.ttl = seconds{0};
  EXPECT_EQ(find(request()), nullptr);
  limits.ttl = seconds{10};
  now += seconds{9};
  EXPECT_NE(find(request()), nullptr);
  now += seconds{1};
  EXPECT_EQ(find(request()), nullptr);
  limits.ttl = seconds{0};
  keep(request(), key(2));
  EXPECT_EQ(cache.size(), 1U);
}

TEST_F(AnswerCacheTest, days_that_are_final_stay_for_a_day) {
  keep(days("2026-10-01", "2026-10-13"), key(1));
  keep(days("2026-10-01", "2026-10-14"), key(2));
  now += limits.ttl;
  EXPECT_NE(find(days("2026-10-01", "2026-10-13"), key(1)), nullptr);
  EXPECT_EQ(find(days("2026-10-01", "2026-10-14"), key(2)), nullptr);
  // Its older days are final, too.
  EXPECT_NE(find(days("2026-10-05", "2026-10-13"), key(2)), nullptr);
  EXPECT_NE(find(days("2026-10-13", "2026-10-13"), key(2)), nullptr);
  now += std::chrono::hours{24} - limits.ttl - seconds{1};
  EXPECT_NE(find(days("2026-10-01", "2026-10-13"), key(1)), nullptr);
  now += seconds{1};
  EXPECT_EQ(find(days("2026-10-01", "2026-10-13"), key(1)), nullptr);
}

TEST_F(AnswerCacheTest, an_old_answer_makes_room_for_the_new_one) {
  keep(days("2026-10-01", "2026-10-13"));
  now += std::chrono::hours{25};
  const auto again = keep(days("2026-10-01", "2026-10-13"));
  EXPECT_EQ(find(days("2026-10-01", "2026-10-13")), again);
  EXPECT_EQ(cache.size(), 1U);
}

TEST_F(AnswerCacheTest, days_are_final_by_the_day_they_were_asked_on) {
  keep(days("2026-10-10", "2026-10-18"));
  now += std::chrono::hours{23};
  today += std::chrono::days{10};
  EXPECT_EQ(find(days("2026-10-10", "2026-10-18")), nullptr);
  EXPECT_NE(find(days("2026-10-10", "2026-10-13")), nullptr);
}

TEST_F(AnswerCacheTest, divisible_days_answer_for_fewer_of_them) {
  const auto kept = keep(days("2026-10-01", "2026-10-20"));
  for (const auto& part : {days("2026-10-01", "2026-10-20"), days("2026-10-01", "2026-10-01"),
                           days("2026-10-20", "2026-10-20"), days("2026-10-05", "2026-10-07")}) {
    EXPECT_EQ(find(part), kept);
  }
  for (const auto& more : {days("2026-09-30", "2026-10-20"), days("2026-10-01", "2026-10-21"),
                           days("2026-09-01", "2026-09-30"), request()}) {
    EXPECT_EQ(find(more), nullptr);
  }
}

TEST_F(AnswerCacheTest, days_asked_for_beside_those_needed_need_not_be_there) {
  const auto kept = keep(days("2026-10-01", "2026-10-20"));
  ApiRequest more = days("2026-09-28", "2026-10-27");
  EXPECT_EQ(find(more), nullptr);
  more.coverage->needed = range("2026-10-05", "2026-10-06");
  EXPECT_EQ(find(more), kept);
  // Final is what is needed, whatever else the answer would have had.
  now += std::chrono::hours{23};
  EXPECT_EQ(find(more), kept);
  more.coverage->needed = range("2026-10-05", "2026-10-17");
  EXPECT_EQ(find(more), nullptr);
  more.coverage->needed = range("2026-09-30", "2026-10-06");
  EXPECT_EQ(find(more), nullptr);
  // All that was asked for is kept, and replaces its parts.
  const auto all = keep(more);
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(find(days("2026-09-28", "2026-10-10")), all);
}

TEST_F(AnswerCacheTest, other_days_answer_for_themselves_only) {
  const auto kept = keep(days("2026-10-01", "2026-10-20", false));
  EXPECT_EQ(find(days("2026-10-01", "2026-10-20", false)), kept);
  EXPECT_EQ(find(days("2026-10-02", "2026-10-20", false)), nullptr);
  EXPECT_EQ(find(request()), nullptr);
}

TEST_F(AnswerCacheTest, what_has_no_days_does_not_answer_for_days) {
  keep(request());
  EXPECT_EQ(find(days("2026-10-01", "2026-10-02")), nullptr);
}

TEST_F(AnswerCacheTest, a_wider_answer_replaces_its_parts) {
  keep(days("2026-10-01", "2026-10-02"));
  keep(days("2026-10-05", "2026-10-06"));
  EXPECT_EQ(cache.size(), 2U);
  const auto wide = keep(days("2026-10-01", "2026-10-05"));
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(find(days("2026-10-02", "2026-10-02")), wide);
  EXPECT_NE(find(days("2026-10-06", "2026-10-06")), nullptr);
}

TEST_F(AnswerCacheTest, columns_and_raw_must_be_there) {
  keep(request(kId));
  EXPECT_EQ(find(request(kNote)), nullptr);
  EXPECT_EQ(find(request(kId | kNote)), nullptr);
  EXPECT_EQ(find(request(kId, true)), nullptr);
  const auto more = keep(request(kId | kNote, true));
  for (const auto& asked : {request(kId), request(kNote), request(kId | kNote, true), request(0)}) {
    EXPECT_EQ(find(asked), more);
  }
  EXPECT_EQ(cache.size(), 1U);
}

TEST_F(AnswerCacheTest, credential_url_and_layout_are_part_of_the_question) {
  keep(request(), key(1, "u"));
  EXPECT_NE(find(request(), key(1, "u")), nullptr);
  EXPECT_EQ(find(request(), key(2, "u")), nullptr);
  EXPECT_EQ(find(request(), key(1, "v")), nullptr);
  EXPECT_EQ(find(request(), key(1, "u", &kOtherLayout)), nullptr);
}

TEST_F(AnswerCacheTest, a_new_page_drops_the_later_ones) {
  for (int number = 1; number <= 4; ++number) keep(page(number));
  EXPECT_EQ(cache.size(), 4U);
  keep(page(2));
  EXPECT_NE(find(page(1)), nullptr);
  EXPECT_NE(find(page(2)), nullptr);
  EXPECT_EQ(find(page(3)), nullptr);
  EXPECT_EQ(find(page(4)), nullptr);
  keep(page(1), key(2));
  EXPECT_EQ(cache.size(), 3U);
}

TEST_F(AnswerCacheTest, pages_are_told_apart_by_their_cursors_and_ordered_by_their_place) {
  const auto cursor_page = [](const std::string& cursor, std::int64_t place) {
    ApiRequest made = page(place);
    made.page = cursor;
    return made;
  };
  keep(cursor_page("", 1));
  keep(cursor_page("zz", 2));
  keep(cursor_page("aa", 3));
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_NE(find(cursor_page("aa", 3)), nullptr);
  EXPECT_EQ(find(cursor_page("bb", 3)), nullptr);
  keep(cursor_page("zz", 2));
  EXPECT_NE(find(cursor_page("", 1)), nullptr);
  EXPECT_EQ(find(cursor_page("aa", 3)), nullptr);
}

TEST_F(AnswerCacheTest, a_page_asked_for_too_early_is_not_found) {
  const ApiRequest asked = page(2);
  auto kept = response(asked);
  kept->asked = 7;
  cache.keep(key(), asked, kept, now, today, limits);
  for (const std::uint64_t asked_after : {0, 6, 7, 8}) {
    ApiRequest again = page(2);
    again.asked_after = asked_after;
    EXPECT_EQ(find(again) != nullptr, asked_after < 7) << asked_after;
  }
}

TEST_F(AnswerCacheTest, keeps_nothing_but_complete_successes) {
  const auto refused = [&](const HttpResponse& answer,
                           RetryDecision::Action verdict = RetryDecision::Action::accept) {
    const ApiRequest asked = request();
    cache.keep(key(), asked, answer_of(answer, asked, verdict), now, today, limits);
    EXPECT_EQ(cache.size(), 0U) << answer.body;
  };
  const std::string good = envelope({object({{"id", "x"}})});
  refused(answered(403, failure(10000, "no")));
  refused(answered(404, good));
  refused(answered(500, good));
  refused(answered(304, ""));
  refused(answered(200, failure(1, "no")));
  refused(answered(200, R"({"success":false,"result":[]})"));
  refused(answered(200, R"({"result":[]})"));
  refused(answered(200, R"({"success":true})"));
  refused(answered(200, good.substr(0, good.size() - 5)));
  refused(answered(200, "<html>"));
  refused(answered(200, ""));
  refused(failed(TransferOutcome::failed, "reset"));
  refused(failed(TransferOutcome::oversized, "large"));
  HttpResponse cut = failed(TransferOutcome::failed, "closed");
  cut.status = 200;
  cut.body = good;
  refused(cut);
  EXPECT_NE(keep(request()), nullptr);
  EXPECT_EQ(cache.size(), 1U);
}

TEST_F(AnswerCacheTest, what_was_used_least_recently_goes_first) {
  const auto add = [&](const std::string& url) {
    const ApiRequest asked = request(kId | kNote);
    cache.keep(key(1, url), asked, response(asked, url, 50'000), now, today, limits);
  };
  const auto has = [&](const std::string& url) { return find(request(), key(1, url)) != nullptr; };
  add("a");
  const std::size_t one = cache.bytes();
  EXPECT_GT(one, 50'000U);
  limits.bytes = one * 3 + one / 2;
  add("b");
  add("c");
  EXPECT_TRUE(has("a"));  // And so used.
  add("d");
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_FALSE(has("b"));
  EXPECT_TRUE(has("a") && has("c") && has("d"));
  limits.bytes = one + one / 2;
  add("e");
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_TRUE(has("e"));
  EXPECT_LE(cache.bytes(), limits.bytes);
}

TEST_F(AnswerCacheTest, what_is_larger_than_everything_is_not_kept_and_evicts_nothing) {
  keep(request(), key(2));
  limits.bytes = 20'000;
  const ApiRequest asked = request(kId | kNote);
  cache.keep(key(1), asked, response(asked, "x", 50'000), now, today, limits);
  EXPECT_EQ(find(asked, key(1)), nullptr);
  EXPECT_NE(find(request(), key(2)), nullptr);
  limits.bytes = 0;
  keep(request(), key(3));
  EXPECT_EQ(find(request(), key(3)), nullptr);
}

TEST_F(AnswerCacheTest, an_answer_in_use_outlives_its_place) {
  const auto used = keep(request());
  EXPECT_EQ(cache.clear(), 1U);
  EXPECT_EQ(used->records->cell(0, 0).text(), "x");
}

TEST_F(AnswerCacheTest, forgets_paths_and_everything) {
  keep(request(), key(1));
  keep(request(), key(2));
  ApiRequest other = account_request(kAccount, "billing/profile");
  other.layout = &kLayout;
  other.reading.wanted = kId;
  keep(other, key(3));
  cache.forget(request());
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_NE(find(other, key(3)), nullptr);
  EXPECT_EQ(cache.clear(), 1U);
  EXPECT_EQ(cache.clear(), 0U);
  EXPECT_EQ(cache.bytes(), 0U);
  EXPECT_EQ(find(other, key(3)), nullptr);
}

}  // namespace
}  // namespace cf_billing
