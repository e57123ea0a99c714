// What libcurl refuses. No exchange is made: the linker redirects its functions to those below, see
// ../CMakeLists.txt.
#include "http/curl_transport.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdarg>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#ifdef CF_BILLING_WRAPPED_LIBCURL

namespace cf_billing {
namespace {

/// What the functions below do instead of libcurl's.
struct Refusals {
  std::optional<CURLoption> option;
  CURLcode option_code = CURLE_UNKNOWN_OPTION;
  CURLMcode add = CURLM_OK;
  CURLMcode perform = CURLM_OK;  ///< never libcurl's own: no unit test touches the network
  CURLMcode poll = CURLM_OK;
  bool header_list = false;
  bool sigpipe = false;             ///< raised, as by a TLS library below
  std::vector<CURLoption> options;  ///< that were set
};
Refusals& refusals() {
  static Refusals current;
  return current;
}

}  // namespace
}  // namespace cf_billing

// The names are those that the linker makes.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {
CURLcode __real_curl_easy_setopt(CURL* easy, CURLoption option, ...);
CURLcode __wrap_curl_easy_setopt(CURL* easy, CURLoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  void* value = va_arg(arguments, void*);
  va_end(arguments);
  cf_billing::Refusals& refusals = cf_billing::refusals();
  refusals.options.push_back(option);
  if (refusals.option == option) return refusals.option_code;
  return __real_curl_easy_setopt(easy, option, value);
}

CURLMcode __real_curl_multi_add_handle(CURLM* multi, CURL* easy);
CURLMcode __wrap_curl_multi_add_handle(CURLM* multi, CURL* easy) {
  const CURLMcode refused = cf_billing::refusals().add;
  return refused != CURLM_OK ? refused : __real_curl_multi_add_handle(multi, easy);
}

CURLMcode __wrap_curl_multi_perform(CURLM* /*multi*/, int* running) {
  *running = 0;
  if (cf_billing::refusals().sigpipe) std::raise(SIGPIPE);
  return cf_billing::refusals().perform;
}

CURLMcode __real_curl_multi_poll(CURLM* multi, curl_waitfd* more, unsigned count, int limit,
                                 int* ready);
CURLMcode __wrap_curl_multi_poll(CURLM* multi, curl_waitfd* more, unsigned count, int limit,
                                 int* ready) {
  const CURLMcode refused = cf_billing::refusals().poll;
  return refused != CURLM_OK ? refused : __real_curl_multi_poll(multi, more, count, limit, ready);
}

