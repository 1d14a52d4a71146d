#include "gateway/adapters/channel/step_reader.h"

#include "gateway/adapters/channel/contract.h"
#include "gateway/adapters/channel/message_reader.h"
#include "gateway/adapters/channel/outcome_reader.h"
#include "gateway/payment/party.h"

namespace tollgate::channel {
namespace {

// A bank likes to repeat the account that it does not know.
void mask_account(std::string_view account, std::string& text) {
  if (account.empty()) return;
  const std::string masked = masked_account(account);
  for (std::size_t at = 0; (at = text.find(account, at)) != std::string::npos; at += masked.size())
    text.replace(at, account.size(), masked);
}

}  // namespace

Result<PluginStep> read_step(const tollgate_step* step, const PluginRequest& request) {
  if (step == nullptr) return fault("It gave no step.");
  if (step->size < sizeof(tollgate_step)) return fault("Its step is too small a struct.");
  PluginStep next;
  switch (step->kind) {
    case TOLLGATE_STEP_SEND: {
      if (step->message == nullptr || step->outcome != nullptr)
        return fault("Its step to send has no message, or an outcome as well.");
      auto message = read_message(*step->message);
      if (!message) return std::move(message).error();
      next.message.emplace(std::move(*message));
      return next;
    }
    case TOLLGATE_STEP_DONE: {
      if (step->outcome == nullptr || step->message != nullptr)
        return fault("Its last step has no outcome, or a message as well.");
      auto outcome =
          read_outcome(step->outcome, {request.card_number(), request.approvable(),
                                       request.in_part(), request.is_quote(), request.mode()});
      if (!outcome) return std::move(outcome).error();
      mask_account(request.account_number(), outcome->message);
      next.outcome.emplace(std::move(*outcome));
      return next;
    }
    default:
      return fault("Its step is of an unknown kind.");
  }
}

}  // namespace tollgate::channel
