// Books: what the channels did, whatever the gateway was told. They know an operation by its
// reference alone, as a channel does, and no code of the gateway decides anything in them. A
// channel that says it is idempotent does a reference once; another does it as often as it is
// asked, which is how a doubled payment comes to light. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/app/ports/channel_port.h"
#include "tests/simulation/stage.h"

namespace tollgate::simulation {

enum class Standing : std::uint8_t {
  declined = 0,
  pending,
  done,
  undone,  // done or pending before a void; or voided before it was seen
};

struct Entry {
  OperationId id;
  PaymentId payment;
  OperationKind kind = OperationKind::unknown;
  std::string account;
  std::optional<OperationId> original;
  std::int64_t amount = 0;  // that took, or would take, effect
  std::int64_t asked = 0;
  bool final_capture = true;
  Standing standing = Standing::declined;
  int effects = 0;            // how often it was done
  std::uint64_t message = 0;  // the last one that carried it
  bool needs_payer = false;   // while pending
  std::size_t act = 0;        // what the payer must do; it may change
  bool never = false;         // a void that this channel declines for ever
  bool late = false;          // approved after it had been declined
  bool may_repeat = false;    // a declined void that is asked until it is approved
  Timestamp arrived_at{};
};

// What an amount comes to on the merchant's account: a hundredth is kept.
inline Exchange exchange_of(std::int64_t amount) {
  const Currency euro = *Currency::parse("EUR");
  return {Money(amount - amount / 100, euro), Money(amount / 100, euro)};
}

class Books {
 public:
  explicit Books(Stage& stage) : stage_(stage) {}

  // One message with its number: the network may bring the same one twice.
  Outcome receive(const Operation& asked, std::uint64_t message);
  // Ends what is pending: it takes effect, or never will.
  void decide(OperationId id, bool approved);
  // A declined operation is done after all. False when it cannot be any more.
  bool approve_late(OperationId id);
  // The channel's people carry out by hand what it declined, or never saw.
  void force(const Operation& asked);

  const Entry* find(OperationId id) const;
  // What an outcome told of the entry would be now.
  Outcome outcome_of(const Entry& entry) const;
  // What of a hold is neither captured nor released.
  std::int64_t open_hold(const Entry& authorize) const;
  // Every operation of a payment, in the order in which the channel first saw them.
  std::vector<const Entry*> of_payment(PaymentId payment) const;
  // The channel did something with this payment that a break may tell of.
  void mark_trouble(PaymentId payment) { trouble_[payment] = true; }
  bool in_trouble(PaymentId payment) const { return trouble_.contains(payment); }
  // Called when an operation was seen for the first time, and when it is decided later.
  std::function<void(const Entry&)> on_news;

 private:
  Entry make_entry(const Operation& asked, std::uint64_t message) const;
  void take_first(Entry& entry);
  Standing judge(Entry& entry);
  bool fits(const Entry& entry) const;
  void apply(Entry& entry);
  void apply_void(Entry& entry);
  Entry& put(Entry entry);
  Outcome answer_query(const Operation& query);
  std::int64_t left_to_refund(const Entry& charge) const;
  bool gave_back_late(const Entry& charge) const;

  Stage& stage_;
  std::map<OperationId, Entry> entries_;
  std::map<PaymentId, std::vector<OperationId>> by_payment_;
  std::map<PaymentId, bool> trouble_;
};

}  // namespace tollgate::simulation
