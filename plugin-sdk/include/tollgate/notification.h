// Ability TOLLGATE_NOTIFY: a channel that tells by itself what became of an operation, with an
// HTTP request to the gateway: POST /v1/notify/{the descriptor's id}/{channel account}.
//
// The host stores the request before it asks the plugin, and asks again after a crash, or when
// the operation it speaks of could not be found yet: read() is pure, so that the same request
// always reads the same. The host does no checking of its own: the channel's signature alone
// decides who may tell what, and what is not proven is refused.
#ifndef TOLLGATE_NOTIFICATION_H
#define TOLLGATE_NOTIFICATION_H

#include "tollgate/outcome.h"
#include "tollgate/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOLLGATE_NOTIFY "tollgate.notify/1"

enum {
  TOLLGATE_NOTIFICATION_BODY_MAX = 262144,   // bytes of a request's body; the host refuses more
  TOLLGATE_NOTIFICATION_HEADERS_MAX = 128,   // headers of a request; the host refuses more
  TOLLGATE_NOTIFICATION_EVENT_ID_MAX = 128,  // bytes
  TOLLGATE_NOTIFICATION_REPORTS_MAX = 64,    // reports of one notification
  TOLLGATE_NOTIFICATION_ANSWER_MAX = 4096    // bytes of the answer's body
};

// The request as it came in. Belongs to the host; it and all it points at live until release().
// Anybody can send one: trust nothing in it before the signature held.
typedef struct tollgate_notification {
  uint32_t size;
  uint32_t reserved;
  tollgate_view method;          // "POST"
  tollgate_view path;            // as received, percent-encoding untouched
  tollgate_view query;           // what follows the first '?', as received; empty for none
  const tollgate_pair* headers;  // in their order, duplicates kept, names as received: compare
  size_t header_count;           // them without case
  tollgate_view body;            // bytes
  int64_t time_unix_us;          // when it was received, also when it is read again later
} tollgate_notification;

typedef int32_t tollgate_verdict;
enum {
  TOLLGATE_VERDICT_REFUSED = 0,  // not proven to come from the channel: nothing of it is believed
  TOLLGATE_VERDICT_ACCEPTED = 1  // the channel said it, to this account
};

// Numbers are never reused. The host skips a report of a kind it does not know.
typedef int32_t tollgate_report_kind;
enum {
  TOLLGATE_REPORT_UNKNOWN = 0,
  TOLLGATE_REPORT_OUTCOME = 1,         // what became of the operation
  TOLLGATE_REPORT_DISPUTE_OPENED = 2,  // the payer wants `amount` back; the channel holds it
  TOLLGATE_REPORT_DISPUTE_WON = 3,     // the merchant keeps it
  TOLLGATE_REPORT_DISPUTE_LOST = 4,    // it went back to the payer
  TOLLGATE_REPORT_REVERSED = 5         // the channel took `amount` back by itself
};

// One thing the channel says of one operation.
typedef struct tollgate_report {
  uint32_t size;
  tollgate_report_kind kind;
  tollgate_view operation_id;       // as the request of the operation had it
  const tollgate_outcome* outcome;  // of TOLLGATE_REPORT_OUTCOME, bounded as every outcome;
                                    // otherwise NULL
  const tollgate_money* amount;     // what the channel says it is about. NULL: the operation's own.
                                    // An approval of another amount than was asked for is not
                                    // believed: a person must look
} tollgate_report;

// What the channel is answered, exactly.
typedef struct tollgate_notify_answer {
  uint32_t size;
  int32_t http_status;         // 200 .. 499
  tollgate_view content_type;  // "text/plain"; empty: none
  tollgate_view body;          // bytes
} tollgate_notify_answer;

// What the plugin made of one notification. Belongs to the plugin; it and all it points at live
// until release().
typedef struct tollgate_reading {
  uint32_t size;
  tollgate_verdict verdict;
  tollgate_view event_id;  // accepted: the channel's own id of this notification, the same in every
                           // repeat: one event is taken once. Empty: it has none, and the host
                           // takes a digest of the body
  const tollgate_report* const* reports;  // accepted: in the order in which they are to be applied
  size_t report_count;                    // 0: nothing of interest
  const tollgate_notify_answer* answer;   // NULL: 200 with no body when accepted, 401 when refused.
                                          // When the host itself cannot take an accepted one (its
                                          // database is away), it answers 503 in its own words, so
                                          // that the channel repeats it
  tollgate_view sentence;  // for the log: why it was refused. No bytes of the request, no secret
} tollgate_reading;

struct tollgate_channel;

// Belongs to the plugin and lives as long as its channel.
typedef struct tollgate_notify {
  uint32_t size;
  uint32_t reserved;

  // [any] Pure. NULL is a refusal.
  const tollgate_reading* (*read)(const struct tollgate_channel* channel,
                                  const tollgate_notification* notification);

  // [any] Frees what read() gave. Called exactly once for every reading that is not NULL.
  void (*release)(const struct tollgate_channel* channel, const tollgate_reading* reading);
} tollgate_notify;

#ifdef __cplusplus
}
#endif

#endif
