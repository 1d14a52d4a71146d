#include "plugins/crossborder/bank_entry.h"

#include "plugins/crossborder/charges.h"
#include "plugins/crossborder/message_kind.h"

namespace tollgate::crossborder {
namespace {

// Of a DateAndDateTime2Choice: the date, without a time of day.
std::string date_of(const XmlElement& element) {
  auto text = element.child("Dt").text();
  if (text.empty()) text = element.child("DtTm").text();
  return std::string(text.substr(0, text.find('T')));
}

std::optional<bool> is_credit(const XmlElement& element) {
  const auto text = element.child("CdtDbtInd").text();
  if (text == "CRDT") return true;
  if (text == "DBIT") return false;
  return std::nullopt;
}

bool is_true(const XmlElement& element) {
  return element.text() == "true" || element.text() == "1";
}

// EndToEndId has a value for "there is none".
std::string reference_of(const XmlElement& references) {
  const auto text = references.child("EndToEndId").text();
  return text == "NOTPROVIDED" ? std::string() : std::string(text);
}

bool read_amounts(const XmlElement& element, EntryDetail& into, std::string& problem) {
  const XmlElement details = element.child("AmtDtls");
  XmlElement amount = element.child("Amt");
  if (!amount) amount = details.at("TxAmt", "Amt");  // where version 2 had it
  if (amount) {
    const auto read = read_amount(amount);
    if (!read) problem = problem_at(amount, "a transaction's Amt is no amount");
    if (read) into.amount = *read;
  }
  if (const XmlElement instructed = details.at("InstdAmt", "Amt")) {
    into.instructed = read_amount(instructed);
    if (!into.instructed) problem = problem_at(instructed, "InstdAmt is no amount");
  }
  for (const char* const side : {"TxAmt", "InstdAmt", "CntrValAmt"}) {
    if (!into.exchange_rate.empty()) break;
    into.exchange_rate = details.at(side, "CcyXchg", "XchgRate").text();
  }
  if (const XmlElement charges = element.child("Chrgs"); !read_charges(charges, into.charges))
    problem = problem_at(charges, "its charges are no amounts of one currency");
  return problem.empty();
}

bool read_detail(const XmlElement& element, EntryDetail& into, std::string& problem) {
  const XmlElement references = element.child("Refs");
  into.reference = reference_of(references);
  into.batch = references.child("PmtInfId").text();
  into.uetr = references.child("UETR").text();
  const auto bank_reference = references.child("AcctSvcrRef").text();
  if (!bank_reference.empty()) into.bank_reference = bank_reference;
  if (element.child("CdtDbtInd")) {
    const auto credit = is_credit(element);
    if (!credit) {
      problem = problem_at(element, "CdtDbtInd is neither CRDT nor DBIT");
      return false;
    }
    into.credit = *credit;
  }
  if (const XmlElement returned = element.child("RtrInf")) {
    into.return_reason = returned.at("Rsn", "Cd").text();
    if (into.return_reason.empty()) into.return_reason = "NARR";
  }
  return read_amounts(element, into, problem);
}

bool read_details(const XmlElement& element, BankEntry& entry, std::string& problem) {
  EntryDetail whole;
  whole.amount = entry.amount;
  whole.credit = entry.credit;
  whole.reversal = entry.reversal;
  whole.bank_reference = element.child("AcctSvcrRef").text();
  if (!read_charges(element.child("Chrgs"), whole.charges)) {
    problem = problem_at(element, "its charges are no amounts of one currency");
    return false;
  }
  for (XmlElement batch = element.first(); batch; batch = batch.next()) {
    if (batch.name() != "NtryDtls") continue;
    for (XmlElement each = batch.first(); each; each = each.next()) {
      if (each.name() != "TxDtls") continue;
      EntryDetail detail = whole;
      if (!read_detail(each, detail, problem)) return false;
      const bool has_amount = each.child("Amt") || each.at("AmtDtls", "TxAmt", "Amt");
      if (!has_amount && batch.count("TxDtls") > 1) {
        problem = problem_at(each, "a transaction among several has no amount");
        return false;
      }
      entry.details.push_back(std::move(detail));
    }
  }
  if (entry.details.empty()) entry.details.push_back(std::move(whole));
  return true;
}

}  // namespace

std::optional<BankEntry> read_entry(const XmlElement& element, std::string& problem) {
  BankEntry entry;
  const auto amount = read_amount(element.child("Amt"));
  const auto credit = is_credit(element);
  const XmlElement status = element.child("Sts");
  if (!amount || !credit || !status) {
    problem = problem_at(element, "an entry has no Amt, CdtDbtInd or Sts that can be read");
    return std::nullopt;
  }
  entry.line = element.line();
  entry.amount = *amount;
  entry.credit = *credit;
  // A choice since version 4, a code before.
  entry.booked = status.child("Cd").text() == "BOOK" || status.text() == "BOOK";
  entry.reversal = is_true(element.child("RvslInd"));
  entry.booking_date = date_of(element.child("BookgDt"));
  entry.value_date = date_of(element.child("ValDt"));
  if (!read_details(element, entry, problem)) return std::nullopt;
  return entry;
}

}  // namespace tollgate::crossborder
