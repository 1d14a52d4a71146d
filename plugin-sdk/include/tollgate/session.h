// Ability TOLLGATE_SESSION: a channel whose connections are greeted, kept warm and taken leave
// of. Goes with TOLLGATE_FRAMING. The operations named here are begun by the host with no
// payment, amount, card or original, and their messages travel on the connection concerned.
#ifndef TOLLGATE_SESSION_H
#define TOLLGATE_SESSION_H

#include "tollgate/request.h"
#include "tollgate/value.h"

#define TOLLGATE_SESSION "tollgate.session/1"

// Belongs to the plugin and lives as long as its channel.
typedef struct tollgate_session {
  uint32_t size;
  uint32_t echo_interval_ms;  // run ECHO after this long without traffic; 0: never. An echo that
                              // is not approved closes the connection
  // Run in order on every new connection, before any payment's message. One that is not approved
  // closes the connection; the host tries again with a growing pause.
  const tollgate_operation_kind* on_connect;
  size_t on_connect_count;
  // Run in order before the host closes a connection of its own will; their outcomes are ignored.
  const tollgate_operation_kind* on_disconnect;
  size_t on_disconnect_count;
} tollgate_session;

#endif
