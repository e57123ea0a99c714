#include "scan/list_items.h"

#include <algorithm>
#include <utility>

#include "core/fingerprint.h"
#include "core/interrupt.h"

namespace cf_billing {

namespace {

/// Each of them is compared with all others.
constexpr std::size_t kMostOfOneName = 1000;

}  // namespace

std::optional<std::string> ListItems::name(const RowBlock& page, std::size_t row) const {
  const Cell& cell = page.cell(row, identifier_);
  if (!cell.is_text() || cell.size == 0) return std::nullopt;
  std::string name(cell.text());
  for (const std::size_t field : kinds_) {
    const Cell& kind = page.cell(row, field);
    name += '\0';
    if (kind.is_text()) name += kind.text();
  }
  return name;
}

ListItems::Brought ListItems::add(std::unique_ptr<RowBlock> page, std::int64_t place,
                                  Reading reading) {
  ++answers_;
  Brought brought;
  const std::size_t block = blocks_.size();
  const std::size_t size = page->size();
  blocks_.push_back({std::move(page), std::vector<bool>(size, false)});
  const RowBlock& rows = *blocks_.back().rows;
  std::vector<std::uint64_t> nameless;
  std::vector<std::size_t> unknown;
  Fingerprint names;
  // Those that did not change come first: of several with one name it is another that did.
  InterruptCheck check_interrupt = rows.interrupt_check();
  for (std::size_t row = 0; row < size && !brought.has_crowd; ++row) {
    check_interrupt();
    const auto named = name(rows, row);
    if (!named) {
      nameless.push_back(rows.content(row));
      if (reading == Reading::again) continue;
      blocks_.back().kept[row] = true;
      ++brought.fresh;
      continue;
    }
    names.add(*named);
    std::vector<Item>& same_name = named_[*named];
    const auto same = std::find_if(same_name.begin(), same_name.end(), [&](const Item& item) {
      return item.content == rows.content(row);
    });
    if (same == same_name.end()) {
      unknown.push_back(row);
    } else {
      same->answer = answers_;
    }
  }
  for (const std::size_t row : unknown) {
    if (brought.has_crowd) return brought;
    put(named_[*name(rows, row)], {rows.content(row), block, row, answers_}, brought);
  }
  if (reading == Reading::first) {
    brought.has_nameless_twins =
        std::any_of(nameless.begin(), nameless.end(),
                    [&](std::uint64_t content) { return all_nameless_.contains(content); });
    all_nameless_.insert(nameless.begin(), nameless.end());
    nameless_[place] = std::move(nameless);
  } else {
    brought.has_nameless_changes = nameless != nameless_[place];
  }
  brought.is_rearranged = std::exchange(names_of_pages_[place], names.value()) != names.value() &&
                          reading == Reading::again;
  distinct_ += brought.fresh;
  return brought;
}

void ListItems::put(std::vector<Item>& same_name, const Item& item, Brought& brought) {
  const auto find = [&](auto&& fits) {
    return std::find_if(same_name.begin(), same_name.end(), fits);
  };
  // The same twice on this page.
  if (find([&](const Item& each) { return each.content == item.content; }) != same_name.end()) {
    return;
  }
  const auto older = find([&](const Item& each) { return each.answer != item.answer; });
  blocks_[item.block].kept[item.row] = true;
  if (older == same_name.end()) {
    ++brought.fresh;
    brought.has_crowd = same_name.size() >= kMostOfOneName;
    if (!same_name.empty()) ++doubles_;
    same_name.push_back(item);
    return;
  }
  ++brought.changed;
  if (older->block < handed_out_) {
    brought.is_outdated = true;
  } else {
    blocks_[older->block].kept[older->row] = false;
  }
  *older = item;
}

std::vector<std::unique_ptr<RowBlock>> ListItems::take() {
  std::vector<std::unique_ptr<RowBlock>> blocks;
  for (; handed_out_ < blocks_.size(); ++handed_out_) {
    Block& block = blocks_[handed_out_];
    block.rows->retain([&](std::size_t row) { return block.kept[row]; });
    blocks.push_back(std::move(block.rows));
  }
  return blocks;
}

}  // namespace cf_billing
