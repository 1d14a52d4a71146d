// BillReader: reads the wallet's bill of one day (bill_line.h), line by line. Pure; takes any bytes
// whatever and keeps none of them but its totals. Not thread-safe.
//
// The file counts as a whole or not at all: what next() gave is to be believed once whole() is
// true.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/wallet/bill_line.h"

namespace tollgate::wallet {

class BillReader {
 public:
  // `file` outlives the reader.
  explicit BillReader(std::string_view file) : rest_(file) {}

  // The next line; nothing at the end, and at the first thing that is wrong.
  std::optional<BillLine> next();

  // Once next() gave nothing: whether the file was whole and its totals are those of its lines.
  bool whole() const { return state_ == State::ended; }
  // A sentence that names the line and what is wrong, with no bytes of the file; empty while
  // nothing is.
  const std::string& problem() const { return problem_; }
  // Of the problem: the field's name; empty when it is not of one field.
  std::string_view problem_field() const { return problem_field_; }
  // The line that was taken last, from 1; of a problem, where it is.
  std::int64_t line() const { return line_; }
  // Filled after the first next().
  const BillHeader& header() const { return header_; }
  // Of the lines so far.
  const BillTotal& total(BillKind kind) const { return totals_[static_cast<std::size_t>(kind)]; }

 private:
  enum class State { before_header, in_lines, in_totals, ended, failed };

  std::optional<std::string_view> take();
  bool take_head();
  std::optional<BillLine> take_line(std::string_view text);
  void take_total(std::string_view text);
  void take_end(std::string_view text);
  void fail(const std::string& what, std::string_view field = {});

  std::string_view rest_;
  State state_ = State::before_header;
  std::string problem_;
  std::string_view problem_field_;
  BillHeader header_;
  std::int64_t line_ = 0;
  std::int64_t lines_ = 0;
  std::array<BillTotal, kBillKinds> totals_;
  std::array<bool, kBillKinds> told_{};
};

}  // namespace tollgate::wallet
