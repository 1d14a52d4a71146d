// The glue of statements, seen from the C side.
#include <gtest/gtest.h>

#include <limits>

#include "tests/plugin-sdk/tollgate/test_channel.h"

namespace tollgate::sdk::test {
namespace {

class StatementGlueTest : public testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(Witness::alive, 0); }

  tollgate_statement_reader* open(const std::string& words, const std::string& name = "day.txt") {
    bytes_ = std::make_unique<std::string>(words);  // as long as the reader, and no longer
    const tollgate_statement_file file = {sizeof file, 0, to_c(name), to_c(*bytes_)};
    return statement_->open(driver_.channel(), &file);
  }
  const tollgate_statement_step* next(tollgate_statement_reader* reader) {
    return statement_->next(driver_.channel(), reader);
  }
  void close(tollgate_statement_reader* reader) { statement_->close(driver_.channel(), reader); }

  Driver driver_{"framed"};
  const tollgate_statement* statement_ = static_cast<const tollgate_statement*>(
      driver_.channel()->ability(driver_.channel(), TOLLGATE_STATEMENT));
  std::unique_ptr<std::string> bytes_;
};

TEST_F(StatementGlueTest, IsThereOnlyWhenTheChannelHasIt) {
  const Driver plain("{}");
  EXPECT_EQ(plain.channel()->ability(plain.channel(), TOLLGATE_STATEMENT), nullptr);
}

TEST_F(StatementGlueTest, EntriesAndTheSummaryArriveWhole) {
  tollgate_statement_reader* reader = open("one two");
  (void)next(reader);
  const tollgate_statement_step* step = next(reader);
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->kind, TOLLGATE_STATEMENT_STEP_ENTRY);
  EXPECT_EQ(step->summary, nullptr);
  EXPECT_EQ(step->problem, nullptr);
  const tollgate_statement_entry& entry = *step->entry;
  EXPECT_EQ(entry.size, sizeof entry);
  EXPECT_EQ(entry.kind, TOLLGATE_STATEMENT_REFUND);
  EXPECT_EQ(entry.direction, TOLLGATE_STATEMENT_CREDIT);
  EXPECT_EQ(entry.status, TOLLGATE_STATEMENT_BOOKED);
  EXPECT_EQ(entry.flags, 1u);
  EXPECT_EQ(entry.line, 2u);
  EXPECT_EQ(view(entry.operation_id), "two" + kLong);
  EXPECT_EQ(entry.amount.minor, 1999);
  EXPECT_STREQ(entry.amount.currency, "EUR");
  EXPECT_EQ(entry.fee.minor, 12);
  EXPECT_STREQ(entry.fee.currency, "EUR");
  ASSERT_EQ(entry.data_count, 1u);
  EXPECT_EQ(view(entry.data[0].value), "two" + kLong);
  step = next(reader);
  EXPECT_EQ(step->kind, TOLLGATE_STATEMENT_STEP_END);
  EXPECT_EQ(step->entry, nullptr);
  const tollgate_statement_summary& summary = *step->summary;
  EXPECT_EQ(view(summary.statement_id), kLong);
  EXPECT_EQ(summary.flags, static_cast<std::uint32_t>(TOLLGATE_STATEMENT_TELLS_COUNT));
  ASSERT_EQ(summary.total_count, 1u);
  EXPECT_STREQ(summary.totals[0]->currency, "EUR");
  EXPECT_EQ(summary.totals[0]->count, 2u);
  EXPECT_EQ(summary.totals[0]->credits_minor, 2 * 1999);
  EXPECT_EQ(summary.totals[0]->fees_minor, 2 * 12);
  close(reader);
}

TEST_F(StatementGlueTest, AProblemArrivesWhole) {
  tollgate_statement_reader* reader = open("one bad");
  (void)next(reader);
  const tollgate_statement_step* step = next(reader);
  EXPECT_EQ(step->kind, TOLLGATE_STATEMENT_STEP_FAILED);
  EXPECT_EQ(step->problem->line, 2u);
  EXPECT_EQ(view(step->problem->field), "word");
  EXPECT_EQ(view(step->problem->sentence), kLong);
  close(reader);
}

TEST_F(StatementGlueTest, MayBeLeftAtAnyStep) {
  for (int steps = 0; steps <= 3; ++steps) {
    tollgate_statement_reader* reader = open("one two");
    for (int i = 0; i < steps; ++i) (void)next(reader);
    close(reader);
  }
}

TEST_F(StatementGlueTest, AnExceptionIsNoReaderAndNoStep) {
  EXPECT_EQ(open("one", "nothing"), nullptr);
  EXPECT_EQ(open("one", "throw"), nullptr);
  tollgate_statement_reader* reader = open("throw");
  EXPECT_EQ(next(reader), nullptr);
  close(reader);
}

TEST(StatementTally, AddsUpWhatIsBookedByCurrencyAndSeesOverflow) {
  StatementTally tally;
  StatementEntry entry;
  entry.direction = TOLLGATE_STATEMENT_DEBIT;
  entry.amount = statement_money(500, 978);
  EXPECT_TRUE(tally.add(entry));
  entry.status = TOLLGATE_STATEMENT_ANNOUNCED;
  EXPECT_TRUE(tally.add(entry));
  entry.status = TOLLGATE_STATEMENT_BOOKED;
  entry.amount = statement_money(7, "JPY");
  EXPECT_TRUE(tally.add(entry));
  ASSERT_EQ(tally.totals().size(), 2u);
  EXPECT_EQ(tally.totals()[0].numeric, 978);
  EXPECT_EQ(tally.totals()[0].count, 1u);
  EXPECT_EQ(tally.totals()[0].debits_minor, 500);
  EXPECT_EQ(tally.totals()[1].currency, "JPY");
  entry.amount.minor = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE(tally.add(entry));
}

}  // namespace
}  // namespace tollgate::sdk::test
