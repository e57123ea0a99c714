#include "functions/uses_by_day.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <tuple>
#include <utility>

#include "functions/service_name.h"

namespace cf_billing {

namespace {

enum Argument : std::size_t { kAccount, kService, kType, kId, kDay, kQuantity, kReason, kName };

bool is_text(GroupCell cell) { return cell.type == GroupType::text; }

std::uint64_t hash_of(std::uint64_t account, std::uint64_t service, GroupCell type, GroupCell id) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = 0;
  for (const std::uint64_t part : {account, service, type.bits, id.bits}) {
    hash = (hash ^ part) * kOdd;
    hash ^= hash >> 32;
  }
  return hash;
}

/// Of a text, from 1 on: kNone is nothing.
std::uint32_t number_of(GroupCell cell) {
  return is_text(cell) ? static_cast<std::uint32_t>(cell.bits + 1) : UseNote::kNone;
}

double sum_of(double a, double b) {
  if (std::isnan(a)) return b;
  return std::isnan(b) ? a : a + b;
}

std::size_t count_of_days(const ToldUses::Resource& resource) {
  return resource.days.size() / sizeof(UseOfDay);
}

template <typename T>
T value_at(std::string_view told, std::size_t place) {
  T value;
  std::memcpy(&value, told.data() + place * sizeof value, sizeof value);
  return value;
}

}  // namespace

std::uint64_t UsesByDay::service_of(std::uint64_t text) {
  if (text < services_.size() && services_[text] != 0) return services_[text] - 1;
  const std::uint64_t service = texts_.number_of(service_key(texts_[text]));
  if (text >= services_.size()) services_.resize(texts_.size());
  services_[text] = service + 1;
  return service;
}

/// At most half of the slots are taken.
void UsesByDay::make_room() {
  constexpr std::size_t kFirst = 64;
  slots_.assign(std::max(kFirst, 2 * slots_.size()), 0);
  for (std::size_t n = 0; n < resources_.size(); ++n) {
    const Resource& one = resources_[n];
    std::size_t slot = hash_of(one.account, one.service, one.type, one.id) & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(n + 1);
  }
}

UsesByDay::Resource& UsesByDay::resource_of(std::uint64_t account, std::uint64_t service,
                                            GroupCell type, GroupCell id) {
  if (2 * (resources_.size() + 1) > slots_.size()) make_room();
  std::size_t slot = hash_of(account, service, type, id) & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    Resource& one = resources_[slots_[slot] - 1];
    if (one.id == id && one.service == service && one.account == account && one.type == type)
      return one;
  }
  resources_.push_back({account, service, type, id, {}});
  slots_[slot] = static_cast<std::uint32_t>(resources_.size());
  return resources_.back();
}

std::uint32_t UsesByDay::place_of(UseNote note) {
  return static_cast<std::uint32_t>(
      notes_.number_of({reinterpret_cast<const char*>(&note), sizeof note}));
}

UseNote UsesByDay::note_of(const UseOfDay& use) const {
  return value_at<UseNote>(notes_[use.note], 0);
}

/// Several records of a day, as of several actions, mostly come one after the other.
void UsesByDay::add_day(Resource& resource, std::uint32_t day, UseNote note, double quantity) {
  if (resource.days.empty() || resource.days.back().day != day) {
    // What is told of a resource seldom changes from one day to the next.
    const bool is_same = !resource.days.empty() && note_of(resource.days.back()) == note;
    resource.days.push_back({day, is_same ? resource.days.back().note : place_of(note), quantity});
    return;
  }
  const auto later = [&](std::uint32_t a, std::uint32_t b) {
    if (a == UseNote::kNone || b == UseNote::kNone) return std::max(a, b);
    return texts_[a - 1] < texts_[b - 1] ? b : a;
  };
  UseOfDay& kept = resource.days.back();
  const UseNote before = note_of(kept);
  if (before != note)
    kept.note = place_of({later(before.reason, note.reason), later(before.name, note.name)});
  kept.quantity = sum_of(kept.quantity, quantity);
}

void UsesByDay::add(sqlite3_value** values) {
  for (const std::size_t n : {kAccount, kService, kDay, kType, kId, kReason, kName})
    row_[n] = texts_.cell_of(values[n], row_[n]);
  if (!is_text(row_[kAccount]) || !is_text(row_[kService]) || !is_text(row_[kDay])) return;
  const bool is_known = sqlite3_value_type(values[kQuantity]) != SQLITE_NULL;
  add_day(resource_of(row_[kAccount].bits, service_of(row_[kService].bits), row_[kType], row_[kId]),
          number_of(row_[kDay]), {number_of(row_[kReason]), number_of(row_[kName])},
          is_known ? sqlite3_value_double(values[kQuantity])
                   : std::numeric_limits<double>::quiet_NaN());
}

