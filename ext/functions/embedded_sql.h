// The SQL of the project's folder `sql` that makes views, as the build put it into the module
// (embed_sql.cmake), so that one file is all that a host needs.
#pragma once

#include <span>
#include <string_view>

namespace cf_billing {

struct EmbeddedScript {
  const char* name;  ///< its path from the project's top folder
  const char* sql;   ///< statements, without the comments between them
};

/// In the order in which they are to be run: all views over the API, and those of FOCUS.
std::span<const EmbeddedScript> view_scripts();
/// Behind them, where the main database is an archive.
std::span<const EmbeddedScript> archive_view_scripts();
/// A line for each view and table that they make: kind, name, question and example, with tabs
/// between them.
std::string_view view_help();

}  // namespace cf_billing
