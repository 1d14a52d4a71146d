// pain.002, a bank's status reports.
//
// sources: plugins/crossborder/xml_document.cc plugins/crossborder/message_kind.cc
// sources: plugins/crossborder/amount.cc plugins/crossborder/charges.cc
// sources: plugins/crossborder/pain002.cc plugins/crossborder/answer.cc plugins/crossborder/utf8.cc
// sources: plugins/crossborder/status_code.cc plugins/crossborder/uetr.cc
// links: EXPAT::EXPAT OpenSSL::Crypto
#include "plugins/crossborder/answer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/plugins/crossborder/sample.h"

namespace tollgate::fuzz {

using namespace tollgate::crossborder;

std::vector<std::string> seeds() {
  return {status_report("op_1", "ACSC", original_amount("EUR", "19.99")),
          status_report("op_1", "RJCT", rejection("AM04", "No funds")),
          status_report("op_1", "PATC", "<ChrgsInf><Amt Ccy=\"JPY\">5</Amt></ChrgsInf>")};
}

void try_once(std::string_view bytes) {
  std::string problem;
  const auto document = XmlDocument::parse(bytes, {}, problem);
  PROMISE(document.has_value() == problem.empty(),
          "what is refused has a reason, and no other has");
  sdk::Reply reply;
  reply.status = TOLLGATE_WIRE_OK;
  reply.http_status = 200;
  reply.body = bytes;
  const auto outcome = outcome_of_reply(reply, {"op_1", uetr_of("op_1"), {1999, "EUR"}});
  const bool decided =
      outcome.kind == TOLLGATE_OUTCOME_APPROVED || outcome.kind == TOLLGATE_OUTCOME_DECLINED;
  PROMISE(outcome.kind != TOLLGATE_OUTCOME_NOT_SENT, "what was answered was sent");
  PROMISE(outcome.channel_reference.size() <= TOLLGATE_CHANNEL_REFERENCE_MAX, "a reference fits");
  if (!document) {
    PROMISE(!decided, "what cannot be read decides nothing");
    return;
  }
  const auto report = read_pain002(*document, problem);
  PROMISE(report.has_value() == problem.empty(), "a report is whole, or says what is wrong");
  if (decided) PROMISE(report && report->original_id == "op_1", "another's status decides nothing");
  if (!report) return;
  for (const auto& told : reports_of(*report)) {
    PROMISE(!told.operation_id.empty(), "a report is about an operation");
    PROMISE(told.outcome.kind == TOLLGATE_OUTCOME_APPROVED ||
                told.outcome.kind == TOLLGATE_OUTCOME_DECLINED,
            "only what is decided is told");
    PROMISE(told.outcome.kind == TOLLGATE_OUTCOME_DECLINED || told.amount,
            "an approval says of how much");
    if (told.amount) PROMISE(told.amount->minor >= 0, "no amount is negative");
  }
}

}  // namespace tollgate::fuzz
