// Claims of texts that are numbers, amounts or names, and of what is shown of any text:
//  - what JSON calls a number is one, with the value that the C library reads;
//  - an amount is finite, and of a plain number that number, with a currency or without;
//  - a service line's name begins with its service, and what is included is no less than nothing;
//  - the text of a double reads back as the same, and the FOCUS spelling changes no value;
//  - what is shown is one line of UTF-8, not too long, without a secret and its parts.
#include <array>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "claim.h"
#include "core/redact.h"
#include "functions/included_quantity.h"
#include "functions/number_text.h"
#include "functions/service_name.h"
#include "records/amount_text.h"
#include "records/json_number.h"
#include "shown_text.h"

namespace cf_billing {
namespace {

constexpr std::string_view kEllipsis = "…";

void check_json_number(const std::string& text) {
  const NumberForm form = number_form(text);
  if (form == NumberForm::none) {
    const auto parsed = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    const bool is_bare = !text.empty() && std::strchr(" \t\r\n", text.front()) == nullptr &&
                         std::strchr(" \t\r\n", text.back()) == nullptr &&
                         text.find('\0') == std::string::npos && !text.starts_with("\xef\xbb\xbf");
    claim(!is_bare || !parsed.is_number(), "a JSON number is one", text);
    return;
  }
  char* end = nullptr;
  const double expected = std::strtod(text.c_str(), &end);
  claim(end == text.c_str() + text.size(), "a number is one to the C library", text);
  const auto value = nearest_double(text);
  claim(value.has_value() == std::isfinite(expected), "what is infinite is out of range", text);
  claim(is_in_range(text, form) == value.has_value(), "the range is that of the value", text);
  if (value) claim(*value == expected, "a number has the value that is nearest", text);
  if (value && !text.starts_with('-') && form != NumberForm::exponent) {
    for (const char* currency : {"USD ", "$", "€ "}) {
      const auto amount = amount_in(currency + text);
      claim(amount && *amount == *value, "a currency changes no value", text);
    }
    const auto less = amount_in("(" + text + ")");
    claim(less && *less == -*value, "parentheses mean less than nothing", text);
  }
  if (value) {
    const auto amount = amount_in(text);
    claim(amount && *amount == *value, "a plain number is an amount", text);
  }
}

void check_amount(const std::string& text) {
  const auto amount = amount_in(text);
  if (!amount) return;
  claim(std::isfinite(*amount), "an amount is finite", text);
  claim(*amount != 0 || !std::signbit(*amount), "nothing has no sign", text);
  claim(amount_in("\t" + text + "\u00a0") == amount, "blanks around an amount do not matter", text);
}

void check_text_of(double number) {
  if (!std::isfinite(number)) return;
  const std::string text = shortest_text(number);
  const double back = std::strtod(text.c_str(), nullptr);
  claim(std::memcmp(&back, &number, sizeof number) == 0, "a number reads back as the same", text);
  claim(focus_spelling(text) == text, "its text is the FOCUS spelling", text);
}

void check_spelling(const std::string& text) {
  const auto spelled = focus_spelling(text);
  if (!spelled) {
    claim(number_form(text) == NumberForm::none, "every JSON number has a FOCUS spelling", text);
    return;
  }
  claim(focus_spelling(*spelled) == spelled, "the FOCUS spelling is its own", text);
  const double one = std::strtod(text.c_str(), nullptr);
  const double other = std::strtod(spelled->c_str(), nullptr);
  claim(one == other, "the FOCUS spelling changes no value",
        [&] { return text + '\n' + *spelled; });
}

void check_service_name(const std::string& name) {
  const auto [service, note] = split_service_name(name);
  claim(name.starts_with(service), "a name begins with its service", name);
  claim(service.size() + note.size() <= name.size(), "a note is behind the service", name);
  claim(!note.empty() || service == name, "without a note the service is the name", name);
  claim(!note.empty() || !included_quantity(name, ""), "without a note nothing is included", name);
  for (const char* unit : {"", "Count", "GB-months", "seconds"}) {
    const auto quantity = included_quantity(name, unit);
    claim(!quantity || (std::isfinite(*quantity) && *quantity >= 0), "a quantity is one", name);
  }
  if (name.find_first_not_of(" \t\r\n") == std::string::npos) return;
  const std::string noted = name + " (First 1M included)";
  claim(split_service_name(noted).note == "First 1M included", "a note is found", noted);
  claim(included_quantity(noted, "Count") == 1e6, "its quantity as well", noted);
}

/// `\x01` stands for the secret, `\x02` for a part of it.
std::string with_secret(const std::string& text, const std::string& secret, std::size_t from) {
  std::string echo;
  for (const char c : text) {
    if (c == '\x01') {
      echo += secret;
    } else if (c == '\x02') {
      echo += secret.substr(std::min(from, secret.size()));
    } else {
      echo += c;
    }
  }
  return echo;
}

void check_shown(FuzzedDataProvider& data) {
  std::string secret = data.ConsumeRandomLengthString(60);
  const auto from = data.ConsumeIntegralInRange<std::size_t>(0, 60);
  const auto most = data.ConsumeIntegralInRange<std::size_t>(0, 200);
  const std::string text = with_secret(data.ConsumeRemainingBytesAsString(), secret, from);
  const std::string redacted = redact(text, {Secret(secret)});
  // Of a short one, and of an address, only the whole is a secret. With the mask around it what
  // came may look like one.
  const bool is_like_mask = secret.find_first_of("[]") != std::string::npos ||
                            secret.find("redacted") != std::string::npos;
  if (secret.size() > 8 && secret.find('@') == std::string::npos && !is_like_mask) {
    claim_without(redacted, secret, "a text is without the secret");
  }
  const std::string line = one_line(redacted, most);
  claim_one_line(line, "a line is one");
  claim(line.size() <= most + kEllipsis.size(), "a line is not too long", line);
  const std::string quote = quoted(text, {Secret(secret)});
  claim_one_line(quote, "a quotation is one line");
  claim(quote.size() <= 102 + kEllipsis.size() && quote.starts_with('\'') && quote.ends_with('\''),
        "a quotation is short, and in quotes", quote);
}

void check(FuzzedDataProvider& data) {
  check_text_of(data.ConsumeFloatingPoint<double>());
  const std::string text = data.ConsumeRandomLengthString(400);
  check_json_number(text);
  check_amount(text);
  check_spelling(text);
  check_service_name(text);
  check_shown(data);
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
