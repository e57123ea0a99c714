#include "http/base_url.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

TEST(BaseUrl, may_be_https_anywhere_and_http_on_this_machine) {
  for (const char* url :
       {"https://api.cloudflare.com/client/v4", "https://api.cloudflare.com/client/v4/",
        "https://gateway.example:8443/cf", "HTTPS://api.cloudflare.com/client/v4",
        "http://127.0.0.1:8080", "http://127.0.0.1:8080/client/v4", "http://127.255.0.3/",
        "http://localhost:1234/client/v4", "http://[::1]:80", "http://[::1]/client/v4",
        "http://2130706433/", "http://0x7f000001:8080", "http://127.1"}) {
    EXPECT_EQ(base_url_problem(url), "") << url;
  }
}

TEST(BaseUrl, may_not_be_http_over_a_network) {
  for (const char* url : {"http://api.cloudflare.com/client/v4",
                          "http://127.0.0.1.evil.example/",
                          "http://127.evil.example",
                          "http://127.0.0.evil",
                          "http://127.0.0.1.",
                          "http://128.0.0.1",
                          "http://localhost.evil.example",
                          "http://evil.localhost.example/",
                          "http://[::2]/",
                          "http://[fe80::1]/",
                          "http://[::ffff:8.8.8.8]/",
                          "http://0.0.0.0/",
                          "http://10.0.0.1",
                          "http://127.256.256.256",
                          "http://127..0.1",
                          "http://127.0.0.1.1/",
                          "http://127.0.0.08/",
                          "http://127.09.0.1/",
                          "http://127.0.0.%30%38/",
                          "http://127.0.0.01x/",
                          "http://2130706432.evil/",
                          "http://3232235521/",
                          "http://127.0.0.1%2eevil.example/",
                          "ftp://127.0.0.1/",
                          "file:///etc/passwd",
                          "gopher://localhost/"}) {
    EXPECT_NE(base_url_problem(url), "") << url;
  }
}

TEST(BaseUrl, may_not_hide_another_host_behind_user_information) {
  for (const char* url : {"http://localhost@evil.example/", "http://127.0.0.1:80@evil.example/",
                          "https://user@api.cloudflare.com", "https://user:word@api.cloudflare.com",
                          "https://:word@api.cloudflare.com/"}) {
    EXPECT_NE(base_url_problem(url), "") << url;
  }
}

TEST(BaseUrl, may_not_have_a_query_or_fragment) {
  for (const char* url :
       {"https://api.cloudflare.com/client/v4?x=1", "https://api.cloudflare.com/client/v4#top"}) {
    EXPECT_NE(base_url_problem(url), "") << url;
  }
}

TEST(BaseUrl, may_not_end_in_an_empty_query_or_fragment_that_would_swallow_the_path) {
  for (const char* url : {"https://api.cloudflare.com/client/v4?", "https://api.cloudflare.com/?",
                          "https://api.cloudflare.com/client/v4#", "http://127.0.0.1:8080?"}) {
    EXPECT_NE(base_url_problem(url), "") << url;
  }
}

TEST(BaseUrl, must_be_absolute_and_well_formed) {
  for (const char* url : {"", "/client/v4", "api.cloudflare.com/client/v4", "//127.0.0.1",
                          "localhost:8080", "https://", "http://127.0.0.1:99999",
                          "https://api cloudflare.com/", "https://a\nb/", "http://[::1"}) {
    EXPECT_NE(base_url_problem(url), "") << url;
  }
}

TEST(BaseUrl, is_never_repeated_in_the_complaint) {
  const std::string word = "tell-nobody";
  EXPECT_EQ(base_url_problem("https://user:" + word + "@api.cloudflare.com").find(word),
            std::string::npos);
  EXPECT_EQ(base_url_problem("ftp://user:" + word + "@x").find(word), std::string::npos);
}

TEST(BaseUrl, says_whether_tls_is_used) {
  EXPECT_TRUE(is_plain_http("http://127.0.0.1:8080/client/v4"));
  EXPECT_TRUE(is_plain_http("HTTP://localhost"));
  EXPECT_FALSE(is_plain_http("https://api.cloudflare.com/client/v4"));
}

TEST(RequestTarget, is_what_stands_behind_the_host) {
  EXPECT_EQ(request_target("https://api.cloudflare.com/client/v4/accounts?page=2&name=a%20b"),
            "/client/v4/accounts?page=2&name=a%20b");
  EXPECT_EQ(request_target("http://127.0.0.1:8080/a"), "/a");
  EXPECT_EQ(request_target("http://[::1]:1"), "/");
  EXPECT_EQ(request_target("no URL"), "");
}

TEST(PercentEncoding, leaves_unreserved_characters_only) {
  EXPECT_EQ(percent_encoded(""), "");
  EXPECT_EQ(percent_encoded("2026-10-31"), "2026-10-31");
  EXPECT_EQ(percent_encoded("a_b.c~d-e"), "a_b.c~d-e");
  EXPECT_EQ(percent_encoded("a&b=c d/?#+%"), "a%26b%3Dc%20d%2F%3F%23%2B%25");
  EXPECT_EQ(percent_encoded("\xC3\xA9"), "%C3%A9");
  EXPECT_EQ(percent_encoded(std::string_view("a\0b", 3)), "a%00b");
}

}  // namespace
}  // namespace cf_billing
