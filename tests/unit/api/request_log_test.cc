#include "api/request_log.h"

#include <gtest/gtest.h>

#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

LoggedRequest entry(const std::string& error = "") {
  LoggedRequest made;
  made.error = error;
  return made;
}

TEST(RequestLog, numbers_entries_from_one) {
  RequestLog log;
  EXPECT_EQ(log.add(entry()), 1);
  EXPECT_EQ(log.add(entry()), 2);
  EXPECT_EQ(log.entries()[1].id, 2);
}

TEST(RequestLog, drops_the_oldest) {
  RequestLog log;
  const auto most = static_cast<std::int64_t>(RequestLog::kMostEntries);
  for (std::int64_t i = 0; i < most + 3; ++i) log.add(entry());
  EXPECT_EQ(log.entries().size(), RequestLog::kMostEntries);
  EXPECT_EQ(log.entries().front().id, 4);
  EXPECT_EQ(log.entries().back().id, most + 3);
  log.set_error(3, "gone");
  log.set_error(4, "first");
  log.set_error(most + 3, "last");
  log.set_error(most + 4, "not there yet");
  EXPECT_EQ(log.entries().front().error, "first");
  EXPECT_EQ(log.entries().back().error, "last");
}

TEST(RequestLog, is_bounded_by_bytes) {
  RequestLog log;
  const std::string text(RequestLog::kMostBytes / 4, 'x');
  for (int i = 0; i < 6; ++i) log.add(entry(text));
  EXPECT_EQ(log.entries().size(), 4U);
  EXPECT_EQ(log.entries().front().id, 3);
  log.add(entry());
  log.set_error(7, text);
  EXPECT_EQ(log.entries().front().id, 4);
  log.add(entry(std::string(2 * RequestLog::kMostBytes, 'x')));
  EXPECT_EQ(log.entries().size(), 1U);
  log.add(entry("small"));
  EXPECT_EQ(log.entries().size(), 1U);
  EXPECT_EQ(log.entries().front().error, "small");
}

TEST(RequestLog, an_entry_keeps_its_first_error) {
  RequestLog log;
  log.set_error(1, "empty");
  log.add(entry("own"));
  log.add(entry());
  log.set_error(1, "later");
  log.set_error(2, "later");
  log.set_error(0, "none");
  EXPECT_EQ(log.entries()[0].error, "own");
  EXPECT_EQ(log.entries()[1].error, "later");
}

TEST(RequestLog, keeps_each_note_once) {
  RequestLog log;
  log.add(entry());
  for (const char* note : {"no costs of a", "no costs of b", "no costs of a"})
    log.add_note(1, {note, NoteKind::incomplete});
  log.add_note(2, {"not there yet", NoteKind::failed});
  EXPECT_EQ(log.entries()[0].error, "no costs of a; no costs of b");
}

TEST(RequestLog, tells_the_gravest_of_what_errors_come_to) {
  RequestLog log;
  log.add(entry());
  EXPECT_EQ(log.entries()[0].error_kind, std::nullopt);
  log.excuse(1);
  EXPECT_EQ(log.entries()[0].error_kind, std::nullopt) << "there was no error";
  log.add_note(1, {"a", NoteKind::denied});
  log.add_note(1, {"b", NoteKind::gone});
  EXPECT_EQ(log.entries()[0].error_kind, NoteKind::denied);
  // Said already, and graver now.
  log.add_note(1, {"b", NoteKind::failed});
  EXPECT_EQ(log.entries()[0].error, "a; b");
  EXPECT_EQ(log.entries()[0].error_kind, NoteKind::failed);
  log.excuse(1);
  EXPECT_EQ(log.entries()[0].error_kind, NoteKind::elsewhere);
  log.set_error(1, "c");
  EXPECT_EQ(log.entries()[0].error_kind, NoteKind::failed) << "whatever it said before";
}

TEST(RequestLog, notes_outcomes_of_accounts_alone) {
  RequestLog log;
  log.add(entry());
  LoggedRequest of_account = entry();
  of_account.account = kAccount;
  log.add(of_account);
  for (std::int64_t id = 0; id <= 3; ++id) log.set_outcome(id, AccountOutcome::left_out);
  EXPECT_EQ(log.entries()[0].outcome, AccountOutcome::none);
  EXPECT_EQ(log.entries()[1].outcome, AccountOutcome::left_out);
  log.set_outcome(2, AccountOutcome::ok);
  EXPECT_EQ(log.entries()[1].outcome, AccountOutcome::ok) << "the last word counts";
}

Scan profile_scan(const std::vector<std::string>& accounts = {kAccount}) {
  Scan scan;
  for (const std::string& account : accounts) scan.accounts.emplace_back(account);
  return scan;
}

