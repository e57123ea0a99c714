#include "records/record_parser.h"

#include <algorithm>
#include <cstring>

#include "core/fingerprint.h"
#include "records/field_value.h"
#include "records/json_number.h"
#include "records/json_scanner.h"
#include "records/json_string.h"
#include "records/json_text.h"

namespace cf_billing {

namespace {

/// Names of members that are remembered: they may be data, and of those there can be any number.
constexpr std::size_t kMostMembers = 1000;

/// What is hashed alike is told apart by the seed: a text, another scalar, an object or array.
constexpr std::uint64_t kScalar = 0x9e3779b97f4a7c15ULL;
constexpr std::uint64_t kNested = 0xc2b2ae3d27d4eb4fULL;
constexpr std::uint64_t kArray = 0x165667b19e3779f9ULL;
constexpr std::uint64_t kObject = 0x27d4eb2f165667c5ULL;

using Outcome = RecordParser::Outcome;

/// What is at the cursor does not belong there, or there is nothing.
Outcome wrong(const TokenCursor& cursor) {
  return cursor.token >= cursor.count ? Outcome::incomplete : Outcome::not_json;
}

std::uint64_t seed_of(std::string_view name) { return fingerprint_of(name); }

}  // namespace

std::string_view TokenCursor::spelled() const {
  const char* end = text + begins[token + 1];
  while (end != at() && is_json_space(end[-1])) --end;
  return {at(), static_cast<std::size_t>(end - at())};
}

bool TokenCursor::has_escape(std::string_view part) {
  if (escape == nullptr || escape < part.data()) {
    const auto rest = static_cast<std::size_t>(end() - part.data());
    const void* found = std::memchr(part.data(), '\\', rest);
    escape = found == nullptr ? end() : static_cast<const char*>(found);
  }
  return escape < part.data() + part.size();
}

RecordParser::RecordParser(const RecordLayout& layout, FieldMask wanted, FieldTree::Place place)
    : layout_(layout), place_(place), fields_(layout, wanted, place), spellings_(layout.size()) {
  for (std::size_t field = 0; field < layout.size(); ++field) {
    const std::size_t paths = layout[field].paths.size();
    if ((wanted & field_bit(field)) == 0 || paths < 2) continue;
    spellings_[field].resize(paths);
    spelled_.push_back(field);
  }
}

void RecordParser::narrow(FieldMask wanted) {
  fields_ = FieldTree(layout_, wanted, place_);
  // What is known of members points into the tree.
  members_.clear();
  made_.clear();
  first_ = nullptr;
  expected_ = &first_;
  for (std::size_t field = 0; field < layout_.size(); ++field) {
    if ((wanted & field_bit(field)) == 0) spellings_[field].clear();
  }
}

Outcome RecordParser::read(TokenCursor& cursor, RecordBlock& records) {
  if (*cursor.at() != '{') return wrong(cursor);
  records_ = &records;
  const char* begin = cursor.at();
  records.begin_record();
  for (const std::size_t field : spelled_) {
    std::fill(spellings_[field].begin(), spellings_[field].end(), Spelling());
  }
  std::uint64_t content = 0;
  const Outcome outcome = read_members(cursor, content);
  if (outcome != Outcome::complete) {
    records.drop_record();
    return outcome;
  }
  assign_spellings();
  const char* end = cursor.text + cursor.begins[cursor.token - 1] + 1;
  records.end_record(content, {begin, static_cast<std::size_t>(end - begin)});
  return outcome;
}

/// Members are summed up, so that their order does not matter.
Outcome RecordParser::read_members(TokenCursor& cursor, std::uint64_t& content) {
  ++cursor.token;
  expected_ = &first_;
  if (*cursor.at() == '}') {
    ++cursor.token;
    return Outcome::complete;
  }
  while (true) {
    const Member* member = member_at(cursor);
    if (member == nullptr || *cursor.at() != ':') return wrong(cursor);
    ++cursor.token;
    std::uint64_t hash = 0;
    const Outcome outcome = read_value(cursor, member->node, member->seed, hash);
    if (outcome != Outcome::complete) return outcome;
    content += hash;
    const char next = *cursor.at();
    if (next != ',' && next != '}') return wrong(cursor);
    ++cursor.token;
    if (next == '}') return Outcome::complete;
  }
}

/// Records have the same members in the same order as a rule: the one that followed the last time
/// is tried first.
RecordParser::Member* RecordParser::member_at(TokenCursor& cursor) {
  Member* member = *expected_;
  const std::size_t size = cursor.begins[cursor.token + 1] - cursor.begins[cursor.token];
  if (member == nullptr || member->quoted.size() != size ||
      std::memcmp(cursor.at(), member->quoted.data(), size) != 0) {
    if (*cursor.at() != '"') return nullptr;
    member = find_member(cursor, cursor.spelled());
    if (member == nullptr) return nullptr;
    *expected_ = member;
  }
  expected_ = &member->next;
  ++cursor.token;
  return member;
}

RecordParser::Member* RecordParser::find_member(TokenCursor& cursor, std::string_view quoted) {
  const auto known = members_.find(quoted);
  if (known != members_.end()) return known->second;
  std::string_view name;
  if (read_name(cursor, name) != Outcome::complete) return nullptr;
  Member made{std::string(quoted), seed_of(name), fields_.root().member(name), nullptr};
  if (made_.size() == kMostMembers) {
    rare_ = std::move(made);
    return &rare_;
  }
  Member* kept = &made_.emplace_back(std::move(made));
  members_.emplace(kept->quoted, kept);
  return kept;
}

/// The cursor stays at the name.
Outcome RecordParser::read_name(TokenCursor& cursor, std::string_view& name) {
  const std::string_view quoted = cursor.spelled();
  if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"') return wrong(cursor);
  name = quoted.substr(1, quoted.size() - 2);
  if (!cursor.has_escape(name)) return Outcome::complete;
  if (!unescape(name, name_)) return Outcome::not_json;
  name = name_;
  return Outcome::complete;
}

Outcome RecordParser::read_value(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                                 std::uint64_t& hash) {
  // Of members of one name the last one counts, and so does what it does not have.
  if (node != nullptr && !node->members.empty()) clear(*node);
  switch (*cursor.at()) {
    case '"':
      return read_string(cursor, node, seed, hash);
    case '{':
    case '[':
      return read_nested(cursor, node, seed, hash);
    default:
      return read_scalar(cursor, node, seed, hash);
  }
}

Outcome RecordParser::read_string(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                                  std::uint64_t& hash) {
  const std::string_view quoted = cursor.spelled();
  if (quoted.size() < 2 || quoted.back() != '"') return wrong(cursor);
  const std::string_view text = quoted.substr(1, quoted.size() - 2);
  const bool escaped = cursor.has_escape(text);
  if (escaped && !unescape(text, text_)) return Outcome::not_json;
  hash = fingerprint_of(escaped ? std::string_view(text_) : text, seed);
  if (node != nullptr && node->target) {
    store(*node, {escaped ? Spelling::Kind::escaped : Spelling::Kind::string, text});
  }
  ++cursor.token;
  return Outcome::complete;
}

Outcome RecordParser::read_scalar(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                                  std::uint64_t& hash) {
  const std::string_view token = cursor.spelled();
  if (token != "null" && token != "true" && token != "false") {
    const NumberForm form = number_form(token);
    if (form == NumberForm::none) return wrong(cursor);
    if (!is_in_range(token, form)) return Outcome::out_of_range;
  }
  hash = fingerprint_of(token, seed ^ kScalar);
  if (node != nullptr && node->target) store(*node, {Spelling::Kind::scalar, token});
  ++cursor.token;
  return Outcome::complete;
}

/// Without recursion, as it is the sender who says how deep it goes.
Outcome RecordParser::read_nested(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                                  std::uint64_t& hash) {
  open_.clear();
  while (true) {
    // An object or array begins.
    if (open_.size() + 1 == kDeepestJson) return Outcome::too_deep;
    const bool is_array = *cursor.at() == '[';
    open_.push_back({is_array, is_array ? kArray : kObject, seed, node, cursor.at()});
    ++cursor.token;
    bool is_begun = *cursor.at() != (is_array ? ']' : '}');
    while (true) {
      if (!is_begun) {
        // It ends.
        ++cursor.token;
        const Nested ended = open_.back();
        open_.pop_back();
        hash = fingerprint_of(ended.content, ended.seed ^ kNested);
        if (ended.node != nullptr && ended.node->target) {
          const char* end = cursor.text + cursor.begins[cursor.token - 1] + 1;
          store(*ended.node,
                {Spelling::Kind::json, {ended.begin, static_cast<std::size_t>(end - ended.begin)}});
        }
        if (open_.empty()) return Outcome::complete;
      } else {
        const Nested& around = open_.back();
        node = nullptr;
        seed = around.content;  // Elements in their order, each hashed with those before it.
        if (!around.is_array) {
          std::string_view name;
          const Outcome outcome = read_name(cursor, name);
          if (outcome != Outcome::complete) return outcome;
          node = around.node == nullptr ? nullptr : around.node->member(name);
          seed = seed_of(name);
          ++cursor.token;
          if (*cursor.at() != ':') return wrong(cursor);
          ++cursor.token;
        }
        if (*cursor.at() == '{' || *cursor.at() == '[') {
          if (node != nullptr) clear(*node);
          break;
        }
        const Outcome outcome = read_value(cursor, node, seed, hash);
        if (outcome != Outcome::complete) return outcome;
      }
      Nested& around = open_.back();
      around.content = around.is_array ? hash : around.content + hash;
      const char next = *cursor.at();
      is_begun = next == ',';
      if (!is_begun && next != (around.is_array ? ']' : '}')) return wrong(cursor);
      if (is_begun) ++cursor.token;
    }
  }
}

void RecordParser::clear(const Node& node) {
  for (const Node& member : node.members) {
    if (member.target) store(member, {});
    clear(member);
  }
}

void RecordParser::store(const Node& node, Spelling value) {
  auto& spellings = spellings_[node.target->field];
  if (spellings.empty()) {
    assign(node.target->field, value);
  } else {
    spellings[node.target->rank] = value;
  }
}

void RecordParser::assign_spellings() {
  for (const std::size_t field : spelled_) {
    for (const Spelling& each : spellings_[field]) {
      const bool is_null = each.kind == Spelling::Kind::scalar && each.text == "null";
      if (is_null || each.kind == Spelling::Kind::null) continue;
      assign(field, each);
      break;
    }
  }
}

void RecordParser::assign(std::size_t field, Spelling value) {
  const FieldType type = layout_[field].type;
  switch (value.kind) {
    case Spelling::Kind::null:
      return records_->set_null(field);
    case Spelling::Kind::scalar:
      return set_scalar(*records_, field, type, value.text);
    case Spelling::Kind::string:
      return set_string(*records_, field, type, value.text);
    case Spelling::Kind::escaped:
      unescape(value.text, text_);
      return set_string(*records_, field, type, text_);
    case Spelling::Kind::json:
      return records_->set(field, CellType::json, value.text);
  }
}

}  // namespace cf_billing
