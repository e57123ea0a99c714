#include "usage/paygo_errors.h"

namespace cf_billing {

namespace {

/// What the answer's error says behind the name of the table.
std::string words_of(const Answer& answer) {
  std::string words = answer.error.value().what();
  const std::string start = answer.table + ": ";
  if (words.starts_with(start)) words.erase(0, start.size());
  return words;
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    text += text.empty() ? "" : ", ";
    text += name;
  }
  return text;
}

std::string shown(const DaySet& days) {
  std::string text;
  for (const DayRange& range : days.ranges()) {
    text += text.empty() ? "" : ", ";
    text += to_text(range.first);
    if (range.last > range.first) text += " to " + to_text(range.last);
  }
  return text;
}

std::string served_by(const std::string& table, const std::string& account,
                      const GenerationChoice& generations) {
  return table + ": account " + account + " is served by " + generations.endpoint() +
         ", an older endpoint that has no ";
}

}  // namespace

Error all_generations_gone(const Answer& answer, const GenerationChoice& generations) {
  std::string text = answer.table + ": " + generations.all_tried() + ". ";
  // Where Cloudflare's code says so, its own words do too.
  if (!has_code(answer.errors, {7003, 7000})) text += "Check the account id. ";
  return {answer.error.value().kind(), text + "The last answer: " + words_of(answer)};
}

Error usage_gone_beside_info(const Answer& answer, const GenerationChoice& generations) {
  return {answer.error.value().kind(),
          answer.table + ": " + generations.endpoint() + " is gone, twice, while " +
              generations.info_endpoint() +
              " answers, so the account has not moved to another endpoint. Try again later, or "
              "choose one with cf_config('paygo_endpoint', …). The last answer: " +
              words_of(answer)};
}

Error info_gone_beside_usage(const Answer& answer, const GenerationChoice& generations) {
  return {answer.error.value().kind(),
          answer.table + ": " + generations.info_endpoint() + " is gone, twice, while " +
              generations.endpoint() +
              " answers, so the account has not moved to another endpoint. Try again later; "
              "BillingPeriodStart in cf_paygo_usage tells the anchors. The last answer: " +
              words_of(answer)};
}

Error all_companions_gone(const Answer& answer, const GenerationChoice& generations) {
  std::string text =
      answer.table + ": " +
      (generations.is_pinned()
           ? generations.all_tried()
           : "neither billable-usage/info nor paygo-usage-info answers for this account") +
      ". If the account is served by billing/usage/paygo, which tells no subscriptions, "
      "BillingPeriodStart in cf_paygo_usage tells the anchors. ";
  if (!has_code(answer.errors, {7003, 7000})) text += "Check the account id. ";
  return {answer.error.value().kind(), text + "The last answer: " + words_of(answer)};
}

Error no_companion(const std::string& table, const GenerationChoice& generations) {
  return {ErrorKind::usage,
          table + ": " + generations.endpoint() +
              ", the only endpoint that the setting paygo_endpoint allows, tells no subscriptions. "
              "Choose another with cf_config('paygo_endpoint', …), or read the anchors from "
              "BillingPeriodStart in cf_paygo_usage."};
}

Error account_not_covered(const Answer& info) {
  return {ErrorKind::not_covered, info.table + ": PayGo usage does not cover this account (" +
                                      info.place +
                                      ", covered: false). Leave it out, as cf_config('on_error', "
                                      "'skip') does with all of these, or look "
                                      "into cf_focus_usage and cf_billing_history."};
}

Error columns_lacking(const std::string& table, const std::string& account,
                      const GenerationChoice& generations,
                      const std::vector<std::string_view>& columns) {
  return {ErrorKind::not_covered,
          served_by(table, account, generations) + listed(columns) +
              ". Select other columns, or have them as NULL with cf_config('paygo_endpoint', '" +
              generations.endpoint() + "')."};
}

Error account_column_lacking(const std::string& table, const std::string& account,
                             const GenerationChoice& generations, const std::string& column) {
  return {ErrorKind::usage, served_by(table, account, generations) + column +
                                ": name the account with account_id = '…' instead."};
}

Error days_gone(const std::string& table, const std::string& account, const DaySet& gone,
                std::optional<Day> first) {
  std::string text = table + ": Cloudflare no longer has the usage of account " + account + " on " +
                     shown(gone) + ": ";
  text += first ? "its first record is of " + to_text(*first) : "it has no record at all";
  return {ErrorKind::not_covered,
          text +
              ". Days older than about 30 are not kept: read them from an archive "
              "(examples/archive.sh saves one), ask for later days, or accept it with "
              "incomplete = 'ignore' or cf_config('incomplete', 'ignore')."};
}

Error endless_anchors(const std::string& table, const std::string& account) {
  return {ErrorKind::corrupt, table + ": the billing periods of account " + account +
                                  " start on ever new days; the cycles cannot be told."};
}

}  // namespace cf_billing
