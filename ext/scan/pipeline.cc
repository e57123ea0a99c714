#include "scan/pipeline.h"

#include <algorithm>
#include <utility>

#include "scan/blame.h"

namespace cf_billing {

Error too_many_requests(const std::string& table, std::uint64_t needed, std::uint64_t allowed) {
  return {ErrorKind::usage, table + ": this would take at least " + std::to_string(needed) +
                                " requests, more than the setting max_requests (" +
                                std::to_string(allowed) +
                                ") allows. Ask for fewer days or accounts, or raise it with "
                                "cf_config('max_requests', …)."};
}

Pipeline::Pipeline(Session& session, std::string table, std::vector<std::unique_ptr<Fetch>> fetches)
    : session_(session),
      client_(session.client()),
      caller_(client_.caller(table)),
      max_requests_(session.settings().values().max_requests),
      concurrency_(session.settings().values().concurrency),
      on_error_(session.settings().values().on_error),
      skips_accounts_(on_error_ != OnError::fail),
      time_(session.settings().values().query_timeout, session.clock()),
      line_(std::move(table), session.settings().values().progress, session.clock().awake_now()) {
  lanes_.resize(fetches.size());
  for (std::size_t i = fetches.size(); i-- > 0;) {
    const bool is_last_of_owner =
        i + 1 == fetches.size() || fetches[i]->owner() != lanes_[i + 1].fetch->owner();
    lanes_[i].group_end = is_last_of_owner ? i + 1 : lanes_[i + 1].group_end;
    lanes_[i].fetch = std::move(fetches[i]);
  }
  for (std::size_t i = 1; i < lanes_.size(); ++i) {
    const bool is_of_the_same = lanes_[i].group_end == lanes_[i - 1].group_end;
    lanes_[i].group_begin = is_of_the_same ? lanes_[i - 1].group_begin : i;
  }
  check_first_batches();
}

void Pipeline::check_first_batches() {
  std::uint64_t needed = 0;
  const auto count = [&](const std::vector<ApiRequest>& requests) {
    for (const ApiRequest& request : requests) {
      if (client_.needs_request(client_.prepare(request, caller_))) ++needed;
    }
  };
  for (Lane& lane : lanes_) {
    lane.first = lane.fetch->next();
    count(*lane.first);
    count(lane.fetch->foreseen());
  }
  if (needed > max_requests_) {
    throw too_many_requests(caller_.context.table, needed, max_requests_);
  }
}

void Pipeline::advance(Lane& lane) {
  while (!lane.complete && lane.unanswered == 0 && (lane.ready.empty() || skips_accounts_)) {
    std::vector<PreparedRequest> batch;
    std::vector<ApiRequest> requests = lane.first ? std::move(*lane.first) : lane.fetch->next();
    lane.first.reset();
    for (ApiRequest& request : requests) {
      batch.push_back(client_.prepare(std::move(request), caller_));
      if (client_.needs_request(batch.back())) ++requests_made_;
    }
    lane.complete = batch.empty();
    if (requests_made_ > max_requests_) {
      throw too_many_requests(caller_.context.table, requests_made_, max_requests_);
    }
    lane.questions.clear();
    for (PreparedRequest& prepared : batch) {
      lane.questions.push_back(client_.ask(std::move(prepared), caller_));
    }
    lane.unanswered = lane.questions.size();
    unanswered_ += lane.unanswered;
    figures_.requests_known += lane.unanswered;
  }
}

void Pipeline::start_more() {
  // The lanes of the front one's account are needed together before any of them can be read.
  const std::size_t reach =
      std::max(front_ + concurrency_, skips_accounts_ ? lanes_[front_].group_end : 0);
  while (started_ < lanes_.size() && started_ < reach && unanswered_ < concurrency_) {
    // What can wait, waits until rows have been read and their memory is free.
    if (started_ > front_ && !skips_accounts_ && client_.is_short_of_memory()) break;
    advance(lanes_[started_++]);
  }
}

bool Pipeline::settle_answered() {
  bool any = false;
  for (std::size_t index = front_; index < started_; ++index) {
    Lane& lane = lanes_[index];
    for (std::size_t place = 0; place < lane.questions.size(); ++place) {
      const Question& question = lane.questions[place];
      if (Client::answer_to(question) == nullptr) continue;
      settle(index, place);
      any = true;
      // The batch may have been replaced by the next one.
      break;
    }
  }
  return any;
}

void Pipeline::settle(std::size_t index, std::size_t place) {
  Lane& lane = lanes_[index];
  Question question = std::exchange(lane.questions[place], {});
  client_.note_use(question, caller_);
  lane.log.push_back(Client::log_entry(question));
  ++figures_.requests_done;
  figures_.bytes += Client::answer_to(question)->body_bytes;
  --lane.unanswered;
  --unanswered_;
  try {
    accept(lane, place, question);
  } catch (const Error& error) {
    fail(index, question, error);
    return;
  }
  client_.conclude(lane.log.back(), AccountOutcome::ok);
  // Steps that bring no rows (finding anchors, trying another generation) go on by themselves; a
  // further page waits until somebody reads that far. What fails here is no answer's fault.
  advance(lane);
}

void Pipeline::accept(Lane& lane, std::size_t place, const Question& question) {
  lane.fetch->accept(
      place, Delivery{Client::answer_to(question), question.source != AnswerSource::exchange});
  if (lane.unanswered == 0) {
    for (std::unique_ptr<RowBlock>& block : lane.fetch->take()) {
      figures_.rows += block->size();
      if (block->size() > 0) lane.ready.emplace_back(std::move(block));
    }
  }
  if (!Client::answer_to(question)->is_success()) client_.excuse(question);
  for (const Note& note : lane.fetch->take_notes()) client_.note(question, note);
}

void Pipeline::fail(std::size_t index, const Question& question, const Error& error) {
  client_.disown(question, error.what());
  const Blame blame = blame_of(error, *Client::answer_to(question));
  const Lane& failed = lanes_[index];
  const bool is_refused = is_refusal(error, *Client::answer_to(question));
  const bool is_told = failed.fetch->tells_refusals() && is_refused;
  const bool ends_scan = !is_told && (!skips_accounts_ || blame == Blame::query);
  conclude(failed, ends_scan ? AccountOutcome::failed : AccountOutcome::left_out);
  if (ends_scan) throw error;
  const bool may_end_scan =
      on_error_ == OnError::skip || (blame == Blame::surroundings && is_nobodys(failed, question));
  if (may_end_scan && !is_told && !first_failure_) first_failure_ = error;
  for (std::size_t i = failed.group_begin; i < failed.group_end; ++i) {
    leave_out(lanes_[i], error, is_refused);
    lanes_[i].is_left_out = !is_told;
  }
}

/// With skip-all: what is asked of no account, as a list of accounts, and what fails for each of
/// several, is the fault of none of them. Rows that tell of it leave nothing to be looked for.
bool Pipeline::is_nobodys(const Lane& failed, const Question& question) const {
  if (question.prepared.request.account.empty()) return true;
  const bool is_one_of_several = lanes_.front().group_end < lanes_.size();
  return is_one_of_several && !failed.fetch->tells_left_out();
}

void Pipeline::leave_out(Lane& lane, const Error& why, bool is_refused) {
  unanswered_ -= lane.unanswered;
  lane.unanswered = 0;
  lane.questions.clear();
  lane.ready.clear();
  lane.complete = true;
  for (std::unique_ptr<RowBlock>& block : lane.fetch->rows_left_out(why, is_refused)) {
    figures_.rows += block->size();
    if (block->size() > 0) told_last_.emplace_back(std::move(block));
  }
}

void Pipeline::conclude(const Lane& of, AccountOutcome outcome) {
  for (std::size_t i = of.group_begin; i < of.group_end; ++i) {
    for (const std::int64_t entry : lanes_[i].log) client_.conclude(entry, outcome);
    for (const Question& question : lanes_[i].questions) client_.conclude(question, outcome);
  }
}

bool Pipeline::is_readable() const {
  if (!skips_accounts_) return true;
  const auto begin = lanes_.begin() + static_cast<std::ptrdiff_t>(front_);
  const auto end = lanes_.begin() + static_cast<std::ptrdiff_t>(lanes_[front_].group_end);
  return std::all_of(begin, end, [](const Lane& lane) { return lane.complete; });
}

void Pipeline::wait(const std::function<bool()>& interrupted) {
  ProgressFigures figures = figures_;
  figures.requests_known += lanes_.size() - started_;  // One each at least.
  bool is_interrupted = false;
  bool is_late = false;
  const auto ends = [&] {
    line_.show(session_.clock().awake_now(), figures);
    is_interrupted = is_interrupted || interrupted();
    is_late = time_.is_over();
    return is_interrupted || is_late;
  };
  try {
    client_.wait(ends);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted && is_late && !is_interrupted) throw out_of_time();
    throw;
  }
  // The end came while a body arrived, which then looks like one that was cut off.
  if (is_interrupted) throw Error(ErrorKind::interrupted, "interrupted");
}

