#include "plugins/crossborder/compose.h"

#include <algorithm>
#include <array>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/purpose.h"
#include "plugins/crossborder/uetr.h"
#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

using sdk::Outcome;

constexpr std::size_t kOperationIdMax = 33;  // Max35Text, less the two characters of batch_of()
constexpr std::size_t kRemittanceMax = 140;

// Nobody can be told whose name it was, and why: that would warn him.
Outcome blocked(const std::string& role, const Screening::Finding& finding) {
  Outcome outcome = Outcome::declined("sanctions_blocked", "The payment cannot be made.");
  outcome.data.emplace_back("screening_party", role);
  outcome.data.emplace_back(
      "screening_match", finding.match ? std::string(to_text(finding.match->kind)) : "unreadable");
  if (finding.match) outcome.data.emplace_back("screening_entry", finding.match->id);
  return outcome;
}

Composed refused(Outcome outcome) {
  Composed composed;
  composed.refusal = std::move(outcome);
  return composed;
}

// Nothing: both may take part.
std::optional<Outcome> screen(const Screening& screening, const Party& own, const Party& other,
                              const std::string& role) {
  const std::array<std::pair<std::string, const std::string*>, 2> names = {
      {{role, &other.name}, {"own", &own.name}}};
  for (const auto& [whose, name] : names) {
    const auto finding = screening.find(*name);
    if (!finding.comparable || finding.match) return blocked(whose, finding);
  }
  return std::nullopt;
}

std::string purpose_of(const sdk::Request& request, const Settings& settings) {
  return request.purpose.empty() ? settings.default_purpose : std::string(request.purpose);
}

std::string remittance_of(const sdk::Request& request) {
  std::string text;
  if (request.original) text.append("Refund of ").append(request.original->operation_id);
  if (!request.merchant_reference.empty())
    text.append(text.empty() ? "" : " ").append(request.merchant_reference);
  if (!request.description.empty())
    text.append(text.empty() ? "" : " ").append(request.description);
  std::string line = one_line(text, kRemittanceMax);
  return line.find_first_not_of(' ') == std::string::npos ? std::string() : line;
}

}  // namespace

std::string batch_of(Direction direction, std::string_view operation_id) {
  const char* const prefix = direction == Direction::collect   ? "S-"
                             : direction == Direction::pay_out ? "P-"
                                                               : "R-";
  return prefix + std::string(operation_id);
}

Instructed instructed_of(std::string_view operation_id, const tollgate_money& amount) {
  return {std::string(operation_id), uetr_of(operation_id), {amount.minor, amount.currency}};
}

Composed compose(const sdk::Request& request, Direction direction, const Settings& settings,
                 const Screening& screening) {
  if (request.operation_id.size() > kOperationIdMax)
    return refused(Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST,
                                     "The operation's id has more than 33 characters, which is "
                                     "what ISO 20022 leaves room for."));
  const auto amount = decimal_of(request.amount.minor, request.amount.exponent);
  if (!amount || request.amount.minor == 0)
    return refused(Outcome::not_sent(TOLLGATE_CODE_INVALID_AMOUNT,
                                     "The amount is zero or has more than 18 digits."));
  const std::string role = direction == Direction::pay_out ? "payee" : "payer";
  std::string problem;
  const auto other = read_party(request, role, problem);
  if (!other)
    return refused(Outcome::declined(
        direction == Direction::collect ? "payer_invalid" : "beneficiary_invalid", problem));
  const std::string purpose = purpose_of(request, settings);
  if (!purpose.empty() && !is_purpose(purpose))
    return refused(
        Outcome::declined(TOLLGATE_CODE_FORMAT_ERROR,
                          "purpose is no purpose code of ISO 20022 that this channel knows."));
  if (request.quote && request.time_unix_us >= request.quote->expires_at_unix_us)
    return refused(Outcome::declined(TOLLGATE_CODE_QUOTE_EXPIRED, "The quoted rate is over."));
  if (auto outcome = screen(screening, settings.own, *other, role))
    return refused(std::move(*outcome));

  Composed composed;
  Instruction& instruction = composed.instruction.emplace();
  instruction.reference = request.operation_id;
  instruction.batch = batch_of(direction, request.operation_id);
  instruction.uetr = uetr_of(request.operation_id);
  instruction.time_unix_us = request.time_unix_us;
  instruction.initiator = settings.own.name;
  instruction.amount = *amount;
  instruction.currency = request.amount.currency;
  const bool collects = direction == Direction::collect;
  instruction.debtor = collects ? *other : settings.own;
  instruction.creditor = collects ? settings.own : *other;
  instruction.charge_bearer = settings.charge_bearer;
  instruction.purpose = purpose;
  instruction.remittance = remittance_of(request);
  if (request.quote)
    instruction.agreed_rate = AgreedRate{request.amount.currency, std::string(request.quote->rate),
                                         std::string(request.quote->reference)};
  return composed;
}

}  // namespace tollgate::crossborder
