#include "core/settings.h"

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

std::string complaint(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Settings, take_numbers_within_their_bounds_only) {
  Settings settings = settings_with({});
  for (const SettingDefinition& setting : setting_definitions()) {
    if (setting.kind != SettingKind::number) continue;
    const std::string before = settings.shown(setting.name).value();
    for (const std::int64_t good : {setting.minimum, setting.maximum}) {
      settings.set(setting.name, std::to_string(good));
      EXPECT_EQ(settings.shown(setting.name), std::to_string(good)) << setting.name;
    }
    settings.set(setting.name, before);
    for (const std::string& bad :
         {std::to_string(setting.minimum - 1), std::to_string(setting.maximum + 1), std::string(""),
          std::string("ten"), std::string("1.5"), std::string("1e2"), std::string("+1"),
          std::string("0x10"), std::string("1 2"), std::string("1s"),
          std::string("9223372036854775808"), std::string("-9223372036854775809")}) {
      const std::string text = complaint([&] { settings.set(setting.name, bad); });
      EXPECT_TRUE(contains(text, setting.name.data())) << setting.name << " took '" << bad << "'";
      EXPECT_TRUE(contains(text, std::to_string(setting.minimum))) << text;
      EXPECT_TRUE(contains(text, std::to_string(setting.maximum))) << text;
      EXPECT_EQ(settings.shown(setting.name), before) << "the old value stays";
    }
  }
}

TEST(Settings, have_the_documented_defaults) {
  const Settings settings = settings_with({});
  const SettingValues& values = settings.values();
  EXPECT_EQ(values.timeout, std::chrono::seconds{60});
  EXPECT_EQ(values.connect_timeout, std::chrono::seconds{10});
  EXPECT_EQ(values.max_retries, 3);
  EXPECT_EQ(values.max_wait, std::chrono::seconds{60});
  EXPECT_EQ(values.concurrency, 8U);
  EXPECT_EQ(values.max_requests, 500U);
  EXPECT_EQ(values.max_response_bytes, 1024ULL << 20U);
  EXPECT_EQ(values.cache_ttl, std::chrono::seconds{300});
  EXPECT_EQ(values.cache_bytes, 64U << 20U);
  EXPECT_EQ(values.on_error, OnError::fail);
  EXPECT_EQ(values.paygo_endpoint, PaygoEndpoint::automatic);
  EXPECT_EQ(values.progress, Progress::automatic);
  EXPECT_EQ(values.base_url.get(), "https://api.cloudflare.com/client/v4");
  EXPECT_EQ(values.account_id.get(), "");
  EXPECT_EQ(values.ca_file.get(), "");
  for (const auto* secret : {&values.api_token, &values.api_key, &values.email}) {
    EXPECT_TRUE(secret->get().empty());
  }
  for (const char* unset : {"api_token", "api_key", "email", "account_id", "ca_file"}) {
    EXPECT_EQ(settings.shown(unset), std::nullopt) << unset;
    EXPECT_EQ(settings.source(unset), SettingSource::built_in) << unset;
  }
}

