#include "records/record_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "records/json_number.h"
#include "records/json_string.h"
#include "records/json_text.h"

namespace cf_billing {

namespace {

/// A larger piece is read in parts, so that a part of it that is copied is small.
constexpr std::size_t kPart = 256U << 10U;

bool has_enclosing_fields(const RecordLayout& layout) {
  return std::any_of(layout.begin(), layout.end(), [](const Field& field) {
    return !field.paths.empty() && field.paths.front().starts_with('^');
  });
}

/// Adds the record that an object is; the text is known to be JSON.
RecordParser::Outcome add_record(RecordParser& parser, const std::string& object,
                                 RecordBlock& records) {
  JsonTokens tokens;
  if (tokens.read(object.data(), object.size()) != JsonTokens::Verdict::good) {
    return RecordParser::Outcome::not_json;
  }
  TokenCursor cursor(object.data(), tokens);
  return parser.read(cursor, records);
}

/// Whether the object has a member that a field of the layout is read from; the text is known to be
/// JSON.
bool has_known_member(const std::string& object, const RecordLayout& layout,
                      FieldTree::Place place) {
  const FieldTree known(layout, all_fields(layout), place);
  JsonTokens tokens;
  if (tokens.read(object.data(), object.size()) != JsonTokens::Verdict::good) return false;
  std::size_t depth = 0;
  std::string name;
  for (TokenCursor cursor(object.data(), tokens); cursor.token < cursor.count; ++cursor.token) {
    const char c = *cursor.at();
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    const bool is_name = depth == 1 && c == '"' && cursor.token + 1 < cursor.count &&
                         object[cursor.begins[cursor.token + 1]] == ':';
    if (!is_name) continue;
    const std::string_view quoted = cursor.spelled();
    name.clear();
    unescape(quoted.substr(1, quoted.size() - 2), name);
    if (known.root().member(name) != nullptr) return true;
  }
  return false;
}

std::optional<std::string> cursor_after(const std::string& object) {
  static const RecordLayout layout = {{"after", FieldType::text, {"after"}}};
  RecordBlock members(layout.size(), all_fields(layout));
  RecordParser parser(layout, all_fields(layout), FieldTree::Place::record);
  if (!object.starts_with('{')) return std::nullopt;
  if (add_record(parser, object, members) != RecordParser::Outcome::complete) return std::nullopt;
  const Cell& after = members.cell(0, 0);
  if (after.type != CellType::text || after.size == 0) return std::nullopt;
  return std::string(after.text());
}

/// A number of things: whole and not negative, in whatever form.
std::optional<std::int64_t> count_in(std::string_view text) {
  if (number_form(text) == NumberForm::none) return std::nullopt;
  std::int64_t whole = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (read.ec == std::errc{} && read.ptr == text.data() + text.size()) {
    return whole < 0 ? std::nullopt : std::optional(whole);
  }
  constexpr double kMost = 9007199254740992.0;
  const auto value = nearest_double(text);
  if (!value || *value < 0 || *value > kMost || std::trunc(*value) != *value) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

PageInfo page_info(const std::string& text) {
  static const RecordLayout layout = {
      {"page", FieldType::text, {"page"}},
      {"per_page", FieldType::text, {"per_page"}},
      {"count", FieldType::text, {"count"}},
      {"total_count", FieldType::text, {"total_count", "total_size"}},
      {"total_pages", FieldType::text, {"total_pages"}},
      {"cursor", FieldType::text, {"cursor", "cursors.after", "next_page_token"}}};
  PageInfo page;
  if (!text.starts_with('{')) return page;
  RecordBlock members(layout.size(), all_fields(layout));
  RecordParser parser(layout, all_fields(layout), FieldTree::Place::record);
  if (add_record(parser, text, members) != RecordParser::Outcome::complete) return page;
  page.is_told = text.find_first_not_of("{} \t\r\n") != std::string::npos;
  const auto number = [&](std::size_t field) -> std::optional<std::int64_t> {
    // As text, since in a column of numbers a boolean is one.
    const Cell& cell = members.cell(0, field);
    return cell.type == CellType::text ? count_in(cell.text()) : std::nullopt;
  };
  page.page = number(0);
  page.per_page = number(1);
  page.count = number(2);
  page.total_count = number(3);
  page.total_pages = number(4);
  const Cell& cursor = members.cell(0, 5);
  if (cursor.type == CellType::text && cursor.size > 0) page.cursor = std::string(cursor.text());
  // Some endpoints say `"cursor": {"after": "…"}`.
  if (cursor.type == CellType::json) page.cursor = cursor_after(std::string(cursor.text()));
  return page;
}

/// Empty where the member says that there are none: an empty list, object or text, or no such
/// thing.
MemberText list_of(const MemberText& member) {
  const std::string& text = member.text;
  const bool has_brackets = text.starts_with('[') || text.starts_with('{');
  const bool is_empty = has_brackets && text.find_first_not_of(" \t\r\n", 1) + 1 == text.size();
  if (is_empty || text == "null" || text == "\"\"" || text == "false" || text == "0") return {};
  return member;
}

}  // namespace

RecordReader::RecordReader(const RecordLayout& layout, const DecodeOptions& options)
    : layout_(layout),
      options_(options),
      has_enclosing_fields_(has_enclosing_fields(layout)),
      envelope_(options.place, has_enclosing_fields_,
                std::min(options.max_bytes, RecordList::kLargestRecord)),
      parser_(layout, options.wanted | options.spare, FieldTree::Place::record),
      records_(std::make_shared<RecordBlock>(layout.size(), options.wanted | options.spare,
                                             options.keep_raw, options.budget, options.interrupt)) {
}

bool RecordReader::add(std::string_view piece) {
  for (; !piece.empty() && !is_bad(); piece.remove_prefix(std::min(piece.size(), kPart))) {
    add_part(piece.substr(0, kPart));
  }
  return !is_bad();
}

void RecordReader::add_part(std::string_view part) {
  if (!list_) {
    part.remove_prefix(envelope_.add(part));
    if (!envelope_.is_at_list()) return;
    list_ = std::make_unique<RecordList>(parser_, *records_, options_.max_bytes);
  }
  if (list_->add(part) != RecordList::State::going) leave_list();
  const bool has_spare = (options_.spare & ~options_.wanted) != 0;
  const bool is_short = options_.budget && options_.budget->is_short();
  if (has_spare && (is_short || records_->bytes() > options_.most_spare_bytes)) {
    drop_spare_fields();
  }
}

void RecordReader::drop_spare_fields() {
  options_.spare = 0;
  records_->narrow(options_.wanted);
  parser_.narrow(options_.wanted);
}

void RecordReader::leave_list() {
  const RecordList::State state = list_->state();
  if (state == RecordList::State::ended) {
    envelope_.end_list();
  } else if (state == RecordList::State::other) {
    envelope_.skip_list();
  } else {
    records_oversized_ = state == RecordList::State::oversized;
    records_crowded_ = state == RecordList::State::crowded;
    defect_ = list_->defect();
    return;
  }
  const std::unique_ptr<RecordList> list = std::move(list_);
  envelope_.add(list->rest());
}

bool RecordReader::is_oversized() const {
  return records_oversized_ || records_crowded_ || envelope_.is_oversized();
}

bool RecordReader::is_bad() const {
  return is_oversized() || !defect_.empty() || !envelope_.defect().empty();
}

DecodedBody RecordReader::finish() {
  if (list_ && !is_bad() && list_->end() != RecordList::State::going) leave_list();
  envelope_.end();
  DecodedBody body;
  read_envelope(body);
  if (envelope_.is_oversized() && options_.max_bytes > RecordList::kLargestRecord) {
    body.defect = kLargerThanKnown;
  } else if (is_oversized()) {
    body.oversized = !records_crowded_;
    body.crowded = records_crowded_;
    body.defect = "its records take more memory than they may";
  } else if (!defect_.empty()) {
    body.defect = defect_;
  } else if (!envelope_.defect().empty()) {
    body.defect = envelope_.defect();
  } else if (envelope_.is_blank()) {
    body.defect = "it is empty";
  } else if (!envelope_.is_complete()) {
    body.truncated = true;
    body.defect = "it ends too early";
  } else {
    body.defect = defect_of_envelope();
    if (body.defect.empty() && body.success.value_or(true)) body.defect = defect_of_objects();
    if (body.defect.empty()) add_object();
    if (body.defect.empty()) add_enclosing();
  }
  records_->finish_filling();
  body.records = records_;
  return body;
}

void RecordReader::read_envelope(DecodedBody& body) {
  body.success = envelope_.success();
  body.has_result = envelope_.has_result();
  body.page = page_info(envelope_.result_info().text);
  body.errors = list_of(envelope_.errors());
  body.messages = list_of(envelope_.messages());
}

/// A failed envelope says why, whatever else it lacks.
std::string RecordReader::defect_of_envelope() const {
  const auto success = envelope_.success();
  if (success && !*success) return "";
  if (!envelope_.misplaced().empty()) return envelope_.misplaced();
  // An answer of the GraphQL endpoint has no such field.
  if (!success && envelope_.result_name() == "result") return "it has no success field";
  if (!envelope_.has_result()) return "it has no " + std::string(envelope_.result_name());
  if (envelope_.result_info().is_cut) return "its result_info is larger than any known";
  return "";
}

/// An object that has nothing of what is documented says nothing, not that there is nothing. (An
/// answer that is read as a whole has no layout.)
std::string RecordReader::defect_of_objects() const {
  if (layout_.empty()) return "";
  const std::string& record = envelope_.record();
  if (!record.empty() && !has_known_member(record, layout_, FieldTree::Place::record)) {
    return "its " + std::string(options_.place.path) + " has none of the documented members";
  }
  if (envelope_.missing().empty()) return "";
  // The members beside a list are a record without it.
  const bool has_others = has_enclosing_fields_ && has_known_member(envelope_.enclosing(), layout_,
                                                                    FieldTree::Place::enclosing);
  return has_others ? "" : envelope_.missing();
}

void RecordReader::add_object() {
  if (!envelope_.record().empty()) add_record(parser_, envelope_.record(), *records_);
}

/// The members beside a list of records: columns of each record, or a record without any.
void RecordReader::add_enclosing() {
  const std::string& object = envelope_.enclosing();
  if (object.empty()) return;
  const FieldMask fields = options_.wanted | options_.spare;
  RecordBlock members(layout_.size(), fields);
  RecordParser parser(layout_, fields, FieldTree::Place::enclosing);
  add_record(parser, object, members);
  if (records_->size() == 0) {
    records_->begin_record();
    records_->end_record(members.content(0), object);
  }
  for (std::size_t field = 0; field < layout_.size(); ++field) {
    const bool is_enclosing = layout_[field].paths.front().starts_with('^');
    if (is_enclosing && records_->wants(field)) records_->set_all(field, members.cell(0, field));
  }
}

DecodedBody decode_records(std::string_view body, const RecordLayout& layout,
                           const DecodeOptions& options) {
  RecordReader reader(layout, options);
  reader.add(body);
  return reader.finish();
}

}  // namespace cf_billing
