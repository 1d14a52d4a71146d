#include "tests/plugins/crossborder/schema/instructions.h"

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/purpose.h"
#include "plugins/crossborder/uetr.h"

namespace tollgate::crossborder {
namespace {

Instruction plain(const std::string& reference) {
  Instruction instruction;
  instruction.reference = reference;
  instruction.batch = "S-" + reference;
  instruction.uetr = uetr_of(reference);
  instruction.time_unix_us = 1'795'264'200'000'000;
  instruction.initiator = "Sandbox Shop GmbH";
  instruction.amount = "19.99";
  instruction.currency = "EUR";
  instruction.debtor = {"Ada Lovelace", "GB29NWBK60161331926819", "", "NWBKGB2L", ""};
  instruction.creditor = {"Sandbox Shop GmbH", "DE89370400440532013000", "", "COBADEFFXXX", "DE"};
  instruction.charge_bearer = "SHAR";
  return instruction;
}

}  // namespace

std::vector<Instruction> sample_instructions() {
  std::vector<Instruction> all = {plain("op_plain")};
  Instruction without_bic = plain("op_without_bic");
  without_bic.debtor.bic.clear();
  all.push_back(without_bic);
  Instruction account = plain("op_account");
  account.creditor = {"Acme Parts & Co <\"'>", "", "123-456.789/0", "CHASUS33", "US"};
  account.currency = "USD";
  account.remittance = std::string(140, '&');
  account.agreed_rate = AgreedRate{"EUR", "1.0875", "Q-1"};
  all.push_back(account);
  Instruction wide = plain("op_01M7Z1BG98E00AGKMTHRW4KD09-33-");
  wide.debtor.name = std::string(140, 'x');
  wide.creditor.name = "Łukasz Żółć Ελλάς 株式会社 𝔄";
  all.push_back(wide);
  for (const auto& purpose : purposes()) {
    all.push_back(plain("op_purpose_" + std::string(purpose.code)));
    all.back().purpose = purpose.code;
  }
  for (const char* bearer : {"SHAR", "DEBT", "CRED", "SLEV"}) {
    all.push_back(plain("op_bearer_" + std::string(bearer)));
    all.back().charge_bearer = bearer;
  }
  for (const char* currency : {"JPY", "KWD", "CLF", "EUR"})
    for (const std::int64_t minor : {1L, 999'999'999'999'999'999L}) {
      all.push_back(plain("op_" + std::string(currency) + "_" + std::to_string(minor)));
      all.back().currency = currency;
      all.back().amount = *decimal_of(minor, exponent_of(currency));
    }
  return all;
}

}  // namespace tollgate::crossborder