curl_slist* __real_curl_slist_append(curl_slist* list, const char* text);
curl_slist* __wrap_curl_slist_append(curl_slist* list, const char* text) {
  return cf_billing::refusals().header_list ? nullptr : __real_curl_slist_append(list, text);
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace cf_billing {
namespace {

using std::chrono::milliseconds;

class CurlTransportTest : public testing::Test {
 protected:
  void SetUp() override { refusals() = {}; }
  void TearDown() override { refusals() = {}; }

  static HttpRequest request() {
    HttpRequest made;
    made.url = "https://127.0.0.1:9/client/v4";  // Nobody listens, and nobody is asked.
    made.header_lines.emplace_back("Accept: application/json");
    made.ca_file = "/etc/own.pem";
    return made;
  }
  /// What becomes of a request that is begun and not driven; nothing while it is under way.
  std::optional<HttpResponse> begun(const HttpRequest& asked) {
    transport->start(1, asked);
    auto response = transport->take(1);
    transport->cancel(1);
    return response;
  }
  static void expect_hopeless(const std::optional<HttpResponse>& response,
                              const std::string& says) {
    ASSERT_TRUE(response) << says;
    EXPECT_EQ(response->outcome, TransferOutcome::hopeless);
    EXPECT_NE(response->failure.find(says), std::string::npos) << response->failure;
  }

  std::unique_ptr<Transport> transport = make_curl_transport("test");
};

TEST_F(CurlTransportTest, begins_what_nothing_is_against) {
  EXPECT_FALSE(begun(request()));
  const std::set<CURLoption> set(refusals().options.begin(), refusals().options.end());
  for (const CURLoption needed :
       {CURLOPT_URL, CURLOPT_HTTPHEADER, CURLOPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYHOST,
        CURLOPT_FOLLOWLOCATION, CURLOPT_CAINFO, CURLOPT_HTTP_VERSION}) {
    EXPECT_TRUE(set.contains(needed)) << needed;
  }
}

TEST_F(CurlTransportTest, does_not_begin_when_an_option_is_refused_but_those_for_speed) {
  HttpRequest plain = request();
  plain.url = "http://127.0.0.1:9/";
  plain.plain_http = true;
  for (const HttpRequest& asked : {request(), plain}) {
    refusals() = {};
    begun(asked);
    const std::vector<CURLoption> all = refusals().options;
    ASSERT_GT(all.size(), 15U);
    int quicker = 0;
    for (const CURLoption option : all) {
      refusals().option = option;
      const auto response = begun(asked);
      const std::string name = curl_easy_option_by_id(option)->name;
      if (std::set<std::string>{"BUFFERSIZE", "HTTP_VERSION", "PIPEWAIT", "QUICK_EXIT"}.contains(
              name)) {
        EXPECT_FALSE(response) << name;
        ++quicker;
        continue;
      }
      expect_hopeless(response, "CURLOPT_" + name);
    }
    EXPECT_GE(quicker, 2);
  }
}

TEST_F(CurlTransportTest, says_why_an_option_was_refused) {
  refusals().option = CURLOPT_CAINFO;
  refusals().option_code = CURLE_NOT_BUILT_IN;
  expect_hopeless(begun(request()), "this libcurl refused CURLOPT_CAINFO: ");
  expect_hopeless(begun(request()), curl_easy_strerror(CURLE_NOT_BUILT_IN));
}

TEST_F(CurlTransportTest, sends_no_request_without_a_header_line) {
  refusals().header_list = true;
  EXPECT_THROW(transport->start(1, request()), std::bad_alloc);
}

TEST_F(CurlTransportTest, says_that_a_request_could_not_begin) {
  refusals().add = CURLM_OUT_OF_MEMORY;
  expect_hopeless(begun(request()), curl_multi_strerror(CURLM_OUT_OF_MEMORY));
}

TEST_F(CurlTransportTest, ends_all_that_is_under_way_when_libcurl_cannot_go_on) {
  for (const bool in_poll : {false, true}) {
    refusals() = {};
    transport->start(1, request());
    transport->start(2, request());
    (in_poll ? refusals().poll : refusals().perform) = CURLM_INTERNAL_ERROR;
    transport->poll(milliseconds{1}, [] { return false; });
    for (const std::uint64_t id : {1, 2}) {
      const auto response = transport->take(id);
      expect_hopeless(response, curl_multi_strerror(CURLM_INTERNAL_ERROR));
    }
  }
}

/// Here libcurl never performs anything.
TEST_F(CurlTransportTest, ends_what_libcurl_forgets) {
  HttpRequest short_lived = request();
  short_lived.timeout = milliseconds{100};
  transport->start(1, short_lived);
  std::optional<HttpResponse> response;
  const auto begun_at = std::chrono::steady_clock::now();
  while (!response && std::chrono::steady_clock::now() - begun_at < std::chrono::seconds{10}) {
    transport->poll(milliseconds{1}, [] { return false; });
    std::this_thread::sleep_for(milliseconds{1});
    response = transport->take(1);
  }
  ASSERT_TRUE(response);
  EXPECT_EQ(response->outcome, TransferOutcome::failed);
  EXPECT_GE(std::chrono::steady_clock::now() - begun_at, milliseconds{1100});
}

/// It would end this program.
TEST_F(CurlTransportTest, keeps_sigpipe_from_the_host) {
  refusals().sigpipe = true;
  transport->start(1, request());
  transport->poll(milliseconds{1}, [] { return false; });
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  EXPECT_EQ(sigismember(&blocked, SIGPIPE), 0);
}

TEST_F(CurlTransportTest, waits_although_libcurl_cannot) {
  for (const bool in_poll : {false, true}) {
    refusals() = {};
    (in_poll ? refusals().poll : refusals().perform) = CURLM_INTERNAL_ERROR;
    const auto begun_at = std::chrono::steady_clock::now();
    transport->poll(milliseconds{20}, [] { return false; });
    EXPECT_GE(std::chrono::steady_clock::now() - begun_at, milliseconds{20}) << in_poll;
  }
}

}  // namespace
}  // namespace cf_billing

#endif
