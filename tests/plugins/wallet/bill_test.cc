#include "plugins/wallet/bill.h"

#include <gtest/gtest.h>

#include <vector>

namespace tollgate::wallet {
namespace {

const std::string kHead =
    "#wallet-bill,1,2026000000000001,2026-11-29\n"
    "trade_no,out_trade_no,kind,out_request_no,time,currency,amount,fee,net\n";
const std::string kSale = "T1,op_1,sale,,2026-11-29 09:53:36,CNY,19.99,0.12,19.87\n";
const std::string kSmall = "T2,op_3,sale,,2026-11-29 23:59:59,CNY,0.01,0.00,0.01\n";
const std::string kRefund = "T1,op_1,refund,op_2,2026-11-29 10:00:00,CNY,-5.00,0.00,-5.00\n";
const std::string kTotals =
    "#total,refund,1,-5.00,0.00,-5.00\n"
    "#total,sale,2,20.00,0.12,19.88\n";
const std::string kWhole = kHead + kSale + kSmall + kRefund + kTotals + "#end,3\n";

struct Read {
  std::vector<BillLine> lines;
  bool whole = false;
  std::string problem;
  std::string field;
  std::int64_t line = 0;
};

Read read(const std::string& file) {
  BillReader reader(file);
  Read read;
  while (auto line = reader.next()) read.lines.push_back(*line);
  read.whole = reader.whole();
  read.problem = reader.problem();
  read.field = reader.problem_field();
  read.line = reader.line();
  EXPECT_EQ(read.whole, read.problem.empty());
  return read;
}

std::string with(const std::string& from, const std::string& to) {
  std::string file = kWhole;
  const auto at = file.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return file.replace(at, from.size(), to);
}

TEST(WalletBill, IsReadLineByLine) {
  const Read bill = read(kWhole);
  ASSERT_TRUE(bill.whole) << bill.problem;
  ASSERT_EQ(bill.lines.size(), 3U);
  EXPECT_EQ(bill.lines[0].kind, BillKind::sale);
  EXPECT_EQ(bill.lines[0].trade_no, "T1");
  EXPECT_EQ(bill.lines[0].out_trade_no, "op_1");
  EXPECT_EQ(bill.lines[0].amount_minor, 1999);
  EXPECT_EQ(bill.lines[0].fee_minor, 12);
  EXPECT_EQ(bill.lines[2].kind, BillKind::refund);
  EXPECT_EQ(bill.lines[2].out_request_no, "op_2");
  EXPECT_EQ(bill.lines[2].amount_minor, 500);
  BillReader reader(kWhole);
  while (reader.next()) continue;
  EXPECT_EQ(reader.total(BillKind::sale), (BillTotal{2, 2000, 12}));
  EXPECT_EQ(reader.header().app_id, "2026000000000001");
  EXPECT_TRUE(read(kHead + "#end,0\n").whole);
}

TEST(WalletBill, IsNotWholeWhereverItIsCut) {
  for (std::size_t size = 0; size < kWhole.size(); ++size)
    EXPECT_FALSE(read(kWhole.substr(0, size)).whole) << size;
}

TEST(WalletBill, NamesTheLineAndTheField) {
  const struct {
    std::string file, field;
    std::int64_t line;
  } cases[] = {{with("#wallet-bill,1", "#wallet-bill,2"), "version", 1},
               {with("2026-11-29\n", "2026-02-29\n"), "date", 1},
               {with("trade_no,out", "trade,out"), "", 2},
               {with("T1,op_1,sale", ",op_1,sale"), "trade_no", 3},
               {with("op_1,sale", "op 1,sale"), "out_trade_no", 3},
               {with("sale,,", "gift,,"), "kind", 3},
               {with("sale,,", "sale,op_9,"), "out_request_no", 3},
               {with("refund,op_2", "refund,"), "out_request_no", 5},
               {with("2026-11-29 09", "2026-11-28 09"), "time", 3},
               {with("23:59:59", "24:00:00"), "time", 4},
               {with("CNY", "EUR"), "currency", 3},
               {with("19.99,", "19.9,"), "amount", 3},
               {with("-5.00", "5.00"), "amount", 5},
               {with("0.12,19.87", "-0.12,20.11"), "fee", 3},
               {with("19.87", "19.88"), "net", 3},
               {with("#total,refund,1", "#total,refund,01"), "count", 6},
               {with("#total,sale,2", "#total,sale,3"), "count", 7},
               {with("20.00,0.12,19.88", "20.01,0.12,19.89"), "amount", 7},
               {with("20.00,0.12,19.88", "20.00,0.13,19.87"), "fee", 7},
               {with("#end,3", "#end,2"), "count", 8},
               {with("#end,3", "#fin,3"), "", 8}};
  for (const auto& [file, field, line] : cases) {
    const Read bill = read(file);
    EXPECT_FALSE(bill.whole) << file;
    EXPECT_EQ(bill.field, field) << bill.problem;
    EXPECT_EQ(bill.line, line) << bill.problem;
  }
}

TEST(WalletBill, MissesAndDoublesNothing) {
  EXPECT_FALSE(read(with(kSale, "")).whole);
  EXPECT_FALSE(read(with(kSale, kSale + kSale)).whole);
  EXPECT_FALSE(read(with(kTotals, "#total,refund,1,-5.00,0.00,-5.00\n")).whole);
  EXPECT_FALSE(read(with(kTotals, kTotals + kTotals)).whole);
  EXPECT_FALSE(read(with(kTotals, kTotals + kSale)).whole);
  EXPECT_FALSE(read(kWhole + "\n").whole);
  EXPECT_FALSE(read(with(kSale, std::string(600, 'x') + "\n")).whole);
  EXPECT_FALSE(read(with("\n", "\r\n")).whole);
}

TEST(WalletBill, AProblemHoldsNoneOfTheFilesBytes) {
  EXPECT_EQ(read(with("CNY", "canary")).problem.find("canary"), std::string::npos);
}

}  // namespace
}  // namespace tollgate::wallet
