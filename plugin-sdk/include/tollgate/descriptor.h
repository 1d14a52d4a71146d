// The descriptor: what a channel says of itself before anything is created. Constant data of the
// library, alive as long as the library is; the host reads it once, when it loads the library.
#ifndef TOLLGATE_DESCRIPTOR_H
#define TOLLGATE_DESCRIPTOR_H

#include "tollgate/request.h"
#include "tollgate/value.h"

// What the host does when an operation's outcome stays unknown (a timeout, a crash in between).
// Declare the strongest that is true: it is what keeps a payment from being made twice.
typedef int32_t tollgate_recovery;
enum {
  // Nothing is safe. The host parks the operation for a person and raises an alert.
  TOLLGATE_RECOVERY_NONE = 0,
  // Sent again with the same operation_id the operation has no second effect: the host begins it
  // again with attempt + 1 until it is answered.
  TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE = 1,
  // The host asks with a QUERY; `not_found` is believed once the operation is settle_time_ms old.
  TOLLGATE_RECOVERY_QUERYABLE = 2,
  // The host undoes it with a VOID, repeated until answered (VOID is then itself idempotent by
  // reference), and the operation has then failed.
  TOLLGATE_RECOVERY_REVERSIBLE = 3
};

// tollgate_support.flags
enum {
  TOLLGATE_NEEDS_CARD = 1,     // give me request->card; without it the card stays in the vault
  TOLLGATE_TAKES_PARTIAL = 2,  // CAPTURE, REFUND: an amount below the original's is fine.
                               // VOID: it can release what captures left of a hold
  TOLLGATE_TAKES_MULTIPLE = 4  // CAPTURE, REFUND: more than once for one original is fine
};

// One kind of operation the channel has.
typedef struct tollgate_support {
  uint32_t size;
  tollgate_operation_kind kind;
  tollgate_recovery recovery;
  uint32_t
      settle_time_ms;  // TOLLGATE_RECOVERY_QUERYABLE only: the age at which "not found" is final
  uint32_t flags;
  uint32_t reserved;
} tollgate_support;

// A currency the channel takes. Fixed for ever. "*" stands for every currency not named.
typedef struct tollgate_currency_limit {
  char currency[4];  // "EUR" or "*", NUL-terminated
  uint32_t reserved;
  int64_t minimum_minor;  // smallest amount of one operation, in minor units
  int64_t maximum_minor;  // largest
} tollgate_currency_limit;

typedef struct tollgate_descriptor {
  uint32_t size;
  uint32_t reserved;
  tollgate_view id;           // "tollgate.card": a-z 0-9 . _ -, at most 64 bytes, never changes
  tollgate_view name;         // for people: "Card (ISO 8583)"
  tollgate_view vendor;       // who answers for it
  tollgate_view version;      // of the plugin: semantic versioning, "1.2.0"
  tollgate_view sdk_version;  // TOLLGATE_SDK_VERSION at its compilation
  const tollgate_support* const* operations;  // each kind at most once
  size_t operation_count;
  const tollgate_view* methods;  // "card", "wallet", "bank_transfer", ...; at least one
  size_t method_count;
  const tollgate_currency_limit* currencies;  // at least one, each at most once
  size_t currency_count;
  // JSON Schema (2020-12) of the settings object, every property with a "description". A property
  // with "writeOnly": true is a secret: the host keeps it in the vault and never shows it.
  tollgate_view settings_schema;
} tollgate_descriptor;

#endif
