// ScriptedChannel: the ChannelPort's twin for tests and the simulation. It keeps books of its own,
// as an acquirer does: what took effect, by operation, whatever the caller was told. Each call
// takes the next line of the script; when the script is empty everything is approved. One thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/app/ports/channel_port.h"
#include "gateway/payment/ids.h"

namespace tollgate::memory {

enum class ChannelFault : std::uint8_t {
  none = 0,          // takes effect, approved
  declined,          // no effect
  lost_before,       // no effect, silence
  lost_after,        // takes effect, silence
  not_sent,          // no effect, and the caller can know it
  pending,           // no effect yet: decide() says what becomes of it
  declined_for_now,  // no effect; another channel account may approve
};

class ScriptedChannel final : public ChannelPort {
 public:
  explicit ScriptedChannel(ChannelTraits traits) : traits_(std::move(traits)) {}

  void script(std::initializer_list<ChannelFault> faults) { script_.assign(faults); }
  // Of one channel account; it goes before the other.
  void script_of(const std::string& channel_account, std::initializer_list<ChannelFault> faults) {
    scripts_[channel_account].assign(faults);
  }
  // Runs once, in the middle of the next operation, after its effect: races start here.
  std::function<Task<void>(const ChannelCall&)> interrupt_next;

  Task<Outcome> execute(ChannelCall call) override;
  const ChannelTraits* find_traits(std::string_view channel_account) const override;
  std::chrono::milliseconds deadline(std::string_view channel_account) const override;
  std::uint64_t next_sequence(std::string_view channel_account) override;

  // What a pending operation asks its payer to do; nothing: only to wait.
  std::optional<NextAction> next_action;
  // What an approved operation says it came to, or a quote promises; nothing: it says nothing.
  std::optional<Exchange> exchange;
  // Ends a pending operation: it takes effect, or never will.
  void decide(OperationId operation, bool approved);

  // The money that the channel moved for a payment: captured less refunded and reversed; of a
  // payout less than zero.
  std::int64_t net_of(PaymentId payment) const;
  // How often an operation took effect; more than once is what must never happen.
  int effects_of(OperationId operation) const;
  std::size_t calls() const { return calls_; }
  std::size_t calls_of(const std::string& channel_account) const {
    const auto at = calls_by_account_.find(channel_account);
    return at == calls_by_account_.end() ? 0 : at->second;
  }
  const std::vector<CardData>& cards_seen() const { return cards_seen_; }
  const auto& quotes_seen() const { return quotes_seen_; }                    // one a charge
  const auto& parties_seen() const { return parties_seen_; }                  // one a charge
  const auto& authentications_seen() const { return authentications_seen_; }  // one a charge

 private:
  struct Effect {
    PaymentId payment;
    std::int64_t moved = 0;
    bool undone = false;
  };
  ChannelFault next_fault(const std::string& channel_account);
  void take_effect(const ChannelCall& call);
  Outcome answer_query(const ChannelCall& call) const;
  Outcome pending_outcome() const;
  Outcome approved_outcome() const;

  const ChannelTraits traits_;
  std::deque<ChannelFault> script_;
  std::map<std::string, std::deque<ChannelFault>> scripts_;  // by channel account
  std::map<std::string, std::size_t> calls_by_account_;
  std::map<OperationId, Effect> effects_;
  std::map<OperationId, Operation> pending_;  // asked, not decided
  std::set<OperationId> refused_;             // decided against
  std::map<OperationId, int> effect_counts_;
  std::vector<CardData> cards_seen_;
  std::vector<std::optional<Authentication>> authentications_seen_;
  std::vector<std::optional<FxQuote>> quotes_seen_;
  std::vector<std::optional<Party>> parties_seen_;
  std::size_t calls_ = 0;
  std::uint64_t sequence_ = 0;
};

}  // namespace tollgate::memory
