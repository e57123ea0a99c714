#include "functions/included_quantity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "functions/service_name.h"
#include "records/amount_text.h"

namespace cf_billing {

namespace {

/// Longer notes are none that anybody sent.
constexpr std::size_t kLongestNote = 200;

bool is_digit(char character) { return character >= '0' && character <= '9'; }
bool is_letter(char character) { return character >= 'a' && character <= 'z'; }

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lower;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return words;
    const std::size_t length = std::min(text.find(' ', begin), text.size()) - begin;
    words.push_back(text.substr(begin, length));
    text.remove_prefix(begin + length);
  }
}

struct KnownUnit {
  std::string_view spelling;  // Without the plural's "s".
  std::string_view measured_in;
  double factor;
};

constexpr std::array kKnownUnits = {
    KnownUnit{"ms", "second", 1e-3},
    KnownUnit{"millisecond", "second", 1e-3},
    KnownUnit{"s", "second", 1},
    KnownUnit{"sec", "second", 1},
    KnownUnit{"second", "second", 1},
    KnownUnit{"min", "second", 60},
    KnownUnit{"minute", "second", 60},
    KnownUnit{"h", "second", 3600},
    KnownUnit{"hr", "second", 3600},
    KnownUnit{"hour", "second", 3600},
    KnownUnit{"day", "second", 86400},
    KnownUnit{"byte", "byte", 1},
    KnownUnit{"kb", "byte", 1e3},
    KnownUnit{"mb", "byte", 1e6},
    KnownUnit{"gb", "byte", 1e9},
    KnownUnit{"tb", "byte", 1e12},
    KnownUnit{"pb", "byte", 1e15},
    // Who writes GB may mean GiB: the two are not converted into each other.
    KnownUnit{"kib", "binary byte", 0x1p10},
    KnownUnit{"mib", "binary byte", 0x1p20},
    KnownUnit{"gib", "binary byte", 0x1p30},
    KnownUnit{"tib", "binary byte", 0x1p40},
    KnownUnit{"pib", "binary byte", 0x1p50},
};

/// A product of units, as GiB-hours: what it is made of, in order, and how many of those it is.
struct Unit {
  std::vector<std::string> parts;
  std::vector<std::string> words;  // As spelled, in lower case and without the plural's "s".
  double factor = 1;
  bool certain_alone = true;  // Whether a line may be taken to be measured in it.
  bool is_measure = true;     // Of time or bytes, not of something that is counted.
};

/// Nothing if that is no unit. `text` is in lower case. What is stored is measured over the month,
/// so 5 GB included are 5 GB-months: months are left out.
std::optional<Unit> unit_of(std::string_view text) {
  Unit unit;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size() && is_letter(text[length])) ++length;
    if (length == 0) {
      if (std::string_view(" -*").find(text.front()) == std::string_view::npos) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    const std::string_view one =
        word.size() > 2 && word.ends_with('s') ? word.substr(0, length - 1) : word;
    unit.words.emplace_back(one);
    if (one == "month" || one == "mo") continue;
    const auto* known = std::find_if(kKnownUnits.begin(), kKnownUnits.end(),
                                     [&](const KnownUnit& each) { return each.spelling == one; });
    if (known == kKnownUnits.end()) {
      if (one.size() == 1) return std::nullopt;  // "10 M": who knows.
      unit.parts.emplace_back(one);
      if (!unit.is_measure) return std::nullopt;  // Words, but no unit.
      unit.is_measure = false;
      continue;
    }
    unit.parts.emplace_back(known->measured_in);
    unit.factor *= known->factor;
    if (one != "gb" && one != "gib" && !(known->measured_in == "second" && known->factor <= 1)) {
      unit.certain_alone = false;
    }
  }
  std::sort(unit.parts.begin(), unit.parts.end());
  return unit;
}

/// "per GiB-Second" at a name's end; empty without it.
std::string_view unit_behind_per(std::string_view service) {
  const std::size_t per = service.rfind(" per ");
  return per == std::string_view::npos ? std::string_view{} : service.substr(per + 5);
}

/// As "Browser Hours" does of hours.
bool names_all_words(std::string_view service, const Unit& unit) {
  std::string named;
  for (const char character : service) named += is_letter(character) ? character : ' ';
  const auto words = words_of(named);
  return std::all_of(unit.words.begin(), unit.words.end(), [&](const std::string& wanted) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
      return word == wanted || (word.starts_with(wanted) && word.substr(wanted.size()) == "s");
    });
  });
}

/// The number that `text` begins with, taken off it: 6000, 400,000 or 0.5.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789.,"), text.size());
  const std::string_view spelled = text.substr(0, end);
  text.remove_prefix(end);
  return is_digit(spelled.back()) ? amount_in(spelled) : std::nullopt;
}

std::optional<double> scale_of(std::string_view word) {
  if (word == "thousand") return 1e3;
  if (word == "million") return 1e6;
  if (word == "billion") return 1e9;
  if (word == "trillion") return 1e12;
  return std::nullopt;
}

