#include "records/record_decoder.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/fingerprint.h"
#include "records/field_value.h"
#include "records/json_source.h"

namespace cf_billing {

namespace {

/// Names of members that are remembered.
constexpr std::size_t kMostMembers = 1000;
/// The size of these says how many there will be; if they are smaller than that, it says nothing.
constexpr std::size_t kSampledRecords = 100;
constexpr std::size_t kSmallRecord = 256;

/// Receives the parser's events. Records lie at `result` (an object), `result[]`, or, with
/// DecodeOptions::records_in, `result.<member>[]`.
class EnvelopeHandler final : public nlohmann::json_sax<nlohmann::json> {
 public:
  EnvelopeHandler(const std::string& body, const RecordLayout& layout, DecodedBody& out,
                  const DecodeOptions& options)
      : body_(body),
        layout_(layout),
        out_(out),
        kind_(options.place.kind),
        member_name_(kind_ == RecordPlace::Kind::member_list
                         ? options.place.path.substr(options.place.path.rfind('.') + 1)
                         : std::string_view()),
        records_(std::make_shared<RecordBlock>(layout.size(), options.wanted)),
        place{body.data(), body.data() + body.size()} {
    for (std::size_t field = 0; field < layout.size(); ++field) {
      has_enclosing_fields_ = has_enclosing_fields_ || layout[field].paths.front().starts_with('^');
      if (!records_->wants(field)) continue;
      for (std::size_t rank = 0; rank < layout[field].paths.size(); ++rank) {
        targets_.emplace(std::string(layout[field].paths[rank]), Target{field, rank});
      }
    }
  }

  bool null() override {
    if (in_record()) {
      content_of_member_.add('n');
      return true;
    }
    return scalar_outside(ResultShape::null);
  }
  bool boolean(bool value) override {
    if (!in_record()) {
      if (depth_ == 1 && key_ == "success") out_.success = value;
      if (depth_ == 2 && key_ == "result") note_enclosing(value);
      return scalar_outside(ResultShape::other);
    }
    content_of_member_.add(value ? 't' : 'f');
    if (const Target* target = this->target()) {
      set_boolean(*records_, target->field, type_of(*target), value);
    }
    return true;
  }
  bool number_integer(number_integer_t value) override {
    // Only a number with a minus arrives here: of the two zeros it is that one.
    return number(static_cast<double>(value), value == 0 ? "-0" : std::to_string(value), value);
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value <= static_cast<number_unsigned_t>(INT64_MAX)) {
      return number(static_cast<double>(value), std::to_string(value),
                    static_cast<std::int64_t>(value));
    }
    return number(static_cast<double>(value), std::to_string(value), std::nullopt);
  }
  bool number_float(number_float_t value, const string_t& spelled) override {
    std::optional<std::int64_t> whole;
    if (std::trunc(value) == value && std::abs(value) < 9007199254740992.0) {
      whole = static_cast<std::int64_t>(value);
    }
    return number(value, with_point(spelled), whole);
  }
  bool string(string_t& value) override {
    if (!in_record()) {
      if (depth_ == 2 && key_ == "result_info" && inner_key_ == "cursor") out_.page.cursor = value;
      return scalar_outside(ResultShape::other);
    }
    content_of_member_.add('s').add(std::string_view(value));
    if (const Target* target = this->target()) {
      set_string(*records_, target->field, type_of(*target), value);
    }
    return true;
  }
  bool binary(binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*elements*/) override {
    const bool in_result = depth_ == 1 && key_ == "result";
    if (in_result) out_.result = ResultShape::object;
    if (in_result && !member_name_.empty()) {
      enclosing_begin_ = place.at - 1;
    } else if (in_result || is_element()) {
      begin_record();
    } else if (in_record()) {
      begin_nested('{');
    }
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    closed_ = depth_ == 0;
    if (!in_record() && depth_ == 1 && key_ == "result" && enclosing_begin_ != nullptr) {
      end_enclosing();
    } else if (in_record() && depth_ == record_depth_) {
      end_record();
    } else if (in_record()) {
      end_nested('}');
    }
    return true;
  }
  bool start_array(std::size_t /*elements*/) override {
    if (in_record()) {
      begin_nested('[');
      ++arrays_;
    } else if (depth_ == 1 && key_ == "result") {
      out_.result = member_name_.empty() ? ResultShape::array : ResultShape::other;
      list_depth_ = 2;
    } else if (depth_ == 2 && enclosing_begin_ != nullptr && key_ == "result" &&
               inner_key_ == member_name_) {
      list_depth_ = 3;
    } else if (is_element()) {
      element_defect_ = true;
    }
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    if (in_record()) {
      --arrays_;
      end_nested(']');
    } else if (depth_ < list_depth_) {
      list_depth_ = 0;
    }
    return true;
  }
  bool key(string_t& text) override {
    const std::string_view name = text;
    if (!in_record()) {
      if (depth_ == 1) key_ = name;
      inner_key_ = name;
      return true;
    }
    if (depth_ == record_depth_ + 1) {
      end_member();
      begin_member(name);
      return true;
    }
    content_of_member_.add('k').add(name);
    if (arrays_ == 0) {
      path_.resize(nested_.back().path_size);
      path_.append(1, '.').append(name);
      found_ = find_target(path_);
    }
    return true;
  }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    const std::string_view message = error.what();
    const bool at_end = place.at == place.end;
    const std::size_t last = body_.find_last_not_of(" \t\r\n");
    const auto says = [&](std::string_view part) { return message.find(part) != message.npos; };
    out_.truncated = at_end && !closed_ &&
                     (says("unexpected end of input") || says("missing closing quote") ||
                      (last != std::string::npos && body_[last] != '}'));
    constexpr int kOutOfRange = 406;  // nlohmann's number for it.
    out_.defect = error.id == kOutOfRange ? "a number in it is out of range" : "it is not JSON";
    return false;
  }