TEST(Settings, are_parsed_into_values_of_their_types) {
  Settings settings = settings_with({});
  const SettingValues& values = settings.values();
  const auto set = [&](const char* name, const char* value) -> const SettingValues& {
    settings.set(name, value);
    return values;
  };
  // The default of each is another one, so that a mix-up of two members shows.
  EXPECT_EQ(set("timeout", "61").timeout, std::chrono::seconds{61});
  EXPECT_EQ(set("connect_timeout", "62").connect_timeout, std::chrono::seconds{62});
  EXPECT_EQ(set("max_retries", "5").max_retries, 5);
  EXPECT_EQ(set("max_wait", "63").max_wait, std::chrono::seconds{63});
  EXPECT_EQ(set("concurrency", "9").concurrency, 9U);
  EXPECT_EQ(set("max_requests", "1000000").max_requests, 1'000'000U);
  EXPECT_EQ(set("max_response_mib", "16384").max_response_bytes, 1ULL << 34U);
  EXPECT_EQ(set("cache_ttl", "64").cache_ttl, std::chrono::seconds{64});
  EXPECT_EQ(set("cache_mib", "3").cache_bytes, 3U << 20U);
  EXPECT_EQ(set("on_error", "skip").on_error, OnError::skip);
  EXPECT_EQ(set("on_error", "skip-all").on_error, OnError::skip_all);
  EXPECT_EQ(set("progress", "on").progress, Progress::on);
  EXPECT_EQ(set("progress", "off").progress, Progress::off);
  EXPECT_EQ(set("api_token", "t").api_token.get().reveal(), "t");
  EXPECT_EQ(set("api_key", "k").api_key.get().reveal(), "k");
  EXPECT_EQ(set("email", kExampleEmail.c_str()).email.get().reveal(), kExampleEmail);
  EXPECT_EQ(set("ca_file", "/ca.pem").ca_file.get(), "/ca.pem");
  EXPECT_EQ(set("base_url", "http://127.0.0.1:1/v4").base_url.get(), "http://127.0.0.1:1/v4");
  settings.set("timeout", std::nullopt);
  EXPECT_EQ(values.timeout, std::chrono::seconds{60});
}

TEST(Settings, name_all_others_when_one_is_unknown) {
  Settings settings = settings_with({});
  for (const auto& action :
       std::vector<std::function<void()>>{[&] { settings.set("max_request", "5"); },
                                          [&] { settings.set("max_request", std::nullopt); },
                                          [&] { static_cast<void>(settings.shown("")); },
                                          [&] { static_cast<void>(settings.source("TIMEOUT")); }}) {
    const std::string text = complaint(action);
    EXPECT_FALSE(text.empty());
    for (const SettingDefinition& setting : setting_definitions()) {
      EXPECT_TRUE(contains(text, std::string(setting.name))) << text;
    }
  }
}

TEST(Settings, offer_the_choices_when_none_fits) {
  Settings settings = settings_with({});
  for (const auto& [good, value] :
       {std::pair{"billable-usage", PaygoEndpoint::billable_usage},
        std::pair{"paygo-usage", PaygoEndpoint::paygo_usage},
        std::pair{"billing/usage/paygo", PaygoEndpoint::billing_usage_paygo},
        std::pair{"auto", PaygoEndpoint::automatic}}) {
    settings.set("paygo_endpoint", good);
    EXPECT_EQ(settings.shown("paygo_endpoint"), good);
    EXPECT_EQ(settings.values().paygo_endpoint, value) << good;
  }
  for (const char* bad : {"", "AUTO", "billable", "auto billable-usage", "usage"}) {
    const std::string text = complaint([&] { settings.set("paygo_endpoint", bad); });
    EXPECT_TRUE(contains(text, "billing/usage/paygo")) << "took '" << bad << "'";
    EXPECT_EQ(settings.values().paygo_endpoint, PaygoEndpoint::automatic);
  }
}

TEST(Settings, trim_the_environment_and_count_empty_as_unset) {
  const Settings settings = settings_with({{"CLOUDFLARE_API_TOKEN", " \t" + kExampleToken + "\r\n"},
                                           {"CLOUDFLARE_API_KEY", "   "},
                                           {"CLOUDFLARE_EMAIL", ""},
                                           {"CLOUDFLARE_ACCOUNT_ID", "\n" + kAccount + " "},
                                           {"CLOUDFLARE_BASE_URL", " "}});
  EXPECT_EQ(settings.values().api_token.get().reveal(), kExampleToken);
  EXPECT_EQ(settings.source("api_token"), SettingSource::environment);
  EXPECT_TRUE(settings.values().api_key.get().empty());
  EXPECT_EQ(settings.source("api_key"), SettingSource::built_in);
  EXPECT_TRUE(settings.values().email.get().empty());
  EXPECT_EQ(settings.values().account_id.get(), kAccount);
  EXPECT_EQ(settings.values().base_url.get(), "https://api.cloudflare.com/client/v4");
}

