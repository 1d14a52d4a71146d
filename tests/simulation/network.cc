#include "tests/simulation/network.h"

#include "tests/simulation/accounts.h"
#include "tests/simulation/cards.h"

namespace tollgate::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kLongestSilence{8};  // with both ways less than the deadline

Outcome not_sent() {
  Outcome outcome;
  outcome.kind = OutcomeKind::not_sent;
  outcome.code = "channel_unavailable";
  return outcome;
}

}  // namespace

const ChannelTraits* ChannelLine::find_traits(std::string_view channel_account) const {
  return traits_of(channel_account);
}

milliseconds ChannelLine::deadline(std::string_view) const { return kChannelDeadline; }

std::uint64_t ChannelLine::next_sequence(std::string_view) { return ++sequence_; }

void ChannelLine::arrive_later(Operation operation, std::uint64_t message, Duration after) {
  auto arrival = [&books = books_, operation = std::move(operation), message] {
    (void)books.receive(operation, message);
  };
  stage_.scheduler.post_at(stage_.clock.now() + after, kOutside, Work(std::move(arrival)));
}

Outcome ChannelLine::arrive(const ChannelCall& call, std::uint64_t message) {
  const OperationKind kind = call.operation.kind;
  const OperationCause cause = call.operation.cause;
  Outcome done;
  done.kind = OutcomeKind::approved;
  const bool is_void = kind == OperationKind::void_payment;
  if (is_void && cause == OperationCause::outcome_unknown && stage_.has(Defect::forget_reversal))
    return done;
  if (is_void && cause == OperationCause::late_approval && stage_.has(Defect::forget_late_void))
    return done;
  Outcome told = books_.receive(call.operation, message);
  const bool twice = (kind == OperationKind::refund && stage_.has(Defect::refund_twice)) ||
                     (kind == OperationKind::payout && stage_.has(Defect::pay_out_twice));
  if (twice) {
    Operation second = call.operation;
    second.id = OperationId::make(stage_.clock.now(), stage_.random);
    (void)books_.receive(second, message);
  }
  return told;
}

void ChannelLine::judge_card(const ChannelCall& call) {
  if (call.operation.kind == OperationKind::payout) {
    if (call.card || !call.counterparty)
      stage_.break_promise(3, call.operation.payment_id, "a payout left without its payee");
    return;
  }
  if (!is_charge(call.operation.kind) || (call.card && is_test_card(call.card->number.reveal())))
    return;
  stage_.break_promise(3, call.operation.payment_id, "a charge left without its card");
}

// What the gateway's end makes of an answer that the way has spoilt.
Outcome ChannelLine::tamper(const ChannelCall& call, Outcome truth) {
  const bool charge = is_charge(call.operation.kind);
  if (charge && truth.kind == OutcomeKind::approved &&
      stage_.strikes(Fault::wrong_amount, stage_.mix.answer_garbled / 2))
    return Outcome{};  // more than was asked: nothing in it is believed
  if (stage_.strikes(Fault::garbage, stage_.mix.answer_garbled)) return Outcome{};
  return truth;
}

Task<Outcome> ChannelLine::execute(ChannelCall call) {
  Places::Mark mark(places_, Place::channel_leaving);
  judge_card(call);
  const std::uint64_t message = ++messages_;
  const Mix& mix = stage_.mix;
  stage_.tell(call.operation.payment_id,
              "sends " + std::string(tollgate::to_text(call.operation.kind)) + " " +
                  call.operation.id.str() + " attempt " + std::to_string(call.operation.attempt));
  co_await stage_.scheduler.sleep(owner_, stage_.between(milliseconds(1), milliseconds(900)));
  if (stage_.strikes(Fault::not_sent, mix.not_sent)) co_return not_sent();
  mark.move_to(Place::channel_waiting);
  if (stage_.strikes(Fault::lost_before, mix.message_lost)) {
    co_await stage_.scheduler.sleep(owner_, stage_.between(milliseconds(1), kLongestSilence));
    co_return stage_.has(Defect::unknown_is_failed) ? not_sent() : Outcome{};
  }
  if (stage_.strikes(Fault::delivered_late, mix.message_late)) {
    arrive_later(call.operation, message, stage_.between(seconds(1), kLatestArrival));
    co_await stage_.scheduler.sleep(owner_, stage_.between(milliseconds(1), kLongestSilence));
    co_return Outcome{};
  }
  if (stage_.strikes(Fault::duplicated, mix.message_twice))
    arrive_later(call.operation, message, stage_.between(milliseconds(1), kLatestArrival));
  Outcome told = arrive(call, message);
  if (stage_.has(Defect::send_again) &&
      traits_of(call.operation.channel_account)->recovery_of(call.operation.kind) == Recovery::none)
    (void)arrive(call, ++messages_);
  co_await stage_.scheduler.sleep(owner_, stage_.between(milliseconds(1), milliseconds(900)));
  if (stage_.strikes(Fault::lost_after, mix.message_lost)) {
    co_await stage_.scheduler.sleep(owner_, stage_.between(milliseconds(1), kLongestSilence / 2));
    Outcome silence;
    if (stage_.has(Defect::unknown_is_failed)) silence = not_sent();
    co_return silence;
  }
  co_return tamper(call, std::move(told));
}

}  // namespace tollgate::simulation
