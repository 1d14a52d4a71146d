// The next action: what the payer must do before a pending operation can end. The host stores it
// with the payment and shows it to the merchant as it is, so it holds no secret and no card data.
#ifndef TOLLGATE_NEXT_ACTION_H
#define TOLLGATE_NEXT_ACTION_H

#include "tollgate/value.h"

// Numbers are never reused.
typedef int32_t tollgate_next_action_kind;
enum {
  TOLLGATE_NEXT_ACTION_UNKNOWN = 0,             // a defect of the plugin
  TOLLGATE_NEXT_ACTION_REDIRECT_TO_URL = 1,     // send the payer's browser to `url`
  TOLLGATE_NEXT_ACTION_DISPLAY_QR_CODE = 2,     // show `qr_code` for the payer to scan
  TOLLGATE_NEXT_ACTION_THREE_DS_CHALLENGE = 3,  // post `data` as a form to `url`
  TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION = 4   // nothing: the payer acts elsewhere
};

// Bounds, in bytes and entries; any excess is a defect of the plugin and turns the outcome into
// `unknown`. `data` is bounded like an outcome's, but for the length of its values.
enum {
  TOLLGATE_NEXT_ACTION_URL_MAX = 2048,
  TOLLGATE_NEXT_ACTION_QR_CODE_MAX = 2048,
  TOLLGATE_NEXT_ACTION_DATA_VALUE_MAX = 4096
};

// Belongs to the plugin and lives as long as the outcome that points at it.
typedef struct tollgate_next_action {
  uint32_t size;
  tollgate_next_action_kind kind;
  tollgate_view url;          // absolute: https://, or http:// for accounts of the test mode; empty
                              // unless the kind says it
  tollgate_view qr_code;      // the text to encode, exactly; empty unless the kind says it
  const tollgate_pair* data;  // of a challenge: the form's fields, keys unique
  size_t data_count;
  int64_t expires_at_unix_us;  // UTC microseconds since 1970: the channel does not accept the
                               // payer's act afterwards; 0: it does not say
} tollgate_next_action;

#endif
