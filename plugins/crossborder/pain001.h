// pain.001.001.09, CustomerCreditTransferInitiation: the instruction to a bank to move money, with
// one transaction. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plugins/crossborder/party.h"

namespace tollgate::crossborder {

// A rate that the bank has agreed to before.
struct AgreedRate {
  std::string unit_currency;  // of which one unit costs `rate` of the other: "EUR"
  std::string rate;           // decimal: "1.0875"
  std::string contract;       // the bank's name for the agreement, 1 to 35 characters
};

struct Instruction {
  std::string reference;  // names the message, the instruction and the payment from end to end;
                          // 1 to 35 characters, printable
  std::string batch;      // names what stands around it, 1 to 35 characters: see compose.h
  std::string uetr;
  std::int64_t time_unix_us = 0;
  std::string initiator;  // whose message it is: the merchant's name at the bank
  std::string amount;     // decimal: "19.99"
  std::string currency;
  Party debtor;
  Party creditor;
  std::string charge_bearer;  // SHAR, DEBT, CRED or SLEV
  std::string purpose;        // a code of purpose.h; empty: none
  std::string remittance;     // for the creditor, at most 140 characters; empty: none
  std::optional<AgreedRate> agreed_rate;
};

// The message. All text of `instruction` is printable UTF-8.
std::string write_pain001(const Instruction& instruction);

}  // namespace tollgate::crossborder
