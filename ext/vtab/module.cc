#include "vtab/module.h"

#include <cstring>
#include <memory>

#include "core/instant.h"
#include "vtab/cursor.h"
#include "vtab/guard.h"
#include "vtab/plan.h"

namespace cf_billing {

namespace {

struct ModuleData {
  ConnectionRef connection;
  const TableSpec& spec;
};

struct Table : sqlite3_vtab {
  explicit Table(const ModuleData& data) : sqlite3_vtab{}, module(data) {}
  ModuleData module;
};

struct TableCursor : sqlite3_vtab_cursor {
  explicit TableCursor(const ModuleData& data)
      : sqlite3_vtab_cursor{}, cursor(data.spec, data.connection) {}
  Cursor cursor;
};

Cursor& cursor_of(sqlite3_vtab_cursor* base) { return static_cast<TableCursor*>(base)->cursor; }

/// For callbacks on an existing table: SQLite frees the message.
template <typename Body>
int guarded_on(sqlite3_vtab* table, Body body) noexcept {
  const auto quiet = [&] {
    const Connection& connection = *static_cast<Table*>(table)->module.connection;
    return without_secrets(connection.session.settings(), body);
  };
  return guarded(quiet, [table](const char* message) {
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", message);
  });
}

// Eponymous only: connected on first use, never created.
int xConnect(sqlite3* db, void* aux, int /*argc*/, const char* const* argv, sqlite3_vtab** table,
             char** message) {
  return guarded(
      [&] {
        const auto& data = *static_cast<ModuleData*>(aux);
        const int declared = declare(db, argv[0], data.spec.declaration());
        if (declared != SQLITE_OK) return declared;
        sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
        *table = new Table(data);
        return SQLITE_OK;
      },
      [&](const char* text) { *message = sqlite3_mprintf("%s", text); });
}

int xDisconnect(sqlite3_vtab* table) {
  delete static_cast<Table*>(table);
  return SQLITE_OK;
}

std::optional<Comparison> comparison_of(unsigned char op) {
  switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
      return Comparison::eq;
    case SQLITE_INDEX_CONSTRAINT_LT:
      return Comparison::lt;
    case SQLITE_INDEX_CONSTRAINT_LE:
      return Comparison::le;
    case SQLITE_INDEX_CONSTRAINT_GT:
      return Comparison::gt;
    case SQLITE_INDEX_CONSTRAINT_GE:
      return Comparison::ge;
    case SQLITE_INDEX_CONSTRAINT_IS:
      return Comparison::is;
    case SQLITE_INDEX_CONSTRAINT_ISNULL:
      return Comparison::is_null;
    case SQLITE_INDEX_CONSTRAINT_LIKE:
      return Comparison::like;
    case SQLITE_INDEX_CONSTRAINT_GLOB:
      return Comparison::glob;
    default:
      return std::nullopt;
  }
}

Collation collation_of(sqlite3_index_info* info, int constraint) {
  const char* name = sqlite3_vtab_collation(info, constraint);
  if (name == nullptr || sqlite3_stricmp(name, "BINARY") == 0) return Collation::binary;
  if (sqlite3_stricmp(name, kInstantCollation) == 0) return Collation::instant;
  return sqlite3_stricmp(name, "NOCASE") == 0 ? Collation::nocase : Collation::other;
}

/// What is offered of constraint `i`; nothing if no table makes use of its operator.
std::optional<OfferedConstraint> offered(sqlite3_index_info* info, int i,
                                         const HostFeatures& features) {
  const auto& constraint = info->aConstraint[i];
  const auto comparison = comparison_of(constraint.op);
  if (constraint.iColumn < 0 || !comparison) return std::nullopt;
  const bool is_in =
      features.in_at_once && comparison == Comparison::eq && sqlite3_vtab_in(info, i, -1) != 0;
  return OfferedConstraint{static_cast<std::size_t>(constraint.iColumn), *comparison,
                           collation_of(info, i), is_in};
}

int xBestIndex(sqlite3_vtab* base, sqlite3_index_info* info) {
  return guarded_on(base, [&] {
    const ModuleData& data = static_cast<Table*>(base)->module;
    IndexRequest request;
    request.columns_used = info->colUsed;
    for (int i = 0; i < info->nConstraint; ++i) {
      // Looked at and never claimed: SQLite counts the rows itself.
      if (info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_LIMIT) {
        request.is_limited = info->nOrderBy == 0;
      }
      request.constraints.push_back(
          {offered(info, i, data.connection->features), info->aConstraint[i].usable != 0});
    }
    const IndexPlan made = plan(data.spec, request);
    if (data.connection->offers != nullptr) {
      data.connection->offers->note(data.spec, request, made.text);
    } else {
      ++data.connection->plans;
    }
    int argument = 0;
    for (const IndexPlan::Use& use : made.uses) {
      const auto constraint = static_cast<int>(use.constraint);
      info->aConstraintUsage[constraint].argvIndex = ++argument;
      if (use.all_values_at_once) sqlite3_vtab_in(info, constraint, 1);
    }
    info->idxStr = sqlite3_mprintf("%s", made.text.c_str());
    if (info->idxStr == nullptr) return SQLITE_NOMEM;
    info->needToFreeIdxStr = 1;
    info->estimatedCost = made.cost;
    info->estimatedRows = static_cast<sqlite3_int64>(made.rows);
    return SQLITE_OK;
  });
}

int xOpen(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
  return guarded_on(table, [&] {
    *cursor = new TableCursor(static_cast<Table*>(table)->module);
    return SQLITE_OK;
  });
}

int xClose(sqlite3_vtab_cursor* cursor) {
  delete static_cast<TableCursor*>(cursor);
  return SQLITE_OK;
}

int xFilter(sqlite3_vtab_cursor* cursor, int /*number*/, const char* plan_text, int argc,
            sqlite3_value** argv) {
  return guarded_on(cursor->pVtab, [&] {
    cursor_of(cursor).filter(plan_text, {argv, static_cast<std::size_t>(argc)});
    return SQLITE_OK;
  });
}

int xNext(sqlite3_vtab_cursor* cursor) {
  return guarded_on(cursor->pVtab, [&] {
    cursor_of(cursor).next();
    return SQLITE_OK;
  });
}

int xEof(sqlite3_vtab_cursor* cursor) { return cursor_of(cursor).at_end() ? 1 : 0; }

int xColumn(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
  return guarded_on(cursor->pVtab, [&] {
    cursor_of(cursor).column(context, static_cast<std::size_t>(column));
    return SQLITE_OK;
  });
}

int xRowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* rowid) {
  *rowid = cursor_of(cursor).rowid();
  return SQLITE_OK;
}

