#include "plugins/card/compose.h"

#include <string>
#include <string_view>

#include "plugins/card/elements.h"
#include "tollgate/request.h"

namespace tollgate::card {
namespace {

constexpr std::string_view kPurchase = "000000";  // element 3
constexpr std::string_view kRefund = "200000";    // element 3

Message compose_purchase(std::string type, const Settings& settings, const sdk::Request& request) {
  Message message = begin_message(std::move(type), settings, request);
  add_transaction(message, kPurchase, request.amount, settings, request);
  add_card(message, *request.card);
  if (request.authentication) add_authentication(message, *request.authentication);
  return message;
}

Message compose_follow_up(std::string type, std::string_view processing_code,
                          const tollgate_money& amount, const Settings& settings,
                          const sdk::Request& request) {
  Message message = begin_message(std::move(type), settings, request);
  add_transaction(message, processing_code, amount, settings, request);
  add_original(message, *request.original);
  return message;
}

// A reversal advice: of the original whole, or, where captures have taken of a hold, of what they
// left. Nothing for a part of anything else, which is a refund's business.
std::optional<Message> compose_reversal(const Settings& settings, const sdk::Request& request) {
  const sdk::Original& original = *request.original;
  const bool is_refund = original.kind == TOLLGATE_OPERATION_REFUND;
  Message message =
      compose_follow_up(request.attempt > 1 ? "0421" : "0420", is_refund ? kRefund : kPurchase,
                        original.amount, settings, request);
  const std::int64_t remaining = original.approved_amount.minor - request.amount.minor;
  if (request.amount.minor == 0 || remaining <= 0) return message;
  if (original.kind != TOLLGATE_OPERATION_AUTHORIZE) return std::nullopt;
  message.set(95, replacement_amounts(remaining));
  return message;
}

Message compose_network(std::string_view code, const Settings& settings,
                        const sdk::Request& request) {
  Message message = begin_message("0800", settings, request);
  message.set(70, std::string(code));
  return message;
}

}  // namespace

std::optional<Message> compose(const Settings& settings, const sdk::Request& request) {
  const bool repeat = request.attempt > 1;
  switch (request.kind) {
    case TOLLGATE_OPERATION_AUTHORIZE:
      if (!request.card) return std::nullopt;
      return compose_purchase("0100", settings, request);
    case TOLLGATE_OPERATION_SALE:
      if (!request.card) return std::nullopt;
      return compose_purchase("0200", settings, request);
    case TOLLGATE_OPERATION_CAPTURE:
      if (!request.original) return std::nullopt;
      return compose_follow_up(repeat ? "0221" : "0220", kPurchase, request.amount, settings,
                               request);
    case TOLLGATE_OPERATION_REFUND:
      if (!request.original) return std::nullopt;
      return compose_follow_up("0200", kRefund, request.amount, settings, request);
    case TOLLGATE_OPERATION_VOID:
      if (!request.original) return std::nullopt;
      return compose_reversal(settings, request);
    case TOLLGATE_OPERATION_SIGN_ON:
      return compose_network("001", settings, request);
    case TOLLGATE_OPERATION_SIGN_OFF:
      return compose_network("002", settings, request);
    case TOLLGATE_OPERATION_ECHO:
      return compose_network("301", settings, request);
    default:
      return std::nullopt;
  }
}

}  // namespace tollgate::card
