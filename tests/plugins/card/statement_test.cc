// The settlement file through the contract: the built library, its ability tollgate.statement/1.
#include "tollgate/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/plugins/card/settings_json.h"
#include "tests/plugins/support/loaded_channel.h"
#include "tests/plugins/support/request.h"

namespace tollgate::test {
namespace {

using testing::HasSubstr;

std::string padded(std::string text, std::size_t size) {
  text.resize(size, ' ');
  return text;
}

std::string header(const std::string& acquirer, const std::string& merchant,
                   const std::string& date = "20261127") {
  return "H01" + acquirer + padded(merchant, 15) + date + "\n";
}

std::string line(char kind, const std::string& currency, const std::string& amount) {
  return std::string("D") + kind + "1127101500" + "000001" + "TERM0001" + "000000000001" +
         "A00001" + currency + amount + "000000000012" + padded("op_1", 64) + "\n";
}

std::string total(const std::string& currency, const std::string& credits,
                  const std::string& debits) {
  return "S" + currency + "00000001" + credits + debits + "0000000000000012\n";
}

const std::string kHeader = header("00000123456", "MERCHANT0000001");
const std::string kNothing(16, '0');

// One file being read through the C contract.
class Reading {
 public:
  explicit Reading(std::string file) : bytes_(std::move(file)) {
    const tollgate_statement_file raw = {sizeof raw, 0, {}, text(bytes_)};
    reader_ = statement_->open(card_.channel(), &raw);
  }
  ~Reading() { statement_->close(card_.channel(), reader_); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  const tollgate_statement_step& next() { return *statement_->next(card_.channel(), reader_); }
  const tollgate_statement_problem& problem() {
    for (int i = 0; i < 10; ++i)
      if (const auto& step = next(); step.kind == TOLLGATE_STATEMENT_STEP_FAILED)
        return *step.problem;
    throw std::runtime_error("the file has no problem");
  }

 private:
  std::string bytes_;
  LoadedChannel card_{"card", card_settings({"127.0.0.1:1"})};
  const tollgate_statement* statement_ = static_cast<const tollgate_statement*>(
      card_.channel()->ability(card_.channel(), TOLLGATE_STATEMENT));
  tollgate_statement_reader* reader_ = nullptr;
};

TEST(Statement, EachKindOfLineGoesItsWay) {
  const struct {
    char letter;
    tollgate_statement_kind kind;
    tollgate_statement_direction direction;
    std::uint32_t flags;
  } rows[] = {
      {'C', TOLLGATE_STATEMENT_SALE, TOLLGATE_STATEMENT_CREDIT, 0},
      {'R', TOLLGATE_STATEMENT_REFUND, TOLLGATE_STATEMENT_DEBIT, 0},
      {'V', TOLLGATE_STATEMENT_SALE, TOLLGATE_STATEMENT_DEBIT, TOLLGATE_STATEMENT_REVERSAL},
      {'W', TOLLGATE_STATEMENT_REFUND, TOLLGATE_STATEMENT_CREDIT, TOLLGATE_STATEMENT_REVERSAL}};
  for (const auto& row : rows) {
    const bool credit = row.direction == TOLLGATE_STATEMENT_CREDIT;
    const std::string amount = "0000000000001999";
    Reading reading(kHeader + line(row.letter, "978", "000000001999") +
                    total("978", credit ? amount : kNothing, credit ? kNothing : amount) +
                    "T00000001\n");
    const auto& step = reading.next();
    ASSERT_EQ(step.kind, TOLLGATE_STATEMENT_STEP_ENTRY) << row.letter;
    EXPECT_EQ(step.entry->kind, row.kind) << row.letter;
    EXPECT_EQ(step.entry->direction, row.direction) << row.letter;
    EXPECT_EQ(step.entry->flags, row.flags) << row.letter;
    EXPECT_EQ(copy(step.entry->channel_code), std::string(1, row.letter));
    const auto& end = reading.next();
    ASSERT_EQ(end.kind, TOLLGATE_STATEMENT_STEP_END) << row.letter;
    EXPECT_EQ(end.summary->totals[0]->credits_minor, credit ? 1999 : 0);
    EXPECT_EQ(end.summary->totals[0]->debits_minor, credit ? 0 : 1999);
  }
}

TEST(Statement, AnEntryHasAllTheLineSays) {
  Reading reading(kHeader + line('C', "048", "999999999999") +
                  total("048", "0000999999999999", kNothing) + "T00000001\n");
  const tollgate_statement_entry& entry = *reading.next().entry;
  EXPECT_EQ(entry.status, TOLLGATE_STATEMENT_BOOKED);
  EXPECT_EQ(entry.booking_date, 20261127);
  EXPECT_EQ(entry.value_date, 0);
  EXPECT_EQ(entry.line, 2u);
  EXPECT_EQ(copy(entry.operation_id), "op_1");
  EXPECT_EQ(copy(entry.channel_reference), "000000000001");
  EXPECT_EQ(entry.amount.minor, 999'999'999'999);
  EXPECT_EQ(entry.amount.numeric, 48);
  EXPECT_EQ(entry.fee.minor, 12);
  ASSERT_EQ(entry.data_count, 4u);
  EXPECT_EQ(copy(entry.data[0].key), "de7");
  EXPECT_EQ(copy(entry.data[0].value), "1127101500");
  EXPECT_EQ(copy(entry.data[3].key), "de38");
  EXPECT_EQ(copy(entry.data[3].value), "A00001");
  const tollgate_statement_summary& summary = *reading.next().summary;
  EXPECT_EQ(copy(summary.statement_id), "00000123456-MERCHANT0000001-20261127");
  EXPECT_EQ(copy(summary.account), "MERCHANT0000001");
  EXPECT_EQ(summary.from_date, 20261127);
  EXPECT_EQ(summary.to_date, 20261127);
  EXPECT_EQ(summary.flags, 3u);
}

TEST(Statement, AProblemNamesItsLineAndField) {
  const std::string good = line('C', "978", "000000001999");
  const std::string whole_total = total("978", "0000000000001999", kNothing);
  const struct {
    std::string file;
    std::uint64_t line;
    const char* field;
  } rows[] = {{"", 1, ""},
              {header("00000654321", "MERCHANT0000001") + "T00000000\n", 1, "acquirer"},
              {header("00000123456", "MERCHANT0000002") + "T00000000\n", 1, "merchant"},
              {header("00000123456", "MERCHANT0000001", "20261131") + "T00000000\n", 1, "date"},
              {header("0000012345X", "MERCHANT0000001") + "T00000000\n", 1, "acquirer"},
              {"H02" + kHeader.substr(3), 1, "version"},
              {kHeader + line('X', "978", "000000001999"), 2, "kind"},
              {kHeader + line('C', "EUR", "000000001999"), 2, "currency"},
              {kHeader + line('C', "978", "-00000001999"), 2, "amount"},
              {kHeader + good + line('C', "978", "00000000199"), 3, ""},
              {kHeader + good + total("978", "000000000000199X", kNothing), 3, "credits"},
              {kHeader + good + total("978", "0000000000001998", kNothing), 3, "credits"},
              {kHeader + good + whole_total + "T00000002\n", 4, "count"},
              {kHeader + good + whole_total, 4, ""}};
  for (const auto& row : rows) {
    Reading reading(row.file);
    const tollgate_statement_problem& problem = reading.problem();
    EXPECT_EQ(problem.line, row.line) << row.file;
    EXPECT_EQ(copy(problem.field), row.field) << row.file;
    EXPECT_THAT(copy(problem.sentence), HasSubstr("Line " + std::to_string(row.line) + " of the"));
    EXPECT_THAT(copy(problem.sentence), HasSubstr(row.field));
  }
}

}  // namespace
}  // namespace tollgate::test
