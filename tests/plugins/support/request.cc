#include "tests/plugins/support/request.h"

namespace tollgate::test {

const tollgate_request* TestRequest::c() {
  c_request_ = {};
  c_request_.size = sizeof c_request_;
  c_request_.kind = kind;
  c_request_.operation_id = text(operation_id);
  c_request_.payment_id = text(payment_id_);
  c_request_.amount = money;
  c_request_.amount.minor = minor;
  c_request_.attempt = attempt;
  c_request_.time_unix_us = time_unix_us;
  c_request_.sequence = sequence;
  c_request_.method = text(method_);
  c_request_.merchant_reference = text(merchant_reference);
  c_request_.description = text(description);
  c_metadata_.clear();
  for (const auto& [key, value] : metadata) c_metadata_.push_back({text(key), text(value)});
  c_request_.metadata = c_metadata_.data();
  c_request_.metadata_count = c_metadata_.size();
  if (!card_number.empty()) {
    c_card_ = {sizeof c_card_, 8, 2029, 0, text(card_number), text(cvc), text(holder_)};
    c_request_.card = &c_card_;
  }
  if (authentication) {
    c_authentication_ = {sizeof c_authentication_,
                         0,
                         text(authentication->version),
                         text(authentication->transaction_status),
                         text(authentication->eci),
                         text(authentication->cavv),
                         text(authentication->ds_transaction_id)};
    c_request_.authentication = &c_authentication_;
  }
  if (quote) {
    c_quote_ = {sizeof c_quote_,       0,
                quote->settled,        quote->fee,
                text(quote->rate),     text(quote->reference),
                quote->expires_unix_us};
    c_request_.quote = &c_quote_;
  }
  c_request_.quoted_kind = quoted_kind;
  if (counterparty) {
    c_counterparty_ = {sizeof c_counterparty_,      0,
                       text(counterparty->name),    text(counterparty->iban),
                       text(counterparty->account), text(counterparty->bic),
                       text(counterparty->country)};
    c_request_.counterparty = &c_counterparty_;
  }
  c_request_.purpose = text(purpose);
  if (original) {
    pairs_.clear();
    for (const auto& [key, value] : original->data) pairs_.push_back({text(key), text(value)});
    c_original_ = {sizeof c_original_,
                   original->kind,
                   original->outcome_kind,
                   0,
                   text(original->operation_id),
                   euros(original->minor),
                   euros(original->minor),
                   original->time_unix_us,
                   original->sequence,
                   text(original->channel_reference),
                   text(original->authorization_code),
                   pairs_.data(),
                   pairs_.size()};
    c_request_.original = &c_original_;
  }
  return &c_request_;
}

}  // namespace tollgate::test