/// Of 10M, the M. In lower case some of them are minutes and bytes.
std::optional<double> scale_of_letter(char letter) {
  switch (letter) {
    case 'K':
    case 'k':
      return 1e3;
    case 'M':
      return 1e6;
    case 'B':
      return 1e9;
    case 'T':
      return 1e12;
    default:
      return std::nullopt;
  }
}

/// What a note says, read from its beginning to its end.
class NoteReader {
 public:
  explicit NoteReader(std::string_view note)
      : note_(note), lower_(in_lower_case(note)), words_(words_of(lower_)) {}

  bool take(std::string_view word) {
    if (at_end() || words_[next_] != word) return false;
    ++next_;
    return true;
  }

  /// 6000, 10M, 25 billion or, with what stays in `unit`, 10GB-Month. Nothing if no number stands
  /// here.
  std::optional<double> take_quantity(std::string& unit) {
    if (at_end() || !is_digit(words_[next_].front())) return std::nullopt;
    std::string_view behind = words_[next_++];
    auto quantity = take_number(behind);
    if (!quantity) return std::nullopt;
    if (behind.size() == 1) {
      const auto scale =
          scale_of_letter(note_[static_cast<std::size_t>(behind.data() - lower_.data())]);
      return scale ? std::optional(*quantity * *scale) : std::nullopt;
    }
    if (!behind.empty()) {
      unit = behind;
      return quantity;
    }
    return *quantity * take_scale().value_or(1);
  }

  /// The million of "10 million" and "First million".
  std::optional<double> take_scale() {
    const auto scale = at_end() ? std::nullopt : scale_of(words_[next_]);
    if (scale) ++next_;
    return scale;
  }

  void take_unit(std::string& unit) {
    constexpr std::array<std::string_view, 4> kEnds = {"is", "are", "included", "free"};
    for (; !at_end(); ++next_) {
      if (std::find(kEnds.begin(), kEnds.end(), words_[next_]) != kEnds.end()) return;
      unit.append(" ").append(words_[next_]);
    }
  }

  /// Whether "is included", or the like, is all that is left. What is included each day is not
  /// meant.
  bool ends_as_a_note() {
    if (!take("is")) take("are");
    if (!take("included") && !take("free")) return false;
    if (at_end()) return true;
    if (!take("per") && !take("a") && !take("each") && !take("every")) return false;
    return take("month") && at_end();
  }

 private:
  bool at_end() const { return next_ == words_.size(); }

  std::string_view note_;
  std::string lower_;
  std::vector<std::string_view> words_;  // Of lower_.
  std::size_t next_ = 0;
};

struct Allowance {
  double quantity;
  Unit unit;
};

/// "[GB*S, ][First ]400,000[ GB*S][ is] included[ per month]". Anything else says something that is
/// not known here.
std::optional<Allowance> allowance_of(std::string_view note) {
  if (const std::size_t comma = note.rfind(", "); comma != std::string_view::npos) {
    const std::string_view before = note.substr(0, comma);
    if (std::any_of(before.begin(), before.end(), is_digit)) return std::nullopt;
    note.remove_prefix(comma + 2);
  }
  NoteReader reader(note);
  const bool is_first = reader.take("first");
  std::string unit_text;
  auto quantity = reader.take_quantity(unit_text);
  bool needs_measure = false;
  if (!quantity && is_first) {
    // "First GB" and "First million" are one; "First requests" does not say how many.
    const auto scale = reader.take_scale();
    quantity = scale.value_or(1);
    needs_measure = !scale;
  }
  reader.take_unit(unit_text);
  auto unit = unit_of(unit_text);
  if (!quantity || !std::isfinite(*quantity) || !unit || !reader.ends_as_a_note()) {
    return std::nullopt;
  }
  if (needs_measure && (unit->parts.empty() || !unit->is_measure)) return std::nullopt;
  return Allowance{*quantity, std::move(*unit)};
}

/// The unit that a line is measured in, as far as its record or its name tells.
std::string told_unit(std::string_view service, std::string_view unit) {
  std::string given = in_lower_case(unit);
  if (!given.empty() && given != "count") return given;
  return std::string(unit_behind_per(service));
}

}  // namespace

std::optional<double> included_quantity(std::string_view name, std::string_view unit) {
  const auto [service_as_sent, note] = split_service_name(name);
  if (note.empty() || note.size() > kLongestNote) return std::nullopt;
  const auto allowance = allowance_of(note);
  if (!allowance) return std::nullopt;
  // What is counted is what is measured, whatever the record calls it.
  if (allowance->unit.parts.empty()) return allowance->quantity;
  const std::string service = in_lower_case(service_as_sent);
  const std::string told = told_unit(service, unit);
  if (told.empty()) {
    if (!allowance->unit.certain_alone && !names_all_words(service, allowance->unit)) {
      return std::nullopt;
    }
    return allowance->quantity;
  }
  const auto measured = unit_of(told);
  if (!measured || measured->parts != allowance->unit.parts) return std::nullopt;
  const double quantity = allowance->quantity * (allowance->unit.factor / measured->factor);
  return std::isfinite(quantity) ? std::optional(quantity) : std::nullopt;
}

}  // namespace cf_billing
