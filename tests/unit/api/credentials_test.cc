#include "api/credentials.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "http/base_url.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

Settings settings_with(std::map<std::string, std::string, std::less<>> variables) {
  fake_variables() = std::move(variables);
  return Settings(fake_environment, base_url_problem);
}

std::vector<std::string> lines(const Credentials& credentials) {
  std::vector<std::string> texts;
  for (const Secret& line : credentials.header_lines) texts.emplace_back(line.reveal());
  return texts;
}

TEST(Credentials, are_a_token_alone_when_there_is_one) {
  const Credentials made = credentials_from(settings_with({{"CLOUDFLARE_API_TOKEN", kExampleToken},
                                                           {"CLOUDFLARE_API_KEY", kExampleKey},
                                                           {"CLOUDFLARE_EMAIL", kExampleEmail}}),
                                            "t");
  EXPECT_EQ(lines(made), (std::vector<std::string>{"Authorization: Bearer " + kExampleToken}));
  EXPECT_EQ(made.secrets, (std::vector<Secret>{Secret(kExampleToken)}));
}

TEST(Credentials, are_address_and_key_otherwise) {
  const Credentials made = credentials_from(
      settings_with({{"CLOUDFLARE_API_KEY", kExampleKey}, {"CLOUDFLARE_EMAIL", kExampleEmail}}),
      "t");
  EXPECT_EQ(lines(made), (std::vector<std::string>{"X-Auth-Email: " + kExampleEmail,
                                                   "X-Auth-Key: " + kExampleKey}));
  EXPECT_EQ(made.secrets.size(), 2U);
}

TEST(Credentials, that_are_missing_are_an_authentication_error_naming_the_table) {
  try {
    credentials_from(settings_with({}), "cf_billing_profile");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::auth);
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("cf_billing_profile: ")) << text;
    EXPECT_NE(text.find("CLOUDFLARE_API_TOKEN"), std::string::npos) << text;
  }
}

TEST(Credentials, need_both_halves_of_the_pair) {
  for (const auto& [given, value, missing] :
       {std::tuple{"CLOUDFLARE_API_KEY", kExampleKey, "email"},
        std::tuple{"CLOUDFLARE_EMAIL", kExampleEmail, "api_key"}}) {
    try {
      credentials_from(settings_with({{given, value}}), "t");
      FAIL();
    } catch (const Error& error) {
      const std::string text = error.what();
      EXPECT_NE(text.find(missing), std::string::npos) << text;
      EXPECT_EQ(text.find(value), std::string::npos) << text;
    }
  }
}

TEST(Credentials, of_the_environment_stay_where_they_came_from) {
  for (const auto& [name, value] : {std::pair{"base_url", "https://elsewhere.example/client/v4"},
                                    std::pair{"ca_file", "/own.pem"}}) {
    Settings settings = settings_with({{"CLOUDFLARE_API_TOKEN", kExampleToken},
                                       {"CLOUDFLARE_BASE_URL", "https://a.example/client/v4"}});
    settings.set(name, value);
    try {
      credentials_from(settings, "t");
      FAIL() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::auth);
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
    settings.set("api_key", kExampleKey);
    settings.set("email", kExampleEmail);
    EXPECT_EQ(lines(credentials_from(settings, "t")).size(), 2U);
    settings.set("api_token", kExampleToken);
    EXPECT_EQ(lines(credentials_from(settings, "t")).size(), 1U);
    settings.set("api_token", std::nullopt);
    settings.set(name, std::nullopt);
    EXPECT_EQ(lines(credentials_from(settings, "t")).size(), 1U);
  }
}

}  // namespace
}  // namespace cf_billing
