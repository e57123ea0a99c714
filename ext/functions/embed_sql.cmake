# Writes OUTPUT, a C++ source that holds the scripts of SQL_FOLDER which make the views:
# cmake -D SQL_FOLDER=… -D OUTPUT=… -P embed_sql.cmake
#
# Lines that are nothing but a comment, and blanks at the beginning of others, are left out: they are for
# whoever reads the files. Two of the comments are read by cf_help, and stand right above what they are about:
#   -- Question: What did each day cost?
#   -- Example: SELECT day, cost, currency FROM cf_spend_by_day;
#   CREATE TEMP VIEW cf_spend_by_day AS

function(embed name)
  set(text "")
  foreach(path IN LISTS ARGN)
    file(READ ${path} script)
    string(REGEX REPLACE "(^|\n)( *--[^\n]*\n)+" "\\1" script "${script}")
    string(REGEX REPLACE "\n +" "\n" script "${script}")
    if(script MATCHES "[)]cf_sql\"")
      message(FATAL_ERROR "${path} holds what ends a string here")
    endif()
    file(RELATIVE_PATH shown ${SQL_FOLDER}/.. ${path})
    string(APPEND text "    EmbeddedScript{\"${shown}\",\n                   R\"cf_sql(${script})cf_sql\"},\n")
  endforeach()
  set(source "${source}constexpr std::array k${name} = {\n${text}};\n\n" PARENT_SCOPE)
endfunction()

# A line for each view and table: kind, name, question, example.
function(help name)
  set(text "")
  foreach(path IN LISTS ARGN)
    file(READ ${path} script)
    # A semicolon ends an element of a list.
    string(REPLACE ";" "<semicolon>" script "${script}")
    string(REGEX MATCHALL
      "-- Question: [^\n]*\n-- Example: [^\n]*\nCREATE TEMP (VIEW|TABLE)( IF NOT EXISTS)? [a-z_0-9]+"
      found "${script}")
    foreach(one IN LISTS found)
      string(REGEX REPLACE
        "^-- Question: ([^\n]*)\n-- Example: ([^\n]*)\nCREATE TEMP ([A-Z]+)( IF NOT EXISTS)? ([a-z_0-9]+)$"
        "\\3\t\\5\t\\1\t\\2\n" line "${one}")
      string(REGEX REPLACE "^VIEW" "view" line "${line}")
      string(REGEX REPLACE "^TABLE" "table" line "${line}")
      string(REPLACE "<semicolon>" ";" line "${line}")
      string(APPEND text "${line}")
    endforeach()
  endforeach()
  set(${name} "${text}" PARENT_SCOPE)
endfunction()

file(GLOB views ${SQL_FOLDER}/views/*.sql)
file(GLOB focus ${SQL_FOLDER}/focus/[0-9]*.sql)
set(source "// Made by embed_sql.cmake from the files of sql/.\n#include \"functions/embedded_sql.h\"\n\n")
string(APPEND source "#include <array>\n\nnamespace cf_billing {\n\nnamespace {\n\n")
set(archive ${SQL_FOLDER}/archive_views.sql ${SQL_FOLDER}/archive_resource_views.sql
    ${SQL_FOLDER}/archive_kept.sql ${SQL_FOLDER}/focus/archive.sql)
embed(Views ${views} ${focus})
embed(ArchiveViews ${archive})
help(lines ${views} ${focus} ${archive})
string(APPEND source "}  // namespace\n\n"
  "std::span<const EmbeddedScript> view_scripts() { return kViews; }\n\n"
  "std::span<const EmbeddedScript> archive_view_scripts() { return kArchiveViews; }\n\n"
  "std::string_view view_help() {\n  return R\"cf_sql(${lines})cf_sql\";\n}\n\n"
  "}  // namespace cf_billing\n")
file(WRITE ${OUTPUT} "${source}")