TEST(LogOfClient, tells_exchanges_and_hits_apart) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    HttpResponse response = answered(200, envelope_of(object({{"id", "x"}})));
    response.ray = "8f2-TST";
    response.bytes_received = 40;
    return response;
  });
  test.session().settings().set("cache_ttl", "300");
  test.rows(billing_profile_table(), profile_scan());
  test.rows(billing_profile_table(), profile_scan());
  const auto& log = test.session().client().log().entries();
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0].source, AnswerSource::exchange);
  EXPECT_EQ(log[1].source, AnswerSource::kept);
  EXPECT_EQ(log[0].attempts, 1);
  EXPECT_EQ(log[1].attempts, 0);
  EXPECT_EQ(log[0].bytes_received, 40U);
  EXPECT_EQ(log[1].bytes_received, 0U);
  EXPECT_EQ(log[0].duration, std::chrono::milliseconds{5});
  for (const LoggedRequest& each : log) {
    EXPECT_EQ(each.table, "cf_billing_profile");
    EXPECT_EQ(each.url, std::string(kBaseUrl) + "/accounts/" + kAccount + "/billing/profile");
    EXPECT_EQ(each.status, 200);
    EXPECT_EQ(each.rows, 1U);
    EXPECT_EQ(each.bytes_decoded, envelope_of(object({{"id", "x"}})).size());
    EXPECT_EQ(each.ray, "8f2-TST");
    EXPECT_EQ(each.error, "");
  }
}

TEST(LogOfClient, tells_who_shared_the_answer_to_the_request_of_another_scan) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    return answered(200, envelope_of(object({{"id", "x"}})));
  });
  const auto first = test.start(billing_profile_table(), profile_scan());
  // It waits, and then does not: its request goes on.
  EXPECT_THROW(first->next([] { return true; }), Error);
  EXPECT_EQ(test.rows(billing_profile_table(), profile_scan()).size(), 1U);
  EXPECT_EQ(test.transport().requests.size(), 1U);
  const auto& log = test.session().client().log().entries();
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0].source, AnswerSource::exchange);
  EXPECT_EQ(log[0].attempts, 1);
  EXPECT_EQ(log[1].source, AnswerSource::under_way);
  EXPECT_EQ(log[1].attempts, 0);
  EXPECT_EQ(log[1].bytes_received, 0U);
  EXPECT_EQ(log[1].rows, 1U);
  EXPECT_EQ(log[1].url, log[0].url);
}

TEST(LogOfClient, tells_failures_with_their_code_and_without_credentials) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    return answered(403, failure(10000, "no, " + kExampleToken));
  });
  EXPECT_NE(test.error(billing_profile_table(), profile_scan()), "");
  const auto& log = test.session().client().log().entries();
  ASSERT_EQ(log.size(), 1U);
  EXPECT_EQ(log[0].status, 403);
  EXPECT_EQ(log[0].error_code, 10000);
  EXPECT_NE(log[0].error.find("HTTP 403"), std::string::npos);
  EXPECT_EQ(log[0].error.find(kExampleToken), std::string::npos);
  EXPECT_FALSE(log[0].rows);
}

TEST(LogOfClient, tells_what_was_skipped_and_why) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl& url) {
    if (url.path.find(kOtherAccount) != std::string::npos) return answered(200, "<html>");
    return answered(200, envelope_of(object({{"id", "x"}})));
  });
  test.session().settings().set("on_error", "skip");
  EXPECT_EQ(test.rows(billing_profile_table(), profile_scan({kAccount, kOtherAccount})).size(), 1U);
  const auto& log = test.session().client().log().entries();
  ASSERT_EQ(log.size(), 2U);
  for (const LoggedRequest& each : log) {
    const bool is_other = each.url.find(kOtherAccount) != std::string::npos;
    EXPECT_EQ(each.error.find("not what the API documents") != std::string::npos, is_other);
    EXPECT_EQ(each.account, is_other ? kOtherAccount : kAccount);
    EXPECT_EQ(each.outcome, is_other ? AccountOutcome::left_out : AccountOutcome::ok);
  }
}

TEST(LogOfClient, tells_what_was_given_up) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    return answered(200, envelope_of(object({{"id", "x"}})));
  });
  {
    const auto pipeline =
        test.start(billing_profile_table(), profile_scan({kAccount, kOtherAccount}));
    int asked = 0;
    EXPECT_THROW(pipeline->next([&] { return ++asked > 0; }), Error);
  }
  const auto& log = test.session().client().log().entries();
  ASSERT_EQ(log.size(), 2U);
  EXPECT_NE(log[0].error.find("given up"), std::string::npos);
  EXPECT_EQ(log[0].status, 0);
  EXPECT_EQ(log[0].outcome, AccountOutcome::none) << "nothing was said";
}

}  // namespace
}  // namespace cf_billing
