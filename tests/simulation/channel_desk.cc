#include "tests/simulation/channel_desk.h"

#include "tests/gateway/currencies.h"
#include "tests/simulation/accounts.h"

namespace tollgate::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kDeliveriesMax = 200;

}  // namespace

ChannelDesk::ChannelDesk(Stage& stage, Books& books, const memory::Tables& tables,
                         std::vector<std::unique_ptr<Process>>& processes)
    : stage_(stage), books_(books), tables_(tables), processes_(processes) {
  books_.on_news = [this](const Entry& entry) { news(entry); };
}

void ChannelDesk::spawn(Task<void> work) {
  ++open_;
  boost::asio::co_spawn(stage_.scheduler.executor(kOutside), run(std::move(work)),
                        boost::asio::detached);
}

Task<void> ChannelDesk::run(Task<void> work) {
  co_await std::move(work);
  --open_;
}

ChannelReport ChannelDesk::report_of(OperationId id, ReportKind kind, OutcomeKind outcome) const {
  ChannelReport report;
  report.channel_account = books_.find(id)->account;
  report.operation_id = id;
  report.kind = kind;
  report.outcome.kind = outcome;
  return report;
}

OutcomeKind ChannelDesk::gateway_thinks(OperationId id) const {
  const auto at = tables_.operations.find(id);
  return at == tables_.operations.end() ? OutcomeKind::unknown : at->second.outcome.kind;
}

void ChannelDesk::news(const Entry& entry) {
  if (!stage_.storm && entry.standing != Standing::pending) return;
  const Mix& mix = stage_.mix;
  if (entry.standing == Standing::pending) spawn(decide_later(entry.id));
  const Outcome told = books_.outcome_of(entry);
  if (stage_.strikes(Fault::report_early, mix.report_early))
    spawn(report_decision(entry.id, entry.account, told, Duration::zero()));
  if (!stage_.strikes(Fault::report_lost, mix.report_lost) && stage_.random.one_in(1, 3))
    spawn(report_decision(entry.id, entry.account, told,
                          stage_.between(milliseconds(1), seconds(20))));
  if (stage_.strikes(Fault::report_duplicated, mix.report_twice))
    spawn(
        report_decision(entry.id, entry.account, told, stage_.between(milliseconds(1), hours(1))));
  const bool took = entry.kind == OperationKind::sale || entry.kind == OperationKind::capture ||
                    entry.kind == OperationKind::payout;
  if (entry.standing == Standing::declined && entry.kind != OperationKind::void_payment &&
      stage_.chance(mix.late_approval))
    spawn(approve_late(entry.id));
  if (entry.standing != Standing::done) return;
  if ((took || entry.kind == OperationKind::refund) && stage_.random.one_in(1, 3))
    spawn(report_exchange(entry.id, told));
  if (took && stage_.chance(mix.trouble)) spawn(take_back(entry.id));
  if (stage_.chance(mix.trouble / 2)) spawn(contradict(entry.id));
  if (took && stage_.chance(mix.trouble / 2)) spawn(report_wrong_amount(entry.id));
  if (stage_.chance(mix.trouble / 2)) spawn(report_nonsense(entry.id));
}

// Most are approved, some are declined, and some payers never act.
Task<void> ChannelDesk::decide_later(OperationId id) {
  co_await stage_.scheduler.sleep(
      kOutside,
      stage_.between(seconds(1), stage_.random.one_in(1, 4) ? hours(2) : hours(0) + minutes(8)));
  const auto drawn = stage_.random.below(10);
  if (drawn < 6)
    books_.decide(id, true);
  else if (drawn < 8)
    books_.decide(id, false);
}

// Nothing when the process died with it.
Task<std::optional<ReportResult>> ChannelDesk::deliver(ChannelReport report) {
  const std::size_t first = stage_.random.below(processes_.size());
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    Process& process = *processes_[(first + i) % processes_.size()];
    if (!process.alive()) continue;
    Task<ReportResult> work = apply_report(process.services(), std::move(report));
    co_return co_await process.serve<ReportResult>(std::move(work), Place::serving_report);
  }
  co_return std::nullopt;
}

Task<void> ChannelDesk::deliver_until_known(ChannelReport report) {
  for (int i = 0; i < kDeliveriesMax; ++i) {
    const auto result = co_await deliver(report);
    if (result && *result != ReportResult::try_again) co_return;
    co_await stage_.scheduler.sleep(kOutside, stage_.between(seconds(1), minutes(5)));
  }
  stage_.break_promise(8, books_.find(report.operation_id)->payment,
                       "a report was not taken in 200 tries");
}

Task<void> ChannelDesk::report_decision(OperationId id, std::string account, Outcome told,
                                        Duration after) {
  const std::uint64_t number = ++sent_;
  co_await stage_.scheduler.sleep(kOutside, after);
  std::uint64_t& last = last_delivered_[id];
  if (last > number) stage_.coverage.reached(Fault::report_overtaken);
  last = std::max(last, number);
  if (is_final(gateway_thinks(id))) stage_.coverage.reached(Fault::report_late);
  ChannelReport report;
  report.channel_account = std::move(account);
  report.operation_id = id;
  report.kind = ReportKind::outcome;
  report.outcome = std::move(told);
  co_await deliver_until_known(std::move(report));
}

