#include "functions/uses_by_day.h"

#include <algorithm>
#include <bit>
#include <cstring>
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

/// A number for a UseOfDay: kNone is nothing.
std::uint32_t number_of(GroupCell cell) {
  return is_text(cell) ? static_cast<std::uint32_t>(cell.bits + 1) : UseOfDay::kNone;
}

void tell_cell(std::string& told, GroupCell cell) {
  told.append(reinterpret_cast<const char*>(&cell), sizeof cell);
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

/// Several records of a day, as of several actions, mostly come one after the other.
void UsesByDay::add_day(Resource& resource, const UseOfDay& use) {
  if (resource.days.empty() || resource.days.back().day != use.day) {
    resource.days.push_back(use);
    return;
  }
  const auto later = [&](std::uint32_t a, std::uint32_t b) {
    if (a == UseOfDay::kNone || b == UseOfDay::kNone) return std::max(a, b);
    return texts_[a - 1] < texts_[b - 1] ? b : a;
  };
  UseOfDay& kept = resource.days.back();
  kept.reason = later(kept.reason, use.reason);
  kept.name = later(kept.name, use.name);
  kept.quantity += use.quantity;
  kept.is_known |= use.is_known;
}

void UsesByDay::add(sqlite3_value** values) {
  for (const std::size_t n : {kAccount, kService, kDay, kType, kId, kReason, kName})
    row_[n] = texts_.cell_of(values[n], row_[n]);
  if (!is_text(row_[kAccount]) || !is_text(row_[kService]) || !is_text(row_[kDay])) return;
  const bool is_known = sqlite3_value_type(values[kQuantity]) != SQLITE_NULL;
  add_day(resource_of(row_[kAccount].bits, service_of(row_[kService].bits), row_[kType], row_[kId]),
          {number_of(row_[kDay]), number_of(row_[kReason]), number_of(row_[kName]),
           is_known ? 1U : 0U, is_known ? sqlite3_value_double(values[kQuantity]) : 0.0});
}

void UsesByDay::add_told(const std::string& told) {
  ToldUses uses(told);
  const auto cell_of = [this](const GroupValue& value) {
    return GroupCell{value.type,
                     value.type < GroupType::text ? value.bits : texts_.number_of(value.text)};
  };
  const auto number = [&](std::uint32_t other) {
    const auto text = uses.text(other);
    return text ? static_cast<std::uint32_t>(texts_.number_of(*text) + 1) : UseOfDay::kNone;
  };
  while (const auto other = uses.next()) {
    Resource& own = resource_of(texts_.number_of(other->account), texts_.number_of(other->service),
                                cell_of(other->type), cell_of(other->id));
    for (std::size_t n = 0; n < ToldUses::count_of_days(*other); ++n) {
      UseOfDay use = ToldUses::day_of(*other, n);
      use.day = number(use.day);
      use.reason = number(use.reason);
      use.name = number(use.name);
      add_day(own, use);
    }
  }
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

/// The texts in their order, so that their numbers are in it, too. Then of each resource the
/// numbers of account and service, the cells of kind and id, and its days.
std::string UsesByDay::told() {
  const auto texts = texts_.in_order();
  std::vector<std::uint64_t> places(texts.size());
  for (std::size_t place = 0; place < texts.size(); ++place) places[texts[place]] = place;
  const auto renumbered = [&](std::uint32_t number) {
    return number == UseOfDay::kNone ? number : static_cast<std::uint32_t>(places[number - 1] + 1);
  };
  const auto cell = [&](GroupCell one) {
    return GroupCell{one.type, one.type < GroupType::text ? one.bits : places[one.bits]};
  };

  std::string told;
  tell_number(told, texts.size());
  std::size_t days = 0;
  for (const std::uint64_t number : texts) tell_text(told, texts_[number]);
  for (const Resource& one : resources_) days += one.days.size();
  told.reserve(told.size() + days * sizeof(UseOfDay) + resources_.size() * 7 * sizeof days);
  for (Resource* one : in_order(places)) {
    for (UseOfDay& use : one->days) {
      use.day = renumbered(use.day);
      use.reason = renumbered(use.reason);
      use.name = renumbered(use.name);
    }
    std::stable_sort(one->days.begin(), one->days.end(),
                     [](const UseOfDay& a, const UseOfDay& b) { return a.day < b.day; });
    tell_number(told, places[one->account]);
    tell_number(told, places[one->service]);
    tell_cell(told, cell(one->type));
    tell_cell(told, cell(one->id));
    tell_number(told, one->days.size());
    told.append(reinterpret_cast<const char*>(one->days.data()),
                one->days.size() * sizeof(UseOfDay));
  }
  return told;
}

ToldUses::ToldUses(std::string told) : told_("cf_uses_by_day", std::move(told)) {
  texts_ = told_.take_texts();
}

std::string_view ToldUses::take_text() {
  const std::size_t number = told_.take_number();
  if (number >= texts_.size()) told_.refuse();
  return texts_[number];
}

GroupValue ToldUses::take_value() {
  GroupCell cell;
  std::memcpy(&cell, told_.take(sizeof cell).data(), sizeof cell);
  if (cell.type > GroupType::blob) told_.refuse();
  if (cell.type < GroupType::text) return {cell.type, cell.bits, {}};
  if (cell.bits >= texts_.size()) told_.refuse();
  return {cell.type, cell.bits, texts_[cell.bits]};
}

std::optional<ToldUses::Resource> ToldUses::next() {
  if (told_.at_end()) return std::nullopt;
  Resource resource;
  resource.account = take_text();
  resource.service = take_text();
  resource.type = take_value();
  resource.id = take_value();
  const std::size_t days = told_.take_number();
  if (days > told_.told().size() / sizeof(UseOfDay)) told_.refuse();
  resource.days = told_.take(days * sizeof(UseOfDay));
  return resource;
}

std::size_t ToldUses::count_of_days(const Resource& resource) {
  return resource.days.size() / sizeof(UseOfDay);
}

UseOfDay ToldUses::day_of(const Resource& resource, std::size_t place) {
  UseOfDay use;
  std::memcpy(&use, resource.days.data() + place * sizeof use, sizeof use);
  return use;
}

std::optional<std::string_view> ToldUses::text(std::uint32_t number) const {
  if (number == UseOfDay::kNone) return std::nullopt;
  if (number > texts_.size()) told_.refuse();
  return texts_[number - 1];
}

ToldUses::Days ToldUses::days_between(std::string_view first_day, std::string_view last_day) const {
  const auto before = std::lower_bound(texts_.begin(), texts_.end(), first_day) - texts_.begin();
  const auto up_to = std::upper_bound(texts_.begin(), texts_.end(), last_day) - texts_.begin();
  return {static_cast<std::uint32_t>(before + 1), static_cast<std::uint32_t>(up_to)};
}

std::optional<ToldUses::Use> ToldUses::use_of(const Resource& resource, Days days) const {
  std::size_t at = 0;
  for (std::size_t left = count_of_days(resource); left > 0;) {
    const std::size_t half = left / 2;
    if (day_of(resource, at + half).day < days.first) {
      at += half + 1;
      left -= half + 1;
    } else {
      left = half;
    }
  }
  std::optional<Use> found;
  std::uint32_t reason = UseOfDay::kNone;
  std::uint32_t newest = UseOfDay::kNone;
  std::uint32_t name = UseOfDay::kNone;
  for (; at < count_of_days(resource); ++at) {
    const UseOfDay use = day_of(resource, at);
    if (use.day > days.last) break;
    if (!found) found.emplace();
    if (use.is_known != 0) found->quantity = found->quantity.value_or(0) + use.quantity;
    reason = std::max(reason, use.reason);
    name = use.day == newest ? std::max(name, use.name) : use.name;
    newest = use.day;
  }
  if (found) {
    found->reason = text(reason);
    found->name = text(name).value_or("");
  }
  return found;
}

}  // namespace cf_billing
