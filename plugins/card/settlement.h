// SettlementReader: reads an acquirer's settlement file (settlement_record.h), line by line. Pure;
// takes any bytes whatever and keeps none of them but its totals. Not thread-safe.
//
// The file counts as a whole or not at all: what next() gave is to be believed once whole() is
// true.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/card/settlement_record.h"

namespace tollgate::card {

class SettlementReader {
 public:
  // `file` outlives the reader.
  explicit SettlementReader(std::string_view file) : rest_(file) {}

  // The next line; nothing at the end, and at the first thing that is wrong.
  std::optional<SettlementLine> next();

  // Once next() gave nothing: whether the file was whole and its totals are those of its lines.
  bool whole() const { return state_ == State::ended; }
  // A sentence that names the line and what is wrong; empty while nothing is.
  const std::string& problem() const { return problem_; }
  // Of the problem: empty when it is not of one field.
  std::string_view problem_field() const { return problem_field_; }
  // The record that was taken last, from 1.
  std::int64_t line() const { return records_; }
  // Filled after the first next().
  const SettlementHeader& header() const { return header_; }
  // Of the lines so far, by currency number.
  const std::map<int, SettlementTotals>& totals() const { return totals_; }

 private:
  enum class State { before_header, in_lines, in_totals, ended, failed };

  std::optional<std::string_view> take_record();
  void take_header(std::string_view record);
  std::optional<SettlementLine> take_line(std::string_view record);
  void take_total(std::string_view record);
  void take_trailer(std::string_view record);
  void fail(const std::string& what, std::string_view field = {});

  std::string_view rest_;
  State state_ = State::before_header;
  std::string problem_;
  std::string_view problem_field_;
  SettlementHeader header_;
  std::int64_t records_ = 0;  // taken so far
  std::int64_t lines_ = 0;
  int last_total_currency_ = -1;
  std::map<int, SettlementTotals> totals_;
  std::size_t totals_told_ = 0;
};

}  // namespace tollgate::card
