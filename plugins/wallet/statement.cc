#include "plugins/wallet/statement.h"

#include <string>

#include "plugins/wallet/bill.h"

namespace tollgate::wallet {
namespace {

using sdk::StatementEntry;
using sdk::StatementProblem;
using sdk::StatementStep;
using sdk::StatementSummary;

constexpr std::string_view kCurrency = "CNY";

class BillStatement final : public sdk::StatementReader {
 public:
  BillStatement(const Settings& settings, std::string_view file)
      : settings_(settings), reader_(file) {}

  StatementStep next() override {
    const auto line = reader_.next();
    if (!line && !reader_.whole())
      return StatementProblem{static_cast<std::uint64_t>(reader_.line()),
                              std::string(reader_.problem_field()), reader_.problem()};
    if (reader_.header().app_id != settings_.app_id)
      return StatementProblem{1, "app_id", "Line 1 of the wallet's bill names another app_id."};
    if (line) return entry_of(*line);
    return summary();
  }

 private:
  StatementEntry entry_of(const BillLine& line) const {
    const bool is_sale = line.kind == BillKind::sale;
    StatementEntry entry;
    entry.kind = is_sale ? TOLLGATE_STATEMENT_SALE : TOLLGATE_STATEMENT_REFUND;
    entry.direction = is_sale ? TOLLGATE_STATEMENT_CREDIT : TOLLGATE_STATEMENT_DEBIT;
    entry.booking_date = date_number(reader_.header().date);
    entry.line = static_cast<std::uint64_t>(reader_.line());
    entry.operation_id = is_sale ? line.out_trade_no : line.out_request_no;
    entry.channel_reference = line.trade_no;
    entry.amount = sdk::statement_money(line.amount_minor, kCurrency);
    entry.fee_minor = line.fee_minor;
    entry.channel_code = std::string(word_of(line.kind));
    if (!is_sale) entry.data.emplace_back("out_trade_no", line.out_trade_no);
    return entry;
  }

  StatementSummary summary() const {
    const BillHeader& header = reader_.header();
    StatementSummary summary;
    summary.statement_id = header.app_id + "-" + header.date;
    summary.account = header.app_id;
    summary.from_date = summary.to_date = date_number(header.date);
    summary.tells_count = summary.tells_sums = true;
    const BillTotal& sales = reader_.total(BillKind::sale);
    const BillTotal& refunds = reader_.total(BillKind::refund);
    if (sales.count + refunds.count == 0) return summary;
    sdk::StatementTotal& total = summary.totals.emplace_back();
    total.currency = kCurrency;
    total.count = static_cast<std::uint64_t>(sales.count + refunds.count);
    total.credits_minor = sales.amount_minor;
    total.debits_minor = refunds.amount_minor;
    total.fees_minor = sales.fee_minor + refunds.fee_minor;
    return summary;
  }

  const Settings& settings_;
  BillReader reader_;
};

}  // namespace

std::unique_ptr<sdk::StatementReader> open_statement(const Settings& settings,
                                                     std::string_view file) {
  return std::make_unique<BillStatement>(settings, file);
}

}  // namespace tollgate::wallet