  /// Whether something else lies where the records should.
  [[nodiscard]] bool is_misplaced() const {
    const bool wants_list = kind_ == RecordPlace::Kind::list;
    return element_defect_ || out_.result == ResultShape::other ||
           (out_.result == ResultShape::array && !wants_list) ||
           (out_.result == ResultShape::object && wants_list);
  }
  [[nodiscard]] std::shared_ptr<RecordBlock> records() const { return records_; }

 private:
  struct Target {
    std::size_t field;
    std::size_t rank;
  };
  struct Nested {
    std::size_t path_size;
    const char* begin;
    const Target* target;
  };
  /// What is known of the members of that name.
  struct Member {
    std::string name;
    Fingerprint begun;               // Of the name.
    const Target* target = nullptr;  // Null: not wanted, or only parts of it are.
    Member* next = nullptr;          // The one behind it, where it was seen last.
  };

  [[nodiscard]] bool in_record() const { return record_depth_ > 0; }
  [[nodiscard]] FieldType type_of(const Target& target) const { return layout_[target.field].type; }

  bool scalar_outside(ResultShape shape) {
    if (depth_ == 1 && key_ == "result") out_.result = shape;
    if (is_element()) element_defect_ = true;
    return true;
  }

  /// Whether the value about to come is an element of the list of records.
  [[nodiscard]] bool is_element() const { return list_depth_ > 0 && depth_ == list_depth_; }

  /// A member of the object that the list of records is in: a field whose path starts with `^`.
  void note_enclosing(bool value) {
    const auto found = targets_.find("^" + inner_key_);
    if (found != targets_.end()) enclosing_.emplace_back(found->second.field, value ? 1 : 0);
  }
  void end_enclosing() {
    if (records_->size() == 0 && has_enclosing_fields_) {
      record_begin_ = enclosing_begin_;
      records_->begin_record();
      end_record();
    }
    for (const auto& [field, value] : enclosing_) records_->set_all(field, value);
  }

  void begin_record() {
    record_depth_ = depth_;
    record_begin_ = place.at - 1;
    content_ = 0;
    member_open_ = false;
    arrays_ = 0;
    nested_.clear();
    next_member_ = &first_member_;
    records_->begin_record();
  }
  void end_record() {
    end_member();
    member_open_ = false;
    record_depth_ = 0;
    records_->end_record(content_, static_cast<std::size_t>(record_begin_ - body_.data()),
                         static_cast<std::size_t>(place.at - record_begin_));
    if (records_->size() == kSampledRecords) {
      const auto size = static_cast<std::size_t>(place.at - body_.data()) / kSampledRecords;
      // A little more, as growing for the last few would copy all of them.
      records_->expect(body_.size() / std::max(size, kSmallRecord) * 21 / 20);
    }
  }
  /// Members are summed up, so that their order does not matter.
  void end_member() {
    if (member_open_) content_ += content_of_member_.value();
    member_open_ = true;
  }
  /// Records have the same members in the same order as a rule: the one that followed the last time
  /// is tried first.
  void begin_member(std::string_view name) {
    Member* member = *next_member_;
    if (member == nullptr || member->name != name) {
      member = find_member(name);
      *next_member_ = member;
    }
    next_member_ = &member->next;
    member_ = member;
    found_ = member->target;
    content_of_member_ = member->begun;
  }
  Member* find_member(std::string_view name) {
    std::string key(name);
    const auto found = members_.find(key);
    if (found != members_.end()) return &found->second;
    const Member made{key, Fingerprint().add(name), find_target(key), nullptr};
    // Names may be data, and of those there can be any number.
    if (members_.size() < kMostMembers) {
      return &members_.emplace(std::move(key), made).first->second;
    }
    rare_member_ = made;
    return &rare_member_;
  }
  [[nodiscard]] const Target* find_target(const std::string& path) const {
    const auto found = targets_.find(path);
    return found != targets_.end() ? &found->second : nullptr;
  }

