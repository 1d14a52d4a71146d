#include "gateway/adapters/mysql/fold.h"

namespace tollgate::mysql {
namespace {

template <class T>
void add_if(const std::optional<T>& part, std::vector<const T*>& parts) {
  if (part) parts.push_back(&*part);
}

}  // namespace

void Fold::clear() {
  requests.clear();
  answers.clear();
  payment_methods.clear();
  fx_quotes.clear();
  new_payments.clear();
  changed_payments.clear();
  new_operations.clear();
  changed_operations.clear();
  new_refunds.clear();
  changed_refunds.clear();
  breaks.clear();
  events.clear();
}

void Fold::add(const Change& change) {
  add_if(change.new_request, requests);
  add_if(change.answer, answers);
  add_if(change.new_payment_method, payment_methods);
  add_if(change.new_fx_quote, fx_quotes);
  add_if(change.new_payment, new_payments);
  add_if(change.changed_payment, changed_payments);
  add_if(change.new_operation, new_operations);
  for (const Operation& operation : change.changed_operations)
    changed_operations.push_back(&operation);
  add_if(change.new_refund, new_refunds);
  add_if(change.changed_refund, changed_refunds);
  add_if(change.new_break, breaks);
  for (const Event& event : change.events) events.push_back(&event);
}

}  // namespace tollgate::mysql
