#include "core/instant.h"

#include <algorithm>

namespace cf_billing {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kDayLength = 10;    // YYYY-MM-DD
constexpr std::size_t kFocusLength = 20;  // YYYY-MM-DDTHH:MM:SSZ

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes pieces off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  bool skip(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Two digits, `most` at most.
  std::optional<int> two_digits(int most) {
    if (rest_.size() < 2 || !is_digit(rest_[0]) || !is_digit(rest_[1])) return std::nullopt;
    const int value = (rest_[0] - '0') * 10 + (rest_[1] - '0');
    if (value > most) return std::nullopt;
    rest_.remove_prefix(2);
    return value;
  }
  std::string_view digits() {
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return found;
  }
  /// `Z`, an offset from UTC, or nothing at all; no value: something else.
  std::optional<minutes> zone() {
    if (at_end() || skip("Zz")) return minutes{0};
    const int sign = rest_.front() == '-' ? -1 : 1;
    if (!skip("+-")) return std::nullopt;
    const auto hour = two_digits(23);
    if (!hour) return std::nullopt;
    if (at_end()) return sign * hours{*hour};
    skip(":");
    const auto minute = two_digits(59);
    if (!minute) return std::nullopt;
    return sign * (hours{*hour} + minutes{*minute});
  }

 private:
  std::string_view rest_;
};

struct Moment {
  std::chrono::sys_seconds second;  // UTC
  std::string_view fraction;        // Of it, as digits without the last zeros.
};

std::optional<Moment> moment(std::string_view text) {
  const auto day = leading_day(text);
  if (!day) return std::nullopt;
  Moment parsed{*day, {}};
  if (text.size() == kDayLength) return parsed;
  Scanner scanner(text.substr(kDayLength));
  if (!scanner.skip("Tt ")) return std::nullopt;
  const auto hour = scanner.two_digits(23);
  if (!hour || !scanner.skip(":")) return std::nullopt;
  const auto minute = scanner.two_digits(59);
  if (!minute) return std::nullopt;
  parsed.second += hours{*hour} + minutes{*minute};
  if (scanner.skip(":")) {
    const auto second = scanner.two_digits(59);
    if (!second) return std::nullopt;
    parsed.second += seconds{*second};
    if (scanner.skip(".")) {
      const std::string_view digits = scanner.digits();
      if (digits.empty()) return std::nullopt;
      parsed.fraction = digits.substr(0, digits.find_last_not_of('0') + 1);
    }
  }
  const auto offset = scanner.zone();
  if (!offset || !scanner.at_end()) return std::nullopt;
  parsed.second -= *offset;
  // Beyond these days texts do not sort like moments.
  const Day utc = std::chrono::floor<std::chrono::days>(parsed.second);
  if (utc < kFirstDay || utc > kLastDay) return std::nullopt;
  return parsed;
}

/// The form that nearly every value has: its key is itself without the `Z`, and if it is none after
/// all (`2026-02-31T00:00:00Z`) it still compares with others of the form like one.
bool has_focus_form(std::string_view text) {
  return text.size() == kFocusLength && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
         text[13] == ':' && text[16] == ':' && text[19] == 'Z';
}

/// In these forms the key begins with the text's own first characters.
bool is_plain(std::string_view text) { return text.size() == kDayLength || has_focus_form(text); }

std::string key_of(std::chrono::sys_seconds second) {
  const Day day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::hh_mm_ss time{second - day};
  std::string key = to_text(day) + "T00:00:00";
  const auto put = [&key](std::size_t at, auto value) {
    key[at] = static_cast<char>('0' + value / 10);
    key[at + 1] = static_cast<char>('0' + value % 10);
  };
  put(11, time.hours().count());
  put(14, time.minutes().count());
  put(17, time.seconds().count());
  return key;
}

int sign(int order) { return order < 0 ? -1 : (order > 0 ? 1 : 0); }

}  // namespace

std::string instant_key(std::string_view text) {
  const auto parsed = moment(text);
  if (!parsed) return std::string(text);
  std::string key = key_of(parsed->second);
  if (!parsed->fraction.empty()) key.append(1, '.').append(parsed->fraction);
  return key;
}

std::string instant_text(std::chrono::sys_seconds moment) { return key_of(moment) + 'Z'; }

std::string exclusive_end(std::string_view text) {
  constexpr std::string_view kLastSecond = "23:59:59";
  constexpr std::size_t kTimeBegins = kDayLength + 1;
  if (text.size() < kTimeBegins || !text.substr(kTimeBegins).starts_with(kLastSecond)) {
    return std::string(text);
  }
  const auto parsed = moment(text);
  if (!parsed) return std::string(text);
  const auto next = parsed->second + seconds{1};
  // After the last day there is none that a text could tell.
  return std::chrono::floor<std::chrono::days>(next) > kLastDay ? std::string(text)
                                                                : instant_text(next);
}

int compare_instants(std::string_view left, std::string_view right) {
  // This runs for every row of a scan, and mostly one side is a record's value.
  if (left == right) return 0;
  if (is_plain(left) && is_plain(right)) {
    const int order = left.substr(0, kDayLength).compare(right.substr(0, kDayLength));
    if (order != 0) return sign(order);
    if (left.size() == right.size()) return sign(left.compare(right));
  }
  return sign(instant_key(left).compare(instant_key(right)));
}

std::optional<Day> instant_day(std::string_view text) {
  const auto parsed = moment(text);
  if (!parsed) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(parsed->second);
}

bool is_another_day_in_utc(std::string_view text) {
  if (text.ends_with('Z')) return false;
  const auto day = instant_day(text);
  return day && *day != leading_day(text);
}

}  // namespace cf_billing
