// What a body was decoded to, as a text: two readings are the same if their texts are.
#pragma once

#include <array>
#include <bit>
#include <cstdio>
#include <string>

#include "records/record_reader.h"
#include "tables/all_tables.h"

namespace cf_billing {

/// Those of the tables whose rows are records of an answer.
inline const std::vector<const TableSpec*>& tables_of_records() {
  static const std::vector<const TableSpec*> tables = [] {
    std::vector<const TableSpec*> all = all_tables();
    std::erase_if(all, [](const TableSpec* spec) { return spec->local_rows != nullptr; });
    return all;
  }();
  return tables;
}

/// With its type; of a number every bit.
inline std::string shown(const Cell& cell) {
  std::array<char, 40> number{};
  switch (cell.type) {
    case CellType::null:
      return "null";
    case CellType::integer:
      return "integer " + std::to_string(cell.integer);
    case CellType::real:
      std::snprintf(number.data(), number.size(), "real %a", cell.real);
      return number.data();
    case CellType::text:
      return "text " + std::string(cell.text());
    case CellType::json:
      return "json " + std::string(cell.text());
  }
  return "";
}

inline std::string shown(const RecordBlock& records, FieldMask fields, std::size_t field_count) {
  std::string text;
  for (std::size_t record = 0; record < records.size(); ++record) {
    text += "record " + std::to_string(records.content(record)) + '/' +
            std::to_string(records.occurrence(record)) + '\n';
    for (std::size_t field = 0; field < field_count; ++field) {
      if ((fields & field_bit(field)) == 0) continue;
      text += std::to_string(field) + ": " + shown(records.cell(record, field)) + '\n';
    }
  }
  return text;
}

inline std::string shown(const PageInfo& page) {
  std::string text;
  for (const auto& number :
       {page.page, page.per_page, page.count, page.total_count, page.total_pages}) {
    text += number ? std::to_string(*number) + ' ' : "- ";
  }
  return text + page.cursor.value_or("-");
}

/// All of it but the cells. Of a body with a defect no more is meant than that, and whether it may
/// be asked for again; of several faults any may be named.
inline std::string shown_envelope(const DecodedBody& body) {
  std::string text = body.defect.empty() ? "" : "a defect";
  if (body.truncated) text += " (truncated)";
  if (body.oversized) text += " (oversized)";
  if (!body.defect.empty()) return text;
  text += "\nsuccess: " + (body.success ? std::to_string(static_cast<int>(*body.success)) : "-");
  text += "\nresult: " + std::to_string(static_cast<int>(body.has_result));
  text += "\npage: " + shown(body.page);
  text += "\nerrors: " + body.errors.text + "\nmessages: " + body.messages.text;
  return text + '\n';
}

}  // namespace cf_billing