TEST(Settings, read_every_documented_variable) {
  const std::map<std::string_view, std::string_view> expected = {
      {"api_token", "CLOUDFLARE_API_TOKEN"}, {"api_key", "CLOUDFLARE_API_KEY"},
      {"email", "CLOUDFLARE_EMAIL"},         {"account_id", "CLOUDFLARE_ACCOUNT_ID"},
      {"base_url", "CLOUDFLARE_BASE_URL"},   {"ca_file", "SSL_CERT_FILE"}};
  for (const SettingDefinition& setting : setting_definitions()) {
    const auto found = expected.find(setting.name);
    EXPECT_EQ(setting.environment, found == expected.end() ? "" : found->second) << setting.name;
    EXPECT_FALSE(setting.description.empty()) << setting.name;
  }
}

TEST(Settings, complain_about_a_bad_environment_only_when_it_is_used) {
  Settings settings = settings_with({{"CLOUDFLARE_BASE_URL", "http://api.cloudflare.com"},
                                     {"CLOUDFLARE_ACCOUNT_ID", "my account"},
                                     {"CLOUDFLARE_API_TOKEN", "two words"}});
  EXPECT_EQ(settings.values().timeout, std::chrono::seconds{60});
  EXPECT_TRUE(contains(complaint([&] { static_cast<void>(settings.values().base_url.get()); }),
                       "CLOUDFLARE_BASE_URL"));
  EXPECT_TRUE(contains(complaint([&] { static_cast<void>(settings.values().account_id.get()); }),
                       "CLOUDFLARE_ACCOUNT_ID"));
  const std::string token =
      complaint([&] { static_cast<void>(settings.values().api_token.get()); });
  EXPECT_TRUE(contains(token, "CLOUDFLARE_API_TOKEN"));
  EXPECT_FALSE(contains(token, "two words"));
  settings.set("account_id", kAccount);
  EXPECT_EQ(settings.values().account_id.get(), kAccount);
}

TEST(Settings, that_the_environment_gives_are_each_needed_before_they_are_complained_about) {
  std::map<std::string, std::string, std::less<>> variables;
  for (const SettingDefinition& setting : setting_definitions()) {
    if (!setting.environment.empty()) variables.emplace(setting.environment, "a\x7f b");
  }
  const Settings settings = settings_with(variables);
  const SettingValues& values = settings.values();
  const std::pair<const char*, std::function<void()>> needs[] = {
      {"CLOUDFLARE_API_TOKEN", [&] { static_cast<void>(values.api_token.get()); }},
      {"CLOUDFLARE_API_KEY", [&] { static_cast<void>(values.api_key.get()); }},
      {"CLOUDFLARE_EMAIL", [&] { static_cast<void>(values.email.get()); }},
      {"CLOUDFLARE_ACCOUNT_ID", [&] { static_cast<void>(values.account_id.get()); }},
      {"CLOUDFLARE_BASE_URL", [&] { static_cast<void>(values.base_url.get()); }},
      {"SSL_CERT_FILE", [&] { static_cast<void>(values.ca_file.get()); }}};
  EXPECT_EQ(std::size(needs), variables.size());
  for (const auto& [variable, need] : needs) {
    EXPECT_TRUE(contains(complaint(need), "environment variable " + std::string(variable)));
  }
}

TEST(Settings, never_show_a_secret) {
  Settings settings = settings_with({{"CLOUDFLARE_API_TOKEN", kExampleToken}});
  settings.set("api_key", kExampleKey);
  for (const char* name : {"api_token", "api_key"}) {
    const std::string shown = settings.shown(name).value();
    for (const std::string& secret : {kExampleToken, kExampleKey}) {
      for (std::size_t at = 0; at + 4 <= secret.size(); ++at) {
        EXPECT_FALSE(contains(shown, secret.substr(at, 4)));
      }
    }
  }
  // Both read alike, whatever their length.
  EXPECT_EQ(settings.shown("api_token"), settings.shown("api_key"));
}

