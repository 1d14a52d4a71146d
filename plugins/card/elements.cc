#include "plugins/card/elements.h"

#include <algorithm>
#include <string>

#include "plugins/card/trace.h"
#include "tollgate/request.h"

namespace tollgate::card {
namespace {

constexpr std::string_view kKeyedNoPin = "012";   // element 22: number keyed in, no PIN entry
constexpr std::string_view kElectronic = "59";    // element 25: electronic commerce
constexpr std::string_view kTagOperation = "01";  // element 48: operation_id
constexpr std::string_view kTagCvc = "92";        // element 48: card verification code
// Element 48, 3-D Secure: transaction status, ECI, CAVV, directory server's id, protocol version.
constexpr std::string_view kTagStatus = "60";
constexpr std::string_view kTagEci = "61";
constexpr std::string_view kTagCavv = "62";
constexpr std::string_view kTagDirectoryServer = "63";
constexpr std::string_view kTagVersion = "64";

// Element 48: two characters of tag, two digits of size, the value.
std::string tagged(std::string_view tag, std::string_view value) {
  return std::string(tag) + digits(value.size(), 2) + std::string(value);
}

// Element 4. An amount of more than twelve digits stays longer, so that encoding refuses it.
std::string amount_text(const tollgate_money& amount) {
  const std::string text = std::to_string(amount.minor);
  return std::string(12 - std::min<std::size_t>(text.size(), 12), '0') + text;
}

// The type of the message that carried an operation first, for element 90.
std::string_view type_of(tollgate_operation_kind kind) {
  switch (kind) {
    case TOLLGATE_OPERATION_AUTHORIZE:
      return "0100";
    case TOLLGATE_OPERATION_CAPTURE:
      return "0220";
    case TOLLGATE_OPERATION_VOID:
      return "0420";
    default:
      return "0200";
  }
}

}  // namespace

Message begin_message(std::string type, const Settings& settings, const sdk::Request& request) {
  const Trace trace = make_trace(request.time_unix_us, request.sequence);
  Message message(std::move(type));
  message.set(7, trace.transmission_time);
  message.set(11, trace.audit_number);
  message.set(32, settings.acquirer_id);
  message.set(41, settings.terminal_id);
  return message;
}

void add_transaction(Message& message, std::string_view processing_code,
                     const tollgate_money& amount, const Settings& settings,
                     const sdk::Request& request) {
  const Trace trace = make_trace(request.time_unix_us, request.sequence);
  message.set(3, std::string(processing_code));
  message.set(4, amount_text(amount));
  message.set(12, trace.time);
  message.set(13, trace.date);
  message.set(18, settings.merchant_category_code);
  message.set(22, std::string(kKeyedNoPin));
  message.set(25, std::string(kElectronic));
  message.set(37, trace.retrieval_reference);
  message.set(42, settings.merchant_id);
  message.set(48, tagged(kTagOperation, request.operation_id));
  message.set(49, digits(amount.numeric, 3));
}

void add_card(Message& message, const sdk::Card& card) {
  message.set(2, std::string(card.number));
  if (card.expiry_month != 0) {
    message.set(14, digits(card.expiry_year, 2) + digits(card.expiry_month, 2));
  }
  if (!card.cvc.empty()) {
    message.set(48, std::string(message.get(48)) + tagged(kTagCvc, card.cvc));
  }
}

void add_authentication(Message& message, const sdk::Authentication& done) {
  std::string more(message.get(48));
  const auto add = [&more](std::string_view tag, std::string_view value) {
    if (!value.empty()) more += tagged(tag, value);
  };
  add(kTagStatus, done.transaction_status);
  add(kTagEci, done.eci);
  add(kTagCavv, done.cavv);
  add(kTagDirectoryServer, done.ds_transaction_id);
  add(kTagVersion, done.version);
  message.set(48, std::move(more));
}

void add_original(Message& message, const sdk::Original& original) {
  const Trace trace = make_trace(original.time_unix_us, original.sequence);
  const std::string acquirer(original.find("de32").value_or(message.get(32)));
  message.set(32, acquirer);
  message.set(41, std::string(original.find("de41").value_or(message.get(41))));
  message.set(37, std::string(original.find("de37").value_or(trace.retrieval_reference)));
  if (original.authorization_code.size() == 6) {
    message.set(38, std::string(original.authorization_code));
  }
  const std::string padded_acquirer =
      std::string(11 - std::min<std::size_t>(acquirer.size(), 11), '0') + acquirer;
  const std::string forwarder(11, '0');
  message.set(90, std::string(type_of(original.kind)) +
                      std::string(original.find("de11").value_or(trace.audit_number)) +
                      std::string(original.find("de7").value_or(trace.transmission_time)) +
                      padded_acquirer + forwarder);
}

std::string replacement_amounts(std::int64_t remaining_minor) {
  const std::string nothing_settled(12, '0');
  const std::string no_fee = "C00000000";
  return digits(static_cast<std::uint64_t>(remaining_minor), 12) + nothing_settled + no_fee +
         no_fee;
}

}  // namespace tollgate::card
