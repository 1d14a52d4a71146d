#include "gateway/app/reports/verdict.h"

#include "gateway/base/digest.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

// Gives the bytes of a digest, so that one key always makes one id.
class KeyedRandom final : public Random {
 public:
  explicit KeyedRandom(std::string_view key) : digest_(sha256(key)) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = digest_[at_++ % digest_.size()];
  }

 private:
  const Digest32 digest_;
  std::size_t at_ = 0;
};

// One difference is one break, in however many reports a channel tells of it. An operation has one
// outcome, however often it is told; every dispute and every reversal is one of its own.
BreakId make_break_id(const Operation& operation, const ChannelReport& report,
                      std::string_view kind, Money amount) {
  const std::string event = report.kind == ReportKind::outcome ? "" : report.key;
  KeyedRandom random(operation.id.str() + "\n" + std::string(kind) + "\n" +
                     std::to_string(amount.minor()) + std::string(amount.currency().code()) + "\n" +
                     event);
  return BreakId::make(operation.created_at, random);
}

}  // namespace

EventId make_event_id(Services& services, const OperationSubject& subject,
                      const ChannelReport& report) {
  if (report.key.empty()) return EventId::make(services.clock.now(), services.random);
  KeyedRandom random(report.channel_account + "\n" + report.key);
  return EventId::make(subject.operation.created_at, random);
}

Break break_of_report(Services& services, const OperationSubject& subject,
                      const ChannelReport& report, std::string_view kind, std::string detail,
                      Money amount) {
  return make_break(subject, make_break_id(subject.operation, report, kind, amount), kind,
                    std::move(detail), amount, services.clock.now());
}

ReportVerdict open_break(Services& services, const OperationSubject& subject,
                         const ChannelReport& report, std::string_view kind, std::string detail,
                         Money amount) {
  Change change;
  change.new_break = break_of_report(services, subject, report, kind, std::move(detail), amount);
  log_error("a channel and we differ about money: see `tollgate breaks list`",
            {{"payment_id", subject.payment.shown_id()},
             {"operation_id", subject.operation.id.str()},
             {"kind", std::string(kind)}});
  return ask_for(std::move(change));
}

}  // namespace tollgate
