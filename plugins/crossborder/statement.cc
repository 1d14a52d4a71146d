#include "plugins/crossborder/statement.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "plugins/crossborder/camt053.h"
#include "plugins/crossborder/message_kind.h"
#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

using sdk::StatementEntry;
using sdk::StatementProblem;
using sdk::StatementStep;
using sdk::StatementSummary;

constexpr std::size_t kReferenceMax = 32;  // characters: at most 128 bytes
constexpr std::size_t kOperationIdMax = 64;
constexpr std::int64_t kMinorMax = (std::int64_t{1} << 53U) - 1;

// 20261127 of "2026-11-27"; 0 of nothing. False: it is no day of the calendar.
bool read_date(const std::string& text, std::int32_t& date) {
  if (text.empty()) return true;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const std::string digits = text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), date);
  if (read.ptr != digits.data() + digits.size() || date <= 0) return false;
  const std::chrono::year_month_day day(std::chrono::year(date / 10'000),
                                        std::chrono::month(static_cast<unsigned>(date / 100 % 100)),
                                        std::chrono::day(static_cast<unsigned>(date % 100)));
  return day.ok();
}

// By the batch's name that compose.h gave it; what comes without one is a payer's money when it is
// a credit with a reference of ours.
tollgate_statement_kind kind_of(const EntryDetail& detail) {
  if (detail.reference.empty()) return TOLLGATE_STATEMENT_OTHER;
  if (detail.batch == "S-" + detail.reference) return TOLLGATE_STATEMENT_SALE;
  if (detail.batch == "P-" + detail.reference) return TOLLGATE_STATEMENT_PAYOUT;
  if (detail.batch == "R-" + detail.reference) return TOLLGATE_STATEMENT_REFUND;
  const bool is_back = detail.reversal || !detail.return_reason.empty();
  return detail.credit != is_back ? TOLLGATE_STATEMENT_SALE : TOLLGATE_STATEMENT_OTHER;
}

void add_amount(sdk::Pairs& data, const std::string& name, const std::optional<Amount>& amount) {
  if (!amount) return;
  data.emplace_back(name + "_minor", std::to_string(amount->minor));
  data.emplace_back(name + "_currency", amount->currency);
}

StatementEntry entry_of(const BankEntry& entry, const EntryDetail& detail, const Amount& amount) {
  StatementEntry told;
  told.kind = kind_of(detail);
  told.direction = detail.credit ? TOLLGATE_STATEMENT_CREDIT : TOLLGATE_STATEMENT_DEBIT;
  told.status = entry.booked ? TOLLGATE_STATEMENT_BOOKED : TOLLGATE_STATEMENT_ANNOUNCED;
  told.is_reversal = detail.reversal || !detail.return_reason.empty();
  (void)read_date(entry.booking_date, told.booking_date);  // take() has looked at them
  (void)read_date(entry.value_date, told.value_date);
  told.line = entry.line;
  if (detail.reference.size() <= kOperationIdMax) told.operation_id = detail.reference;
  told.channel_reference = one_line(detail.bank_reference, kReferenceMax);
  told.amount = sdk::statement_money(amount.minor, amount.currency);
  told.channel_code = one_line(detail.return_reason, kReferenceMax / 2);
  if (!detail.uetr.empty())
    told.data.emplace_back("uetr", one_line(detail.uetr, kReferenceMax + 4));
  add_amount(told.data, "instructed", detail.instructed);
  add_amount(told.data, "charges", detail.charges);
  return told;
}

// The transactions of an entry, where they come to it; else nothing can be said of either.
bool split(const BankEntry& entry, std::vector<StatementEntry>& into) {
  if (entry.details.size() == 1) {
    into.push_back(entry_of(entry, entry.details.front(), entry.amount));
    // One transaction goes the way of its entry.
    return entry.details.front().credit == entry.credit;
  }
  std::int64_t sum = 0;
  for (const auto& detail : entry.details) {
    if (detail.amount.currency != entry.amount.currency) return false;
    const bool along = detail.credit == entry.credit;
    if (__builtin_add_overflow(sum, along ? detail.amount.minor : -detail.amount.minor, &sum))
      return false;
    into.push_back(entry_of(entry, detail, detail.amount));
  }
  return sum == entry.amount.minor;
}

