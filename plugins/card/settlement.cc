#include "plugins/card/settlement.h"

namespace tollgate::card {
namespace {

constexpr std::int64_t kSumMax = 9'999'999'999'999'999;  // what a field of a total can tell
constexpr std::int64_t kLinesMax = 99'999'999;           // what the trailer can tell

bool is_credit(SettlementKind kind) {
  return kind == SettlementKind::captured || kind == SettlementKind::refund_reversed;
}

// False when a sum is more than a total can tell. An amount has twelve digits at most, so no sum
// has overflowed before that is seen.
bool add(SettlementTotals& totals, const SettlementLine& line) {
  ++totals.count;
  (is_credit(line.kind) ? totals.credits_minor : totals.debits_minor) += line.amount_minor;
  totals.fees_minor += line.fee_minor;
  return totals.credits_minor <= kSumMax && totals.debits_minor <= kSumMax &&
         totals.fees_minor <= kSumMax;
}

std::string because_of(std::string_view field) {
  if (field.empty()) return ": it is of another letter or size";
  return ": its " + std::string(field) + " has another content than may stand there";
}

// Empty: none.
std::string_view differing(const SettlementTotals& own, const SettlementTotals& told) {
  if (own.count != told.count) return "count";
  if (own.credits_minor != told.credits_minor) return "credits";
  if (own.debits_minor != told.debits_minor) return "debits";
  return own.fees_minor != told.fees_minor ? "fees" : "";
}

}  // namespace

void SettlementReader::fail(const std::string& what, std::string_view field) {
  state_ = State::failed;
  problem_ = "Line " + std::to_string(records_) + " of the settlement file " + what + ".";
  problem_field_ = field;
}

std::optional<std::string_view> SettlementReader::take_record() {
  ++records_;
  const auto end = rest_.find('\n');
  if (end == std::string_view::npos) {
    fail(rest_.empty() ? "is missing: the file ends without its trailer"
                       : "is cut short: it has no end");
    return std::nullopt;
  }
  const std::string_view record = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return record;
}

void SettlementReader::take_header(std::string_view record) {
  std::string_view wrong;
  auto header = read_settlement_header(record, wrong);
  if (!header) return fail("is no header of version 01" + because_of(wrong), wrong);
  header_ = std::move(*header);
  state_ = State::in_lines;
}

std::optional<SettlementLine> SettlementReader::take_line(std::string_view record) {
  std::string_view wrong;
  auto line = read_settlement_line(record, wrong);
  if (!line) {
    fail("cannot be read" + because_of(wrong), wrong);
  } else if (++lines_ > kLinesMax || !add(totals_[line->currency_numeric], *line)) {
    fail("brings a total to more than can be told", "amount");
    line.reset();
  }
  return line;
}

void SettlementReader::take_total(std::string_view record) {
  std::string_view wrong;
  const auto told = read_settlement_total(record, wrong);
  if (!told) return fail("is no total that can be read" + because_of(wrong), wrong);
  const auto found = totals_.find(told->currency_numeric);
  if (found == totals_.end() || told->currency_numeric <= last_total_currency_)
    return fail("is a total of a currency that no line has, or out of order", "currency");
  if (const auto field = differing(found->second, told->totals); !field.empty())
    return fail("does not add up: the lines have other " + std::string(field), field);
  last_total_currency_ = told->currency_numeric;
  ++totals_told_;
  state_ = State::in_totals;
}

void SettlementReader::take_trailer(std::string_view record) {
  std::string_view wrong;
  const auto told = read_settlement_trailer(record, wrong);
  if (!told) return fail("is no trailer that can be read" + because_of(wrong), wrong);
  if (*told != lines_) {
    return fail("has the count " + std::to_string(*told) + " where there are " +
                    std::to_string(lines_) + " lines",
                "count");
  }
  if (totals_told_ != totals_.size()) return fail("comes before the total of each currency");
  if (!rest_.empty()) return fail("is the trailer, and there is more behind it");
  state_ = State::ended;
}

std::optional<SettlementLine> SettlementReader::next() {
  while (state_ != State::ended && state_ != State::failed) {
    const auto record = take_record();
    if (!record) return std::nullopt;
    if (state_ == State::before_header) {
      take_header(*record);
    } else if (record->starts_with('D') && state_ == State::in_lines) {
      return take_line(*record);
    } else if (record->starts_with('S')) {
      take_total(*record);
    } else if (record->starts_with('T')) {
      take_trailer(*record);
    } else {
      fail("is not a record that may stand here");
    }
  }
  return std::nullopt;
}

}  // namespace tollgate::card
