// What a plugin makes of a statement, as the host takes it: believed, refused, or a fault.
#include "gateway/adapters/channel/plugin_statement.h"

#include <gtest/gtest.h>

#include "gateway/adapters/channel/statement_json.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/plugins/scripted_counters.h"

namespace tollgate::channel {
namespace {

class PluginStatementTest : public ::testing::Test {
 protected:
  // Whatever happens, every reader is closed once.
  void TearDown() override {
    const auto& counters = *static_cast<const ScriptedCounters*>(
        channel_->raw().ability(&channel_->raw(), kScriptedCounters));
    EXPECT_EQ(counters.begun, counters.finished);
  }

  StatementReading read(const std::string& words) {
    entries_.clear();
    return read_plugin_statement(*channel_, {"day.txt", words},
                                 [this](const auto& entry) { entries_.push_back(entry); });
  }

  std::shared_ptr<PluginChannel> channel_ = make_channel(make_account("stating"));
  std::vector<StatementEntry> entries_;
};

TEST_F(PluginStatementTest, GivesEveryEntryAndItsOwnSums) {
  const auto reading = read("sale refund announced whole_end");
  ASSERT_TRUE(reading.summary) << reading.problem.sentence;
  ASSERT_EQ(entries_.size(), 3U);
  EXPECT_EQ(to_json(entries_[0]),
            R"({"line":1,"kind":"sale","reversal":false,"direction":"credit","status":"booked",)"
            R"("amount":1000,"fee":10,"currency":"EUR","operation_id":"op_1",)"
            R"("channel_reference":"REF1","booking_date":null,"value_date":null,)"
            R"("channel_code":null,"description":null,"data":{},"repeats":false})");
  EXPECT_EQ(to_json(entries_[1]),
            R"({"line":2,"kind":"refund","reversal":false,"direction":"debit","status":"booked",)"
            R"("amount":1000,"fee":10,"currency":"EUR","operation_id":"op_2",)"
            R"("channel_reference":"REF1","booking_date":"2026-11-27","value_date":"2026-11-30",)"
            R"("channel_code":"R","description":"back to [card]","data":{"de11":"000001"},)"
            R"("repeats":false})");
  EXPECT_EQ(entries_[2].status, StatementStatus::announced);
  EXPECT_EQ(to_json(*reading.summary),
            R"({"statement_id":"day-1","account":"M1","from_date":"2026-11-01",)"
            R"("to_date":"2026-11-30","tells_count":true,"tells_sums":true,"entries":3,)"
            R"("repeated":0,"totals":[{"currency":"EUR","count":2,"credits":1000,"debits":1000,)"
            R"("fees":20}]})");
}

TEST_F(PluginStatementTest, MarksWhatIsSaidAgain) {
  const auto reading = read("sale sale refund sale end");
  ASSERT_TRUE(reading.summary);
  EXPECT_EQ(reading.summary->repeated, 2U);
  ASSERT_EQ(entries_.size(), 4U);
  EXPECT_FALSE(entries_[0].repeats);
  EXPECT_TRUE(entries_[1].repeats);
  EXPECT_FALSE(entries_[2].repeats);
  EXPECT_TRUE(entries_[3].repeats);
}

TEST_F(PluginStatementTest, FillsInTheCurrencyAndTheName) {
  const auto reading = read("numeric kind_of_tomorrow nameless_end");
  ASSERT_TRUE(reading.summary) << reading.problem.sentence;
  EXPECT_EQ(entries_[0].amount, Money(1000, *Currency::parse("EUR")));
  EXPECT_EQ(entries_[1].kind, StatementKind::other);
  EXPECT_EQ(reading.summary->statement_id.size(), 71U);
  const auto other = read("numeric nameless_end");
  EXPECT_NE(reading.summary->statement_id, other.summary->statement_id);
}

TEST_F(PluginStatementTest, BalancesHoldOrTheFileIsNotBelieved) {
  const auto reading = read("sale refund balanced_end");
  ASSERT_TRUE(reading.summary);
  EXPECT_EQ(reading.summary->totals.at(0).balances_minor,
            (std::pair<std::int64_t, std::int64_t>{-5, -25}));
  const auto unbalanced = read("sale unbalanced_end");
  EXPECT_FALSE(unbalanced.summary);
  EXPECT_FALSE(unbalanced.plugin_fault);
  EXPECT_EQ(unbalanced.problem.field, "balance");
}

TEST_F(PluginStatementTest, AProblemIsToldAsThePluginSaysIt) {
  const auto reading = read("sale failed");
  EXPECT_FALSE(reading.summary);
  EXPECT_FALSE(reading.plugin_fault);
  EXPECT_EQ(reading.problem.line, 7U);
  EXPECT_EQ(reading.problem.field, "amount");
  EXPECT_EQ(reading.problem.sentence, "Line 7 has an amount that is none.");
  EXPECT_EQ(read("problem_with_card").problem.sentence, "Line 7: [card].");
}

TEST_F(PluginStatementTest, ACurrencyThatThereIsNotIsTheFilesFault) {
  for (const char* words :
       {"currency_of_nowhere end", "two_currencies end", "sale balance_of_nowhere"}) {
    const auto reading = read(words);
    EXPECT_FALSE(reading.summary) << words;
    EXPECT_FALSE(reading.plugin_fault) << words;
    EXPECT_EQ(reading.problem.field, "currency") << words;
  }
}

TEST_F(PluginStatementTest, WhatDoesNotEndIsEnded) {
  std::uint64_t entries = 0;
  const auto reading =
      read_plugin_statement(*channel_, {"day.txt", "endless"}, [&](const auto&) { ++entries; });
  EXPECT_FALSE(reading.summary);
  EXPECT_FALSE(reading.plugin_fault);
  EXPECT_NE(reading.problem.sentence.find("2000000"), std::string::npos);
  EXPECT_EQ(entries, 2'000'000U);
}

TEST_F(PluginStatementTest, AnAbilityThatLacksAFunctionIsRefusedAtTheStart) {
  EXPECT_THROW(make_channel(make_account("stating", R"({"half":1})")), std::runtime_error);
  (void)make_channel(make_account("stating"));
}

class StatementFaultTest : public PluginStatementTest,
                           public ::testing::WithParamInterface<const char*> {};

TEST_P(StatementFaultTest, IsNotBelieved) {
  const auto reading = read(GetParam() + std::string(" end"));
  EXPECT_TRUE(reading.plugin_fault);
  EXPECT_FALSE(reading.summary);
  EXPECT_NE(reading.problem.sentence, "");
  EXPECT_EQ(reading.problem.sentence.find("4111"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, StatementFaultTest,
    ::testing::Values("null_step", "nothing", "throw", "unknown_step", "no_entry", "small_entry",
                      "no_kind", "no_direction", "no_status", "no_line", "negative", "too_much",
                      "yen_fee", "no_day", "no_month", "negative_date", "long_operation_id",
                      "null_text", "null_data", "much_data", "data_twice", "no_summary",
                      "small_summary", "sale null_totals", "sale null_total", "many_totals",
                      "sale total_twice", "sale total_missing", "sale negative_total",
                      "sale count_too_many", "sale fees_too_many", "backward_dates", "no_problem",
                      "no_sentence", "problem_without_a_line"),
    [](const auto& test) {
      std::string name = test.param;
      std::replace(name.begin(), name.end(), ' ', '_');
      return name;
    });

TEST_F(PluginStatementTest, WhatCannotBeOpenedIsAFault) {
  EXPECT_TRUE(read("unopened").plugin_fault);
}

}  // namespace
}  // namespace tollgate::channel