std::vector<UsesByDay::Resource*> UsesByDay::in_order(const std::vector<std::uint64_t>& places) {
  std::vector<Resource*> order;
  for (Resource& one : resources_) order.push_back(&one);
  // Numbers are in no order that means anything, and whatever is the same is one resource.
  const auto place = [&](GroupCell cell) {
    return std::pair(cell.type, cell.type < GroupType::text ? cell.bits : places[cell.bits]);
  };
  std::sort(order.begin(), order.end(), [&](const Resource* a, const Resource* b) {
    return std::tuple(places[a->account], places[a->service], place(a->type), place(a->id)) <
           std::tuple(places[b->account], places[b->service], place(b->type), place(b->id));
  });
  return order;
}

/// How many bytes follow; the texts in their order, so that their numbers are in it, too; the
/// notes; then of each resource the numbers of account and service, the cells of kind and id, its
/// days.
void UsesByDay::tell(Telling& telling) {
  const auto texts = texts_.in_order();
  std::vector<std::uint64_t> places(texts.size());
  for (std::size_t place = 0; place < texts.size(); ++place) places[texts[place]] = place;
  const auto renumbered = [&](std::uint32_t number) {
    return number == UseNote::kNone ? number : static_cast<std::uint32_t>(places[number - 1] + 1);
  };
  const auto cell = [&](GroupCell one) {
    return GroupCell{one.type, one.type < GroupType::text ? one.bits : places[one.bits]};
  };

  // Each number is one of 64 bits.
  std::size_t size = (2 + texts.size()) * sizeof size + notes_.size() * sizeof(UseNote);
  for (const std::uint64_t number : texts) size += texts_[number].size();
  for (const Resource& one : resources_)
    size += 3 * sizeof size + 2 * sizeof(GroupCell) + one.days.size() * sizeof(UseOfDay);
  telling.number(size);
  telling.number(texts.size());
  for (const std::uint64_t number : texts) telling.text(texts_[number]);
  telling.number(notes_.size());
  for (std::size_t place = 0; place < notes_.size(); ++place) {
    const auto note = value_at<UseNote>(notes_[place], 0);
    telling.value(UseNote{renumbered(note.reason), renumbered(note.name)});
  }
  for (Resource* one : in_order(places)) {
    for (UseOfDay& use : one->days) use.day = renumbered(use.day);
    std::stable_sort(one->days.begin(), one->days.end(),
                     [](const UseOfDay& a, const UseOfDay& b) { return a.day < b.day; });
    telling.number(places[one->account]);
    telling.number(places[one->service]);
    telling.value(cell(one->type));
    telling.value(cell(one->id));
    telling.number(one->days.size());
    telling.bytes(
        {reinterpret_cast<const char*>(one->days.data()), one->days.size() * sizeof(UseOfDay)});
  }
}

void ToldUses::Use::add(const Use& other) {
  if (other.quantity) quantity = quantity.value_or(0) + *other.quantity;
  if (other.reason) reason = std::max(reason.value_or(*other.reason), *other.reason);
  name = other.newest_day == newest_day ? std::max(name, other.name)
                                        : (other.newest_day > newest_day ? other.name : name);
  newest_day = std::max(newest_day, other.newest_day);
}

namespace {

constexpr const char* kTeller = "cf_uses_by_day";

/// One part after the other, without the length before it; false: it is none.
template <typename Found>
bool for_each_part(std::string_view told, Found found) {
  while (!told.empty()) {
    std::uint64_t size = 0;
    if (told.size() < sizeof size) return false;
    std::memcpy(&size, told.data(), sizeof size);
    told.remove_prefix(sizeof size);
    if (size > told.size()) return false;
    found(told.substr(0, size));
    told.remove_prefix(size);
  }
  return true;
}

}  // namespace

bool ToldUses::is_told(std::string_view told) {
  return for_each_part(told, [](std::string_view) {});
}

ToldUses::ToldUses(std::string told) : told_(std::move(told)) {
  const bool is_told = for_each_part(told_, [&](std::string_view bytes) {
    Part part{ToldBytes(kTeller, bytes), {}, {}, {}};
    part.texts = part.bytes.take_texts();
    const std::size_t notes = part.bytes.take_number();
    if (notes > bytes.size() / sizeof(UseNote)) part.bytes.refuse();
    part.notes = part.bytes.take(notes * sizeof(UseNote));
    parts_.push_back(std::move(part));
  });
  if (!is_told) ToldBytes(kTeller, told_).refuse();
  for (std::size_t part = 0; part < parts_.size(); ++part) read(part);
}

