// PublishedReader: the C view of a StatementReader and of its last step, which it owns.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tollgate/cpp/statement.hpp"

namespace tollgate::sdk::detail {

class PublishedReader {
 public:
  PublishedReader(const PublishedReader&) = delete;  // its views point into itself
  PublishedReader& operator=(const PublishedReader&) = delete;

  static tollgate_statement_reader* publish(std::unique_ptr<StatementReader> reader) {
    return reinterpret_cast<tollgate_statement_reader*>(new PublishedReader(std::move(reader)));
  }

  // tollgate_statement.next and close.
  static const tollgate_statement_step* next(const tollgate_channel*,
                                             tollgate_statement_reader* reader) noexcept {
    try {
      return of(reader)->step();
    } catch (...) {
      return nullptr;  // the host fails the file
    }
  }
  static void close(const tollgate_channel*, tollgate_statement_reader* reader) noexcept {
    delete of(reader);
  }

 private:
  explicit PublishedReader(std::unique_ptr<StatementReader> reader) : reader_(std::move(reader)) {}

  static PublishedReader* of(tollgate_statement_reader* reader) {
    return reinterpret_cast<PublishedReader*>(reader);
  }

  const tollgate_statement_step* step() {
    last_ = reader_->next();
    c_step_ = {sizeof c_step_, TOLLGATE_STATEMENT_STEP_UNKNOWN, nullptr, nullptr, nullptr};
    std::visit([this](const auto& made) { show(made); }, last_);
    return &c_step_;
  }
  void show(const StatementEntry& entry) {
    pairs_ = to_c(entry.data);
    tollgate_money fee = entry.amount;
    fee.minor = entry.fee_minor;
    c_entry_ = {sizeof c_entry_,
                entry.kind,
                entry.direction,
                entry.status,
                entry.is_reversal ? static_cast<std::uint32_t>(TOLLGATE_STATEMENT_REVERSAL) : 0u,
                entry.booking_date,
                entry.value_date,
                0,
                entry.line,
                to_c(entry.operation_id),
                to_c(entry.channel_reference),
                entry.amount,
                fee,
                to_c(entry.channel_code),
                to_c(entry.description),
                pairs_.data(),
                pairs_.size()};
    c_step_.kind = TOLLGATE_STATEMENT_STEP_ENTRY;
    c_step_.entry = &c_entry_;
  }

  void show(const StatementSummary& summary) {
    totals_.reserve(summary.totals.size());
    for (const auto& total : summary.totals) {
      tollgate_statement_total& raw = totals_.emplace_back();
      raw = {sizeof raw,
             total.has_balances ? 1u : 0u,
             {},
             total.numeric,
             0,
             total.count,
             total.credits_minor,
             total.debits_minor,
             total.fees_minor,
             total.opening_minor,
             total.closing_minor};
      total.currency.copy(raw.currency, sizeof raw.currency - 1);
    }
    for (const auto& total : totals_) total_pointers_.push_back(&total);
    const auto flags = (summary.tells_count ? TOLLGATE_STATEMENT_TELLS_COUNT : 0) |
                       (summary.tells_sums ? TOLLGATE_STATEMENT_TELLS_SUMS : 0);
    c_summary_ = {sizeof c_summary_,          static_cast<std::uint32_t>(flags),
                  to_c(summary.statement_id), to_c(summary.account),
                  summary.from_date,          summary.to_date,
                  total_pointers_.data(),     total_pointers_.size()};
    c_step_.kind = TOLLGATE_STATEMENT_STEP_END;
    c_step_.summary = &c_summary_;
  }

  void show(const StatementProblem& problem) {
    c_problem_ = {sizeof c_problem_, 0, problem.line, to_c(problem.field), to_c(problem.sentence)};
    c_step_.kind = TOLLGATE_STATEMENT_STEP_FAILED;
    c_step_.problem = &c_problem_;
  }

  std::unique_ptr<StatementReader> reader_;
  StatementStep last_;
  std::vector<tollgate_pair> pairs_;  // the data of an entry
  std::vector<tollgate_statement_total> totals_;
  std::vector<const tollgate_statement_total*> total_pointers_;
  tollgate_statement_entry c_entry_{};
  tollgate_statement_summary c_summary_{};
  tollgate_statement_problem c_problem_{};
  tollgate_statement_step c_step_{};
};

}  // namespace tollgate::sdk::detail
