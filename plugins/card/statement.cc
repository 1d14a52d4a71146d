#include "plugins/card/statement.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "plugins/card/settlement.h"

namespace tollgate::card {
namespace {

using sdk::StatementEntry;
using sdk::StatementProblem;
using sdk::StatementStep;
using sdk::StatementSummary;

std::string_view without_zeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view() : digits.substr(first);
}

std::string_view without_spaces(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// 0: there is no such day.
std::int32_t date_number(const std::string& digits) {
  const int number = std::stoi(digits);  // eight digits, as the reader saw
  const std::chrono::year_month_day date(
      std::chrono::year(number / 10'000),
      std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
      std::chrono::day(static_cast<unsigned>(number % 100)));
  return number >= 1000'01'01 && date.ok() ? number : 0;
}

void set_kind(StatementEntry& entry, SettlementKind kind) {
  const bool of_sale = kind == SettlementKind::captured || kind == SettlementKind::capture_reversed;
  entry.kind = of_sale ? TOLLGATE_STATEMENT_SALE : TOLLGATE_STATEMENT_REFUND;
  entry.is_reversal =
      kind == SettlementKind::capture_reversed || kind == SettlementKind::refund_reversed;
  entry.direction =
      of_sale != entry.is_reversal ? TOLLGATE_STATEMENT_CREDIT : TOLLGATE_STATEMENT_DEBIT;
  entry.channel_code = std::string(1, static_cast<char>(kind));
}

class Reader final : public sdk::StatementReader {
 public:
  Reader(const Settings& settings, std::string_view file) : settings_(settings), reader_(file) {}

  StatementStep next() override {
    const auto line = reader_.next();
    if (!line && !reader_.whole())
      return StatementProblem{static_cast<std::uint64_t>(reader_.line()),
                              std::string(reader_.problem_field()), reader_.problem()};
    if (auto problem = foreign(); !problem.sentence.empty()) return problem;
    if (line) return entry_of(*line);
    return summary();
  }

 private:
  // A problem without a sentence: the header is of this account.
  StatementProblem foreign() const {
    const SettlementHeader& header = reader_.header();
    if (without_zeros(header.acquirer_id) != without_zeros(settings_.acquirer_id))
      return {1, "acquirer", "Line 1 of the settlement file names another acquirer."};
    if (header.merchant_id != without_spaces(settings_.merchant_id))
      return {1, "merchant", "Line 1 of the settlement file names another merchant."};
    if (date_number(header.date) == 0)
      return {1, "date", "Line 1 of the settlement file has a date that there is not."};
    return {};
  }

  StatementEntry entry_of(const SettlementLine& line) const {
    StatementEntry entry;
    set_kind(entry, line.kind);
    entry.booking_date = date_number(reader_.header().date);
    entry.line = static_cast<std::uint64_t>(reader_.line());
    entry.operation_id = line.operation_id;
    entry.channel_reference = line.retrieval_reference;
    entry.amount = sdk::statement_money(line.amount_minor, line.currency_numeric);
    entry.fee_minor = line.fee_minor;
    // As in an outcome's data, so that a line without an operation_id can be found.
    entry.data = {
        {"de7", line.transmission_time}, {"de11", line.audit_number}, {"de41", line.terminal_id}};
    if (!line.authorization_code.empty()) entry.data.emplace_back("de38", line.authorization_code);
    return entry;
  }

  StatementSummary summary() const {
    const SettlementHeader& header = reader_.header();
    StatementSummary summary;
    summary.statement_id = header.acquirer_id + "-" + header.merchant_id + "-" + header.date;
    summary.account = header.merchant_id;
    summary.from_date = summary.to_date = date_number(header.date);
    summary.tells_count = summary.tells_sums = true;
    for (const auto& [currency, totals] : reader_.totals()) {
      sdk::StatementTotal& total = summary.totals.emplace_back();
      total.numeric = static_cast<std::uint16_t>(currency);
      total.count = static_cast<std::uint64_t>(totals.count);
      total.credits_minor = totals.credits_minor;
      total.debits_minor = totals.debits_minor;
      total.fees_minor = totals.fees_minor;
    }
    return summary;
  }

  const Settings& settings_;
  SettlementReader reader_;
};

}  // namespace

std::unique_ptr<sdk::StatementReader> open_statement(const Settings& settings,
                                                     std::string_view file) {
  return std::make_unique<Reader>(settings, file);
}

}  // namespace tollgate::card
