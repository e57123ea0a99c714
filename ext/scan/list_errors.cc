#include "scan/list_errors.h"

#include <string>

namespace cf_billing {

namespace {

constexpr const char* kIgnore = "cf_config('incomplete', 'ignore') makes do with what came.";

std::string counted(std::int64_t count, const char* one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string items(std::uint64_t count) { return counted(static_cast<std::int64_t>(count), "item"); }

Error incomplete(const Answer& answer, const std::string& facts, const std::string& remedy) {
  return {ErrorKind::corrupt, answer.table + ": the list is not complete: " + facts + " (" +
                                  answer.place + "). " + remedy};
}

}  // namespace

Error list_lacks_items(const Answer& answer, const PageShown& last, const ListTotals& totals) {
  const std::string told = totals.items() ? counted(*totals.items(), "item")
                                          : counted(totals.pages().value_or(0), "page");
  const std::string page = "page " + std::to_string(last.place);
  std::string end = page + " is the last one";
  if (last.received == 0) end = page + " is empty, as often as it is asked for";
  if (last.received > 0 && last.fresh == 0) end = page + " repeats what earlier pages brought";
  return incomplete(answer,
                    told + " according to the server, " + items(last.distinct) + " came, " + end,
                    std::string("Run the query again; ") + kIgnore);
}

Error list_has_no_end(const Answer& answer, const PageShown& last) {
  return {ErrorKind::corrupt,
          answer.table + ": nothing says that the list is complete: page " +
              std::to_string(last.place) + " is full with " + items(last.received) +
              ", and the answer has no result_info, with a cursor to more or without (" +
              answer.place + "). Run the query again; " + kIgnore};
}

Error list_has_hole(const Answer& answer, std::int64_t empty_place) {
  return incomplete(answer,
                    "page " + std::to_string(empty_place) +
                        " is empty, as often as it is asked for, but page " +
                        std::to_string(empty_place + 1) + " is not",
                    std::string("Run the query again; ") + kIgnore);
}

Error list_changed(const Answer& answer, const std::string& how) {
  return {ErrorKind::io, answer.table + ": the list changed while it was read: " + how + " (" +
                             answer.place + "). Run the query again."};
}

Error list_has_two_versions(const Answer& answer, std::int64_t total, std::uint64_t distinct) {
  return incomplete(answer,
                    counted(total, "item") + " according to the server, " + items(distinct) +
                        " came, because a page has the same id with different contents",
                    "Run the query again.");
}

std::optional<Error> cut_list(const Answer& answer) {
  const auto came = static_cast<std::uint64_t>(answer.records ? answer.records->size() : 0);
  const PageInfo& told = answer.page;
  std::string more;
  if (told.total_count && *told.total_count > static_cast<std::int64_t>(came)) {
    more =
        counted(*told.total_count, "item") + " according to the server, " + items(came) + " came";
  } else if (told.total_pages && *told.total_pages > 1) {
    more = counted(*told.total_pages, "page") + " according to the server, one page (" +
           items(came) + ") came";
  } else if (told.cursor) {
    more = items(came) + " came, and the server tells a cursor to more";
  }
  if (more.empty()) return std::nullopt;
  return incomplete(answer, more,
                    std::string("This endpoint was not known to come in pages: look for a newer "
                                "version of the extension; ") +
                        kIgnore);
}

}  // namespace cf_billing
