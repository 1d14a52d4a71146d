#include "plugins/wallet/bill.h"

namespace tollgate::wallet {
namespace {

constexpr std::size_t kLineMax = 512;

}  // namespace

void BillReader::fail(const std::string& what, std::string_view field) {
  state_ = State::failed;
  problem_ = "Line " + std::to_string(line_) + " of the wallet's bill " + what + ".";
  problem_field_ = field;
}

std::optional<std::string_view> BillReader::take() {
  ++line_;
  const auto end = rest_.substr(0, kLineMax + 1).find('\n');
  if (end == std::string_view::npos) {
    fail(rest_.empty()              ? "is missing: the file is cut short"
         : rest_.size() <= kLineMax ? "has no end: the file is cut short"
                                    : "is longer than 512 bytes");
    return std::nullopt;
  }
  const std::string_view text = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return text;
}

bool BillReader::take_head() {
  const auto first = take();
  if (!first) return false;
  std::string_view field;
  auto header = read_bill_header(*first, field);
  if (!header) {
    fail(field.empty() ? "is no header of a bill" : "has a wrong " + std::string(field), field);
    return false;
  }
  header_ = std::move(*header);
  const auto columns = take();
  if (!columns) return false;
  if (*columns != kBillColumns) {
    fail("does not name the columns that are read here");
    return false;
  }
  state_ = State::in_lines;
  return true;
}

std::optional<BillLine> BillReader::take_line(std::string_view text) {
  std::string_view field;
  auto line = read_bill_line(text, header_.date, field);
  if (!line) {
    fail(field.empty() ? "has not nine fields" : "has a wrong " + std::string(field), field);
    return std::nullopt;
  }
  BillTotal& total = totals_[static_cast<std::size_t>(line->kind)];
  if (__builtin_add_overflow(total.amount_minor, line->amount_minor, &total.amount_minor) ||
      __builtin_add_overflow(total.fee_minor, line->fee_minor, &total.fee_minor)) {
    fail("makes a sum that is too large", "amount");
    return std::nullopt;
  }
  ++total.count;
  ++lines_;
  return line;
}

void BillReader::take_total(std::string_view text) {
  std::string_view field;
  BillKind kind = BillKind::sale;
  const auto told = read_bill_total(text, kind, field);
  if (!told) {
    fail(field.empty() ? "is no total" : "has a wrong " + std::string(field), field);
    return;
  }
  const auto index = static_cast<std::size_t>(kind);
  if (told_[index]) {
    fail("tells a total twice", "kind");
  } else if (told->count != totals_[index].count || told->count == 0) {
    fail("counts other lines than there are", "count");
  } else if (told->amount_minor != totals_[index].amount_minor) {
    fail("has another sum than the lines above", "amount");
  } else if (told->fee_minor != totals_[index].fee_minor) {
    fail("has another sum of fees than the lines above", "fee");
  }
  told_[index] = true;
}

void BillReader::take_end(std::string_view text) {
  std::string_view field;
  const auto count = read_bill_end(text, field);
  bool all_told = true;
  for (std::size_t i = 0; i < totals_.size(); ++i)
    all_told = all_told && told_[i] == (totals_[i].count > 0);
  if (!count) {
    fail("is no end of a bill", field);
  } else if (*count != lines_) {
    fail("counts other lines than there are", "count");
  } else if (!all_told) {
    fail("comes before the total of every kind");
  } else if (!rest_.empty()) {
    ++line_;
    fail("stands behind the end");
  } else {
    state_ = State::ended;
  }
}

std::optional<BillLine> BillReader::next() {
  if (state_ == State::before_header && !take_head()) return std::nullopt;
  while (state_ == State::in_lines || state_ == State::in_totals) {
    const auto text = take();
    if (!text) return std::nullopt;
    if (text->starts_with("#total,")) {
      state_ = State::in_totals;
      take_total(*text);
    } else if (text->starts_with("#")) {
      take_end(*text);
    } else if (state_ == State::in_totals) {
      fail("stands behind the totals");
    } else {
      return take_line(*text);
    }
  }
  return std::nullopt;
}

}  // namespace tollgate::wallet
