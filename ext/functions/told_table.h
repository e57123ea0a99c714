// Tables whose rows are made of what aggregates have told: their hidden arguments are such blobs.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <new>
#include <optional>
#include <string>

#include "functions/grouped.h"
#include "vtab/guard.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

/// NULL, of no record at all, is no blob.
using Told = std::optional<std::string>;

inline Told told_of(sqlite3_value* value) {
  if (sqlite3_value_type(value) == SQLITE_NULL) return std::nullopt;
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  if (bytes == nullptr && size > 0) throw std::bad_alloc();
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

/// The columns `name`1, `name`2… of a declaration.
inline std::string numbered_columns(const char* name, std::size_t count, const char* type) {
  std::string columns;
  for (std::size_t n = 1; n <= count; ++n) columns += name + std::to_string(n) + type + ", ";
  return columns;
}

inline void tell_value(sqlite3_context* context, const ToldGroups::Value& value) {
  switch (value.type) {
    case GroupType::integer:
      sqlite3_result_int64(context, static_cast<sqlite3_int64>(value.bits));
      break;
    case GroupType::real:
      sqlite3_result_double(context, std::bit_cast<double>(value.bits));
      break;
    case GroupType::text:
      // Copied: SQLite may keep it in a register after the next row has come.
      sqlite3_result_text64(context, value.text.data(), value.text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8);
      break;
    case GroupType::blob:
      sqlite3_result_blob64(context, value.text.data(), value.text.size(), SQLITE_TRANSIENT);
      break;
    default:
      sqlite3_result_null(context);
  }
}

/// `Rows` has kArguments, kFirstArgument (the column of the first of them, which are the last
/// ones), a declaration(), begin(arguments), whether there is a next() row, and tell(context,
/// column).
template <typename Rows>
class ToldTable {
 public:
  /// Eponymous only: without xCreate.
  static sqlite3_module module() {
    sqlite3_module module{};
    module.xConnect = xConnect;
    module.xBestIndex = xBestIndex;
    module.xDisconnect = xDisconnect;
    module.xOpen = xOpen;
    module.xClose = xClose;
    module.xFilter = xFilter;
    module.xNext = xNext;
    module.xEof = xEof;
    module.xColumn = xColumn;
    module.xRowid = xRowid;
    return module;
  }

 private:
  struct Cursor : sqlite3_vtab_cursor {
    Cursor() : sqlite3_vtab_cursor{} {}
    Rows rows;
    bool has_row = false;
    sqlite3_int64 row = 0;

    void next() {
      has_row = rows.next();
      ++row;
    }
  };

  static Cursor& cursor_of(sqlite3_vtab_cursor* cursor) { return *static_cast<Cursor*>(cursor); }

  template <typename Body>
  static int guarded_on(sqlite3_vtab* table, Body body) noexcept {
    return guarded(
        [&] {
          body();
          return SQLITE_OK;
        },
        [table](const char* message) {
          sqlite3_free(table->zErrMsg);
          table->zErrMsg = sqlite3_mprintf("%s", message);
        });
  }

  static int xConnect(sqlite3* db, void* /*aux*/, int /*argc*/, const char* const* argv,
                      sqlite3_vtab** table, char** message) {
    return guarded(
        [&] {
          const int declared = declare(db, argv[0], Rows::declaration());
          if (declared != SQLITE_OK) return declared;
          sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
          *table = new sqlite3_vtab{};
          return SQLITE_OK;
        },
        [&](const char* text) { *message = sqlite3_mprintf("%s", text); });
  }

  static int xDisconnect(sqlite3_vtab* table) {
    delete table;
    return SQLITE_OK;
  }

  /// idxNum has a bit for each argument that is there, in the order of the arguments.
  static int xBestIndex(sqlite3_vtab* /*table*/, sqlite3_index_info* info) {
    for (int argument = 0, told = 0; argument < Rows::kArguments; ++argument) {
      for (int n = 0; n < info->nConstraint; ++n) {
        const auto& constraint = info->aConstraint[n];
        if (constraint.iColumn != Rows::kFirstArgument + argument ||
            constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) {
          continue;
        }
        // Another order of the tables makes it usable.
        if (constraint.usable == 0) return SQLITE_CONSTRAINT;
        info->aConstraintUsage[n].argvIndex = ++told;
        info->aConstraintUsage[n].omit = 1;
        info->idxNum |= 1 << argument;
        break;
      }
    }
    if (info->idxNum == 0) return SQLITE_OK;
    info->estimatedCost = 1;
    // As many as SQLite takes an ordinary table to have: it makes indices to join by, then.
    info->estimatedRows = 1 << 20;
    return SQLITE_OK;
  }

  static int xOpen(sqlite3_vtab* /*table*/, sqlite3_vtab_cursor** cursor) {
    *cursor = new (std::nothrow) Cursor();
    return *cursor == nullptr ? SQLITE_NOMEM : SQLITE_OK;
  }

  static int xClose(sqlite3_vtab_cursor* cursor) {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
  }

  static int xFilter(sqlite3_vtab_cursor* cursor, int number, const char* /*text*/, int /*argc*/,
                     sqlite3_value** argv) {
    return guarded_on(cursor->pVtab, [&] {
      Cursor& own = cursor_of(cursor);
      own.row = 0;
      std::array<Told, Rows::kArguments> arguments;
      for (int argument = 0, told = 0; argument < Rows::kArguments; ++argument) {
        if ((number & (1 << argument)) != 0) {
          arguments[static_cast<std::size_t>(argument)] = told_of(argv[told++]);
        }
      }
      own.rows.begin(std::move(arguments));
      own.next();
    });
  }

  static int xNext(sqlite3_vtab_cursor* cursor) {
    return guarded_on(cursor->pVtab, [&] { cursor_of(cursor).next(); });
  }

  static int xEof(sqlite3_vtab_cursor* cursor) { return cursor_of(cursor).has_row ? 0 : 1; }

  static int xColumn(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
    return guarded_on(cursor->pVtab, [&] { cursor_of(cursor).rows.tell(context, column); });
  }

  static int xRowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* rowid) {
    *rowid = cursor_of(cursor).row;
    return SQLITE_OK;
  }
};

}  // namespace cf_billing
