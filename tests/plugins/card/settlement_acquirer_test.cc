// The settlement file that the simulated acquirer writes, read by the channel's parser: it owes
// what its journal says, and each of its faults is seen or told apart from the truth.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "plugins/card/settlement.h"
#include "tests/plugins/card/settings_json.h"
#include "tests/plugins/support/acquirer_process.h"
#include "tests/plugins/support/frame_connection.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {
namespace {

using card::SettlementKind;
using card::SettlementReader;

class SettlementAcquirerTest : public testing::Test {
 protected:
  // A sale, a sale of which a part is refunded, a sale that is reversed and a hold.
  SettlementAcquirerTest() {
    (void)purchase(TOLLGATE_OPERATION_SALE, 1000);
    const auto second = purchase(TOLLGATE_OPERATION_SALE, 2000);
    (void)follow_up(TOLLGATE_OPERATION_REFUND, second, 500);
    const auto third = purchase(TOLLGATE_OPERATION_SALE, 3000);
    (void)follow_up(TOLLGATE_OPERATION_VOID, third, 0);
    (void)purchase(TOLLGATE_OPERATION_AUTHORIZE, 4000);
  }

  TestRequest purchase(tollgate_operation_kind kind, std::int64_t minor) {
    TestRequest request = numbered(kind, minor);
    request.card_number = "4242424242424242";
    EXPECT_EQ(card_.run(request, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
    return request;
  }
  TestRequest follow_up(tollgate_operation_kind kind, const TestRequest& first,
                        std::int64_t minor) {
    TestRequest request = numbered(kind, minor);
    request.original =
        TestOriginal{.kind = first.kind, .minor = first.minor, .sequence = first.sequence};
    EXPECT_EQ(card_.run(request, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
    return request;
  }
  TestRequest numbered(tollgate_operation_kind kind, std::int64_t minor) {
    TestRequest request;
    request.kind = kind;
    request.minor = minor;
    request.sequence = ++sequence_;
    request.operation_id = "op_" + std::to_string(sequence_);
    return request;
  }

  std::string write_file(const std::string& options) {
    const std::string path = acquirer_.journal_path() + ".settlement";
    const std::string command = std::string("python3 -B '" TOLLGATE_SOURCE_DIR) +
                                "/sandbox/acquirer/settlement.py' --acquirer 123456 --merchant " +
                                "MERCHANT0000001 --journal '" + acquirer_.journal_path() +
                                "' --output '" + path + "' " + options;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  AcquirerProcess acquirer_;
  LoadedChannel card_{"card", card_settings({"127.0.0.1:1"})};
  FrameConnection connection_{acquirer_.port(), card_};
  std::uint64_t sequence_ = 0;
};

// "C 1000" by operation.
std::map<std::string, std::string> lines_of(SettlementReader& reader) {
  std::map<std::string, std::string> lines;
  while (const auto line = reader.next()) {
    lines[line->operation_id] +=
        std::string(1, static_cast<char>(line->kind)) + " " + std::to_string(line->amount_minor);
  }
  return lines;
}

const std::map<std::string, std::string> kTruth = {
    {"op_1", "C 1000"}, {"op_2", "C 2000"}, {"op_3", "R 500"}};

TEST_F(SettlementAcquirerTest, OwesWhatTheJournalSays) {
  const std::string file = write_file("--fee-basis-points 125");
  SettlementReader reader(file);
  const auto first = reader.next();
  ASSERT_TRUE(first) << reader.problem();
  EXPECT_EQ(first->kind, SettlementKind::captured);
  EXPECT_EQ(first->transmission_time, "1121123000");
  EXPECT_EQ(first->audit_number, "000001");
  EXPECT_EQ(first->terminal_id, "TERM0001");
  EXPECT_EQ(first->retrieval_reference, "000000000001");
  EXPECT_EQ(first->authorization_code.size(), 6u);
  EXPECT_EQ(first->currency_numeric, 978);
  EXPECT_EQ(first->fee_minor, 13);  // 12.5, half-up
  EXPECT_EQ(reader.header().acquirer_id, "00000123456");
  EXPECT_EQ(reader.header().merchant_id, "MERCHANT0000001");
  SettlementReader again(file);
  EXPECT_EQ(lines_of(again), kTruth);
  EXPECT_TRUE(again.whole()) << again.problem();
}

TEST_F(SettlementAcquirerTest, AnotherDayHasNoLines) {
  const std::string file = write_file("--date 2001-02-03");
  SettlementReader reader(file);
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.whole()) << reader.problem();
  EXPECT_EQ(reader.header().date, "20010203");
}

// The reversal is dated 1970 instead, so for the file of that day its original stands and for the
// file of its own day it is settled the other way.
TEST_F(SettlementAcquirerTest, WhatIsReversedOnAnotherDayIsSettledTwice) {
  std::ifstream journal(acquirer_.journal_path());
  std::ofstream dated(acquirer_.journal_path() + ".dated");
  for (std::string record; std::getline(journal, record);) {
    auto json = nlohmann::json::parse(record);
    if (json["effect"] == "reversed") json["at"] = 0;
    dated << json.dump() << '\n';
  }
  dated.close();
  const std::string journal_option = "--journal '" + acquirer_.journal_path() + ".dated'";
  const std::string today = write_file(journal_option);
  SettlementReader of_today(today);
  auto wanted = kTruth;
  wanted["op_4"] = "C 3000";
  EXPECT_EQ(lines_of(of_today), wanted);
  const std::string then = write_file(journal_option + " --date 1970-01-01");
  SettlementReader of_then(then);
  EXPECT_EQ(lines_of(of_then), (std::map<std::string, std::string>{{"op_4", "V 3000"}}));
  EXPECT_TRUE(of_then.whole()) << of_then.problem();
}

TEST_F(SettlementAcquirerTest, AFaultThatTheTotalsKnowIsReadAsWritten) {
  const std::pair<const char*, std::pair<const char*, const char*>> faults[] = {
      {"missing", {"op_3", ""}},
      {"doubled", {"op_3", "R 500R 500"}},
      {"amount", {"op_3", "R 501"}},
      {"foreign", {"op_of_nobody", "C 4321"}}};
  for (const auto& [fault, change] : faults) {
    const std::string file = write_file(std::string("--fault ") + fault);
    SettlementReader reader(file);
    auto wanted = kTruth;
    wanted[change.first] = change.second;
    if (wanted[change.first].empty()) wanted.erase(change.first);
    EXPECT_EQ(lines_of(reader), wanted) << fault;
    EXPECT_TRUE(reader.whole()) << fault << ": " << reader.problem();
  }
}

TEST_F(SettlementAcquirerTest, AFileThatContradictsItselfIsNotWhole) {
  for (const char* fault : {"total", "cut"}) {
    const std::string file = write_file(std::string("--fault ") + fault);
    SettlementReader reader(file);
    (void)lines_of(reader);
    EXPECT_FALSE(reader.whole()) << fault;
    EXPECT_NE(reader.problem(), "") << fault;
  }
}

}  // namespace
}  // namespace tollgate::test
