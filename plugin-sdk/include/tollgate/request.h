// The request: one operation the host asks of a channel, with everything the channel may use.
//
// A channel sees no clock, no randomness, no storage and no earlier call: what it needs is here.
// The request and all it points at belong to the host, do not change, and live until finish() of
// the operation returns. So a channel need not copy them, and should not copy the card.
#ifndef TOLLGATE_REQUEST_H
#define TOLLGATE_REQUEST_H

#include "tollgate/exchange.h"
#include "tollgate/value.h"

// What is asked. Numbers are never reused; a channel answers `not_sent` with the code
// "unsupported_operation" to a kind it does not know.
typedef int32_t tollgate_operation_kind;
enum {
  TOLLGATE_OPERATION_UNKNOWN = 0,
  TOLLGATE_OPERATION_AUTHORIZE = 1,  // hold `amount`
  TOLLGATE_OPERATION_SALE = 2,       // authorize and capture at once
  TOLLGATE_OPERATION_CAPTURE = 3,    // take `amount` of what `original` (authorize) holds
  TOLLGATE_OPERATION_VOID = 4,       // undo `original`, also when its outcome is unknown: whole, or
                                     // what captures left of it (see `amount`)
  TOLLGATE_OPERATION_REFUND = 5,     // give back `amount` of `original` (sale or capture)
  TOLLGATE_OPERATION_QUERY = 6,      // what became of `original`?
  TOLLGATE_OPERATION_PAYOUT = 7,     // send `amount` to the payee
  TOLLGATE_OPERATION_QUOTE = 8,      // what would `amount` come to? Moves nothing: see exchange.h
  // Operations of a connection, not of a payment; only with the ability TOLLGATE_SESSION.
  TOLLGATE_OPERATION_SIGN_ON = 16,
  TOLLGATE_OPERATION_SIGN_OFF = 17,
  TOLLGATE_OPERATION_ECHO = 18
};

// Card data. Never write any of it into an outcome, a correlation key or an error sentence.
typedef struct tollgate_card {
  uint32_t size;
  uint32_t expiry_month;  // 1 .. 12; 0 when not known
  uint32_t expiry_year;   // four digits: 2027; 0 when not known
  uint32_t reserved;
  tollgate_view number;  // 12 to 19 digits, nothing else
  tollgate_view cvc;     // 3 or 4 digits; empty when not given. May not be kept: an attempt after
                         // a restart comes without it
  tollgate_view holder;  // as printed; may be empty
} tollgate_card;

// What a 3-D Secure server (EMV 3-D Secure 2) said of the payer before the payment, as the merchant
// passed it on. ASCII; the gateway has checked the form and nothing else.
typedef struct tollgate_authentication {
  uint32_t size;
  uint32_t reserved;
  tollgate_view version;             // of the protocol: "2.2.0"
  tollgate_view transaction_status;  // "Y" authenticated, "A" attempted, "U" could not be done, "I"
                                     // for information only
  tollgate_view eci;   // electronic commerce indicator, two digits: "05"; may be empty with U and I
  tollgate_view cavv;  // the issuer's proof, base64 of 20 bytes, 28 characters; empty with U and I.
                       // Never write it into an outcome, a correlation key or an error sentence
  tollgate_view ds_transaction_id;  // of the directory server: a UUID, 36 characters
} tollgate_authentication;

// Who is on the other side of an operation by account, as the merchant named him: the payer of a
// payment and of its refund, the payee of a payout. UTF-8; the gateway has looked at the form and
// knows nothing of the account. Never write its number into an outcome or an error sentence.
typedef struct tollgate_party {
  uint32_t size;
  uint32_t reserved;
  tollgate_view name;
  tollgate_view iban;     // electronic form, without spaces; empty where there is
  tollgate_view account;  // the account number as its bank writes it
  tollgate_view bic;      // of the account's bank; may be empty
  tollgate_view country;  // where the party lives, ISO 3166-1 alpha-2; may be empty
} tollgate_party;

// The operation that a capture, void, refund or query is about.
typedef struct tollgate_original {
  uint32_t size;
  tollgate_operation_kind kind;
  int32_t outcome_kind;  // tollgate_outcome_kind: 0 (unknown) when no trustworthy answer came
  uint32_t reserved;
  tollgate_view operation_id;
  tollgate_money amount;           // as requested
  tollgate_money approved_amount;  // as approved; equals `amount` while the outcome is unknown
  int64_t time_unix_us;            // its request's time_unix_us and
  uint64_t sequence;               // sequence: known even when its outcome is not
  // What its outcome said; empty while that is unknown.
  tollgate_view channel_reference;
  tollgate_view authorization_code;
  const tollgate_pair* data;
  size_t data_count;
} tollgate_original;

// All members but `attempt` (and `card->cvc`) are the same in every attempt of one operation, so
// a pure channel repeats the same bytes, but for the protocol's own repeat mark (0421 for 0420).
typedef struct tollgate_request {
  uint32_t size;
  tollgate_operation_kind kind;
  tollgate_view operation_id;  // deterministic, unique for ever, written before the call. ASCII
                               // letters, digits, '_' and '-'; at most 64 bytes. The reference
                               // to send where the channel takes one
  tollgate_view payment_id;    // the same alphabet and bound; empty for QUOTE and the session
  tollgate_money amount;       // zero for query and session operations. Of a void: zero, it undoes
                               // the original whole; or, when VOID's support has
                               // TOLLGATE_TAKES_PARTIAL, what of the original is to be released
  uint32_t attempt;            // 1, 2, ...
  uint32_t reserved;
  int64_t time_unix_us;       // when the operation was first begun: UTC microseconds since 1970
  uint64_t sequence;          // from 1, unique per channel account on all nodes: for trace numbers.
                              // Cut to six digits or more it comes again after a minute or later
  uint8_t random[32];         // unpredictable bytes, for nonces; fixed for the operation as well
  tollgate_view method;       // "card", or another of the descriptor's methods; empty for session
  const tollgate_card* card;  // NULL unless the method is "card" and this kind's support has
                              // TOLLGATE_NEEDS_CARD
  const tollgate_original* original;  // for capture, void, refund and query; otherwise NULL
  tollgate_view merchant_reference;   // the merchant's own order number; may be empty
  tollgate_view description;          // for the payer's statement; may be empty
  const tollgate_pair* metadata;      // the merchant's key and value pairs, in their order
  size_t metadata_count;
  // Added after the first version: check TOLLGATE_HAS(tollgate_request, request, final_capture).
  uint32_t final_capture;  // of a capture: 1, the last one, and what it leaves of `original` is
                           // released; 0, more may follow. Otherwise 0
  uint32_t reserved_2;
  // Check TOLLGATE_HAS(tollgate_request, request, authentication).
  const tollgate_authentication* authentication;  // NULL without `card`, and where none was done
  // Check TOLLGATE_HAS(tollgate_request, request, quoted_kind).
  const tollgate_exchange* quote;       // of a sale or payout that was quoted: what was promised.
                                        // Otherwise NULL
  tollgate_operation_kind quoted_kind;  // of QUOTE: SALE or PAYOUT. Otherwise 0
  uint32_t reserved_3;
  // Check TOLLGATE_HAS(tollgate_request, request, purpose): the two came together.
  const tollgate_party* counterparty;  // NULL where none was named, and of a query
  tollgate_view purpose;  // what the money is for, where it was said: ISO 20022's four letters for
                          // channels that speak it ("SUPP"); empty otherwise, and of a query
} tollgate_request;

#endif
