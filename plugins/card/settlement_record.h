// The records of an acquirer's settlement file, each by itself. Pure functions.
//
// ASCII, each record one line that ends with LF, fields of fixed sizes (digits with zeros in front,
// text with spaces behind):
//
//   H  version (2, "01")  acquirer (11)  merchant (15)  date (8, YYYYMMDD)
//   D  kind (1)  transmission time (10)  audit number (6)  terminal (8)  retrieval reference (12)
//      authorization code (6)  currency (3)  amount (12)  fee (12)  operation_id (64)
//   S  currency (3)  count (8)  credits (16)  debits (16)  fees (16)      one a currency, ascending
//   T  count (8) of all D records
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::card {

// The letter of a D record. A reversal is there only where its original was settled before.
enum class SettlementKind : char {
  captured = 'C',          // to the merchant
  refunded = 'R',          // from the merchant
  capture_reversed = 'V',  // from the merchant
  refund_reversed = 'W'    // to the merchant
};

struct SettlementHeader {
  std::string acquirer_id;  // 11 digits
  std::string merchant_id;  // without the spaces behind it
  std::string date;         // YYYYMMDD
};

struct SettlementLine {
  SettlementKind kind = SettlementKind::captured;
  std::string transmission_time;    // element 7 of the operation and
  std::string audit_number;         // element 11: with the terminal its name at the acquirer
  std::string terminal_id;          // 8 characters, with the spaces behind it
  std::string retrieval_reference;  // element 37
  std::string authorization_code;   // element 38; empty when there was none
  std::uint16_t currency_numeric = 0;
  std::int64_t amount_minor = 0;  // never negative: the kind says which way it goes
  std::int64_t fee_minor = 0;     // what the acquirer keeps of it
  std::string operation_id;       // as sent; empty where the acquirer does not know it
};

// What an S record tells of the lines of its currency.
struct SettlementTotals {
  std::int64_t count = 0, credits_minor = 0, debits_minor = 0, fees_minor = 0;
  bool operator==(const SettlementTotals&) const = default;
};

struct SettlementTotalRecord {
  std::uint16_t currency_numeric = 0;
  SettlementTotals totals;
};

// Each takes a record without its LF. Nothing when it is of another letter, size, version or
// content; `wrong` then names the field (a literal), or is empty when it is the letter or the size.
std::optional<SettlementHeader> read_settlement_header(std::string_view record,
                                                       std::string_view& wrong);
std::optional<SettlementLine> read_settlement_line(std::string_view record,
                                                   std::string_view& wrong);
std::optional<SettlementTotalRecord> read_settlement_total(std::string_view record,
                                                           std::string_view& wrong);
// The count of lines.
std::optional<std::int64_t> read_settlement_trailer(std::string_view record,
                                                    std::string_view& wrong);

}  // namespace tollgate::card
