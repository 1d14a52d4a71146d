// Fold: several changes seen table by table, so that each table is written with one statement.
// Holds pointers into the changes: they must outlive it. Reuse one: clear() keeps the memory.
#pragma once

#include <vector>

#include "gateway/app/ports/change.h"

namespace tollgate::mysql {

struct Fold {
  std::vector<const RequestRecord*> requests;
  std::vector<const AnswerUpdate*> answers;
  std::vector<const PaymentMethod*> payment_methods;
  std::vector<const FxQuote*> fx_quotes;
  std::vector<const Payment*> new_payments, changed_payments;
  std::vector<const Operation*> new_operations, changed_operations;
  std::vector<const Refund*> new_refunds, changed_refunds;
  std::vector<const Break*> breaks;
  std::vector<const Event*> events;

  void clear();
  void add(const Change& change);
};

}  // namespace tollgate::mysql
