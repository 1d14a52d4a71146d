#include "gateway/adapters/channel/statement_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "gateway/adapters/channel/card_mask.h"
#include "gateway/adapters/channel/clean_text.h"
#include "gateway/adapters/channel/contract.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"

namespace tollgate::channel {
namespace {

static_assert(static_cast<int>(StatementKind::sale) == TOLLGATE_STATEMENT_SALE);
static_assert(static_cast<int>(StatementKind::refund) == TOLLGATE_STATEMENT_REFUND);
static_assert(static_cast<int>(StatementKind::chargeback) == TOLLGATE_STATEMENT_CHARGEBACK);
static_assert(static_cast<int>(StatementKind::fee) == TOLLGATE_STATEMENT_FEE);
static_assert(static_cast<int>(StatementKind::payout) == TOLLGATE_STATEMENT_PAYOUT);
static_assert(static_cast<int>(StatementKind::other) == TOLLGATE_STATEMENT_OTHER);
static_assert(static_cast<int>(StatementKind::transfer) == TOLLGATE_STATEMENT_TRANSFER);
static_assert(static_cast<int>(StatementDirection::debit) == TOLLGATE_STATEMENT_DEBIT);
static_assert(static_cast<int>(StatementStatus::refused) == TOLLGATE_STATEMENT_REFUSED);

std::string cleaned(tollgate_view view) { return clean_text(text_of(view), view.size); }

// What a stranger wrote for people: a card number may stand in it.
std::string masked(tollgate_view view, std::size_t most) {
  return without_card_numbers(clean_text(text_of(view), most));
}

// Nothing: not told. `good` is false when there is no such day.
std::optional<Date> date_of(std::int32_t number, bool& good) {
  if (number == 0) return std::nullopt;
  const Date date(std::chrono::year(number / 10'000),
                  std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
                  std::chrono::day(static_cast<unsigned>(number % 100)));
  good = good && number >= 1000'01'01 && number <= 9999'12'31 && date.ok();
  return date;
}

// By either name, or by both where they agree.
std::optional<Currency> currency_of(const char (&code)[4], std::uint16_t numeric) {
  const std::string_view text(code, ::strnlen(code, sizeof code));
  if (text.empty()) return Currency::from_numeric(numeric);
  const auto currency = Currency::parse(text);
  const bool agree = currency && (numeric == 0 || currency->numeric() == numeric);
  return agree ? currency : std::nullopt;
}

bool is_amount(const tollgate_money& money) {
  return money.minor >= 0 && money.minor <= Money::kMinorMax;
}

StatementProblem no_currency(std::uint64_t line) {
  return {line, "currency",
          fmt::format("Line {} names a currency that ISO 4217 does not have.", line)};
}

Status read_words(const tollgate_statement_entry& raw, StatementEntry& into) {
  bool good = true;
  into.booking_date = date_of(raw.booking_date, good);
  into.value_date = date_of(raw.value_date, good);
  if (!good) return fault("An entry of a statement has a date that is none.");
  if (!is_text(raw.operation_id, TOLLGATE_STATEMENT_OPERATION_ID_MAX) ||
      !is_text(raw.channel_reference, TOLLGATE_STATEMENT_ID_MAX) ||
      !is_text(raw.channel_code, TOLLGATE_STATEMENT_CHANNEL_CODE_MAX) ||
      !is_text(raw.description, SIZE_MAX))
    return fault("A text of an entry of a statement is too long or missing.");
  into.operation_id = cleaned(raw.operation_id);
  into.channel_reference = cleaned(raw.channel_reference);
  into.channel_code = cleaned(raw.channel_code);
  into.description = masked(raw.description, TOLLGATE_STATEMENT_DESCRIPTION_MAX);
  return ok_status();
}

Status read_data(const tollgate_statement_entry& raw, StatementEntry& into) {
  if (raw.data_count > TOLLGATE_STATEMENT_DATA_MAX || (raw.data_count > 0 && raw.data == nullptr))
    return fault("An entry of a statement has too much data.");
  for (std::size_t i = 0; i < raw.data_count; ++i) {
    const auto& [key, value] = raw.data[i];
    if (key.size == 0 || !is_text(key, TOLLGATE_STATEMENT_DATA_KEY_MAX) ||
        !is_text(value, TOLLGATE_STATEMENT_DATA_VALUE_MAX))
      return fault("The data of an entry of a statement is too long or missing.");
    std::string name = cleaned(key);
    if (std::any_of(into.data.begin(), into.data.end(),
                    [&](const auto& pair) { return pair.first == name; }))
      return fault("The data of an entry of a statement has a key twice.");
    into.data.emplace_back(std::move(name), masked(value, TOLLGATE_STATEMENT_DATA_VALUE_MAX));
  }
  return ok_status();
}

Result<std::optional<StatementTotal>> read_total(const tollgate_statement_total* raw,
                                                 StatementProblem& problem) {
  if (raw == nullptr || raw->size < sizeof(tollgate_statement_total))
    return fault("A total of a statement is too small a struct.");
  if (raw->credits_minor < 0 || raw->debits_minor < 0 || raw->fees_minor < 0)
    return fault("A total of a statement is below zero.");
  const auto currency = currency_of(raw->currency, raw->numeric);
  if (!currency) {
    problem = no_currency(0);
    return std::optional<StatementTotal>();
  }
  StatementTotal total(*currency);
  total.count = raw->count;
  total.credits_minor = raw->credits_minor;
  total.debits_minor = raw->debits_minor;
  total.fees_minor = raw->fees_minor;
  if (raw->has_balances != 0) total.balances_minor = {raw->opening_minor, raw->closing_minor};
  return std::optional(total);
}

}  // namespace

Result<std::optional<StatementEntry>> read_statement_entry(const tollgate_statement_entry* raw,
                                                           StatementProblem& problem) {
  if (raw == nullptr || raw->size < sizeof(tollgate_statement_entry))
    return fault("An entry of a statement is too small a struct.");
  if (raw->kind <= TOLLGATE_STATEMENT_KIND_UNKNOWN ||
      (raw->direction != TOLLGATE_STATEMENT_CREDIT && raw->direction != TOLLGATE_STATEMENT_DEBIT) ||
      raw->status < TOLLGATE_STATEMENT_BOOKED || raw->status > TOLLGATE_STATEMENT_REFUSED)
    return fault("An entry of a statement has no kind, direction or status.");
  if (raw->line == 0) return fault("An entry of a statement has no line.");
  if (!is_amount(raw->amount) || !is_amount(raw->fee))
    return fault("An entry of a statement has an impossible amount.");
  const auto currency = currency_of(raw->amount.currency, raw->amount.numeric);
  if (!currency) {
    problem = no_currency(raw->line);
    return std::optional<StatementEntry>();
  }
  if (raw->fee.minor != 0 && currency_of(raw->fee.currency, raw->fee.numeric) != currency)
    return fault("An entry of a statement has a fee in another currency.");
  StatementEntry entry(Money(raw->amount.minor, *currency));
  entry.kind = raw->kind > TOLLGATE_STATEMENT_TRANSFER ? StatementKind::other
                                                       : static_cast<StatementKind>(raw->kind);
  entry.direction = static_cast<StatementDirection>(raw->direction);
  entry.status = static_cast<StatementStatus>(raw->status);
  entry.is_reversal = (raw->flags & TOLLGATE_STATEMENT_REVERSAL) != 0;
  entry.line = raw->line;
  entry.fee = Money(raw->fee.minor, *currency);
  if (auto status = read_words(*raw, entry); !status) return std::move(status).error();
  if (auto status = read_data(*raw, entry); !status) return std::move(status).error();
  return std::optional(std::move(entry));
}

Result<std::optional<StatementSummary>> read_statement_summary(
    const tollgate_statement_summary* raw, std::string_view file, StatementProblem& problem) {
  if (raw == nullptr || raw->size < sizeof(tollgate_statement_summary))
    return fault("The summary of a statement is too small a struct.");
  bool good = true;
  StatementSummary summary;
  summary.from_date = date_of(raw->from_date, good);
  summary.to_date = date_of(raw->to_date, good);
  if (!good || (summary.from_date && summary.to_date && *summary.to_date < *summary.from_date))
    return fault("The summary of a statement has dates that are none.");
  if (!is_text(raw->statement_id, TOLLGATE_STATEMENT_ID_MAX) ||
      !is_text(raw->account, TOLLGATE_STATEMENT_ID_MAX))
    return fault("A name in the summary of a statement is too long or missing.");
  summary.statement_id = cleaned(raw->statement_id);
  if (summary.statement_id.empty()) {
    const Digest32 digest = sha256(file);
    summary.statement_id = "sha256:" + to_hex(as_text(digest));
  }
  summary.account = cleaned(raw->account);
  summary.tells_count = (raw->flags & TOLLGATE_STATEMENT_TELLS_COUNT) != 0;
  summary.tells_sums = (raw->flags & TOLLGATE_STATEMENT_TELLS_SUMS) != 0;
  if (raw->total_count > TOLLGATE_STATEMENT_TOTALS_MAX ||
      (raw->total_count > 0 && raw->totals == nullptr))
    return fault("The summary of a statement has too many totals.");
  for (std::size_t i = 0; i < raw->total_count; ++i) {
    auto total = read_total(raw->totals[i], problem);
    if (!total) return std::move(total).error();
    if (!*total) return std::optional<StatementSummary>();
    summary.totals.push_back(**total);
  }
  return std::optional(std::move(summary));
}

Result<StatementProblem> read_statement_problem(const tollgate_statement_problem* raw) {
  if (raw == nullptr || raw->size < sizeof(tollgate_statement_problem))
    return fault("The problem of a statement is too small a struct.");
  if (raw->line == 0 || !is_text(raw->field, TOLLGATE_STATEMENT_FIELD_MAX) ||
      raw->sentence.size == 0 || !is_text(raw->sentence, TOLLGATE_SENTENCE_MAX))
    return fault("The problem of a statement has no line or no sentence.");
  return StatementProblem{raw->line, cleaned(raw->field),
                          masked(raw->sentence, TOLLGATE_SENTENCE_MAX)};
}

}  // namespace tollgate::channel
