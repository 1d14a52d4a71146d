#include "plugins/crossborder/pain002.h"

#include "plugins/crossborder/charges.h"
#include "plugins/crossborder/message_kind.h"

namespace tollgate::crossborder {
namespace {

// A status with its reason, of a message, of a batch or of a transaction.
struct Told {
  std::string status, reason, text;
};

// Where the inner one says nothing, the outer one holds.
Told told_by(const XmlElement& element, std::string_view status_name, const Told& outer) {
  const XmlElement status = element.child(status_name);
  if (!status) return outer;
  Told told;
  told.status = status.text();
  const XmlElement information = first_child(element, "StsRsnInf");
  told.reason = information.at("Rsn", "Cd").text();
  if (told.reason.empty()) told.reason = information.at("Rsn", "Prtry").text();
  told.text = first_child(information, "AddtlInf").text();
  return told;
}

bool read_payment(const XmlElement& element, const Told& outer, PaymentStatus& into,
                  std::string& problem) {
  into.reference = element.child("OrgnlEndToEndId").text();
  into.uetr = element.child("OrgnlUETR").text();
  const Told told = told_by(element, "TxSts", outer);
  into.status = told.status;
  into.reason = told.reason;
  into.text = told.text;
  into.bank_reference = element.child("AcctSvcrRef").text();
  if (into.reference.empty() || into.status.empty()) {
    problem = problem_at(element, "a transaction has no OrgnlEndToEndId or no status");
    return false;
  }
  const XmlElement amount = element.at("OrgnlTxRef", "Amt", "InstdAmt");
  if (amount) {
    into.amount = read_amount(amount);
    if (!into.amount) problem = problem_at(amount, "InstdAmt is no amount");
  }
  for (XmlElement each = element.first(); each; each = each.next())
    if (each.name() == "ChrgsInf" && !add_charge(each.child("Amt"), into.charges))
      problem = problem_at(each, "its charges are no amounts of one currency");
  return problem.empty();
}

}  // namespace

std::optional<StatusReport> read_pain002(const XmlDocument& document, std::string& problem) {
  const XmlElement root = document.root().child("CstmrPmtStsRpt");
  const XmlElement group = root.child("OrgnlGrpInfAndSts");
  StatusReport report;
  report.id = root.at("GrpHdr", "MsgId").text();
  report.original_id = group.child("OrgnlMsgId").text();
  if (kind_of(document) != MessageKind::status_report || report.id.empty() ||
      report.original_id.empty()) {
    problem = "The message is no pain.002 with MsgId and OrgnlMsgId.";
    return std::nullopt;
  }
  const Told whole = told_by(group, "GrpSts", {});
  for (XmlElement batch = root.first(); batch; batch = batch.next()) {
    if (batch.name() != "OrgnlPmtInfAndSts") continue;
    const Told of_batch = told_by(batch, "PmtInfSts", whole);
    for (XmlElement each = batch.first(); each; each = each.next()) {
      if (each.name() != "TxInfAndSts") continue;
      if (!read_payment(each, of_batch, report.payments.emplace_back(), problem))
        return std::nullopt;
    }
  }
  report.status = whole.status;
  report.reason = whole.reason;
  report.text = whole.text;
  if (report.payments.empty() && report.status.empty()) {
    problem = "The message tells no status at all.";
    return std::nullopt;
  }
  return report;
}

}  // namespace tollgate::crossborder
