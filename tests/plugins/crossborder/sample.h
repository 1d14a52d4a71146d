// What the tests of the cross-border channel share: settings, parties and messages of a bank.
#pragma once

#include <string>

#include "plugins/crossborder/uetr.h"
#include "plugins/crossborder/xml_document.h"
#include "tests/plugins/support/request.h"

namespace tollgate::crossborder {

inline const std::string kSecret = "bank-secret-4f7d21";
inline const std::string kOwnIban = "DE89370400440532013000";
inline const std::string kPayerIban = "GB29NWBK60161331926819";

inline const std::string kSettingsJson = R"({
  "base_url": "https://bank.example/iso20022", "client": "shop-1", "secret": "bank-secret-4f7d21",
  "own_name": "Sandbox Shop GmbH", "own_iban": "DE89 3704 0044 0532 0130 00",
  "own_bic": "COBADEFFXXX", "own_country": "DE", "default_purpose": "GDDS",
  "screening_list": [{"id": "L-1", "name": "Ivan Drago", "aliases": ["The Siberian Express"]}]})";

inline test::TestParty payer() {
  return {.name = "Ada Lovelace", .iban = kPayerIban, .bic = "NWBKGB2L"};
}
inline test::TestParty payee() {
  return {.name = "Acme Parts & Co", .account = "123-456.789", .bic = "CHASUS33", .country = "US"};
}

// A pain.002 about one transaction; `inside` are further children of TxInfAndSts.
inline std::string status_report(const std::string& reference, const std::string& status,
                                 const std::string& inside = "") {
  return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>"
         "<GrpHdr><MsgId>ST-1</MsgId><CreDtTm>2026-11-21T12:30:01Z</CreDtTm></GrpHdr>"
         "<OrgnlGrpInfAndSts><OrgnlMsgId>" +
         reference +
         "</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>"
         "<OrgnlPmtInfAndSts><OrgnlPmtInfId>" +
         reference + "</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>" + reference +
         "</OrgnlEndToEndId><OrgnlUETR>" + uetr_of(reference) + "</OrgnlUETR><TxSts>" + status +
         "</TxSts>" + inside + "</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>";
}

inline std::string rejection(const std::string& reason, const std::string& text) {
  return "<StsRsnInf><Rsn><Cd>" + reason + "</Cd></Rsn><AddtlInf>" + text +
         "</AddtlInf></StsRsnInf>";
}

inline std::string original_amount(const std::string& currency, const std::string& decimal) {
  return "<OrgnlTxRef><Amt><InstdAmt Ccy=\"" + currency + "\">" + decimal +
         "</InstdAmt></Amt></OrgnlTxRef>";
}

// A camt.054 with these entries on the account.
inline std::string advice(const std::string& entries, const std::string& account = kOwnIban) {
  return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\">"
         "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>AD-1</MsgId>"
         "<CreDtTm>2026-11-21T12:30:01Z</CreDtTm></GrpHdr><Ntfctn><Id>AD-1</Id><Acct><Id><IBAN>" +
         account + "</IBAN></Id></Acct>" + entries + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";
}

// An entry of one transaction; `inside` are further children of TxDtls.
inline std::string entry(const std::string& reference, const std::string& currency,
                         const std::string& decimal, const std::string& inside = "",
                         const std::string& head = "", const std::string& status = "BOOK") {
  return "<Ntry><Amt Ccy=\"" + currency + "\">" + decimal + "</Amt><CdtDbtInd>CRDT</CdtDbtInd>" +
         head + "<Sts><Cd>" + status +
         "</Cd></Sts><AcctSvcrRef>BK-1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>" +
         reference + "</EndToEndId></Refs>" + inside + "</TxDtls></NtryDtls></Ntry>";
}

inline std::optional<XmlDocument> parse(const std::string& text, std::string& problem) {
  return XmlDocument::parse(text, {}, problem);
}

}  // namespace tollgate::crossborder
