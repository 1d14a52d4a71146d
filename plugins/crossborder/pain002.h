// pain.002, CustomerPaymentStatusReport: what a bank says became of instructions. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/xml_document.h"

namespace tollgate::crossborder {

struct PaymentStatus {
  std::string reference;          // OrgnlEndToEndId
  std::string uetr;               // empty: not said
  std::string status;             // "ACSC"; of the transaction, else of what it stands in
  std::string reason;             // "AM04"; empty: none
  std::string text;               // the bank's words; may be empty
  std::string bank_reference;     // AcctSvcrRef; empty: none
  std::optional<Amount> amount;   // as it was instructed
  std::optional<Amount> charges;  // what the bank kept, all of one currency
};

struct StatusReport {
  std::string id;           // of this message
  std::string original_id;  // MsgId of the message it answers
  // Each transaction that it names. Empty where the report is of the message as a whole: then
  std::string status, reason, text;
  std::vector<PaymentStatus> payments;
};

// Nothing, with a sentence in `problem`, when something is missing that has to be there.
std::optional<StatusReport> read_pain002(const XmlDocument& document, std::string& problem);

}  // namespace tollgate::crossborder
