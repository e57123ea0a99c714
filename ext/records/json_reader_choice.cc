#include "records/json_reader_choice.h"

#include <simdjson.h>

#include <memory>
#include <new>

namespace cf_billing {

namespace {

constexpr std::size_t kReserve = 64U << 10U;  // Far more than the names that simdjson makes then.
constexpr int kMostTries = 100;

std::unique_ptr<char[]> reserve;
int tries_left = 0;

/// What operator new calls when there is no memory, and then tries again.
void use_reserve() {
  reserve.reset();
  if (--tries_left < 0) throw std::bad_alloc();
}

/// The handler is the whole process's: another thread that lacks memory in this moment tries again,
/// too.
bool choose() {
  reserve = std::make_unique<char[]>(kReserve);
  tries_left = kMostTries;
  const std::new_handler before = std::set_new_handler(use_reserve);
  static_cast<void>(simdjson::get_active_implementation()->name());
  std::set_new_handler(before);
  reserve.reset();
  return true;
}

}  // namespace

void choose_json_reader() { [[maybe_unused]] static const bool chosen = choose(); }

}  // namespace cf_billing
