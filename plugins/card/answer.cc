#include "plugins/card/answer.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/card/correlation.h"
#include "plugins/card/response_code.h"
#include "plugins/card/sealed.h"
#include "tollgate/request.h"

namespace tollgate::card {
namespace {

using sdk::Outcome;
using sdk::Request;

Outcome unbelievable(std::string why) {
  return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, std::move(why));
}

// An advice reports what has been decided; the acquirer may only take note of it. So it is
// repeated until taken, and having been taken before is as good.
bool is_advice(const Request& request) {
  return request.kind == TOLLGATE_OPERATION_CAPTURE || request.kind == TOLLGATE_OPERATION_VOID;
}

std::int64_t amount_of(const Message& message) {
  std::int64_t minor = 0;
  for (const char digit : message.get(4)) minor = minor * 10 + (digit - '0');
  return minor;
}

Outcome approved(const Message& sent, const Message& answer) {
  const Message& named = answer.has(37) ? answer : sent;
  Outcome outcome = Outcome::approved(std::string(named.get(37)));
  outcome.authorization_code = answer.get(38);
  return outcome;
}

// The approved amount is in element 4 of the answer.
Outcome approved_in_part(const Request& request, const Message& sent, const Message& answer) {
  const bool may_be_part =
      request.kind == TOLLGATE_OPERATION_AUTHORIZE || request.kind == TOLLGATE_OPERATION_SALE;
  const std::int64_t minor = amount_of(answer);
  if (!may_be_part || minor <= 0 || minor >= request.amount.minor) {
    return unbelievable("The acquirer approved a part of the amount that cannot be.");
  }
  Outcome outcome = approved(sent, answer);
  outcome.approved_amount = request.amount;
  outcome.approved_amount->minor = minor;
  return outcome;
}

Outcome declined(const ResponseCode& row, bool retryable) {
  Outcome outcome = Outcome::declined(std::string(row.code), std::string(row.text));
  outcome.retryable = retryable;
  return outcome;
}

Outcome unknown(const ResponseCode& row) {
  return Outcome::unknown(std::string(row.code), std::string(row.text));
}

Outcome judge(const Request& request, const Message& sent, const Message& answer) {
  const ResponseCode& row = response_code(answer.get(39));
  switch (row.meaning) {
    case Meaning::approved:
      return approved(sent, answer);
    case Meaning::partially_approved:
      return approved_in_part(request, sent, answer);
    case Meaning::declined:
      return declined(row, false);
    case Meaning::declined_for_now:
      // An advice not taken is not refused: unknown has it repeated.
      return is_advice(request) ? unknown(row) : declined(row, true);
    case Meaning::duplicate:
      if (is_advice(request)) return approved(sent, answer);
      // In a first attempt the message clashes with another's; later it may be our own.
      return request.attempt > 1 ? unknown(row) : declined(row, false);
    case Meaning::unclear:
      break;
  }
  return unknown(row);
}

// Whether the answer, a decline no less than an approval, is about what was asked: where both have
// an element, they have the same. (An acquirer may add one that was not sent, such as the card
// number to the answer of an advice.) Only a part that was approved has an amount of its own.
bool echoes(const Message& sent, const Message& answer) {
  const bool in_part = response_code(answer.get(39)).meaning == Meaning::partially_approved;
  for (const int number : {2, 4, 42, 49, 90, 95}) {
    if (number == 4 && in_part) continue;
    if (sent.has(number) && answer.has(number) && answer.get(number) != sent.get(number))
      return false;
  }
  // The transaction's type; the digits after it are accounts, which an acquirer may fill in.
  return !answer.has(3) || answer.get(3).substr(0, 2) == sent.get(3).substr(0, 2);
}

// What later operations need to name this one to the acquirer.
sdk::Pairs names_of(const Message& sent, const Message& answer) {
  const Message& named = answer.has(37) ? answer : sent;
  return {{"de7", std::string(sent.get(7))},
          {"de11", std::string(sent.get(11))},
          {"de32", std::string(sent.get(32))},
          {"de37", std::string(named.get(37))},
          {"de41", std::string(sent.get(41))}};
}

}  // namespace

Outcome read_answer(const Settings& settings, const Request& request, const Message& sent,
                    const sdk::Reply& reply) {
  if (!reply.ok()) return Outcome::of_wire(reply);
  std::string problem;
  const auto answer = unseal(settings, reply.body, problem);
  if (!answer) return unbelievable("The acquirer's answer cannot be read. " + problem);
  const auto type = answer_type(sent.type()).value_or("");
  if (answer->type() != type || correlation_key(*answer, type) != correlation_key(sent, type)) {
    return unbelievable("The acquirer's answer belongs to another message.");
  }
  if (!echoes(sent, *answer)) {
    return unbelievable("The acquirer's answer is about another card, amount or transaction.");
  }
  Outcome outcome = judge(request, sent, *answer);
  outcome.channel_code = answer->get(39);
  if (sent.has(37)) outcome.data = names_of(sent, *answer);
  return outcome;
}

}  // namespace tollgate::card
