#include "gateway/payment/statement.h"

#include <cstdio>

namespace tollgate {

std::string_view to_text(StatementKind kind) {
  switch (kind) {
    case StatementKind::sale:
      return "sale";
    case StatementKind::refund:
      return "refund";
    case StatementKind::chargeback:
      return "chargeback";
    case StatementKind::fee:
      return "fee";
    case StatementKind::payout:
      return "payout";
    case StatementKind::other:
      return "other";
    case StatementKind::transfer:
      return "transfer";
    case StatementKind::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_text(StatementDirection direction) {
  switch (direction) {
    case StatementDirection::credit:
      return "credit";
    case StatementDirection::debit:
      return "debit";
    case StatementDirection::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_text(StatementStatus status) {
  switch (status) {
    case StatementStatus::booked:
      return "booked";
    case StatementStatus::announced:
      return "announced";
    case StatementStatus::refused:
      return "refused";
    case StatementStatus::unknown:
      break;
  }
  return "unknown";
}

std::string to_text(Date date) {
  char room[32];
  const int size =
      std::snprintf(room, sizeof room, "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {room, static_cast<std::size_t>(size)};
}

}  // namespace tollgate