Task<void> ChannelDesk::approve_late(OperationId id) {
  const Duration most = stage_.random.one_in(1, 2) ? Duration(seconds(20)) : Duration(hours(1));
  co_await stage_.scheduler.sleep(kOutside, stage_.between(seconds(1), most));
  if (!books_.approve_late(id)) co_return;
  stage_.coverage.reached(Fault::late_approval);
  co_await deliver_until_known(report_of(id, ReportKind::outcome, OutcomeKind::approved));
}

// Only of what the gateway knows to be approved: before, it would have to believe it.
Task<void> ChannelDesk::contradict(OperationId id) {
  co_await stage_.scheduler.sleep(kOutside, stage_.between(minutes(1), hours(1)));
  if (gateway_thinks(id) != OutcomeKind::approved) co_return;
  stage_.coverage.reached(Fault::report_contradicts);
  books_.mark_trouble(books_.find(id)->payment);
  co_await deliver_until_known(report_of(id, ReportKind::outcome, OutcomeKind::declined));
}

Task<void> ChannelDesk::report_wrong_amount(OperationId id) {
  co_await stage_.scheduler.sleep(kOutside, stage_.between(milliseconds(1), minutes(10)));
  stage_.coverage.reached(Fault::report_of_another_amount);
  const Entry* entry = books_.find(id);
  books_.mark_trouble(entry->payment);
  ChannelReport report = report_of(id, ReportKind::outcome, OutcomeKind::approved);
  report.amount = Money(entry->asked + 1, kEur);
  co_await deliver_until_known(std::move(report));
}

// What it came to on the merchant's account: often told when the outcome is known long since.
Task<void> ChannelDesk::report_exchange(OperationId id, Outcome told) {
  const auto amount = told.approved_minor.value_or(books_.find(id)->asked);
  told.exchange = exchange_of(amount);
  co_await stage_.scheduler.sleep(kOutside, stage_.between(milliseconds(1), minutes(10)));
  stage_.coverage.reached(Fault::exchange_told);
  ChannelReport report = report_of(id, ReportKind::outcome, OutcomeKind::approved);
  report.outcome = std::move(told);
  co_await deliver_until_known(std::move(report));
}

// Once each: a report of money taken back is told apart by its own number before it gets here.
Task<void> ChannelDesk::take_back(OperationId id) {
  co_await stage_.scheduler.sleep(kOutside, stage_.between(minutes(5), hours(3)));
  const Entry* entry = books_.find(id);
  if (gateway_thinks(id) != OutcomeKind::approved) co_return;
  books_.mark_trouble(entry->payment);
  const auto share = static_cast<std::int64_t>(1 + stage_.random.below(entry->amount));
  const Money amount(share, kEur);
  const auto told = [&](ReportKind kind) {
    ChannelReport report = report_of(id, kind, OutcomeKind::unknown);
    report.amount = amount;
    return report;
  };
  const bool is_payout = entry->kind == OperationKind::payout;
  if (is_payout || stage_.random.one_in(1, 3)) {
    stage_.coverage.reached(is_payout ? Fault::payout_returned : Fault::reversed_by_channel);
    (void)co_await deliver(told(ReportKind::reversed));
    co_return;
  }
  stage_.coverage.reached(Fault::dispute_opened);
  (void)co_await deliver(told(ReportKind::dispute_opened));
  co_await stage_.scheduler.sleep(kOutside, stage_.between(minutes(1), hours(2)));
  const bool won = stage_.random.one_in(1, 2);
  stage_.coverage.reached(won ? Fault::dispute_won : Fault::dispute_lost);
  (void)co_await deliver(told(won ? ReportKind::dispute_won : ReportKind::dispute_lost));
}

Task<void> ChannelDesk::report_nonsense(OperationId id) {
  co_await stage_.scheduler.sleep(kOutside, stage_.between(milliseconds(1), seconds(20)));
  ChannelReport report = report_of(id, ReportKind::outcome, OutcomeKind::approved);
  const PaymentId payment = books_.find(id)->payment;
  const bool stranger = stage_.random.one_in(1, 2);
  if (stranger) {
    stage_.coverage.reached(Fault::report_of_a_stranger);
    report.channel_account = report.channel_account == kAccounts[0] ? kAccounts[1] : kAccounts[0];
    report.outcome.kind = OutcomeKind::declined;
  } else {
    stage_.coverage.reached(Fault::report_of_nothing);
    report.operation_id = OperationId::make(stage_.clock.now(), stage_.random);
  }
  const auto result = co_await deliver(report);
  if (result && *result != ReportResult::try_again && *result != ReportResult::unknown_operation)
    stage_.break_promise(9, payment, "a report was taken from an account that it is not of");
}

}  // namespace tollgate::simulation
