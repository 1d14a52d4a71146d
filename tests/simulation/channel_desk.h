// ChannelDesk: what channels do by themselves. They end what is pending, report what they did
// (twice, too late, out of order, not at all), change their mind, take money back, and say things
// that are not so. Their people also answer the gateway's person who settles what is parked. One
// thread, outside the processes.
#pragma once

#include <map>
#include <vector>

#include "gateway/app/apply_report.h"
#include "tests/simulation/process.h"

namespace tollgate::simulation {

class ChannelDesk {
 public:
  ChannelDesk(Stage& stage, Books& books, const memory::Tables& tables,
              std::vector<std::unique_ptr<Process>>& processes);

  int open() const { return open_; }  // reports and decisions on their way

 private:
  void news(const Entry& entry);
  void spawn(Task<void> work);
  Task<void> run(Task<void> work);
  Task<void> decide_later(OperationId id);
  Task<void> report_decision(OperationId id, std::string account, Outcome told, Duration after);
  Task<void> approve_late(OperationId id);
  Task<void> contradict(OperationId id);
  Task<void> report_wrong_amount(OperationId id);
  Task<void> take_back(OperationId id);
  Task<void> report_exchange(OperationId id, Outcome told);
  Task<void> report_nonsense(OperationId id);
  Task<std::optional<ReportResult>> deliver(ChannelReport report);
  Task<void> deliver_until_known(ChannelReport report);
  ChannelReport report_of(OperationId id, ReportKind kind, OutcomeKind outcome) const;
  OutcomeKind gateway_thinks(OperationId id) const;

  Stage& stage_;
  Books& books_;
  const memory::Tables& tables_;
  std::vector<std::unique_ptr<Process>>& processes_;
  std::map<OperationId, std::uint64_t> last_delivered_;
  std::uint64_t sent_ = 0;
  int open_ = 0;
};

}  // namespace tollgate::simulation