sqlite3_module make_module() {
  sqlite3_module module{};
  module.iVersion = 0;
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

}  // namespace

namespace {

/// From 3.38 to 3.40 SQLite's Bloom filters take texts of different lengths for different ones,
/// whatever the collation says, and a join loses rows: '2026-10-31' and '2026-10-31T00:00:00Z'.
/// They make joins quicker and nothing else; without them the same rows come, all of them.
void distrust_bloom_filters(sqlite3* db) {
  constexpr int kFirstVersion = 3038000;
  constexpr int kFixedVersion = 3042000;  // By then at the latest.
  constexpr int kBloomFilters = 0x00080000;
  const int version = sqlite3_libversion_number();
  if (version < kFirstVersion || version >= kFixedVersion) return;
  sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db, kBloomFilters);
}

}  // namespace

int register_collation(sqlite3* db) {
  distrust_bloom_filters(db);
  // To register it again is SQLITE_BUSY while a statement runs, as one that loads the module does.
  sqlite3_stmt* probe = nullptr;
  const int known =
      sqlite3_prepare_v2(db, (std::string("SELECT '' = '' COLLATE ") + kInstantCollation).c_str(),
                         -1, &probe, nullptr);
  sqlite3_finalize(probe);
  if (known == SQLITE_OK) return SQLITE_OK;
  return sqlite3_create_collation_v2(
      db, kInstantCollation, SQLITE_UTF8, nullptr,
      [](void*, int left_bytes, const void* left, int right_bytes, const void* right) {
        const auto text = [](const void* bytes, int count) {
          return std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
        };
        // Of an exception, which here can only be a lack of memory, nobody could be told: the order
        // of plain texts is one as well.
        try {
          return compare_instants(text(left, left_bytes), text(right, right_bytes));
        } catch (const std::bad_alloc&) {
          return text(left, left_bytes).compare(text(right, right_bytes));
        }
      },
      nullptr);
}

int register_table(const ConnectionRef& connection, const TableSpec& spec) {
  static const sqlite3_module module = make_module();
  // SQLite calls the destructor even if registering fails.
  return sqlite3_create_module_v2(connection->db, std::string(spec.name).c_str(), &module,
                                  new ModuleData{connection, spec},
                                  [](void* data) { delete static_cast<ModuleData*>(data); });
}

}  // namespace cf_billing
