#include "records/record_list.h"

#include <algorithm>
#include <utility>

#include "records/json_text.h"

namespace cf_billing {

namespace {

/// The memory they take is looked at behind so many: few even where each has many cells.
constexpr std::size_t kCheckedRecords = 64;

/// The place of the first character that is not white space.
std::size_t skip_space(const std::string& text, std::size_t at) {
  while (at < text.size() && is_json_space(text[at])) ++at;
  return at;
}

}  // namespace

RecordList::RecordList(RecordParser& parser, RecordBlock& records, std::size_t most_bytes,
                       std::size_t piece)
    : parser_(parser), records_(records), most_bytes_(most_bytes), piece_(piece), full_(piece) {}

RecordList::State RecordList::add(std::string_view piece) {
  while (!piece.empty() && state_ == State::going) {
    const std::size_t taken = std::min(piece.size(), full_ - buffer_.size());
    buffer_.append(piece.substr(0, taken));
    piece.remove_prefix(taken);
    if (buffer_.size() == full_) advance(/*is_last=*/false);
  }
  if (state_ == State::ended || state_ == State::other) buffer_.append(piece);
  return state_;
}

RecordList::State RecordList::end() {
  if (state_ == State::going) advance(/*is_last=*/true);
  return state_;
}

void RecordList::advance(bool is_last) {
  while (state_ == State::going && skip_to_element()) {
    if (!is_scanning_) {
      const std::size_t cut = likely_cut();
      const bool has_cut = cut != std::string::npos;
      if (has_cut && parse_before(cut)) continue;
      if (state_ != State::going) break;
      if (!has_cut && !is_last && buffer_.size() - at_ < piece_) break;
    }
    const std::size_t before = at_;
    parse_scanned();
    if (at_ == before) break;
  }
  if (state_ == State::going) drop_read();
}

/// False: there is no element, or it does not begin in what is there.
bool RecordList::skip_to_element() {
  while (true) {
    at_ = skip_space(buffer_, at_);
    if (at_ == buffer_.size()) return false;
    const char c = buffer_[at_];
    if (expects_ == Expects::element) {
      if (c == '{') return true;
      state_ = State::other;
      return false;
    }
    if (c == ']') {
      ++at_;
      state_ = State::ended;
      return false;
    }
    if (c != ',') {
      fail(State::defect, kNotJson);
      return false;
    }
    ++at_;
    expects_ = Expects::element;
  }
}

/// Behind the last brace with a comma or bracket behind it: as a rule the end of a record.
std::size_t RecordList::likely_cut() const {
  char next = '\0';
  for (std::size_t i = buffer_.size(); i-- > at_;) {
    const char c = buffer_[i];
    if (c == '}' && (next == ',' || next == ']')) return i + 1;
    if (!is_json_space(c)) next = c;
  }
  return std::string::npos;
}

bool RecordList::parse_before(std::size_t cut) {
  const std::size_t begin = at_;
  switch (tokens_.read(buffer_.data() + begin, cut - begin)) {
    case JsonTokens::Verdict::good:
      break;
    case JsonTokens::Verdict::cut:
      return false;
    case JsonTokens::Verdict::not_json:
      fail(State::defect, kNotJson);
      return false;
  }
  // Behind the last token the parser finds what is no token.
  const char behind = std::exchange(buffer_[cut], '\0');
  TokenCursor cursor(buffer_.data() + begin, tokens_);
  while (state_ == State::going && *cursor.at() == '{') {
    const auto outcome = parser_.read(cursor, records_);
    check_outcome(outcome);
    if (outcome != RecordParser::Outcome::complete) break;
    at_ = begin + tokens_.begins()[cursor.token - 1] + 1;
    expects_ = Expects::comma;
    if (*cursor.at() != ',') break;
    ++cursor.token;
  }
  buffer_[cut] = behind;
  if (state_ == State::going) check_size();
  return at_ > begin;
}

void RecordList::check_outcome(RecordParser::Outcome outcome) {
  switch (outcome) {
    case RecordParser::Outcome::complete:
      if (records_.size() % kCheckedRecords == 0) check_size();
      break;
    case RecordParser::Outcome::incomplete:
      break;
    case RecordParser::Outcome::not_json:
      fail(State::defect, kNotJson);
      break;
    case RecordParser::Outcome::out_of_range:
      fail(State::defect, kNumberOutOfRange);
      break;
    case RecordParser::Outcome::too_deep:
      fail(State::defect, kNestedTooDeeply);
      break;
  }
}

void RecordList::check_size() {
  // What a large record adds to the buffer, and four bytes of index for each of its own. What every
  // reader has is bounded by the number of requests in flight.
  const std::size_t usual = 2 * piece_;
  const std::size_t more = buffer_.capacity() > usual ? buffer_.capacity() - usual : 0;
  if (!records_.count(more * 5)) fail(State::crowded, "");
  if (records_.bytes() > most_bytes_) fail(State::oversized, "");
  if (records_.size() > kMostRecords) fail(State::defect, kMoreThanKnown);
}

/// Byte by byte, where the likely cut was none: each byte once, however large a record is.
void RecordList::parse_scanned() {
  if (!is_scanning_) {
    scanned_ = at_;
    scanner_.start();
  }
  is_scanning_ = true;
  std::size_t cut = at_;
  while (true) {
    const char* text = buffer_.data();
    scanned_ =
        static_cast<std::size_t>(scanner_.run(text + scanned_, text + buffer_.size()) - text);
    if (scanner_.state() != JsonScanner::State::done) break;
    cut = scanned_;
    const std::size_t comma = skip_space(buffer_, cut);
    const std::size_t next =
        comma < buffer_.size() && buffer_[comma] == ',' ? skip_space(buffer_, comma + 1) : comma;
    is_scanning_ = next > comma && next < buffer_.size() && buffer_[next] == '{';
    if (!is_scanning_) break;
    scanned_ = next;
    scanner_.start();
  }
  if (scanner_.state() == JsonScanner::State::not_json) fail(State::defect, kNotJson);
  if (scanner_.state() == JsonScanner::State::too_deep) {
    fail(State::defect, kNestedTooDeeply);
  }
  if (scanner_.state() == JsonScanner::State::out_of_range) {
    fail(State::defect, kNumberOutOfRange);
  }
  if (cut > at_) parse_before(cut);
}

void RecordList::fail(State state, std::string_view defect) {
  state_ = state;
  defect_ = defect;
}

void RecordList::drop_read() {
  buffer_.erase(0, at_);
  scanned_ -= std::min(scanned_, at_);
  at_ = 0;
  full_ = std::max(piece_, buffer_.size() + piece_ / 2 + 1);
  if (buffer_.size() > kLargestRecord) return fail(State::defect, kLargerThanKnown);
  check_size();
}

}  // namespace cf_billing