std::string_view ToldUses::Part::take_text() {
  const std::size_t number = bytes.take_number();
  if (number >= texts.size()) bytes.refuse();
  return texts[number];
}

GroupValue ToldUses::Part::take_value() {
  const auto cell = value_at<GroupCell>(bytes.take(sizeof(GroupCell)), 0);
  if (cell.type > GroupType::blob) bytes.refuse();
  if (cell.type < GroupType::text) return {cell.type, cell.bits, {}};
  if (cell.bits >= texts.size()) bytes.refuse();
  return {cell.type, cell.bits, texts[cell.bits]};
}

std::optional<std::string_view> ToldUses::Part::text(std::uint32_t number) const {
  if (number == UseNote::kNone) return std::nullopt;
  if (number > texts.size()) bytes.refuse();
  return texts[number - 1];
}

UseNote ToldUses::Part::note(std::uint32_t place) const {
  if (place >= notes.size() / sizeof(UseNote)) bytes.refuse();
  return value_at<UseNote>(notes, place);
}

void ToldUses::read(std::size_t number) {
  Part& part = parts_[number];
  part.ahead.reset();
  if (part.bytes.at_end()) return;
  Resource resource;
  resource.account = part.take_text();
  resource.service = part.take_text();
  resource.type = part.take_value();
  resource.id = part.take_value();
  const std::size_t days = part.bytes.take_number();
  if (days > part.bytes.told().size() / sizeof(UseOfDay)) part.bytes.refuse();
  resource.days = part.bytes.take(days * sizeof(UseOfDay));
  resource.part = number;
  part.ahead = resource;
}

/// Each part has its own in this order.
std::vector<ToldUses::Resource> ToldUses::take(std::string_view account, std::string_view service) {
  const auto order_of = [&](const Resource& one) {
    const int order = one.account.compare(account);
    return order != 0 ? order : one.service.compare(service);
  };
  const auto is_before = [](const GroupValue& a, const GroupValue& b) {
    if (a.type != b.type) return a.type < b.type;
    return a.type < GroupType::text ? a.bits < b.bits : a.text < b.text;
  };
  std::vector<Resource> found;
  while (true) {
    std::optional<Resource> least;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      const auto& ahead = parts_[part].ahead;
      while (ahead && order_of(*ahead) < 0) read(part);
      if (!ahead || order_of(*ahead) != 0) continue;
      if (!least || is_before(ahead->type, least->type) ||
          (ahead->type == least->type && is_before(ahead->id, least->id)))
        least = *ahead;
    }
    if (!least) return found;
    found.push_back(*least);
    read(least->part);
  }
}

void ToldUses::go_to_days(std::string_view first_day, std::string_view last_day) {
  for (Part& part : parts_) {
    const auto begin = part.texts.begin();
    const auto before = std::lower_bound(begin, part.texts.end(), first_day) - begin;
    const auto up_to = std::upper_bound(begin, part.texts.end(), last_day) - begin;
    part.first_day = static_cast<std::uint32_t>(before + 1);
    part.last_day = static_cast<std::uint32_t>(up_to);
  }
}

std::optional<ToldUses::Use> ToldUses::use_of(const Resource& resource) const {
  const Part& part = parts_[resource.part];
  std::size_t at = 0;
  for (std::size_t left = count_of_days(resource); left > 0;) {
    const std::size_t half = left / 2;
    if (value_at<UseOfDay>(resource.days, at + half).day < part.first_day) {
      at += half + 1;
      left -= half + 1;
    } else {
      left = half;
    }
  }
  std::optional<Use> found;
  UseNote last;
  std::uint32_t newest = UseNote::kNone;
  for (; at < count_of_days(resource); ++at) {
    const auto use = value_at<UseOfDay>(resource.days, at);
    if (use.day > part.last_day) break;
    if (!found) found.emplace();
    if (!std::isnan(use.quantity)) found->quantity = found->quantity.value_or(0) + use.quantity;
    // Their numbers are in the order of the texts.
    const UseNote note = part.note(use.note);
    last.reason = std::max(last.reason, note.reason);
    last.name = use.day == newest ? std::max(last.name, note.name) : note.name;
    newest = use.day;
  }
  if (found) {
    found->reason = part.text(last.reason);
    found->name = part.text(last.name).value_or("");
    found->newest_day = part.text(newest).value_or("");
  }
  return found;
}

}  // namespace cf_billing
