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

}  // namespace

void SettlementReader::fail(const std::string& what) {
  state_ = State::failed;
  problem_ = "Line " + std::to_string(records_) + " of the settlement file " + what + ".";
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
  auto header = read_settlement_header(record);
  if (!header) return fail("is no header of version 01");
  header_ = std::move(*header);
  state_ = State::in_lines;
}

std::optional<SettlementLine> SettlementReader::take_line(std::string_view record) {
  auto line = read_settlement_line(record);
  if (!line) {
    fail("cannot be read: it is of another size, or a field of other content");
  } else if (++lines_ > kLinesMax || !add(totals_[line->currency_numeric], *line)) {
    fail("brings a total to more than can be told");
    line.reset();
  }
  return line;
}

void SettlementReader::take_total(std::string_view record) {
  const auto told = read_settlement_total(record);
  if (!told) return fail("is no total that can be read");
  const auto found = totals_.find(told->currency_numeric);
  if (found == totals_.end() || told->currency_numeric <= last_total_currency_)
    return fail("is a total of a currency that no line has, or out of order");
  if (found->second != told->totals) return fail("does not add up: the lines have other totals");
  last_total_currency_ = told->currency_numeric;
  totals_.erase(found);
  state_ = State::in_totals;
}

void SettlementReader::take_trailer(std::string_view record) {
  const auto told = read_settlement_trailer(record);
  if (!told) return fail("is no trailer that can be read");
  if (*told != lines_) {
    return fail("tells " + std::to_string(*told) + " lines where there are " +
                std::to_string(lines_));
  }
  if (!totals_.empty()) return fail("comes before the total of each currency");
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
