// Answers of the API as texts.
#pragma once

#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cf_billing {

inline const std::string kAccount = "023e105f4ecef8ad9ca31a8372d0c353";
inline const std::string kOtherAccount = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
/// The public example credentials of the API documentation.
inline const std::string kExampleToken = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";
inline const std::string kExampleKey = "144c9defac04969c7bfad8efaa8ea194";
inline const std::string kExampleEmail = "user@example.com";

inline std::string joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

/// A successful envelope around records given as JSON texts.
inline std::string envelope(const std::vector<std::string>& records,
                            const std::string& result_info = "") {
  return R"({"success":true,"errors":[],"messages":[],"result":[)" + joined(records, ",") + "]" +
         (result_info.empty() ? "" : R"(,"result_info":)" + result_info) + "}";
}

inline std::string envelope_of(const std::string& result) {
  return R"({"success":true,"errors":[],"messages":[],"result":)" + result + "}";
}

inline std::string failure(int code, const std::string& message) {
  return R"({"success":false,"errors":[{"code":)" + std::to_string(code) + R"(,"message":")" +
         message + R"("}],"messages":[],"result":null})";
}

/// A JSON object of text fields.
inline std::string object(
    std::initializer_list<std::pair<const std::string, std::string>> text_fields) {
  std::string text;
  for (const auto& [name, value] : text_fields) {
    text.append(text.empty() ? "{\"" : ",\"").append(name);
    text.append("\":\"").append(value).append("\"");
  }
  return text.append(text.empty() ? "{}" : "}");
}

/// A file of tests/unit/data.
inline std::string data_file(const std::string& name) {
  std::ifstream file(std::string(CF_BILLING_TEST_DATA) + "/" + name);
  if (!file) throw std::logic_error("no test data: " + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cf_billing
