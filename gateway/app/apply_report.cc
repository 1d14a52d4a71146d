#include "gateway/app/apply_report.h"

#include <algorithm>

#include "gateway/app/reports/judge_money_taken.h"
#include "gateway/app/reports/judge_outcome.h"

namespace tollgate {
namespace {

constexpr int kRoundsMax = 5;

// Whether the payment's history tells of this very report.
Task<Result<bool>> is_told_already(Services& services, const OperationSubject& subject,
                                   const ChannelReport& report) {
  if (report.key.empty()) co_return false;
  const auto events = co_await services.store.list_events(subject.payment.id);
  if (!events.ok()) co_return events.error();
  const auto id = make_event_id(services, subject, report);
  co_return std::any_of(events->begin(), events->end(),
                        [&](const Event& event) { return event.id == id; });
}

Task<ReportVerdict> judge(Services& services, const ChannelReport& report) {
  auto operation = co_await services.store.load_operation(report.operation_id);
  if (!operation.ok()) co_return no_change(ReportResult::try_again);
  if (!operation->has_value() || (*operation)->channel_account != report.channel_account)
    co_return no_change(ReportResult::unknown_operation);
  auto subject = co_await load_subject(services.store, std::move(**operation));
  if (!subject.ok()) co_return no_change(ReportResult::try_again);
  auto operations = co_await services.store.list_operations(subject->payment.id);
  if (!operations.ok()) co_return no_change(ReportResult::try_again);
  if (report.kind == ReportKind::outcome)
    co_return judge_outcome(services, std::move(*subject), report, *operations);
  if (report.kind == ReportKind::unknown) co_return no_change(ReportResult::known_already);
  // The payment was read before: whoever tells it meanwhile changes the version that we need.
  const auto told = co_await is_told_already(services, *subject, report);
  if (!told.ok()) co_return no_change(ReportResult::try_again);
  if (*told) co_return no_change(ReportResult::known_already);
  co_return judge_money_taken(services, std::move(*subject), report);
}

}  // namespace

Task<ReportResult> apply_report(Services& services, ChannelReport report) {
  for (int round = 0; round < kRoundsMax; ++round) {
    ReportVerdict verdict = co_await judge(services, report);
    if (!verdict.change) co_return verdict.result;
    const auto committed = co_await services.store.commit(std::move(*verdict.change));
    if (committed.status == CommitStatus::committed) {
      services.wake_resolver();
      co_return verdict.result;
    }
    if (committed.status != CommitStatus::version_conflict) break;
  }
  co_return ReportResult::try_again;
}

}  // namespace tollgate
