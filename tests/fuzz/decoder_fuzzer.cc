// Claims of any body, read as the records of any table:
//  - what is read does not depend on the pieces in which the body came, in whatever sizes;
//  - the cells of wanted fields, and the hashes that rowids are made of, are the same whatever else
//    is wanted, kept as received, or decoded to spare;
//  - a bound on memory ends the reading or changes nothing of it.
#include <algorithm>

#include "claim.h"
#include "decoded.h"
#include "records/record_list.h"

namespace cf_billing {
namespace {

struct Reading {
  const TableSpec& spec;
  std::string_view body;
  std::vector<std::size_t> cuts;  ///< sizes of pieces, used in turn; none: in one

  /// The size of the piece of that number.
  [[nodiscard]] std::size_t cut(std::size_t number, std::string_view rest) const {
    return cuts.empty() ? rest.size() : std::max<std::size_t>(1, cuts[number % cuts.size()]);
  }
  [[nodiscard]] DecodedBody with(const DecodeOptions& options, bool in_pieces) const {
    RecordReader reader(spec.layout, options);
    std::string_view rest = body;
    bool is_of_use = true;
    for (std::size_t i = 0; !rest.empty() && is_of_use; ++i) {
      const std::string_view next = rest.substr(0, in_pieces ? cut(i, rest) : rest.size());
      // A copy that ends where the piece does, so that reading on is seen.
      const std::vector<char> piece(next.begin(), next.end());
      is_of_use = reader.add({piece.data(), piece.size()});
      rest.remove_prefix(piece.size());
    }
    return reader.finish();
  }
  [[nodiscard]] std::string shown_records(const DecodedBody& decoded, FieldMask fields) const {
    return decoded.defect.empty() ? shown(*decoded.records, fields, spec.layout.size()) : "";
  }
  void compare(const DecodedBody& one, const DecodedBody& other, FieldMask fields,
               const char* what) const {
    const std::string first = shown_envelope(one) + shown_records(one, fields);
    const std::string second = shown_envelope(other) + shown_records(other, fields);
    claim(first == second, what, [&] {
      return std::string(spec.name) + "\n" + std::string(body) + "\n--- one:\n" + first +
             "\n--- other:\n" + second;
    });
  }
};

void check_raw(const Reading& reading, const DecodedBody& decoded) {
  if (!decoded.defect.empty()) return;
  for (std::size_t record = 0; record < decoded.records->size(); ++record) {
    const std::string_view raw = decoded.records->raw(record);
    claim(raw.starts_with('{') && raw.ends_with('}'), "a record as received is an object", raw);
    if (reading.spec.records.kind == RecordPlace::Kind::member_list) continue;
    claim(reading.body.find(raw) != std::string_view::npos,
          "a record as received is a part of the body", raw);
  }
}

void check_small(const Reading& reading, DecodeOptions options, const DecodedBody& whole,
                 std::size_t max_bytes) {
  options.max_bytes = max_bytes;
  const DecodedBody small = reading.with(options, /*in_pieces=*/true);
  if (small.oversized) {
    claim(!small.defect.empty(), "a body that takes too much memory has a defect");
  } else {
    reading.compare(whole, small, options.wanted, "a bound on memory changes nothing else");
  }
}

/// How a record list ends that is given elements, and what may be behind them.
struct ListReading {
  RecordList::State state;
  std::string records;
  std::string rest;  ///< what was not read

  [[nodiscard]] bool stopped() const {
    return state == RecordList::State::ended || state == RecordList::State::other;
  }
  bool operator==(const ListReading&) const = default;
  [[nodiscard]] std::string text() const {
    return std::to_string(static_cast<int>(state)) + '\n' + records + "rest: " + rest;
  }
};

ListReading read_list(const Reading& reading, std::string_view elements, std::size_t piece,
                      bool in_pieces) {
  const FieldMask all = all_fields(reading.spec.layout);
  RecordParser parser(reading.spec.layout, all, FieldTree::Place::record);
  RecordBlock records(reading.spec.layout.size(), all);
  RecordList list(parser, records, SIZE_MAX, piece);
  for (std::size_t i = 0; !elements.empty() && list.state() == RecordList::State::going; ++i) {
    const std::size_t size = in_pieces ? reading.cut(i, elements) : elements.size();
    list.add(elements.substr(0, size));
    elements.remove_prefix(std::min(size, elements.size()));
  }
  list.end();
  records.finish_filling();
  // Of several faults any may be named.
  if (list.state() == RecordList::State::defect) return {list.state(), "", ""};
  return {list.state(), shown(records, all, reading.spec.layout.size()),
          std::string(list.rest()) + std::string(elements)};
}

/// A record list reads pieces of its own, larger than any input here but where their size is given.
void check_list(const Reading& reading, std::size_t least_piece) {
  std::string_view elements = reading.body;
  elements.remove_prefix(std::min(elements.find('[') + 1, elements.size()));
  const auto whole_of = [&] { return read_list(reading, elements, RecordList::kPiece, false); };
  const auto cut_of = [&] { return read_list(reading, elements, least_piece, true); };
  ListReading whole = whole_of();
  ListReading cut = cut_of();
  if (whole.state != cut.state && (whole.stopped() || cut.stopped())) {
    // What is no text behind the list, which the envelope would find, is a defect of a piece that
    // holds both.
    elements.remove_suffix(whole.stopped() ? whole.rest.size() : cut.rest.size());
    whole = whole_of();
    cut = cut_of();
  }
  claim(whole == cut, "records of a list do not depend on its pieces", [&] {
    return std::string(reading.body) + "\n--- in one: " + whole.text() + "\n--- in pieces of " +
           std::to_string(least_piece) + ": " + cut.text();
  });
}

void check(FuzzedDataProvider& data) {
  const auto& tables = tables_of_records();
  const TableSpec& spec = *tables[data.ConsumeIntegralInRange<std::size_t>(0, tables.size() - 1)];
  const FieldMask all = all_fields(spec.layout);
  DecodeOptions some{.wanted = data.ConsumeIntegral<FieldMask>() & all, .place = spec.records};
  some.keep_raw = data.ConsumeBool();
  some.spare = data.ConsumeIntegral<FieldMask>() & all;
  some.most_spare_bytes = some_size(data, 1 << 20);
  const std::size_t max_bytes = some_size(data, 1 << 20);
  const std::size_t list_piece = 1 + some_size(data, 4096);
  std::vector<std::size_t> cuts;
  const auto cut_count = data.ConsumeIntegralInRange<std::size_t>(0, 4);
  for (std::size_t i = 0; i < cut_count; ++i) cuts.push_back(some_size(data, 300));
  const std::string body = data.ConsumeRemainingBytesAsString();
  const Reading reading{spec, body, cuts};

  const DecodeOptions everything{.wanted = all, .keep_raw = true, .place = spec.records};
  const DecodedBody whole = reading.with(everything, /*in_pieces=*/false);
  check_raw(reading, whole);
  reading.compare(whole, reading.with(everything, true), all, "pieces change nothing");
  const DecodedBody narrow = reading.with(some, /*in_pieces=*/true);
  reading.compare(whole, narrow, some.wanted, "what else is wanted changes no cell");
  check_small(reading, some, narrow, max_bytes);
  check_list(reading, list_piece);
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
