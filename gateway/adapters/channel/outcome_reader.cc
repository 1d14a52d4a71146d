#include "gateway/adapters/channel/outcome_reader.h"

#include <cstring>

#include "gateway/adapters/channel/contract.h"
#include "gateway/adapters/channel/exchange_reader.h"
#include "gateway/adapters/channel/next_action_reader.h"
#include "gateway/adapters/channel/text_copier.h"

namespace tollgate::channel {
namespace {

static_assert(static_cast<int>(OutcomeKind::unknown) == TOLLGATE_OUTCOME_UNKNOWN);
static_assert(static_cast<int>(OutcomeKind::approved) == TOLLGATE_OUTCOME_APPROVED);
static_assert(static_cast<int>(OutcomeKind::pending) == TOLLGATE_OUTCOME_PENDING);
static_assert(static_cast<int>(OutcomeKind::declined) == TOLLGATE_OUTCOME_DECLINED);
static_assert(static_cast<int>(OutcomeKind::not_sent) == TOLLGATE_OUTCOME_NOT_SENT);

Status read_texts(const tollgate_outcome* outcome, std::string_view card_number, Outcome& into) {
  using Excess = TextCopier::Excess;
  TextCopier texts(card_number);
  into.channel_reference =
      texts.copy(outcome->channel_reference, TOLLGATE_CHANNEL_REFERENCE_MAX, Excess::is_a_fault);
  into.code = texts.copy(outcome->code, TOLLGATE_CODE_MAX, Excess::is_a_fault);
  into.channel_code = texts.copy(outcome->channel_code, TOLLGATE_CHANNEL_CODE_MAX, Excess::is_cut);
  into.message = texts.copy(outcome->message, TOLLGATE_MESSAGE_MAX, Excess::is_cut);
  into.authorization_code =
      texts.copy(outcome->authorization_code, TOLLGATE_AUTHORIZATION_CODE_MAX, Excess::is_a_fault);
  if (auto status =
          read_data(outcome->data, outcome->data_count, TOLLGATE_DATA_VALUE_MAX, texts, into.data);
      !status)
    return status;
  if (texts.oversize()) return fault("A text of its outcome is too long or missing.");
  if (texts.leaks()) return fault("Its outcome repeats the card number.");
  return ok_status();
}

Status read_approved_amount(const tollgate_outcome* outcome, const OutcomeBounds& bounds,
                            Outcome& into) {
  const std::optional<Money>& most = bounds.approvable;
  if (into.kind != OutcomeKind::approved || outcome->approved_amount == nullptr) return ok_status();
  const tollgate_money& approved = *outcome->approved_amount;
  if (!most) return ok_status();
  const std::string_view code(approved.currency,
                              ::strnlen(approved.currency, sizeof approved.currency));
  if (code != most->currency().code())
    return fault("It approved an amount of another currency than was asked.");
  if (approved.minor < 0 || (approved.minor == 0 && !most->is_zero()))
    return fault("It approved nothing, or less than nothing.");
  if (approved.minor > most->minor()) return fault("It approved more than was asked.");
  if (approved.minor == most->minor()) return ok_status();
  if (!bounds.in_part) return fault("It approved less of a refund, void or payout than was asked.");
  into.approved_minor = approved.minor;
  return ok_status();
}

Status read_action(const tollgate_outcome* outcome, const OutcomeBounds& bounds, Outcome& into) {
  // NOLINTNEXTLINE(bugprone-sizeof-expression): of the pointer, as the macro means it
  const bool knows_actions = TOLLGATE_HAS(tollgate_outcome, outcome, next_action);
  if (!knows_actions || outcome->next_action == nullptr) return ok_status();
  if (into.kind != OutcomeKind::pending)
    return fault("It wants something of the payer although its outcome is not pending.");
  auto action = read_next_action(*outcome->next_action, bounds);
  if (!action) return std::move(action).error();
  into.next_action = std::move(*action);
  return ok_status();
}

Status read_exchange_of(const tollgate_outcome* outcome, const OutcomeBounds& bounds,
                        Outcome& into) {
  const bool approved = into.kind == OutcomeKind::approved;
  // NOLINTNEXTLINE(bugprone-sizeof-expression): of the pointer, as the macro means it
  const bool knows_exchange = TOLLGATE_HAS(tollgate_outcome, outcome, exchange);
  if (!knows_exchange || outcome->exchange == nullptr) {
    if (approved && bounds.of_quote) return fault("It approved a quote and promises nothing.");
    return ok_status();
  }
  if (!approved) return fault("It tells what was booked although its outcome is not approved.");
  auto exchange = read_exchange(outcome->exchange, bounds.of_quote);
  if (!exchange) return std::move(exchange).error();
  into.exchange = std::move(*exchange);
  return ok_status();
}

}  // namespace

Result<Outcome> read_outcome(const tollgate_outcome* outcome, const OutcomeBounds& bounds) {
  if (outcome->size < TOLLGATE_OUTCOME_SIZE_V1) return fault("Its outcome is too small a struct.");
  if (outcome->kind < TOLLGATE_OUTCOME_UNKNOWN || outcome->kind > TOLLGATE_OUTCOME_NOT_SENT)
    return fault("Its outcome is of an unknown kind.");
  Outcome into;
  into.kind = static_cast<OutcomeKind>(outcome->kind);
  into.retryable = outcome->retryable != 0;
  if (auto status = read_texts(outcome, bounds.card_number, into); !status)
    return std::move(status).error();
  if (auto status = read_approved_amount(outcome, bounds, into); !status)
    return std::move(status).error();
  if (auto status = read_action(outcome, bounds, into); !status) return std::move(status).error();
  if (auto status = read_exchange_of(outcome, bounds, into); !status)
    return std::move(status).error();
  return into;
}

}  // namespace tollgate::channel
