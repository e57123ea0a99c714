#include "records/envelope.h"

#include <algorithm>

#include "records/json_string.h"
#include "records/json_text.h"

namespace cf_billing {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
/// Of members that are kept whole or not at all.
constexpr std::size_t kSmallMember = 64U << 10U;
/// A longer one is none that is looked for.
constexpr std::size_t kLongestName = 1024;

std::string_view kind_of(char first) {
  switch (first) {
    case '{':
      return "an object";
    case '[':
      return "a list";
    case '"':
      return "a text";
    case 't':
    case 'f':
      return "a truth value";
    default:
      return "a number";
  }
}

}  // namespace

Envelope::Envelope(const RecordPlace& place, bool keeps_enclosing, std::size_t most_bytes)
    : kind_(place.kind),
      keeps_enclosing_(keeps_enclosing && place.kind == RecordPlace::Kind::member_list),
      most_bytes_(most_bytes) {
  for (std::string_view path = place.path;; path.remove_prefix(path.find('.') + 1)) {
    path_.emplace_back(path.substr(0, path.find('.')));
    if (path.find('.') == std::string_view::npos) break;
  }
  seen_.resize(path_.size());
}

std::size_t Envelope::add(std::string_view piece) {
  std::size_t taken = 0;
  while (taken < piece.size() && defect_.empty() && step_ != Step::list) {
    const bool was_in_enclosing = is_in_enclosing();
    const std::string_view rest = piece.substr(taken);
    const std::size_t read = step(rest);
    if (was_in_enclosing || is_in_enclosing()) {
      append(enclosing_, rest.substr(0, read), most_bytes_);
    }
    taken += read;
  }
  return taken;
}

bool Envelope::is_in_enclosing() const {
  return keeps_enclosing_ && is_open_ && level_ + 1 == path_.size();
}

/// Takes one byte of the structure, or as much as there is of a name or value.
std::size_t Envelope::step(std::string_view rest) {
  const char c = rest.front();
  if (step_ == Step::in_name || step_ == Step::in_value) return run(rest);
  if (step_ == Step::mark && c == kByteOrderMark[marks_]) {
    if (++marks_ == kByteOrderMark.size()) step_ = Step::root;
    return 1;
  }
  if (step_ == Step::mark && marks_ > 0) {
    defect_ = kNotJson;
    return 1;
  }
  if (is_json_space(c)) {
    if (step_ == Step::mark) step_ = Step::root;
    return 1;
  }
  if (step_ == Step::first_element && c != ']') {
    step_ = Step::list;
    return 0;
  }
  take(c);
  return 1;
}

void Envelope::take(char c) {
  const auto expect = [&](bool is_there, Step next) {
    step_ = next;
    if (!is_there) defect_ = kNotJson;
  };
  switch (step_) {
    case Step::mark:
    case Step::root:
      if (c == '{') return begin_object();
      return capture(nullptr, 0, c);
    case Step::first_name:
      if (c == '}') return end_object();
      [[fallthrough]];
    case Step::name:
      name_ = {};
      capture(&name_, kLongestName, c);
      return expect(c == '"', Step::in_name);
    case Step::colon:
      return expect(c == ':', Step::value);
    case Step::value:
      return begin_value(c);
    case Step::first_element:
      return expect(true, Step::comma);
    case Step::comma:
      if (c == '}') return end_object();
      return expect(c == ',', Step::name);
    default:
      defect_ = kNotJson;
  }
}

std::size_t Envelope::run(std::string_view rest) {
  const char* end = scanner_.run(rest.data(), rest.data() + rest.size());
  const auto read = static_cast<std::size_t>(end - rest.data());
  if (captured_ != nullptr) append(*captured_, rest.substr(0, read), most_captured_);
  switch (scanner_.state()) {
    case JsonScanner::State::going:
      break;
    case JsonScanner::State::done:
      if (step_ == Step::in_name) {
        end_name();
      } else {
        step_ = is_open_ ? Step::comma : Step::done;
      }
      break;
    case JsonScanner::State::not_json:
      defect_ = kNotJson;
      break;
    case JsonScanner::State::out_of_range:
      defect_ = kNumberOutOfRange;
      break;
    case JsonScanner::State::too_deep:
      defect_ = kNestedTooDeeply;
      break;
  }
  return read;
}

