// The wallet's bill of one day.
//
// sources: plugins/wallet/bill.cc plugins/wallet/bill_line.cc plugins/wallet/amount.cc
#include "plugins/wallet/bill.h"
#include "tests/fuzz/fuzz.h"

namespace tollgate::fuzz {
namespace {

using namespace tollgate::wallet;

const std::string kHead =
    "#wallet-bill,1,2026000000000001,2026-11-29\n"
    "trade_no,out_trade_no,kind,out_request_no,time,currency,amount,fee,net\n";

}  // namespace

std::vector<std::string> seeds() {
  return {kHead + "T1,op_1,sale,,2026-11-29 09:53:36,CNY,19.99,0.12,19.87\n" +
              "T1,op_1,refund,op_2,2026-11-29 10:00:00,CNY,-5.00,0.00,-5.00\n" +
              "#total,refund,1,-5.00,0.00,-5.00\n#total,sale,1,19.99,0.12,19.87\n#end,2\n",
          kHead + "#end,0\n"};
}

void try_once(std::string_view bytes) {
  BillReader reader(bytes);
  std::int64_t count = 0;
  std::int64_t amounts = 0;
  while (const auto line = reader.next()) {
    ++count;
    PROMISE(line->amount_minor >= 0 && line->amount_minor < std::int64_t{1} << 53, "amounts fit");
    PROMISE(line->fee_minor >= 0 && line->fee_minor < std::int64_t{1} << 53, "fees fit");
    PROMISE(line->out_trade_no.size() <= 64 && !line->out_trade_no.empty(), "a reference fits");
    PROMISE((line->kind == BillKind::refund) == !line->out_request_no.empty(), "a refund is named");
    PROMISE(!reader.whole() && reader.problem().empty(), "a line is given while all is well");
    amounts += line->kind == BillKind::sale ? line->amount_minor : 0;
  }
  PROMISE(reader.whole() == reader.problem().empty(), "it is whole, or says what is wrong");
  PROMISE(!reader.next(), "the end stays the end");
  PROMISE(reader.problem().size() <= 200, "a problem is a sentence");
  if (!reader.whole()) return;
  PROMISE(bytes.ends_with("#end," + std::to_string(count) + "\n"), "the end counts the lines");
  PROMISE(reader.total(BillKind::sale).amount_minor == amounts, "the sums are those of the lines");
}

}  // namespace tollgate::fuzz
