#include "records/record_block.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

#include "core/interrupt.h"

namespace cf_billing {

namespace {

constexpr std::size_t kChunkBytes = 64U << 10U;
/// Of so many texts of a field, half at least have been there before, or it is not worth looking.
constexpr std::uint32_t kTriedTexts = 2048;

// The table of occurrences: for so many records at a time; which, the high bits of their hash tell.
constexpr std::size_t kRecordsOfTable = 2'000'000;
constexpr unsigned kPartShift = 48;
constexpr std::uint32_t kFree = UINT32_MAX;

}  // namespace

RecordBlock::RecordBlock(std::size_t field_count, FieldMask wanted, bool keeps_raw,
                         std::shared_ptr<MemoryBudget> budget,
                         std::shared_ptr<const InterruptQuestion> interrupt)
    : keeps_raw_(keeps_raw),
      slots_(field_count),
      share_(std::move(budget)),
      interrupt_(std::move(interrupt)) {
  lay_out(wanted);
  repeats_.resize(stride_);
}

/// Gives each field its place in a record's cells.
void RecordBlock::lay_out(FieldMask fields) {
  fields_ = fields;
  stride_ = 0;
  for (std::size_t field = 0; field < slots_.size(); ++field) {
    slots_[field] = (fields & field_bit(field)) != 0 ? static_cast<int>(stride_++) : -1;
  }
  const std::size_t record_bytes = std::max<std::size_t>(1, stride_ * sizeof(Cell));
  const std::size_t records = std::max<std::size_t>(1, kChunkBytes / record_bytes);
  chunk_shift_ = static_cast<unsigned>(std::bit_width(records)) - 1;
  chunk_mask_ = (std::size_t{1} << chunk_shift_) - 1;
}

/// For the cells of a record behind the last one.
void RecordBlock::make_room(std::size_t record) {
  if ((record & chunk_mask_) != 0 || (record >> chunk_shift_) != chunks_.size()) return;
  const std::size_t cells = stride_ << chunk_shift_;
  chunks_.push_back(std::make_unique_for_overwrite<Cell[]>(cells));
  cell_bytes_ += cells * sizeof(Cell);
}

void RecordBlock::narrow(FieldMask fields) {
  std::vector<std::size_t> places;  // Of what is kept, in a record as it was.
  for (std::size_t field = 0; field < slots_.size(); ++field) {
    if ((fields & field_bit(field)) != 0) places.push_back(static_cast<std::size_t>(slots_[field]));
  }
  std::vector<Repeats> repeats;
  repeats.reserve(places.size());
  for (const std::size_t place : places) repeats.push_back(repeats_[place]);
  repeats_ = std::move(repeats);

  std::vector<Chunk> before = std::exchange(chunks_, {});
  const std::size_t stride = stride_;
  const std::size_t mask = chunk_mask_;
  const unsigned shift = chunk_shift_;
  lay_out(fields);
  cell_bytes_ = 0;
  if (stride_ == 0) return;
  InterruptCheck check_interrupt = interrupt_check();
  for (std::size_t record = 0; record < size(); ++record) {
    check_interrupt();
    make_room(record);
    const Cell* from = before[record >> shift].get() + (record & mask) * stride;
    Cell* to = record_cells(record);
    for (const std::size_t place : places) *to++ = from[place];
    // Each is freed once it is copied, so that the two are not in memory together.
    if ((record & mask) == mask) before[record >> shift].reset();
  }
}

std::size_t RecordBlock::bytes() const {
  return sizeof(*this) + slots_.capacity() * sizeof(int) + repeats_.capacity() * sizeof(Repeats) +
         chunks_.capacity() * sizeof(Chunk) + cell_bytes_ +
         contents_.capacity() * sizeof(std::uint64_t) +
         occurrences_.capacity() * sizeof(std::uint32_t) +
         raw_.capacity() * sizeof(std::string_view) + texts_.bytes();
}

void RecordBlock::begin_record() {
  const std::size_t record = size();
  open_ = true;
  if (stride_ == 0) return;
  make_room(record);
  previous_ = record > 0 ? record_cells(record - 1) : nullptr;
  current_ = record_cells(record);
  std::fill_n(current_, stride_, Cell());
}

std::string_view RecordBlock::stored(std::size_t place, std::string_view text) {
  Repeats& repeats = repeats_[place];
  if (repeats.texts >= kTriedTexts && repeats.repeats < repeats.texts / 2) {
    return texts_.store(text);
  }
  const std::size_t known = texts_.remembered();
  const std::string_view kept = texts_.intern(text);
  ++repeats.texts;
  if (texts_.remembered() == known) ++repeats.repeats;
  return kept;
}

void RecordBlock::set(std::size_t field, CellType type, std::string_view text) {
  if (text.size() > UINT32_MAX) throw std::length_error("a text above 4 GiB");
  const auto place = static_cast<std::size_t>(slots_[field]);
  Cell& cell = current_[place];
  // Often it is the same as in the record before, which is quicker to see than to look up.
  const bool repeats =
      previous_ != nullptr && previous_[place].is_text() && previous_[place].text() == text;
  cell.bytes = repeats ? previous_[place].bytes : stored(place, text).data();
  cell.type = type;
  cell.size = static_cast<std::uint32_t>(text.size());
}

void RecordBlock::set(std::size_t field, std::int64_t value) {
  Cell& cell = slot(field);
  cell.type = CellType::integer;
  cell.integer = value;
}

void RecordBlock::set(std::size_t field, double value) {
  Cell& cell = slot(field);
  cell.type = CellType::real;
  cell.real = value;
}

void RecordBlock::set_all(std::size_t field, const Cell& value) {
  Cell own = value;
  if (value.is_text()) own.bytes = texts_.store(value.text()).data();
  InterruptCheck check_interrupt = interrupt_check();
  for (std::size_t record = 0; record < size(); ++record) {
    check_interrupt();
    record_cells(record)[slots_[field]] = own;
  }
}

void RecordBlock::end_record(std::uint64_t content, std::string_view raw) {
  contents_.push_back(content);
  if (keeps_raw_) raw_.push_back(texts_.store(raw));
  open_ = false;
}

void RecordBlock::finish_filling() {
  if (open_) throw std::logic_error("cf_billing: a record was not ended");
  texts_.forget();
  repeats_ = {};
  const std::size_t last = size() & chunk_mask_;
  if (stride_ > 0 && last > 0 && (size() >> chunk_shift_) + 1 == chunks_.size()) {
    // The last chunk is cut to what it holds: most answers are small.
    Chunk fitting = std::make_unique_for_overwrite<Cell[]>(last * stride_);
    std::copy_n(chunks_.back().get(), last * stride_, fitting.get());
    chunks_.back() = std::move(fitting);
    cell_bytes_ -= ((chunk_mask_ + 1) - last) * stride_ * sizeof(Cell);
  }
  contents_.shrink_to_fit();
  raw_.shrink_to_fit();
  count_occurrences();
  count(0);
}

/// A table of the last record of each content, for as long as this takes. Of very many records a
/// part at a time, told by their hash, so that the table stays small.
void RecordBlock::count_occurrences() {
  const std::size_t parts = std::bit_ceil(size() / kRecordsOfTable + 1);
  const auto part_of = [&](std::size_t record) {
    return (contents_[record] >> kPartShift) % parts;
  };
  InterruptCheck check_interrupt = interrupt_check();
  std::vector<std::size_t> sizes(parts);
  for (std::size_t record = 0; record < size(); ++record) {
    check_interrupt();
    ++sizes[part_of(record)];
  }
  std::vector<std::uint32_t> last(std::bit_ceil(std::ranges::max(sizes) * 2 + 1));
  for (std::size_t part = 0; part < parts; ++part) {
    std::ranges::fill(last, kFree);
    for (std::size_t record = 0; record < size(); ++record) {
      check_interrupt();
      if (part_of(record) == part) count_occurrence(record, last);
    }
  }
}

/// `last`: the table, a power of two of places, more than it is for records.
void RecordBlock::count_occurrence(std::size_t record, std::vector<std::uint32_t>& last) {
  const std::size_t mask = last.size() - 1;
  std::size_t place = contents_[record] & mask;
  while (last[place] != kFree && contents_[last[place]] != contents_[record]) {
    place = (place + 1) & mask;
  }
  if (last[place] != kFree) {
    if (occurrences_.empty()) occurrences_.resize(size());
    occurrences_[record] = occurrences_[last[place]] + 1;
  }
  last[place] = static_cast<std::uint32_t>(record);
}

}  // namespace cf_billing
