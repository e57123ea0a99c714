#include "functions/lint_text.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace cf_billing {

LintText::LintText(std::string_view sql) : sql_(sql), tokens_(tokens_of(sql)) {
  std::erase_if(tokens_, [](const SqlToken& token) { return token.is_blank(); });
  pair_parentheses();
  note_definitions();
}

std::string_view LintText::text(std::size_t i) const {
  return i < tokens_.size() ? tokens_[i].text : std::string_view();
}

std::string_view LintText::word(std::size_t i) const {
  return i < tokens_.size() ? std::string_view(tokens_[i].word) : std::string_view();
}

std::string LintText::name(std::size_t i) const {
  return i < tokens_.size() ? tokens_[i].name() : "";
}

int LintText::depth(std::size_t i) const { return i < tokens_.size() ? tokens_[i].depth : 0; }

bool LintText::is_call(std::size_t i) const { return !word(i).empty() && is(i + 1, "("); }

bool LintText::is_number(std::size_t i) const {
  return !text(i).empty() && std::isdigit(static_cast<unsigned char>(text(i).front())) != 0;
}

bool LintText::is_string(std::size_t i) const { return text(i).starts_with('\''); }

std::size_t LintText::closing(std::size_t opening) const {
  return is(opening, "(") ? partners_[opening] : size();
}

std::size_t LintText::opening(std::size_t closing) const {
  return is(closing, ")") ? partners_[closing] : size();
}

bool LintText::has_word(std::string_view sought) const {
  return std::any_of(tokens_.begin(), tokens_.end(),
                     [&](const SqlToken& token) { return token.word == sought; });
}

void LintText::pair_parentheses() {
  partners_.assign(size(), size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < size(); ++i) {
    if (is(i, "(")) {
      open.push_back(i);
    } else if (is(i, ")") && !open.empty()) {
      partners_[i] = open.back();
      partners_[open.back()] = i;
      open.pop_back();
    }
  }
}

void LintText::note_definitions() {
  for (std::size_t i = 0; i < size(); ++i) {
    std::string given = name(i);
    if (given.empty() || !(is_word(i - 1, {"AS", "WITH"}) || is_word(i + 1, {"AS"}))) continue;
    defined_.insert(std::move(given));
  }
}

std::size_t LintText::line(std::size_t i) const {
  const auto* const end = i < size() ? text(i).data() : sql_.data() + sql_.size();
  return 1 + static_cast<std::size_t>(std::count(sql_.data(), end, '\n'));
}

std::string LintText::excerpt(std::size_t from, std::size_t to) const {
  constexpr std::size_t kLongest = 60;
  std::string excerpt;
  for (std::size_t i = from; i < to && i < size(); ++i) {
    const bool adjoins = i == from || text(i - 1).data() + text(i - 1).size() == text(i).data();
    if (!adjoins) excerpt += ' ';
    excerpt += text(i);
  }
  std::replace_if(
      excerpt.begin(), excerpt.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; },
      ' ');
  if (excerpt.size() <= kLongest) return excerpt;
  std::size_t end = kLongest;
  while (end > 0 && (excerpt[end] & 0xC0) == 0x80) --end;  // Within a letter of UTF-8.
  return excerpt.substr(0, end) + "…";
}

bool is_period_end(std::string_view name) {
  return name == "CHARGEPERIODEND" || name == "BILLINGPERIODEND";
}

bool is_period_column(std::string_view name) {
  return is_period_end(name) || name == "CHARGEPERIODSTART" || name == "BILLINGPERIODSTART";
}

}  // namespace cf_billing
