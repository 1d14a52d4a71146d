// camt.054, a bank's advices of what it books.
//
// sources: plugins/crossborder/xml_document.cc plugins/crossborder/message_kind.cc
// sources: plugins/crossborder/amount.cc plugins/crossborder/charges.cc
// sources: plugins/crossborder/camt054.cc plugins/crossborder/bank_entry.cc
// sources: plugins/crossborder/answer.cc plugins/crossborder/pain002.cc plugins/crossborder/utf8.cc
// sources: plugins/crossborder/status_code.cc plugins/crossborder/uetr.cc
// links: EXPAT::EXPAT OpenSSL::Crypto
#include "plugins/crossborder/answer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/plugins/crossborder/sample.h"

namespace tollgate::fuzz {

using namespace tollgate::crossborder;

std::vector<std::string> seeds() {
  return {advice(entry(
              "op_1", "EUR", "18.00",
              "<AmtDtls><InstdAmt><Amt Ccy=\"USD\">19.99</Amt><CcyXchg><XchgRate>0.9</XchgRate>"
              "</CcyXchg></InstdAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy=\"EUR\">0.1</Amt></Rcrd>"
              "</Chrgs>")),
          advice(entry("op_1", "JPY", "1999", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>",
                       "<RvslInd>true</RvslInd>"))};
}

void try_once(std::string_view bytes) {
  std::string problem;
  const auto document = XmlDocument::parse(bytes, {}, problem);
  if (!document) return;
  const auto advice = read_camt054(*document, problem);
  PROMISE(advice.has_value() == problem.empty(), "an advice is whole, or says what is wrong");
  if (!advice) return;
  for (const auto& told : reports_of(*advice)) {
    PROMISE(!told.operation_id.empty(), "a report is about an operation");
    PROMISE(told.amount && told.amount->minor >= 0,
            "it says of how much, and never less than nothing");
    PROMISE(told.outcome.channel_reference.size() <= TOLLGATE_CHANNEL_REFERENCE_MAX,
            "a reference fits");
    for (const auto& [name, value] : told.outcome.data)
      PROMISE(value.size() <= TOLLGATE_DATA_VALUE_MAX, "what is kept fits");
  }
}

}  // namespace tollgate::fuzz
