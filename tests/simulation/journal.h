// Journal: every commit in its order, as a database's log would have it, and the promises that hold
// at each of them: one event a change, legal moves only, sums, a job for whatever is open, and no
// card number in anything. It shares no rule with the gateway. One thread.
#pragma once

#include <map>
#include <vector>

#include "gateway/adapters/memory/memory_store.h"
#include "tests/simulation/stage.h"

namespace tollgate::simulation {

// A payment as one commit left it.
struct Version {
  PaymentStatus status = PaymentStatus::unknown;
  std::int64_t authorized = 0;
  std::int64_t captured = 0;
  std::int64_t refunded = 0;
  std::int64_t refunding = 0;
  EventId event;
  std::string_view event_type;
};

class Journal {
 public:
  Journal(Stage& stage, const memory::Tables& tables) : stage_(stage), tables_(tables) {}

  // `change` has just been written.
  void committed(const Change& change);

  // Version n of the payment is at index n - 1. Null: there is no such payment.
  const std::vector<Version>* history_of(PaymentId id) const;
  const std::map<PaymentId, std::vector<Version>>& payments() const { return payments_; }

 private:
  void check_events(const Change& change);
  void check_secrets(const Change& change);
  void record(const Payment& payment, const Change& change);
  void check_move(const Payment& payment, const Version& before, const Version& after);
  void check_sums(const Payment& payment);
  void check_jobs(PaymentId id);
  void count(const Payment& payment, const Version& before, const Change& change);

  Stage& stage_;
  const memory::Tables& tables_;
  std::map<PaymentId, std::vector<Version>> payments_;
};

}  // namespace tollgate::simulation
