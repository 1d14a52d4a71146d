// The lines of the wallet's bill of one day, as text and as values. Pure.
//
//   #wallet-bill,1,APP_ID,2026-11-29
//   trade_no,out_trade_no,kind,out_request_no,time,currency,amount,fee,net
//   2026112900000000000000000001,op_1,sale,,2026-11-29 09:53:36,CNY,19.99,0.12,19.87
//   2026112900000000000000000001,op_1,refund,op_2,2026-11-29 09:53:41,CNY,-5.00,0.00,-5.00
//   #total,refund,1,-5.00,0.00,-5.00
//   #total,sale,1,19.99,0.12,19.87
//   #end,2
//
// UTF-8, every line ended by a line feed. Days and times are those of China. Amounts are what the
// merchant gets: a refund's is negative; the fee is what the wallet keeps; net = amount - fee.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::wallet {

enum class BillKind { sale, refund };
inline constexpr int kBillKinds = 2;

// The file's word, and back. Nothing: there is no such kind.
std::string_view word_of(BillKind kind);
std::optional<BillKind> bill_kind(std::string_view word);

struct BillLine {
  BillKind kind = BillKind::sale;
  std::string trade_no;
  std::string out_trade_no;       // the operation_id of the sale
  std::string out_request_no;     // of a refund: its own operation_id; otherwise empty
  std::int64_t amount_minor = 0;  // 0 or more: `kind` says which way
  std::int64_t fee_minor = 0;
};

// The sums of the lines of one kind.
struct BillTotal {
  std::int64_t count = 0;
  std::int64_t amount_minor = 0;  // 0 or more
  std::int64_t fee_minor = 0;

  bool operator==(const BillTotal&) const = default;
};

struct BillHeader {
  std::string app_id;
  std::string date;  // "2026-11-29"
};

// 20261129; 0: there is no such day, or it is written in another way.
std::int32_t date_number(std::string_view date);

// Each gives nothing, and the name of the first field that is wrong in `field`; empty: it is not
// that kind of line at all. A line is given without its line feed.
std::optional<BillHeader> read_bill_header(std::string_view text, std::string_view& field);
std::optional<BillLine> read_bill_line(std::string_view text, std::string_view date,
                                       std::string_view& field);
std::optional<BillTotal> read_bill_total(std::string_view text, BillKind& kind,
                                         std::string_view& field);
std::optional<std::int64_t> read_bill_end(std::string_view text, std::string_view& field);

extern const std::string_view kBillColumns;  // the second line

}  // namespace tollgate::wallet
