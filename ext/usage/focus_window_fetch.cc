#include "usage/focus_window_fetch.h"

#include <algorithm>
#include <utility>

#include "core/instant.h"
#include "core/interrupt.h"
#include "scan/blame.h"
#include "scan/list_errors.h"

namespace cf_billing {

namespace {

using std::chrono::days;

std::string midnight(Day day) { return to_text(day) + "T00:00:00Z"; }

/// Larger than allowed, too slow or cut short. (No network at all looks the same, and fails again.)
bool is_no_answer(const Delivery& answer) {
  return answer->status == 0 && answer->error->kind() != ErrorKind::busy;
}

bool is_dated(const Cell& start) {
  return start.is_text() && leading_day(start.text()).has_value();
}

bool groups_by_account(const FocusQuery& query) {
  return std::any_of(query.group_by.begin(), query.group_by.end(), [](const Grouping& grouping) {
    return grouping == Grouping{Grouping::Kind::dimension, "account_id"};
  });
}

}  // namespace

FocusWindowFetch::FocusWindowFetch(FocusTarget target, std::optional<FocusWindow> window,
                                   Session& session)
    : Fetch(target.request.owner),
      target_(std::move(target)),
      window_(std::move(window)),
      session_(session),
      today_(session.today()),
      charge_start_(field_index(*target_.request.layout, "ChargePeriodStart")),
      charge_end_(field_index(*target_.request.layout, "ChargePeriodEnd")) {
  target_.request.reading.wanted |= field_bit(charge_start_);
  if (target_.query) {
    target_.request.method = HttpMethod::post;
    target_.request.reading.wanted |= field_bit(charge_end_);
  }
  if (!window_) return;
  first_ = to_text(window_->owned.first);
  last_ = to_text(window_->owned.last);
  to_ = window_->asked.last + days{1};
}

std::vector<ApiRequest> FocusWindowFetch::next() {
  if (asked_) return {};
  asked_ = true;
  ApiRequest request = target_.request;
  if (window_) {
    put_days_into(request);
    if (window_->holds_owned()) request.coverage->needed = window_->owned;
    request.from_cache = use_;
  } else if (target_.query) {
    request.body = focus_body(*target_.query, std::nullopt);
  }
  return {std::move(request)};
}

void FocusWindowFetch::put_days_into(ApiRequest& request) const {
  request.coverage = Coverage{window_->asked, /*divisible=*/true, std::nullopt};
  if (!target_.query) {
    request.query.insert(request.query.begin(),
                         {{"from", to_text(window_->asked.first)}, {"to", to_text(to_)}});
    return;
  }
  const FocusPeriod period{midnight(window_->asked.first), now_.value_or(midnight(to_))};
  request.body = focus_body(*target_.query, period);
  // What is grouped may be added up over all days asked for.
  request.coverage->divisible = target_.query->group_by.empty();
  if (request.coverage->divisible) {
    request.body_without_days = focus_body(*target_.query, std::nullopt);
  }
}

void FocusWindowFetch::accept(std::size_t /*index*/, const Delivery& answer) {
  const bool is_400 = is_refused_with(*answer, 400);
  if (is_400 && refused_ && refused_->is_asked_again) {
    rows_ = std::move(rows_before_);
    return;
  }
  if (is_400 && (target_.query ? can_end_now() : has_earlier_end())) {
    asked_ = false;
    return;
  }
  // It may be about days around those that the scan is about.
  if (target_.query && is_400 && window_ && window_->is_widened()) {
    refused_.reset();
    now_.reset();
    narrow_to_owned_days(CacheUse::allowed);
    return;
  }
  if (target_.query && (is_400 || is_refused_with(*answer, 404) || is_refused_with(*answer, 405))) {
    post_is_refused_ = true;
    return;
  }
  // What is too much for a block may come for the days that the scan is about.
  if (window_ && window_->is_widened() && is_no_answer(answer)) {
    ask_for_owned_days(CacheUse::allowed);
    return;
  }
  rows_ = std::make_unique<RowBlock>(answer->checked().records);
  if (const auto missing = cut_list(*answer)) lacks(*missing);
  // Nothing says which of an answer's days a record without a start belongs to.
  if (window_ && (window_->is_widened() || answer.is_reused) && has_undated_record()) {
    ask_for_owned_days(CacheUse::fresh);
    return;
  }
  if (window_ && window_->is_widened() && !can_be_kept(*answer->records)) {
    session_.paths_without_blocks().insert(target_.request.path);
  }
  last_start_ = nullptr;
  if (window_ && target_.query) check_lengths(answer);
  if (window_) rows_->retain([&](std::size_t row) { return owns(row, answer); });
  name_account();
  if (lacks_last_day()) ask_for_all_again();
}

std::vector<std::unique_ptr<RowBlock>> FocusWindowFetch::take() {
  std::vector<std::unique_ptr<RowBlock>> blocks;
  if (rows_) blocks.push_back(std::move(rows_));
  return blocks;
}

void FocusWindowFetch::name_account() {
  rows_->set_account(target_.account);
  // An answer may name no account, and is about one. Grouped by account, what has none is metered
  // for a contract as a whole.
  const bool is_grouped = target_.query && groups_by_account(*target_.query);
  if (!target_.account.empty() && !is_grouped) {
    rows_->show_account_in(field_index(*target_.request.layout, "BillingAccountId"));
  }
}

/// A server that counts `to` in may refuse one that lies ahead: then today is the right one. Our
/// clock may be ahead of it as well: then yesterday is. False: there is no earlier one to ask for.
bool FocusWindowFetch::has_earlier_end() {
  if (!window_ || to_ < today_) return false;
  if (!refused_) refused_ = Refused{*window_, to_};
  to_ = to_ > today_ ? today_ : today_ - days{1};
  if (to_ >= window_->asked.first) return true;
  // Its day has not begun where the server is. That it answers for the day before proves it.
  window_->asked = {to_, to_};
  window_->of_scan = std::make_shared<DaySet>(std::vector{window_->asked});
  return true;
}

/// The end of a POST is not of its period, so an earlier day would leave today out: what is left is
/// the moment of asking, which is later than the start of every record there is.
bool FocusWindowFetch::can_end_now() {
  if (!window_ || to_ <= today_ || refused_) return false;
  refused_ = Refused{*window_, to_};
  const auto now = std::chrono::floor<std::chrono::seconds>(session_.clock().utc_now());
  now_ = instant_text(
      std::clamp<std::chrono::sys_seconds>(now, today_ + std::chrono::seconds{1}, to_));
  return true;
}

/// One refusal does not prove that a day is refused as such. If it is not, its records, or those of
/// the day before where `to` is exclusive, are missing from what came.
bool FocusWindowFetch::lacks_last_day() const {
  if (!refused_ || refused_->is_asked_again) return false;
  const std::string last = to_text(window_->owned.last);
  InterruptCheck check_interrupt = rows_->interrupt_check();
  for (std::size_t row = 0; row < rows_->size(); ++row) {
    check_interrupt();
    const Cell& start = rows_->cell(row, charge_start_);
    if (start.is_text() && start.text().starts_with(last)) return false;
  }
  return true;
}

void FocusWindowFetch::ask_for_all_again() {
  if (target_.query) {
    note(
        {"nothing of today came up to now, and what ends with today was refused: it is asked for "
         "again",
         NoteKind::elsewhere});
  }
  refused_->is_asked_again = true;
  rows_before_ = std::move(rows_);
  window_ = refused_->window;
  to_ = refused_->to;
  now_.reset();
  use_ = CacheUse::fresh;
  asked_ = false;
}

void FocusWindowFetch::ask_for_owned_days(CacheUse use) {
  session_.paths_without_blocks().insert(target_.request.path);
  narrow_to_owned_days(use);
}

void FocusWindowFetch::narrow_to_owned_days(CacheUse use) {
  rows_.reset();
  window_->asked = window_->owned;
  to_ = window_->asked.last + days{1};
  use_ = use;
  asked_ = false;
}

bool FocusWindowFetch::has_undated_record() const {
  const char* last = nullptr;
  InterruptCheck check_interrupt = rows_->interrupt_check();
  for (std::size_t row = 0; row < rows_->size(); ++row) {
    check_interrupt();
    const Cell& start = rows_->cell(row, charge_start_);
    if (start.is_text() && start.bytes == last) continue;
    if (!is_dated(start)) return true;
    last = start.bytes;
  }
  return false;
}

/// What is grouped could be added up over several days. Such a record is of none of them, and with
/// its start it would pass for one of the first.
void FocusWindowFetch::check_lengths(const Delivery& answer) const {
  std::pair<const char*, const char*> last{};
  InterruptCheck check_interrupt = rows_->interrupt_check();
  for (std::size_t row = 0; row < rows_->size(); ++row) {
    check_interrupt();
    const Cell& start = rows_->cell(row, charge_start_);
    const Cell& end = rows_->cell(row, charge_end_);
    if (!start.is_text() || !end.is_text()) continue;
    if (std::exchange(last, {start.bytes, end.bytes}) == std::pair{start.bytes, end.bytes})
      continue;
    const auto from = leading_day(start.text());
    const auto to = leading_day(end.text());
    if (from && to && *to > *from + days{1}) {
      throw answer->malformed("a record is of several days, from " + to_text(*from) + " to " +
                              to_text(*to) +
                              ", so nothing says what of it is of the days asked "
                              "for");
    }
  }
}

bool FocusWindowFetch::can_be_kept(const RecordBlock& records) const {
  return records.bytes() < session_.settings().values().cache_bytes;
}

bool FocusWindowFetch::owns(std::size_t row, const Delivery& answer) {
  const Cell& start = rows_->cell(row, charge_start_);
  // Equal texts of a block are mostly stored once, and neighbours mostly have the same.
  if (!start.is_text() || start.bytes != last_start_) {
    if (!is_dated(start)) {
      // It may have come with every window, and with the day behind the last one that is asked for
      // besides: kept in all it counts twice, in none it is lost.
      if (window_->is_only && !window_->is_widened() && to_ > today_) return true;
      throw answer->malformed(
          "a record has no day as its ChargePeriodStart, so nothing says whether it is of the "
          "days asked for");
    }
    const std::string_view day = start.text().substr(0, 10);
    // What was kept may be of more days.
    if (!answer.is_reused && !window_->of_scan->contains(*parse_day(day))) {
      throw answer->malformed("a record of " + std::string(day) +
                              " came, which lies in no range of days that was asked for");
    }
    last_start_ = start.bytes;
    owns_last_start_ = day >= first_ && day <= last_;
  }
  return owns_last_start_;
}

}  // namespace cf_billing
