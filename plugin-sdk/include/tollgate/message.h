// The message a channel wants sent, and the reply the host brings back.
//
// There are two wires: HTTP (http:// and https:// URLs) and frames (length-prefixed TCP, with the
// ability TOLLGATE_FRAMING). The host owns sockets, TLS, pools, timeouts and retries of a
// connection; it never repeats a message by itself.
#ifndef TOLLGATE_MESSAGE_H
#define TOLLGATE_MESSAGE_H

#include "tollgate/value.h"

typedef int32_t tollgate_wire;
enum {
  TOLLGATE_WIRE_UNKNOWN = 0,  // refused by the host
  TOLLGATE_WIRE_HTTP = 1,
  TOLLGATE_WIRE_FRAME = 2
};

enum {
  TOLLGATE_BODY_MAX = 1048576,         // bytes of a body or frame, either way
  TOLLGATE_HEADERS_MAX = 64,           // headers of a message
  TOLLGATE_CORRELATION_KEY_MAX = 128,  // bytes
  TOLLGATE_TIMEOUT_MAX_MS = 120000     // the host cuts a longer timeout
};

typedef struct tollgate_http {
  uint32_t size;
  uint32_t reserved;
  tollgate_view method;  // "GET", "POST", ...
  tollgate_view url;     // absolute, with its query
  const tollgate_pair* headers;
  size_t header_count;
  tollgate_view body;  // bytes; empty for none. Content-Length and Host are the host's
} tollgate_http;

typedef struct tollgate_frame {
  uint32_t size;
  uint32_t expects_reply;         // 0: the reply comes as soon as the bytes are written
  tollgate_view bytes;            // without the length prefix, which the host adds
  tollgate_view correlation_key;  // what the framing ability will say of the reply; at most
                                  // TOLLGATE_CORRELATION_KEY_MAX bytes. While one message waits,
                                  // another with its key is not sent (TOLLGATE_WIRE_NOT_SENT)
} tollgate_frame;

// Belongs to the plugin; it and all it points at live until the next call for the operation.
typedef struct tollgate_message {
  uint32_t size;
  tollgate_wire wire;
  uint32_t timeout_ms;  // for the whole exchange, from handing over the message to its reply;
                        // 0: the host's own default
  uint32_t reserved;
  const tollgate_http* http;    // for TOLLGATE_WIRE_HTTP; otherwise NULL
  const tollgate_frame* frame;  // for TOLLGATE_WIRE_FRAME; otherwise NULL
} tollgate_message;

typedef int32_t tollgate_wire_status;
enum {
  TOLLGATE_WIRE_STATUS_UNKNOWN = 0,  // treat it as NO_REPLY
  TOLLGATE_WIRE_OK = 1,              // a complete reply
  TOLLGATE_WIRE_NOT_SENT = 2,        // proven: not one byte of the message left the host
  TOLLGATE_WIRE_NO_REPLY = 3,        // timeout_ms ran out; it may have arrived
  TOLLGATE_WIRE_CLOSED = 4           // the connection broke after sending began; the same
};

// Belongs to the host; it and all it points at live until resume() returns.
typedef struct tollgate_reply {
  uint32_t size;
  tollgate_wire_status status;
  int32_t http_status;  // 100 .. 599 of an HTTP reply that is OK; otherwise 0
  uint32_t reserved;
  const tollgate_pair* headers;  // of an HTTP reply, in their order, duplicates kept, names in
  size_t header_count;           // lower case
  tollgate_view body;            // bytes: the HTTP body, or the frame without its length prefix
} tollgate_reply;

#endif
