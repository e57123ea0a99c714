// Paths into JSON, as SQLite's JSON functions take them.
#pragma once

#include <string>
#include <string_view>

#include "records/json_tree.h"

namespace cf_billing {

/// `$`, members as `.name` or `."any name"`, elements as `[0]` or, from the end, `[#-1]`: so
/// json_each gives them, too.
class JsonPath {
 public:
  /// `function` is named where the text is no path, which is Error(usage).
  JsonPath(const char* function, std::string_view text);

  /// What the path leads to in `document`; null: there is nothing.
  const JsonTree* follow(const JsonTree* document);

 private:
  bool take(char character);
  std::string take_name();
  const JsonTree* element_of(const JsonTree* array);
  [[noreturn]] void fail() const;

  const char* function_;
  std::string_view text_;
  std::string_view rest_;
};

}  // namespace cf_billing
