#include "plugins/card/settlement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tollgate::card {
namespace {

using testing::HasSubstr;

std::string padded(std::string text, std::size_t size) {
  text.resize(size, ' ');
  return text;
}

std::string line(char kind, const std::string& currency, const std::string& amount,
                 const std::string& operation_id) {
  return std::string("D") + kind + "1127101500" + "000001" + "TERM0001" + "000000000001" +
         padded(kind == 'C' ? "A00001" : "", 6) + currency + amount + "000000000012" +
         padded(operation_id, 64) + "\n";
}

const std::string kHeader =
    "H01"
    "00000123456"
    "MERCHANT01     "
    "20261127\n";
const std::string kEuro = line('C', "978", "000000001999", "op_1");
const std::string kEuroBack = line('R', "978", "000000000500", "op_2");
const std::string kYen = line('V', "392", "000000000007", "");
const std::string kYenTotal =
    "S392"
    "00000001"
    "0000000000000000"
    "0000000000000007"
    "0000000000000012\n";
const std::string kEuroTotal =
    "S978"
    "00000002"
    "0000000000001999"
    "0000000000000500"
    "0000000000000024\n";
const std::string kTrailer = "T00000003\n";
const std::string kLines = kEuro + kYen + kEuroBack;
const std::string kWhole = kHeader + kLines + kYenTotal + kEuroTotal + kTrailer;

std::string file_problem(const std::string& file) {
  SettlementReader reader(file);
  while (reader.next()) {
  }
  EXPECT_FALSE(reader.whole());
  EXPECT_FALSE(reader.next());  // it stays so
  return reader.problem();
}

TEST(Settlement, GivesEachLineAndThenIsWhole) {
  SettlementReader reader(kWhole);
  const auto first = reader.next();
  ASSERT_TRUE(first) << reader.problem();
  EXPECT_EQ(reader.header().acquirer_id, "00000123456");
  EXPECT_EQ(reader.header().merchant_id, "MERCHANT01");
  EXPECT_EQ(reader.header().date, "20261127");
  EXPECT_EQ(first->kind, SettlementKind::captured);
  EXPECT_EQ(first->transmission_time, "1127101500");
  EXPECT_EQ(first->audit_number, "000001");
  EXPECT_EQ(first->terminal_id, "TERM0001");
  EXPECT_EQ(first->retrieval_reference, "000000000001");
  EXPECT_EQ(first->authorization_code, "A00001");
  EXPECT_EQ(first->currency_numeric, 978);
  EXPECT_EQ(first->amount_minor, 1999);
  EXPECT_EQ(first->fee_minor, 12);
  EXPECT_EQ(first->operation_id, "op_1");
  const auto second = reader.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, SettlementKind::capture_reversed);
  EXPECT_EQ(second->currency_numeric, 392);
  EXPECT_EQ(second->authorization_code, "");
  EXPECT_EQ(second->operation_id, "");
  EXPECT_EQ(reader.next()->kind, SettlementKind::refunded);
  EXPECT_FALSE(reader.whole());  // not before its totals
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.whole()) << reader.problem();
  EXPECT_EQ(reader.problem(), "");
}

TEST(Settlement, ADayWithoutLinesIsWhole) {
  const std::string file = kHeader + "T00000000\n";
  SettlementReader reader(file);
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.whole()) << reader.problem();
}

TEST(Settlement, WhatIsCutShortAtAnyByteIsNotWhole) {
  for (std::size_t size = 0; size < kWhole.size(); ++size) {
    // A copy of exactly that size, so that ASan sees a read beyond it.
    const std::vector<char> cut(kWhole.begin(), kWhole.begin() + static_cast<std::ptrdiff_t>(size));
    SettlementReader reader({cut.data(), cut.size()});
    while (reader.next()) {
    }
    ASSERT_FALSE(reader.whole()) << size;
    ASSERT_NE(reader.problem(), "") << size;
  }
}

TEST(Settlement, WhatIsWrongIsNamedWithItsLine) {
  const std::string wide = kWhole.substr(0, kWhole.size() - 1);
  const std::pair<std::string, std::string> wrong[] = {
      {"", "Line 1 of the settlement file is missing"},
      {wide, "Line 7 of the settlement file is cut short"},
      {"H02" + kWhole.substr(3), "Line 1 of the settlement file is no header of version 01"},
      {kLines + kTrailer, "Line 1 of the settlement file is no header"},
      {kHeader + kHeader, "Line 2 of the settlement file is not a record"},
      {kHeader + "\n", "Line 2 of the settlement file is not a record"},
      {kHeader + line('X', "978", "000000001999", "op_1"), "Line 2 of the settlement file cannot"},
      {kHeader + line('C', "EUR", "000000001999", "op_1"), "Line 2 of the settlement file cannot"},
      {kHeader + line('C', "978", "-00000001999", "op_1"), "Line 2 of the settlement file cannot"},
      {kHeader + line('C', "978", "000000001999", "op\t1"), "Line 2 of the settlement file cannot"},
      {kHeader + kLines + kEuroTotal + kYenTotal + kTrailer, "Line 6 of the settlement file is a"},
      {kHeader + kEuro + kYenTotal, "Line 3 of the settlement file is a total of a currency"},
      {kHeader + kLines + kYenTotal + kTrailer, "Line 6 of the settlement file comes before"},
      {kHeader + kLines + kYenTotal + kEuro, "Line 6 of the settlement file is not a record"},
      {kHeader + kLines + kYenTotal + kEuroTotal + "T00000002\n",
       "has the count 2 where there are 3 lines"},
      {kHeader + kLines + kYenTotal + kEuroTotal + "T3\n", "Line 7 of the settlement file is no"},
      {kWhole + kHeader, "Line 7 of the settlement file is the trailer, and there is more"},
      {kHeader + kLines + kYen + kYenTotal, "Line 6 of the settlement file does not add up"}};
  for (const auto& [file, sentence] : wrong) EXPECT_THAT(file_problem(file), HasSubstr(sentence));
}

TEST(Settlement, ASumThatNoTotalCanTellIsRefused) {
  std::string file = kHeader;
  for (int i = 0; i < 10'001; ++i) file += line('C', "978", "999999999999", "op_1");
  EXPECT_THAT(file_problem(file), HasSubstr("Line 10002 of the settlement file brings a total"));
}

// Turned bits either leave the file whole with the same sums, or are seen.
TEST(Settlement, FuzzedFilesNeverChangeTheMoney) {
  std::mt19937 random(20261127);
  int whole = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::string file = kWhole;
    file[random() % file.size()] = static_cast<char>(random() % 96 + ' ');
    SettlementReader reader(file);
    std::int64_t sum_minor = 0;
    while (const auto read = reader.next()) sum_minor += read->amount_minor;
    ASSERT_EQ(reader.whole(), reader.problem().empty());
    if (!reader.whole()) continue;
    ++whole;
    ASSERT_EQ(sum_minor, 1999 + 500 + 7) << file;
  }
  EXPECT_GT(whole, 1000);
}

}  // namespace
}  // namespace tollgate::card