class CamtReader final : public sdk::StatementReader {
 public:
  CamtReader(std::string own_iban, std::string_view bytes)
      : own_iban_(std::move(own_iban)), bytes_(bytes) {}

  StatementStep next() override {
    if (!std::exchange(begun_, true))
      if (auto problem = read()) return *problem;
    if (at_ < entries_.size()) return std::move(entries_[at_++]);
    return summary_;
  }

 private:
  static StatementProblem problem(std::uint64_t line, std::string field, std::string sentence) {
    return {line, std::move(field), std::move(sentence)};
  }

  // Of a sentence that may name the line already.
  static StatementProblem unreadable(std::string why) {
    const std::size_t line = line_of(why);
    if (why.find(" line ") == std::string::npos)
      why = "On line " + std::to_string(line) + ": " + why;
    return problem(line, "", std::move(why));
  }

  std::optional<StatementProblem> read() {
    std::string why;
    const auto document = XmlDocument::parse(bytes_, kStatementLimits, why);
    if (!document) return unreadable(why);
    const auto statements = read_camt053(*document, why);
    if (!statements) return unreadable(why);
    if (statements->size() != 1)
      return problem((*statements)[1].line, "Stmt",
                     "A second statement (Stmt) begins on line " +
                         std::to_string((*statements)[1].line) + "; give a file of one statement.");
    const AccountStatement& statement = statements->front();
    if (statement.account != own_iban_)
      return problem(statement.line, "Acct",
                     "The statement's account (Acct) on line " + std::to_string(statement.line) +
                         " is not own_iban of the settings.");
    if (const auto wrong = refuse_balances(statement))
      return problem(statement.line, "Bal",
                     "The statement (Stmt) on line " + std::to_string(statement.line) + " " +
                         *wrong + ": look at its balances (Bal).");
    return take(statement);
  }

  std::optional<StatementProblem> take(const AccountStatement& statement) {
    sdk::StatementTally tally;
    for (const auto& entry : statement.entries) {
      std::int32_t date = 0;
      if (!read_date(entry.booking_date, date) || !read_date(entry.value_date, date))
        return problem(entry.line, "BookgDt",
                       "The entry (Ntry) on line " + std::to_string(entry.line) +
                           " has a date (BookgDt, ValDt) that is none.");
      const std::size_t before = entries_.size();
      const bool whole = split(entry, entries_);
      bool fits = whole;
      for (std::size_t i = before; i < entries_.size(); ++i)
        fits = fits && entries_[i].amount.minor <= kMinorMax && tally.add(entries_[i]);
      if (!fits)
        return problem(entry.line, "Ntry",
                       "The entry (Ntry) on line " + std::to_string(entry.line) +
                           (whole ? " is of more than can be reckoned."
                                  : " does not come to what its transactions (TxDtls) say."));
    }
    summary_.statement_id = one_line(statement.id, kReferenceMax);
    summary_.account = statement.account;
    summary_.tells_sums = true;
    summary_.totals = tally.totals();
    const Reckoning reckoning = *reckon(statement);
    if (summary_.totals.empty()) summary_.totals.emplace_back().currency = reckoning.currency;
    auto& total = summary_.totals.front();
    total.has_balances = true;
    total.opening_minor = reckoning.opening_minor;
    total.closing_minor = reckoning.closing_minor;
    return std::nullopt;
  }

  std::string own_iban_;
  std::string_view bytes_;
  bool begun_ = false;
  std::size_t at_ = 0;
  std::vector<StatementEntry> entries_;
  StatementSummary summary_;
};

}  // namespace

std::unique_ptr<sdk::StatementReader> open_statement(std::string own_iban, std::string_view bytes) {
  return std::make_unique<CamtReader>(std::move(own_iban), bytes);
}

}  // namespace tollgate::crossborder
