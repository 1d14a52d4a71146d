// Ability TOLLGATE_FRAMING: a channel whose messages are frames on a long-lived TCP connection.
//
// The host keeps connections to the addresses, prefixes each outgoing frame with its length, and
// asks correlate() of each incoming frame which waiting message it answers.
#ifndef TOLLGATE_FRAMING_H
#define TOLLGATE_FRAMING_H

#include "tollgate/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOLLGATE_FRAMING "tollgate.framing/1"

typedef int32_t tollgate_frame_kind;
enum {
  TOLLGATE_FRAME_UNREADABLE = 0,  // cannot be read: the host counts and drops it
  TOLLGATE_FRAME_REPLY = 1,       // answers the message with the key written to `key`; when none
                                  // waits (a late or second answer) the host counts and drops it
  TOLLGATE_FRAME_UNSOLICITED = 2  // not an answer: the host counts and drops it
};

struct tollgate_channel;

// Belongs to the plugin and lives as long as its channel.
typedef struct tollgate_framing {
  uint32_t size;
  uint32_t length_size;             // bytes of the big-endian length prefix: 2 or 4
  uint32_t length_includes_itself;  // 1: the number counts the prefix too
  uint32_t tls;                     // 1: TLS, the certificate checked for the address's host name
  uint32_t frame_size_max;          // bytes; a longer incoming frame closes the connection
  uint32_t in_flight_max;           // messages that may wait on one connection; 0: no limit
  const tollgate_view* addresses;   // "host:port" or "[ipv6]:port", the preferred one first
  size_t address_count;             // at least 1

  // [any] Pure. `frame` is one incoming frame without its prefix; it may be any bytes at all.
  // `key` has room for TOLLGATE_CORRELATION_KEY_MAX bytes.
  tollgate_frame_kind (*correlate)(const struct tollgate_channel* channel, tollgate_view frame,
                                   tollgate_buffer* key);
} tollgate_framing;

#ifdef __cplusplus
}
#endif

#endif
