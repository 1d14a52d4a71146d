// Change: everything that one commit writes, all or nothing. Built by the use cases, written by a
// store. A plain value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/base/digest.h"
#include "gateway/payment/break.h"
#include "gateway/payment/event.h"
#include "gateway/payment/operation.h"
#include "gateway/payment/payment.h"
#include "gateway/payment/payment_method.h"

namespace tollgate {

struct StoredAnswer {
  int status = 0;  // HTTP status
  std::string content_type;
  std::string body;
};

// An accepted unsafe request: guards against replay (its nonce) and against doing it twice (its
// idempotency key). One row holds both guards and, once known, the answer.
struct RequestRecord {
  Digest16 nonce_digest{};                     // of API key and nonce; unique, always present
  std::optional<Digest16> idempotency_digest;  // of merchant, mode and key; unique when present
  Digest32 fingerprint{};                      // of method, path, query and body
  MerchantId merchant_id;
  Timestamp received_at{};
  std::optional<OperationId> operation_id;  // what it asked of a channel: a retry after a crash
                                            // finds the outcome through it
  std::optional<StoredAnswer> answer;
};

// The first answer of a request stays: a later one changes nothing, and is no conflict.
struct AnswerUpdate {
  Digest16 idempotency_digest{};
  StoredAnswer answer;
};

struct Change {
  std::optional<RequestRecord> new_request;
  std::optional<AnswerUpdate> answer;  // for a request that an earlier commit recorded
  std::optional<PaymentMethod> new_payment_method;
  std::optional<FxQuote> new_fx_quote;
  std::optional<Payment> new_payment;         // version 1
  std::optional<Payment> changed_payment;     // needs the stored version to be one less
  std::optional<Operation> new_operation;     // revision 1
  std::vector<Operation> changed_operations;  // each needs the stored revision to be one less
  std::optional<Refund> new_refund;           // version 1
  std::optional<Refund> changed_refund;       // needs the stored version to be one less
  std::optional<Break> new_break;
  std::vector<Event> events;
};

enum class CommitStatus {
  unknown = 0,  // the answer of the database was lost and could not be read again
  committed,
  version_conflict,          // a changed row had moved on; nothing was written
  nonce_replayed,            // the nonce is known
  idempotency_key_taken,     // the key is known: read the request and compare
  merchant_reference_taken,  // another payment of the merchant has this reference
  fx_quote_taken,            // another payment was made with this quote
  unavailable,               // the store is away or its queue is full; nothing was written
};

struct CommitOutcome {
  CommitStatus status = CommitStatus::unknown;
  std::string detail;  // a sentence when not committed
};

}  // namespace tollgate
