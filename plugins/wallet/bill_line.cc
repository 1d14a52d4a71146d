#include "plugins/wallet/bill_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "plugins/wallet/amount.h"

namespace tollgate::wallet {
namespace {

constexpr unsigned kExponent = 2;  // of CNY, the one currency
constexpr std::size_t kReferenceMax = 64;
constexpr std::int64_t kCountMax = 99'999'999;

// The fields of a line that has exactly `Count`; otherwise nothing.
template <std::size_t Count>
std::optional<std::array<std::string_view, Count>> split(std::string_view text) {
  std::array<std::string_view, Count> fields;
  for (std::size_t i = 0; i < Count; ++i) {
    const auto comma = text.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == Count)) return std::nullopt;
    fields[i] = text.substr(0, comma);
    if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
  }
  return fields;
}

bool is_reference(std::string_view text) {
  return !text.empty() && text.size() <= kReferenceMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '_' || c == '-';
         });
}

// "2026-11-29 09:53:36" of that day.
bool is_time_of(std::string_view text, std::string_view date) {
  if (text.size() != 19 || !text.starts_with(date)) return false;
  constexpr std::string_view kShape = " 29:59:59";
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const char c = text[10 + i];
    const bool digit = kShape[i] >= '0' && kShape[i] <= '9';
    if (digit ? c < '0' || c > kShape[i] : c != kShape[i]) return false;
  }
  return text.substr(11, 2) < "24";
}

// Minus and not zero, where the money goes back; otherwise no sign.
std::optional<std::int64_t> signed_minor(std::string_view text, bool negative) {
  if (negative && text == "0.00") return 0;
  if (text.starts_with('-') != negative) return std::nullopt;
  return minor_of(negative ? text.substr(1) : text, kExponent);
}

// The three amounts of a line or total that agree: nothing, and the field that does not.
std::optional<BillTotal> read_amounts(BillKind kind, std::string_view amount, std::string_view fee,
                                      std::string_view net, std::string_view& field) {
  const bool back = kind == BillKind::refund;
  const auto amount_minor = signed_minor(amount, back);
  const auto fee_minor = minor_of(fee, kExponent);
  if (!amount_minor ||
      amount != (back && *amount_minor != 0 ? "-" : "") + decimal_of(*amount_minor, kExponent)) {
    field = "amount";
    return std::nullopt;
  }
  if (!fee_minor || fee != decimal_of(*fee_minor, kExponent)) {
    field = "fee";
    return std::nullopt;
  }
  const std::int64_t left = (back ? -*amount_minor : *amount_minor) - *fee_minor;
  const std::string wanted = (left < 0 ? "-" : "") + decimal_of(left < 0 ? -left : left, kExponent);
  if (net != wanted) {
    field = "net";
    return std::nullopt;
  }
  return BillTotal{1, *amount_minor, *fee_minor};
}

// One way to write a number: digits without a needless zero in front.
std::optional<std::int64_t> read_count(std::string_view text) {
  std::int64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool good = read.ec == std::errc() && count >= 0 && count <= kCountMax;
  if (!good || std::to_string(count) != text) return std::nullopt;
  return count;
}

}  // namespace

const std::string_view kBillColumns =
    "trade_no,out_trade_no,kind,out_request_no,time,currency,amount,fee,net";

std::string_view word_of(BillKind kind) { return kind == BillKind::sale ? "sale" : "refund"; }

std::optional<BillKind> bill_kind(std::string_view word) {
  for (const BillKind kind : {BillKind::sale, BillKind::refund})
    if (word == word_of(kind)) return kind;
  return std::nullopt;
}

std::int32_t date_number(std::string_view date) {
  constexpr std::string_view kShape = "9999-99-99";
  std::int32_t number = 0;
  if (date.size() != kShape.size()) return 0;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '-' ? date[i] != '-' : date[i] < '0' || date[i] > '9') return 0;
    if (kShape[i] != '-') number = number * 10 + (date[i] - '0');
  }
  const std::chrono::year_month_day day(
      std::chrono::year(number / 10'000),
      std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
      std::chrono::day(static_cast<unsigned>(number % 100)));
  return number >= 1000'01'01 && day.ok() ? number : 0;
}

std::optional<BillHeader> read_bill_header(std::string_view text, std::string_view& field) {
  const auto fields = split<4>(text);
  if (!fields || (*fields)[0] != "#wallet-bill") return std::nullopt;
  const auto& [mark, version, app_id, date] = *fields;
  if (version != "1") {
    field = "version";
  } else if (!is_reference(app_id)) {
    field = "app_id";
  } else if (date_number(date) == 0) {
    field = "date";
  } else {
    return BillHeader{std::string(app_id), std::string(date)};
  }
  return std::nullopt;
}

std::optional<BillLine> read_bill_line(std::string_view text, std::string_view date,
                                       std::string_view& field) {
  const auto fields = split<9>(text);
  if (!fields) return std::nullopt;
  const auto& [trade_no, order, kind_word, request, time, currency, amount, fee, net] = *fields;
  const auto kind = bill_kind(kind_word);
  const bool is_refund = kind == BillKind::refund;
  if (!is_reference(trade_no)) {
    field = "trade_no";
  } else if (!is_reference(order)) {
    field = "out_trade_no";
  } else if (!kind) {
    field = "kind";
  } else if (is_refund ? !is_reference(request) : !request.empty()) {
    field = "out_request_no";
  } else if (!is_time_of(time, date)) {
    field = "time";
  } else if (currency != "CNY") {
    field = "currency";
  } else if (const auto sums = read_amounts(*kind, amount, fee, net, field)) {
    return BillLine{*kind,
                    std::string(trade_no),
                    std::string(order),
                    std::string(request),
                    sums->amount_minor,
                    sums->fee_minor};
  }
  return std::nullopt;
}

std::optional<BillTotal> read_bill_total(std::string_view text, BillKind& kind,
                                         std::string_view& field) {
  const auto fields = split<6>(text);
  if (!fields || (*fields)[0] != "#total") return std::nullopt;
  const auto& [mark, kind_word, count_text, amount, fee, net] = *fields;
  const auto named = bill_kind(kind_word);
  const auto count = read_count(count_text);
  if (!named) {
    field = "kind";
  } else if (!count) {
    field = "count";
  } else if (auto total = read_amounts(*named, amount, fee, net, field)) {
    kind = *named;
    total->count = *count;
    return total;
  }
  return std::nullopt;
}

std::optional<std::int64_t> read_bill_end(std::string_view text, std::string_view& field) {
  const auto fields = split<2>(text);
  if (!fields || (*fields)[0] != "#end") return std::nullopt;
  const auto count = read_count((*fields)[1]);
  if (!count) field = "count";
  return count;
}

}  // namespace tollgate::wallet
