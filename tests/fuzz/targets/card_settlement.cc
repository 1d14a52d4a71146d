// The acquirer's settlement file.
//
// sources: plugins/card/settlement.cc plugins/card/settlement_record.cc plugins/card/content.cc
#include "plugins/card/settlement.h"
#include "tests/fuzz/fuzz.h"

namespace tollgate::fuzz {
namespace {

using namespace tollgate::card;

const std::string kHeader = "H0100000123456MERCHANT01     20261127\n";
const std::string kTerminal = "1127101500000001TERM0001000000000001A00001";

std::string line(char kind, const std::string& currency, const std::string& amount) {
  std::string operation_id = "op_1";
  operation_id.resize(64, ' ');
  return std::string("D") + kind + kTerminal + currency + amount + "000000000012" + operation_id +
         "\n";
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string yen_total = "S39200000001000000000000000000000000000000070000000000000012\n";
  const std::string euro_total = "S97800000002000000000000199900000000000005000000000000000024\n";
  return {kHeader + line('C', "978", "000000001999") + line('V', "392", "000000000007") +
              line('R', "978", "000000000500") + yen_total + euro_total + "T00000003\n",
          kHeader + "T00000000\n"};
}

void try_once(std::string_view bytes) {
  SettlementReader reader(bytes);
  std::size_t count = 0;
  while (const auto line = reader.next()) {
    ++count;
    PROMISE(line->amount_minor >= 0 && line->amount_minor <= 999'999'999'999, "amounts fit");
    PROMISE(line->fee_minor >= 0 && line->fee_minor <= 999'999'999'999, "fees fit");
    PROMISE(line->currency_numeric <= 999, "a currency has three digits");
    PROMISE(line->operation_id.size() <= 64, "a reference fits");
    PROMISE(!reader.whole(), "a file is not whole before its end");
    PROMISE(reader.problem().empty(), "a line is given only while all is well");
  }
  PROMISE(reader.whole() == reader.problem().empty(), "it is whole, or says what is wrong");
  PROMISE(!reader.next(), "the end stays the end");
  if (reader.whole()) {
    PROMISE(bytes.substr(bytes.size() - 10, 1) == "T", "a whole file ends with its trailer");
    PROMISE(std::to_string(count) ==
                std::to_string(std::stoul(std::string(bytes.substr(bytes.size() - 9, 8)))),
            "the trailer counts the lines");
  }
}

}  // namespace tollgate::fuzz
