#include "records/json_scanner.h"

#include "records/json_number.h"
#include "records/json_text.h"

namespace cf_billing {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// A character of a string that is no more than itself.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

}  // namespace

void JsonScanner::start() {
  state_ = State::going;
  expects_ = Expects::value;
  open_.clear();
}

void JsonScanner::start_in_array() {
  start();
  open_.push_back('[');
}

const char* JsonScanner::run(const char* at, const char* end) {
  while (at != end && state_ == State::going) {
    if (expects_ == Expects::string) {
      at = run_string(at, end);
    } else if (expects_ == Expects::number) {
      at = run_number(at, end);
    } else if (expects_ == Expects::literal) {
      if (*at++ != *literal_++) fail();
      if (*literal_ == '\0') end_value();
    } else {
      const char c = *at++;
      if (!is_json_space(c)) read_structure(c);
    }
  }
  return at;
}

void JsonScanner::end_of_text() {
  if (state_ == State::going && expects_ == Expects::number && open_.empty()) end_number();
}

void JsonScanner::read_structure(char c) {
  switch (expects_) {
    case Expects::value_or_bracket:
      if (c == ']') return close(c);
      return begin_value(c);
    case Expects::value:
      return begin_value(c);
    case Expects::key_or_brace:
      if (c == '}') return close(c);
      [[fallthrough]];
    case Expects::key:
      return c == '"' ? begin_string(/*is_key=*/true) : fail();
    case Expects::colon:
      expects_ = Expects::value;
      return c == ':' ? void() : fail();
    default:
      break;
  }
  if (c != ',') return close(c);
  expects_ = open_.back() == '{' ? Expects::key : Expects::value;
}

void JsonScanner::begin_value(char c) {
  switch (c) {
    case '{':
    case '[':
      return open(c);
    case '"':
      return begin_string(/*is_key=*/false);
    case 't':
      literal_ = "rue";
      break;
    case 'f':
      literal_ = "alse";
      break;
    case 'n':
      literal_ = "ull";
      break;
    default:
      return begin_number(c);
  }
  expects_ = Expects::literal;
}

void JsonScanner::open(char c) {
  if (open_.size() == kDeepestJson) {
    state_ = State::too_deep;
    return;
  }
  open_.push_back(c);
  expects_ = c == '{' ? Expects::key_or_brace : Expects::value_or_bracket;
}

void JsonScanner::close(char c) {
  if (c != (open_.back() == '{' ? '}' : ']')) return fail();
  open_.pop_back();
  end_value();
}

void JsonScanner::end_value() {
  if (state_ != State::going) return;
  expects_ = Expects::comma_or_close;
  if (open_.empty()) state_ = State::done;
}

void JsonScanner::begin_string(bool is_key) {
  expects_ = Expects::string;
  is_key_ = is_key;
  escape_ = 0;
  continuation_ = 0;
}

const char* JsonScanner::run_string(const char* at, const char* end) {
  while (at != end && state_ == State::going) {
    const char c = *at++;
    if (escape_ > 0) {
      read_escape(c);
    } else if (continuation_ > 0 || static_cast<unsigned char>(c) >= 0x80) {
      read_utf8(static_cast<unsigned char>(c));
    } else if (c == '\\') {
      escape_ = 1;
      is_hex_ = false;
    } else if (c == '"') {
      if (is_key_) {
        expects_ = Expects::colon;
      } else {
        end_value();
      }
      return at;
    } else if (!is_plain(c)) {
      fail();
    } else {
      while (at != end && is_plain(*at)) ++at;
    }
  }
  return at;
}

void JsonScanner::read_escape(char c) {
  --escape_;
  if (is_hex_) {
    if (!is_hex(c)) fail();
  } else if (c == 'u') {
    escape_ = 4;
    is_hex_ = true;
  } else if (std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos) {
    fail();
  }
}

/// The sequences of The Unicode Standard, table 3-7: neither overlong forms nor halves of
/// surrogate pairs, and nothing above U+10FFFF.
void JsonScanner::read_utf8(unsigned char c) {
  if (continuation_ > 0) {
    if (c < least_ || c > greatest_) return fail();
    --continuation_;
  } else if (c >= 0xc2 && c <= 0xf4) {
    continuation_ = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    least_ = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    greatest_ = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    return;
  } else {
    return fail();
  }
  least_ = 0x80;
  greatest_ = 0xbf;
}

void JsonScanner::begin_number(char c) {
  if (c != '-' && !is_digit(c)) return fail();
  expects_ = Expects::number;
  number_.assign(1, c);
  number_state_ = c == '-' ? Number::minus : c == '0' ? Number::zero : Number::whole;
}

const char* JsonScanner::run_number(const char* at, const char* end) {
  while (at != end) {
    if (!step_number(*at)) {
      end_number();
      return at;
    }
    number_ += *at++;
  }
  return at;
}

/// Whether `c` is a part of the number.
bool JsonScanner::step_number(char c) {
  const bool digit = is_digit(c);
  const bool is_e = c == 'e' || c == 'E';
  switch (number_state_) {
    case Number::minus:
      number_state_ = c == '0' ? Number::zero : Number::whole;
      return digit;
    case Number::zero:
    case Number::whole:
      if (digit) return number_state_ == Number::whole;
      number_state_ = c == '.' ? Number::point : is_e ? Number::e : number_state_;
      return c == '.' || is_e;
    case Number::point:
      number_state_ = digit ? Number::fraction : Number::point;
      return digit;
    case Number::fraction:
      if (is_e) number_state_ = Number::e;
      return digit || is_e;
    case Number::e:
      number_state_ = digit ? Number::exponent : Number::sign;
      return digit || c == '+' || c == '-';
    case Number::sign:
      number_state_ = digit ? Number::exponent : Number::sign;
      return digit;
    case Number::exponent:
      return digit;
  }
  return false;
}

void JsonScanner::end_number() {
  const NumberForm form = number_form(number_);
  if (form == NumberForm::none) return fail();
  if (!is_in_range(number_, form)) {
    state_ = State::out_of_range;
    return;
  }
  end_value();
}

}  // namespace cf_billing
