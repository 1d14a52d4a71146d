// The outcome: a channel's answer to one operation, in one of five words.
//
// The first rule of the contract: only an explicit yes is `approved`, only an explicit no is
// `declined`, and `not_sent` needs proof that nothing arrived. All else is `unknown`, which is
// zero, so that forgetting is safe; the host then recovers as the descriptor says.
#ifndef TOLLGATE_OUTCOME_H
#define TOLLGATE_OUTCOME_H

#include "tollgate/exchange.h"
#include "tollgate/next_action.h"
#include "tollgate/value.h"

typedef int32_t tollgate_outcome_kind;
enum {
  TOLLGATE_OUTCOME_UNKNOWN = 0,   // it may have happened
  TOLLGATE_OUTCOME_APPROVED = 1,  // it happened (for part of the amount: approved_amount)
  TOLLGATE_OUTCOME_PENDING = 2,   // accepted; the result comes later, by query or notification
  TOLLGATE_OUTCOME_DECLINED = 3,  // it did not happen and will not
  TOLLGATE_OUTCOME_NOT_SENT = 4   // the channel never saw this attempt; it may be sent again
};
// `not_sent` speaks of one attempt: when an earlier attempt of the operation may have arrived,
// the host keeps the operation unknown.

// Of a QUERY, the outcome is that of its original. `not_sent` with the code "not_found" then says
// that the channel has never seen the original; the host believes it once the original is older
// than its kind's settle_time_ms. Any other `not_sent` says that the question did not get out.

// `code`: the reason, normalised, so that all channels speak alike. Unlisted words are allowed
// and passed on; the host knows these.
#define TOLLGATE_CODE_AUTHENTICATION_REQUIRED "authentication_required"
#define TOLLGATE_CODE_CHANNEL_UNAVAILABLE "channel_unavailable"
#define TOLLGATE_CODE_DO_NOT_HONOR "do_not_honor"
#define TOLLGATE_CODE_DUPLICATE "duplicate"
#define TOLLGATE_CODE_EXPIRED_CARD "expired_card"
#define TOLLGATE_CODE_FORMAT_ERROR "format_error"
#define TOLLGATE_CODE_FRAUD "fraud"
#define TOLLGATE_CODE_INCORRECT_CVC "incorrect_cvc"
#define TOLLGATE_CODE_INCORRECT_NUMBER "incorrect_number"
#define TOLLGATE_CODE_INSUFFICIENT_FUNDS "insufficient_funds"
#define TOLLGATE_CODE_INVALID_AMOUNT "invalid_amount"
#define TOLLGATE_CODE_INVALID_TRANSACTION "invalid_transaction"
#define TOLLGATE_CODE_LIMIT_EXCEEDED "limit_exceeded"
#define TOLLGATE_CODE_LOST_OR_STOLEN "lost_or_stolen"
#define TOLLGATE_CODE_NOT_FOUND "not_found"
#define TOLLGATE_CODE_QUOTE_EXPIRED "quote_expired"
#define TOLLGATE_CODE_RESTRICTED_CARD "restricted_card"
#define TOLLGATE_CODE_TRY_AGAIN_LATER "try_again_later"
// Of an `unknown` or `not_sent`: which machinery gave up.
#define TOLLGATE_CODE_BAD_RESPONSE "channel_bad_response"  // an answer that cannot be believed
#define TOLLGATE_CODE_NO_REPLY "no_reply"                  // sent, perhaps; nothing came back
#define TOLLGATE_CODE_NOT_SENT "not_sent"                  // nothing left the host
#define TOLLGATE_CODE_PLUGIN_FAILURE "plugin_failure"      // an exception in the plugin
#define TOLLGATE_CODE_UNSUPPORTED "unsupported_operation"  // a kind the channel does not have
#define TOLLGATE_CODE_UNUSABLE_REQUEST "unusable_request"  // e.g. a card operation with no card

// Bounds, in bytes and entries. The host cuts a longer `message` or `channel_code`; any other
// excess is a defect of the plugin and turns the outcome into `unknown`.
enum {
  TOLLGATE_CODE_MAX = 64,
  TOLLGATE_CHANNEL_CODE_MAX = 64,
  TOLLGATE_MESSAGE_MAX = 256,
  TOLLGATE_CHANNEL_REFERENCE_MAX = 128,
  TOLLGATE_AUTHORIZATION_CODE_MAX = 64,
  TOLLGATE_DATA_MAX = 32,
  TOLLGATE_DATA_KEY_MAX = 64,
  TOLLGATE_DATA_VALUE_MAX = 512
};

// Belongs to the plugin; it and all it points at live until finish() of the operation begins.
// Nothing in it may hold card data or a secret: the host stores all of it and shows some.
typedef struct tollgate_outcome {
  uint32_t size;
  tollgate_outcome_kind kind;
  uint32_t retryable;  // 1: a *new* operation of the same content may succeed later (the issuer
                       // was away); 0: it will not. Says nothing about repeating this one
  uint32_t reserved;
  tollgate_view channel_reference;   // the channel's own name for what happened
  tollgate_view code;                // normalised, see above; empty when approved
  tollgate_view channel_code;        // the channel's own code, raw: "51"
  tollgate_view message;             // the channel's own words, for the merchant
  tollgate_view authorization_code;  // the issuer's, where there is one
  // NULL: the whole amount asked for. Less is believed of an authorization, sale or capture; more,
  // or less of a refund or void, is not: the outcome is then unknown.
  const tollgate_money* approved_amount;
  // Facts for later operations on this one. The host stores them with the operation and gives
  // them back in tollgate_original.data, in this order. Keys are unique.
  const tollgate_pair* data;
  size_t data_count;
  // Added after the first version: the host reads it when `size` covers it.
  const tollgate_next_action* next_action;  // pending: what the payer must do. NULL: nothing
  const tollgate_exchange* exchange;        // approved: what it comes to on the merchant's account.
                                            // NULL: not known, or not yet: a later report may tell
} tollgate_outcome;

// A plugin that was built before a member was added makes smaller outcomes.
#define TOLLGATE_OUTCOME_SIZE_V1 (offsetof(tollgate_outcome, data_count) + sizeof(size_t))

#endif
