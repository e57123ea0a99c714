#include "http/proxy.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/redact.h"

namespace cf_billing {
namespace {

constexpr const char* kNames[] = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"};

class ProxySecrets : public ::testing::Test {
 protected:
  void SetUp() override { forget(); }
  void TearDown() override { forget(); }
  static void forget() {
    for (const char* name : kNames) unsetenv(name);
  }
  static std::string redacted(const char* name, const std::string& proxy, const std::string& text) {
    forget();
    setenv(name, proxy.c_str(), 1);
    return redact(text, proxy_secrets());
  }
};

TEST_F(ProxySecrets, are_none_without_a_password) {
  EXPECT_TRUE(proxy_secrets().empty());
  setenv("HTTPS_PROXY", "http://proxy.example:3128", 1);
  EXPECT_TRUE(proxy_secrets().empty());
}

TEST_F(ProxySecrets, are_redacted_however_they_are_spelled) {
  for (const char* name : kNames) {
    EXPECT_EQ(redacted(name, "http://me:pa%40ss@proxy:1", "in 'http://me:pa%40ss@proxy:1' pa@ss"),
              "in 'http://[redacted]@proxy:1' [redacted]")
        << name;
  }
  EXPECT_EQ(redacted("HTTPS_PROXY", "me:a@b:c@[bad", "syntax in 'me:a@b:c@[bad', a@b:c"),
            "syntax in '[redacted]@[bad', [redacted]");
  EXPECT_EQ(redacted("HTTPS_PROXY", "http://me:word@p:1", "http://me:word@p:1 word"),
            "http://[redacted]@p:1 [redacted]");
}

TEST(ProxyRefusal, says_what_the_proxy_wants) {
  EXPECT_NE(proxy_refusal(407).find("user and password (HTTP 407)"), std::string::npos);
  EXPECT_NE(proxy_refusal(407).find("HTTPS_PROXY"), std::string::npos);
  EXPECT_EQ(proxy_refusal(503), "the proxy refused the connection (HTTP 503)");
}

}  // namespace
}  // namespace cf_billing