Error Pipeline::out_of_time() const {
  constexpr std::size_t kMostNamed = 3;
  std::size_t outstanding = 0;
  std::string named;
  const auto add = [&](const std::string& what) {
    if (++outstanding <= kMostNamed) named += (named.empty() ? "" : "; ") + what;
  };
  for (std::size_t i = front_; i < lanes_.size(); ++i) {
    for (const Question& question : lanes_[i].questions) {
      if (!question.call) continue;
      // One that was ended because the time is over looks as if it had failed.
      const auto answer = Client::answer_to(question);
      if (!answer || !answer->is_success()) add(place(question.prepared.request, ""));
    }
    if (i >= started_) add(lanes_[i].fetch->owner() + ", not yet asked for");
  }
  if (outstanding > kMostNamed) {
    named += "; and " + std::to_string(outstanding - kMostNamed) + " more";
  }
  return {ErrorKind::io,
          caller_.context.table + ": the scan took longer than the setting query_timeout (" +
              std::to_string(time_.limit().count()) + " s) allows. " +
              (named.empty() ? "" : "Outstanding: " + named + ". ") +
              "Ask for fewer accounts or days, or raise it with cf_config('query_timeout', …)."};
}

std::shared_ptr<const RowBlock> Pipeline::next(const std::function<bool()>& interrupted) {
  const TimeLimit::Work work(time_);
  while (front_ < lanes_.size()) {
    start_more();
    Lane& lane = lanes_[front_];
    const bool readable = is_readable();
    if (readable && !lane.ready.empty()) {
      std::shared_ptr<const RowBlock> block = std::move(lane.ready.front());
      lane.ready.pop_front();
      line_.clear();
      return block;
    }
    if (!lane.complete) advance(lane);
    if (readable && lane.complete) {
      any_succeeded_ = any_succeeded_ || !lane.is_left_out;
      lane.fetch.reset();
      ++front_;
      continue;
    }
    if (time_.is_over()) throw out_of_time();
    if (!settle_answered()) wait(interrupted);
  }
  line_.clear();
  // With nobody left the failure was not an account's.
  if (!any_succeeded_ && first_failure_) {
    for (const Lane& lane : lanes_) conclude(lane, AccountOutcome::failed);
    throw Error(*first_failure_);
  }
  if (told_last_.empty()) return nullptr;
  std::shared_ptr<const RowBlock> block = std::move(told_last_.front());
  told_last_.pop_front();
  return block;
}

}  // namespace cf_billing