void Envelope::append(MemberText& kept, std::string_view part, std::size_t most) {
  if (kept.is_cut) return;
  kept.is_cut = part.size() > most || kept.text.size() > most - part.size();
  if (kept.is_cut) {
    // Of errors the beginning says more than nothing.
    kept.text = &kept == &errors_ ? kept.text.append(part.substr(0, most - kept.text.size())) : "";
  } else {
    kept.text += part;
  }
}

void Envelope::capture(MemberText* into, std::size_t most, char first) {
  captured_ = into;
  most_captured_ = most;
  step_ = Step::in_value;
  scanner_.start();
  run(std::string_view(&first, 1));
}

void Envelope::end_name() {
  step_ = Step::colon;
  std::string name;
  // The scanner let it pass, so there is no wrong escape in it.
  if (!name_.is_cut) unescape(std::string_view(name_.text).substr(1, name_.text.size() - 2), name);
  name_.text = std::move(name);
}

void Envelope::begin_object() {
  if (is_open_) ++level_;
  is_open_ = true;
  step_ = Step::first_name;
}

void Envelope::end_object() {
  // Of the root itself has_result() tells.
  if (level_ > 0 && !seen_[level_]) {
    missing_ = "its " + path_to(level_ - 1) + " has no " + path_[level_];
  }
  is_open_ = level_ > 0;
  step_ = is_open_ ? Step::comma : Step::done;
  if (level_ > 0) --level_;
}

void Envelope::begin_value(char c) {
  const std::string& name = name_.text;
  if (!name_.is_cut && name == path_[level_]) {
    if (seen_[level_]) return fail_twice(path_to(level_));
    seen_[level_] = true;
    return begin_at_path(c);
  }
  bool* seen = nullptr;
  MemberText* known = known_member(seen);
  if (known != nullptr && *seen) return fail_twice(name);
  if (known != nullptr) *seen = true;
  capture(known, kSmallMember, c);
}

/// Where the current value goes, if it is one of the envelope's own; `seen`: whether it came
/// before.
MemberText* Envelope::known_member(bool*& seen) {
  struct Known {
    std::string_view name;
    MemberText& text;
    bool& seen;
  };
  if (level_ > 0 || name_.is_cut) return nullptr;
  for (const Known& each :
       {Known{"success", success_, success_seen_}, Known{"errors", errors_, errors_seen_},
        Known{"messages", messages_, messages_seen_},
        Known{"result_info", result_info_, result_info_seen_}}) {
    if (each.name != name_.text) continue;
    seen = &each.seen;
    return &each.text;
  }
  return nullptr;
}

/// A member on the way to the records, or the one that they are.
void Envelope::begin_at_path(char c) {
  const bool is_last = level_ + 1 == path_.size();
  const bool wants_list = is_last && kind_ != RecordPlace::Kind::object;
  if (c == 'n') return capture(nullptr, 0, c);
  if (c != (wants_list ? '[' : '{')) {
    misplaced_ = "its " + path_to(level_) + " is " + std::string(kind_of(c)) + " where " +
                 (wants_list ? "a list of records" : "an object") + " is documented";
    return capture(nullptr, 0, c);
  }
  if (wants_list) {
    step_ = Step::first_element;
  } else if (is_last) {
    capture(&record_, most_bytes_, c);
  } else {
    begin_object();
  }
}

void Envelope::end_list() {
  step_ = Step::comma;
  if (is_in_enclosing()) append(enclosing_, "]", most_bytes_);
}

void Envelope::skip_list() {
  misplaced_ = "its " + path_to(level_) + " holds something other than records";
  captured_ = nullptr;
  step_ = Step::in_value;
  scanner_.start_in_array();
}

void Envelope::end() {
  if (step_ != Step::in_value || is_open_) return;
  scanner_.end_of_text();
  run({});
}

std::optional<bool> Envelope::success() const {
  if (success_.text == "true") return true;
  if (success_.text == "false") return false;
  return std::nullopt;
}

std::string Envelope::path_to(std::size_t level) const {
  std::string shown = path_[0];
  for (std::size_t i = 1; i <= level; ++i) shown += "." + path_[i];
  return shown;
}

void Envelope::fail_twice(const std::string& name) { defect_ = "its " + name + " comes twice"; }

}  // namespace cf_billing
