#include "gateway/adapters/mysql/stream_writer.h"

#include <algorithm>

#include "gateway/adapters/mysql/conflicts.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate::mysql {
namespace {

// Tries of one transaction in one way (together, sorted out, alone) before the next way.
constexpr int kTriesMax = 4;
// How often a writer without a database looks for it while nothing waits.
constexpr std::chrono::milliseconds kLookAgain{500};

CommitStatus status_of(const TransactionReport& report) {
  switch (report.end) {
    case TransactionEnd::conflict:
      return report.failure.kind == FailureKind::duplicate_key ? conflict_of_key(report.failure.key)
                                                               : CommitStatus::version_conflict;
    default:
      return CommitStatus::unavailable;
  }
}

void count(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
  counter.fetch_add(by, std::memory_order_relaxed);
}

}  // namespace

StreamWriter::StreamWriter(const StoreOptions& options, CommitCounters& counters)
    : options_(options),
      counters_(counters),
      queue_({options.queue_changes, options.queue_bytes}),
      session_(options, counters),
      transaction_(options.stream_lease),
      thread_([this] { run(); }) {}

Duration StreamWriter::expected_wait() const {
  const auto [changes, bytes] = queue_.depth();
  const auto batches = std::max(changes / options_.batch_changes, bytes / options_.batch_bytes);
  return batch_pace_.lately() * static_cast<std::int64_t>(batches);
}

void StreamWriter::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void StreamWriter::run() {
  const ThreadRegistration registration;
  session_.extend();
  const auto between_extensions =
      std::chrono::duration_cast<std::chrono::milliseconds>(options_.stream_lease) / 3;
  while (!queue_.is_closed_and_empty()) {
    auto batch = queue_.take({options_.batch_changes, options_.batch_bytes},
                             session_.is_ready() ? between_extensions : kLookAgain);
    if (batch.empty())
      session_.extend();
    else
      write(std::move(batch));
  }
  session_.release();
}

void StreamWriter::write(std::vector<PendingCommit> batch) {
  failpoint("commit_taken");
  const Pace::Measure measure(batch_pace_);
  Items rest;
  rest.reserve(batch.size());
  for (PendingCommit& item : batch) rest.push_back(&item);
  while (!rest.empty()) settle(take_compatible(rest));
}

StreamWriter::Items StreamWriter::take_compatible(Items& rest) {
  keys_.clear();
  Items compatible;
  Items later;
  compatible.reserve(rest.size());
  for (PendingCommit* item : rest) (keys_.add(item->change) ? compatible : later).push_back(item);
  rest = std::move(later);
  return compatible;
}

void StreamWriter::settle(Items items) {
  if (settle_together(items, Check::by_guards, Last::no)) return;
  if (items.size() > 1 && settle_together(items, Check::before_writing, Last::no)) return;
  for (PendingCommit* item : items) {
    Items alone = {item};
    settle_together(alone, Check::before_writing, Last::yes);
  }
}

bool StreamWriter::settle_together(Items& items, Check check, Last last) {
  TransactionReport report;
  for (int tries = 0; tries < kTriesMax; ++tries) {
    if (!wait_until_ready(items)) return true;
    changes_.clear();
    for (const PendingCommit* item : items) changes_.push_back(&item->change);
    const std::uint64_t number = session_.lease().commit_number + 1;
    report = transaction_.run(session_.connection(), session_.lease(), changes_, check);
    switch (report.end) {
      case TransactionEnd::committed:
        answer(items, report);
        return true;
      case TransactionEnd::commit_lost:
        if (finish_lost_commit(items, report, number)) return true;
        break;
      case TransactionEnd::connection_lost:
        session_.drop_connection();
        break;
      case TransactionEnd::fenced:
        session_.forget_stream();
        break;
      case TransactionEnd::contention:
        break;
      case TransactionEnd::conflict:
      case TransactionEnd::refused:
        if (last == Last::no) tries = kTriesMax;  // the same again would fail again
        break;
    }
    count(counters_.redone);
  }
  if (last == Last::no) return false;
  log_error("The database did not take a change.",
            {{"code", report.failure.code}, {"failure", report.failure.message}});
  answer_all(items, status_of(report), report.failure.message);
  return true;
}

bool StreamWriter::finish_lost_commit(Items& items, const TransactionReport& report,
                                      std::uint64_t number) {
  const auto deadline = std::chrono::steady_clock::now() + options_.wait_for_truth;
  const auto durable = session_.find_out(number, deadline);
  if (durable && !*durable) return false;
  if (durable)
    answer(items, report);
  else
    answer_all(items, CommitStatus::unknown, sentence_for(CommitStatus::unknown));
  return true;
}

bool StreamWriter::wait_until_ready(Items& items) {
  Backoff backoff;
  for (;;) {
    if (session_.make_ready()) return true;
    answer_late(items);
    if (items.empty()) return false;
    backoff.wait();
  }
}

void StreamWriter::answer_late(Items& items) {
  const auto latest = std::chrono::steady_clock::now() - options_.wait_for_database;
  const auto first_late = std::stable_partition(
      items.begin(), items.end(),
      [latest](const PendingCommit* item) { return item->submitted_at >= latest; });
  Items late(first_late, items.end());
  items.erase(first_late, items.end());
  answer_all(late, CommitStatus::unavailable, sentence_for(CommitStatus::unavailable));
  for (PendingCommit& item : queue_.take_older_than(latest))
    finish(item, CommitStatus::unavailable, sentence_for(CommitStatus::unavailable));
}

void StreamWriter::answer(Items& items, const TransactionReport& report) {
  count(counters_.batches);
  count(counters_.rows, report.rows);
  bool wrote_events = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const CommitStatus status = report.statuses[i];
    wrote_events |= status == CommitStatus::committed && !items[i]->change.events.empty();
    finish(*items[i], status, sentence_for(status));
    if (i == 0) failpoint("commit_partly_told");
  }
  failpoint("commit_told");
  if (wrote_events && options_.on_committed) options_.on_committed();
}

void StreamWriter::answer_all(Items& items, CommitStatus status, std::string_view detail) {
  for (PendingCommit* item : items) finish(*item, status, detail);
}

void StreamWriter::finish(PendingCommit& item, CommitStatus status, std::string_view detail) {
  switch (status) {
    case CommitStatus::committed:
      count(counters_.changes);
      break;
    case CommitStatus::unavailable:
      count(counters_.unavailable);
      break;
    case CommitStatus::unknown:
      count(counters_.unknown);
      break;
    default:
      count(counters_.conflicts);
      break;
  }
  counters_.latency.record(std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - item.submitted_at));
  item.done(CommitOutcome{status, std::string(detail)});
}

}  // namespace tollgate::mysql