TEST(Settings, never_repeat_a_refused_secret) {
  Settings settings = settings_with({{"CLOUDFLARE_API_TOKEN", kExampleToken}});
  for (const std::string& bad :
       {kExampleToken + "\nX-Evil: 1", kExampleToken + " x", kExampleToken + "\xC3\xA9"}) {
    const std::string text = complaint([&] { settings.set("api_token", bad); });
    EXPECT_FALSE(text.empty());
    EXPECT_FALSE(contains(text, kExampleToken.substr(0, 8))) << text;
    EXPECT_EQ(settings.values().api_token.get().reveal(), kExampleToken);
  }
}

TEST(Settings, go_back_to_what_was_there_at_load) {
  Settings settings = settings_with({{"CLOUDFLARE_API_TOKEN", kExampleToken}});
  settings.set("api_token", "cfut_" + std::string(40, 'x'));
  EXPECT_EQ(settings.source("api_token"), SettingSource::cf_config);
  settings.set("api_token", std::nullopt);
  EXPECT_EQ(settings.values().api_token.get().reveal(), kExampleToken);
  EXPECT_EQ(settings.source("api_token"), SettingSource::environment);
  settings.set("timeout", "5");
  settings.set("timeout", std::nullopt);
  EXPECT_EQ(settings.values().timeout, std::chrono::seconds{60});
  EXPECT_EQ(settings.source("timeout"), SettingSource::built_in);
}

TEST(Settings, can_be_emptied_where_unset_is_possible) {
  Settings settings = settings_with({{"CLOUDFLARE_API_TOKEN", kExampleToken}});
  settings.set("api_token", "");
  EXPECT_TRUE(settings.values().api_token.get().empty());
  EXPECT_EQ(settings.shown("api_token"), std::nullopt);
}

TEST(Settings, change_their_version_with_every_change) {
  Settings settings = settings_with({});
  const auto before = settings.version();
  settings.set("timeout", "5");
  EXPECT_NE(settings.version(), before);
  const auto after = settings.version();
  settings.set("timeout", std::nullopt);
  EXPECT_NE(settings.version(), after);
}

TEST(Settings, refuse_header_lines_in_an_address) {
  Settings settings = settings_with({});
  settings.set("email", kExampleEmail);
  EXPECT_FALSE(complaint([&] { settings.set("email", "a@b\r\nX-Evil: 1"); }).empty());
  EXPECT_EQ(settings.values().email.get().reveal(), kExampleEmail);
}

TEST(Settings, complain_in_one_line) {
  Settings settings = settings_with({{"CLOUDFLARE_EMAIL", "a\nb"}});
  for (const auto& action : std::vector<std::function<void()>>{
           [&] { settings.set("time\nout", "5"); }, [&] { settings.set("timeout", "5\n6"); },
           [&] { settings.set("paygo_endpoint", "a\nb"); },
           [&] { static_cast<void>(settings.values().email.get()); }}) {
    const std::string text = complaint(action);
    EXPECT_FALSE(text.empty());
    EXPECT_FALSE(contains(text, "\n")) << text;
  }
}

TEST(Settings, do_not_repeat_a_credential_put_into_the_wrong_place) {
  Settings settings = settings_with({});
  const std::string token = "cfut_" + std::string(40, 'x');
  for (const auto& action : std::vector<std::function<void()>>{
           [&] { settings.set(token, "5"); }, [&] { settings.set("account_id", token); },
           [&] { settings.set("timeout", kExampleToken); }}) {
    const std::string text = complaint(action);
    EXPECT_FALSE(text.empty());
    EXPECT_FALSE(contains(text, token)) << text;
    EXPECT_FALSE(contains(text, kExampleToken)) << text;
  }
}

}  // namespace
}  // namespace cf_billing
