// What an aggregate has taken so far, as a C++ object.
#pragma once

#include <memory>
#include <new>
#include <utility>

#include "vtab/interrupt_probe.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

/// What one group of an aggregate has taken so far. SQLite keeps one pointer for it, zero at first.
template <typename State>
std::unique_ptr<State>* state_of(sqlite3_context* context, int bytes) {
  return static_cast<std::unique_ptr<State>*>(sqlite3_aggregate_context(context, bytes));
}

/// The state of the group; made if it is the first row.
template <typename State, typename... Arguments>
State& state_for(sqlite3_context* context, Arguments&&... arguments) {
  auto* state = state_of<State>(context, sizeof(std::unique_ptr<State>));
  if (state == nullptr) throw std::bad_alloc();
  if (!*state) *state = std::make_unique<State>(std::forward<Arguments>(arguments)...);
  return **state;
}

/// Takes the state, for the result. Nothing if there was no row, or if nobody waits for the result:
/// SQLite asks for it as well when a query is interrupted.
template <typename State>
std::unique_ptr<State> last_of(sqlite3_context* context) {
  auto* state = state_of<State>(context, 0);
  std::unique_ptr<State> taken;
  if (state != nullptr) taken = std::move(*state);  // SQLite frees the pointer, not what it is to.
  if (InterruptProbe(sqlite3_context_db_handle(context)).interrupted()) taken.reset();
  return taken;
}

}  // namespace cf_billing
