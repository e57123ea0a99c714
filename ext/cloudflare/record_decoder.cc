#include "cloudflare/record_decoder.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "cloudflare/field_value.h"
#include "core/fingerprint.h"

namespace cf_billing {

namespace {

using nlohmann::json;

/// Reads the body for the parser and tells how far it has come: where a value starts and ends.
class CountingIterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = char;
  using pointer = const char*;
  using reference = const char&;
  using iterator_category = std::input_iterator_tag;

  CountingIterator(const char* at, const char** position) : at_(at), position_(position) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *position_ = ++at_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** position_;
};

/// Receives the parser's events. Records lie at `result` (an object), `result[]`, or, with
/// DecodeOptions::records_in, `result.<member>[]`.
class EnvelopeHandler : public nlohmann::json_sax<json> {
 public:
  EnvelopeHandler(const std::string& body, const RecordLayout& layout, DecodedBody& out,
                  const DecodeOptions& options)
      : body_(body),
        layout_(layout),
        out_(out),
        member_name_(options.records_in),
        records_(std::make_shared<RecordBlock>(layout.size(), options.wanted)),
        position(body.data()) {
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
      member_.add("n");
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
    member_.add(value ? "t" : "f");
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
    return number(value, spelled, whole);
  }
  bool string(string_t& value) override {
    if (!in_record()) return scalar_outside(ResultShape::other);
    member_.add("s").add(std::uint64_t{value.size()}).add(value);
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
      enclosing_begin_ = position - 1;
    } else if (in_result || is_element()) {
      begin_record();
    } else if (in_record()) {
      begin_nested("{");
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
      end_nested("}");
    }
    return true;
  }
  bool start_array(std::size_t /*elements*/) override {
    if (in_record()) {
      begin_nested("[");
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
      end_nested("]");
    } else if (depth_ < list_depth_) {
      list_depth_ = 0;
    }
    return true;
  }
  bool key(string_t& name) override {
    if (!in_record()) {
      if (depth_ == 1) key_ = name;
      inner_key_ = name;
      return true;
    }
    if (depth_ == record_depth_ + 1) {
      end_member();
      member_ = Fingerprint().add(name).add(std::string_view("\0", 1));
      path_.clear();
    } else {
      member_.add("k").add(std::uint64_t{name.size()}).add(name);
      if (arrays_ == 0) path_.resize(nested_.back().path_size);
    }
    if (arrays_ == 0) {
      if (!path_.empty()) path_ += '.';
      path_ += name;
    }
    return true;
  }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    const std::string_view message = error.what();
    const bool at_end = position == body_.data() + body_.size();
    const std::size_t last = body_.find_last_not_of(" \t\r\n");
    const auto says = [&](std::string_view part) { return message.find(part) != message.npos; };
    out_.truncated = at_end && !closed_ &&
                     (says("unexpected end of input") || says("missing closing quote") ||
                      (last != std::string::npos && body_[last] != '}'));
    constexpr int kOutOfRange = 406;  // nlohmann's number for it.
    out_.defect = error.id == kOutOfRange ? "a number in it is out of range" : "it is not JSON";
    return false;
  }

  [[nodiscard]] bool has_bad_element() const { return element_defect_; }
  [[nodiscard]] std::shared_ptr<RecordBlock> records() const { return records_; }

 private:
  struct Target {
    std::size_t field;
    std::size_t rank;
  };
  struct Nested {
    std::size_t path_size;
    const char* begin;
    std::optional<Target> target;
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
    record_begin_ = position - 1;
    content_ = 0;
    member_open_ = false;
    arrays_ = 0;
    path_.clear();
    nested_.clear();
    records_->begin_record();
  }
  void end_record() {
    end_member();
    member_open_ = false;
    record_depth_ = 0;
    records_->end_record(content_, static_cast<std::size_t>(record_begin_ - body_.data()),
                         static_cast<std::size_t>(position - record_begin_));
  }
  /// Members are summed up, so that their order does not matter.
  void end_member() {
    if (member_open_) content_ += member_.value();
    member_open_ = true;
  }
  void begin_nested(std::string_view mark) {
    member_.add(mark);
    const Target* found = target();
    nested_.push_back({path_.size(), position - 1,
                       found != nullptr ? std::optional<Target>(*found) : std::nullopt});
  }
  void end_nested(std::string_view mark) {
    member_.add(mark);
    const Nested nested = nested_.back();
    nested_.pop_back();
    path_.resize(nested.path_size);
    if (!nested.target) return;
    records_->set(
        nested.target->field, CellType::json,
        std::string_view(nested.begin, static_cast<std::size_t>(position - nested.begin)));
  }

  /// The field that the current value belongs to, unless a better spelling of it was there.
  [[nodiscard]] const Target* target() const {
    if (arrays_ > 0) return nullptr;
    const auto found = targets_.find(path_);
    if (found == targets_.end()) return nullptr;
    const Target& target = found->second;
    return target.rank > 0 && records_->is_set(target.field) ? nullptr : &target;
  }

  bool number(double value, const std::string& spelled, std::optional<std::int64_t> whole) {
    if (!in_record()) {
      if (depth_ == 2 && key_ == "result_info" && whole) page_number(*whole);
      return scalar_outside(ResultShape::other);
    }
    member_.add("d").add(std::uint64_t{spelled.size()}).add(spelled);
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
  std::string path_;
  std::vector<Nested> nested_;
  std::size_t arrays_ = 0;
  Fingerprint member_;
  bool member_open_ = false;
  std::uint64_t content_ = 0;

 public:
  const char* position;  ///< just behind the last character the parser took
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
      json::sax_parse(CountingIterator(body->data(), &handler.position),
                      CountingIterator(body->data() + body->size(), &handler.position), &handler);
  const std::shared_ptr<RecordBlock> records = handler.records();
  decoded.records = records;
  if (!complete) return decoded;
  if (handler.has_bad_element() || decoded.result == ResultShape::other) {
    decoded.defect = "its result holds something other than records";
  } else if (!decoded.success) {
    decoded.defect = "it has no success field";
  }
  records->finish_filling();
  if (options.keep_raw) records->keep_body(std::move(body));
  return decoded;
}

}  // namespace cf_billing
