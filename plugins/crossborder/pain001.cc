#include "plugins/crossborder/pain001.h"

#include "plugins/crossborder/iso_time.h"
#include "plugins/crossborder/xml_writer.h"

namespace tollgate::crossborder {
namespace {

void write_party(XmlWriter& xml, std::string_view name, const Party& party) {
  xml.open(name).leaf("Nm", party.name);
  if (!party.country.empty()) xml.open("PstlAdr").leaf("Ctry", party.country).close();
  xml.close();
}

void write_account(XmlWriter& xml, std::string_view name, const Party& party) {
  xml.open(name).open("Id").leaf("IBAN", party.iban);
  if (party.iban.empty()) xml.open("Othr").leaf("Id", party.account).close();
  xml.close().close();
}

void write_agent(XmlWriter& xml, std::string_view name, const Party& party) {
  xml.open(name).open("FinInstnId").leaf("BICFI", party.bic);
  // The standard's words for a bank that its account number tells.
  if (party.bic.empty()) xml.open("Othr").leaf("Id", "NOTPROVIDED").close();
  xml.close().close();
}

void write_rate(XmlWriter& xml, const AgreedRate& agreed) {
  xml.open("XchgRateInf")
      .leaf("UnitCcy", agreed.unit_currency)
      .leaf("XchgRate", agreed.rate)
      .leaf("RateTp", "AGRD")
      .leaf("CtrctId", agreed.contract)
      .close();
}

void write_transaction(XmlWriter& xml, const Instruction& instruction) {
  xml.open("CdtTrfTxInf");
  xml.open("PmtId")
      .leaf("InstrId", instruction.reference)
      .leaf("EndToEndId", instruction.reference)
      .leaf("UETR", instruction.uetr)
      .close();
  xml.open("Amt").amount("InstdAmt", instruction.currency, instruction.amount).close();
  if (instruction.agreed_rate) write_rate(xml, *instruction.agreed_rate);
  write_agent(xml, "CdtrAgt", instruction.creditor);
  write_party(xml, "Cdtr", instruction.creditor);
  write_account(xml, "CdtrAcct", instruction.creditor);
  if (!instruction.purpose.empty()) xml.open("Purp").leaf("Cd", instruction.purpose).close();
  if (!instruction.remittance.empty())
    xml.open("RmtInf").leaf("Ustrd", instruction.remittance).close();
  xml.close();
}

}  // namespace

std::string write_pain001(const Instruction& instruction) {
  XmlWriter xml("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09");
  xml.open("CstmrCdtTrfInitn");
  xml.open("GrpHdr")
      .leaf("MsgId", instruction.reference)
      .leaf("CreDtTm", iso_date_time(instruction.time_unix_us))
      .leaf("NbOfTxs", "1")
      .leaf("CtrlSum", instruction.amount);
  xml.open("InitgPty").leaf("Nm", instruction.initiator).close().close();
  xml.open("PmtInf")
      .leaf("PmtInfId", instruction.batch)
      .leaf("PmtMtd", "TRF")
      .leaf("NbOfTxs", "1")
      .leaf("CtrlSum", instruction.amount);
  xml.open("ReqdExctnDt").leaf("Dt", iso_date(instruction.time_unix_us)).close();
  write_party(xml, "Dbtr", instruction.debtor);
  write_account(xml, "DbtrAcct", instruction.debtor);
  write_agent(xml, "DbtrAgt", instruction.debtor);
  xml.leaf("ChrgBr", instruction.charge_bearer);
  write_transaction(xml, instruction);
  return std::move(xml).finish();
}

}  // namespace tollgate::crossborder
