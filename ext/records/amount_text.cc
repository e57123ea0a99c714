#include "records/amount_text.h"

#include <algorithm>
#include <array>
#include <string>

#include "records/json_number.h"

namespace cf_billing {

namespace {

/// No-break spaces are what formatters put between number and currency.
constexpr std::array<std::string_view, 8> kBlanks = {" ",  "\t", "\r",     "\n",
                                                     "\f", "\v", "\u00a0", "\u202f"};
constexpr std::array<std::string_view, 16> kSigns = {"$", "€", "£", "¥", "₹", "₩", "₽", "₺",
                                                     "₪", "₫", "฿", "₴", "₦", "₱", "₡",   "₲"};
/// ISO 4217. Not any three letters: `5 KWH` and `5 MIO` are other things.
constexpr std::string_view kCodes =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW";
constexpr std::size_t kCodeLength = 3;
constexpr std::size_t kGroupLength = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_code(std::string_view text) {
  if (text.size() != kCodeLength || !std::all_of(text.begin(), text.end(), is_capital)) {
    return false;
  }
  return kCodes.find(text) != std::string_view::npos;
}

bool take(std::string_view& text, std::string_view head) {
  if (!text.starts_with(head)) return false;
  text.remove_prefix(head.size());
  return true;
}

bool take_end(std::string_view& text, std::string_view tail) {
  if (!text.ends_with(tail)) return false;
  text.remove_suffix(tail.size());
  return true;
}

void trim(std::string_view& text) {
  const auto taken = [&](std::string_view blank) {
    return take(text, blank) || take_end(text, blank);
  };
  while (std::any_of(kBlanks.begin(), kBlanks.end(), taken)) {
  }
}

/// Takes a currency off one end, and the blanks behind it.
bool take_currency(std::string_view& text) {
  const auto taken = [&](std::string_view sign) {
    return take(text, sign) || take_end(text, sign);
  };
  bool found = std::any_of(kSigns.begin(), kSigns.end(), taken);
  if (!found && is_code(text.substr(0, kCodeLength))) {
    text.remove_prefix(kCodeLength);
    found = true;
  }
  if (!found && text.size() > kCodeLength && is_code(text.substr(text.size() - kCodeLength))) {
    text.remove_suffix(kCodeLength);
    found = true;
  }
  if (found) trim(text);
  return found;
}

/// What may stand around the digits, each once and in any order.
struct Around {
  bool negative = false;
  bool has_sign = false;
  bool has_currency = false;
  bool has_parentheses = false;
};

bool take_sign(std::string_view& text, Around& around) {
  if (around.has_sign || around.has_parentheses) return false;
  around.negative = text.starts_with('-');
  around.has_sign = take(text, "-") || take(text, "+");
  // `-$ 5` and `- $5`, but not `- 5`: before digits a sign without them is a dash.
  if (around.has_sign && !around.has_currency) {
    std::string_view rest = text;
    trim(rest);
    if (take_currency(rest)) {
      around.has_currency = true;
      text = rest;
    }
  }
  return around.has_sign;
}

bool take_parentheses(std::string_view& text, Around& around) {
  if (around.has_sign || around.has_parentheses || !text.starts_with('(') || !text.ends_with(')')) {
    return false;
  }
  text = text.substr(1, text.size() - 2);
  trim(text);
  around.has_parentheses = around.negative = true;
  return true;
}

Around take_around(std::string_view& text) {
  Around around;
  while (take_parentheses(text, around) || take_sign(text, around) ||
         (!around.has_currency && (around.has_currency = take_currency(text)))) {
  }
  return around;
}

/// The digits in front of the point, taken off `text` without their thousands marks. False: their
/// marks are wrong.
bool take_whole(std::string_view& text, std::string& digits) {
  const auto count = [&] {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) -
                                    text.begin());
  };
  const auto take_digits = [&](std::size_t length) {
    digits += text.substr(0, length);
    text.remove_prefix(length);
  };
  const std::size_t first = count();
  const bool may_be_grouped = first > 0 && first <= kGroupLength && text.front() != '0';
  take_digits(first);
  if (!text.starts_with(',')) return true;
  if (!may_be_grouped) return false;
  while (take(text, ",")) {
    if (count() != kGroupLength) return false;
    take_digits(kGroupLength);
  }
  return true;
}

/// `allows_exponent`: where nothing says that it is money.
std::optional<double> number_in(std::string_view text, bool allows_exponent) {
  std::string number;
  if (!take_whole(text, number)) return std::nullopt;
  const bool has_whole = !number.empty();
  if (!has_whole) number = "0";
  bool has_fraction = false;
  if (take(text, ".")) {
    number += '.';
    while (!text.empty() && is_digit(text.front())) {
      number += text.front();
      text.remove_prefix(1);
      has_fraction = true;
    }
    if (!has_fraction) number += '0';
  }
  if (!has_whole && !has_fraction) return std::nullopt;
  if (!text.empty()) {
    if (!allows_exponent) return std::nullopt;
    number += text;
  }
  // Leading zeros are no JSON, and mean nothing.
  number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
  if (number.empty() || !is_digit(number.front())) number.insert(0, 1, '0');
  if (number_form(number) == NumberForm::none) return std::nullopt;
  return nearest_double(number);
}

}  // namespace

std::optional<double> amount_in(std::string_view text) {
  trim(text);
  const bool is_grouped = text.find(',') != std::string_view::npos;
  const Around around = take_around(text);
  const bool is_money = is_grouped || around.has_currency || around.has_parentheses;
  const auto number = number_in(text, !is_money);
  if (!number) return std::nullopt;
  // Nothing has no sign.
  return *number == 0 ? 0.0 : around.negative ? -*number : *number;
}

}  // namespace cf_billing
