// Numbers whatever the host's locale: with a decimal mark of one byte and of two.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "records/json_tree.h"
#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"text", FieldType::text, {"text"}},
                              {"real", FieldType::real, {"real"}},
                              {"from_text", FieldType::real, {"from_text"}},
                              {"integer", FieldType::integer, {"integer"}}};

/// The C library's own source of a locale, compiled into a folder that is gone afterwards.
class Locale {
 public:
  explicit Locale(const std::string& name) {
    char folder[] = "/tmp/cf_billing_locale_XXXXXX";
    if (mkdtemp(folder) == nullptr) return;
    folder_ = folder;
    const std::string compile = "localedef --no-archive -c -i " + name + " -f UTF-8 " + folder_ +
                                "/" + name + " >/dev/null 2>&1";
    // A locale with warnings is one, too: whether it is there shows below.
    if (std::system(compile.c_str()) == -1) return;
    setenv("LOCPATH", folder_.c_str(), 1);
    is_set_ = std::setlocale(LC_NUMERIC, name.c_str()) != nullptr;
  }
  ~Locale() {
    std::setlocale(LC_NUMERIC, "C");
    unsetenv("LOCPATH");
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Locale(const Locale&) = delete;
  Locale& operator=(const Locale&) = delete;

  [[nodiscard]] bool is_set() const { return is_set_; }

 private:
  std::string folder_;
  bool is_set_ = false;
};

class InLocale : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(InLocale, numbers_are_those_of_any_other) {
  const std::string body =
      envelope({R"({"text":1.50,"real":1234.5678,"from_text":"-2.5e-1","integer":12.0})",
                R"({"text":-5e-07,"real":0.1,"from_text":"1,5","integer":12.5})"},
               R"({"page":2,"per_page":20.0,"total_count":2000})");
  const DecodedBody expected = decode_records(body, kLayout, {});
  const Locale locale(GetParam().first);
  if (!locale.is_set()) GTEST_SKIP() << "the C library has no source of this locale";
  ASSERT_STREQ(std::localeconv()->decimal_point, GetParam().second);
  const DecodedBody decoded = decode_records(body, kLayout, {});
  const RecordBlock& rows = *decoded.records;
  EXPECT_EQ(rows.cell(0, 0).text(), "1.50");
  EXPECT_EQ(rows.cell(0, 1).real, 1234.5678);
  EXPECT_EQ(rows.cell(0, 2).real, -0.25);
  EXPECT_EQ(rows.cell(0, 3).integer, 12);
  EXPECT_EQ(rows.cell(1, 0).text(), "-5e-07");
  EXPECT_EQ(rows.cell(1, 1).real, 0.1);
  EXPECT_EQ(rows.cell(1, 2).text(), "1,5");
  EXPECT_EQ(rows.cell(1, 3).real, 12.5);
  EXPECT_EQ(rows.content(0), expected.records->content(0));
  EXPECT_EQ(decoded.page.per_page, 20);
  EXPECT_EQ(decoded.page.total_count, 2000);
  const std::string document = R"([40.25,-1.5e-3,{"a":2E+1},"1.5"])";
  const auto tree = JsonTree::parse(document);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->written(), document);
}

INSTANTIATE_TEST_SUITE_P(DecimalMark, InLocale,
                         testing::Values(std::pair("de_DE", ","), std::pair("ps_AF", "\u066b")),
                         [](const auto& each) { return std::string(each.param.first); });

}  // namespace
}  // namespace cf_billing
