// BankEntry: one line of an account, as camt.053 and camt.054 both write it. A plain value and a
// pure reader.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/xml_document.h"

namespace tollgate::crossborder {

// One transaction of an entry.
struct EntryDetail {
  std::string reference;       // EndToEndId; empty: none
  std::string batch;           // PmtInfId; empty: none
  std::string uetr;            // empty: none
  std::string bank_reference;  // AcctSvcrRef of the transaction, else of its entry
  Amount amount;               // what reached or left the account
  bool credit = false;
  bool reversal = false;             // an earlier entry is taken back
  std::string return_reason;         // "AC04": money that came back; empty: it is no return
  std::optional<Amount> instructed;  // what the payer's instruction said, where it says otherwise
  std::optional<Amount> charges;
  std::string exchange_rate;  // as written: "1.0875"; empty: none
};

struct BankEntry {
  std::size_t line = 0;  // of the message, from 1
  Amount amount;
  bool credit = false;
  bool reversal = false;
  bool booked = false;                   // final; otherwise expected or for information
  std::string booking_date, value_date;  // as written: "2026-11-21"; empty: not said
  std::vector<EntryDetail> details;      // at least one: the entry itself where it has none
};

// Reads an Ntry element. Nothing, with a sentence in `problem`, when it says too little.
std::optional<BankEntry> read_entry(const XmlElement& element, std::string& problem);

}  // namespace tollgate::crossborder