  void begin_nested(char mark) {
    content_of_member_.add(mark);
    if (nested_.empty()) path_ = member_->name;
    nested_.push_back({path_.size(), place.at - 1, target()});
  }
  void end_nested(char mark) {
    content_of_member_.add(mark);
    const Nested nested = nested_.back();
    nested_.pop_back();
    if (nested.target == nullptr) return;
    records_->set(
        nested.target->field, CellType::json,
        std::string_view(nested.begin, static_cast<std::size_t>(place.at - nested.begin)));
  }

  /// The field that the current value belongs to, unless a better spelling of it was there.
  [[nodiscard]] const Target* target() const {
    if (arrays_ > 0 || found_ == nullptr) return nullptr;
    return found_->rank > 0 && records_->is_set(found_->field) ? nullptr : found_;
  }

  bool number(double value, std::string_view spelled, std::optional<std::int64_t> whole) {
    if (!in_record()) {
      if (depth_ == 2 && key_ == "result_info" && whole) page_number(*whole);
      return scalar_outside(ResultShape::other);
    }
    content_of_member_.add('d').add(spelled);
    if (const Target* target = this->target()) {
      set_number(*records_, target->field, type_of(*target), value, spelled, whole);
    }
    return true;
  }

  void page_number(std::int64_t value) {
    if (inner_key_ == "page") out_.page.page = value;
    if (inner_key_ == "per_page") out_.page.per_page = value;
    if (inner_key_ == "total_count") out_.page.total_count = value;
  }

  const std::string& body_;
  const RecordLayout& layout_;
  DecodedBody& out_;
  RecordPlace::Kind kind_;
  std::string member_name_;  // Of the list that the records are in; empty: `result` itself.
  std::shared_ptr<RecordBlock> records_;
  std::unordered_map<std::string, Target> targets_;

  std::size_t depth_ = 0;
  std::string key_;             // Of the envelope.
  std::string inner_key_;       // The last one outside records.
  std::size_t list_depth_ = 0;  // Of the elements of the list of records; 0: not in it.
  const char* enclosing_begin_ = nullptr;
  std::vector<std::pair<std::size_t, std::int64_t>> enclosing_;  // Field, value.
  bool has_enclosing_fields_ = false;
  bool element_defect_ = false;
  bool closed_ = false;  // The envelope is complete; what follows is none of it.

  std::size_t record_depth_ = 0;  // Of the record's own braces; 0: in none.
  const char* record_begin_ = nullptr;
  std::unordered_map<std::string, Member> members_;
  Member rare_member_;
  Member* first_member_ = nullptr;
  Member** next_member_ = &first_member_;  // Where the next one is expected.
  const Member* member_ = nullptr;         // The current one.
  Fingerprint content_of_member_;
  bool member_open_ = false;
  std::vector<Nested> nested_;
  std::string path_;  // Within a nested value: that of the current one.
  std::size_t arrays_ = 0;
  const Target* found_ = nullptr;  // Of the current path.
  std::uint64_t content_ = 0;

 public:
  JsonPlace place;
};

}  // namespace

DecodedBody decode_records(std::shared_ptr<const std::string> body, const RecordLayout& layout,
                           const DecodeOptions& options) {
  DecodedBody decoded;
  if (body->find_first_not_of(" \t\r\n") == std::string::npos) {
    decoded.defect = "it is empty";
    return decoded;
  }
  EnvelopeHandler handler(*body, layout, decoded, options);
  const bool complete =
      nlohmann::json::sax_parse(JsonIterator(handler.place), JsonIterator(handler.place), &handler);
  const std::shared_ptr<RecordBlock> records = handler.records();
  decoded.records = records;
  if (!complete) return decoded;
  if (handler.is_misplaced()) {
    decoded.defect = "its result holds something other than records";
  } else if (!decoded.success) {
    decoded.defect = "it has no success field";
  }
  records->finish_filling();
  if (options.keep_raw) records->keep_body(std::move(body));
  return decoded;
}

}  // namespace cf_billing
