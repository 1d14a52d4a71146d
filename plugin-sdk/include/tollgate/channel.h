// The contract between the Tollgate gateway (the host) and a channel (a plugin): C ABI version 1.
//
// A channel talks to one kind of acquirer, wallet or bank. It never does I/O. It is a pure
// function from an operation and the replies so far to the next message, or the outcome:
//
//      host                                   plugin
//      begin(request) ----------------------> step: send(message) | done(outcome)
//      ... sends it, waits ...
//      resume(reply) -----------------------> step: send(message) | done(outcome)
//      finish() ----------------------------> forgets the operation, at any step
//
// A plugin opens no file or socket, starts no thread, reads no clock, environment or randomness,
// keeps no state between operations, and neither logs nor prints. The same request and replies
// give the same bytes. That is why the host can retry, replay, fuzz and isolate it.
//
// Threads, as marked at each function:
//   [loader]     calls of one library never overlap
//   [operation]  calls for one operation never overlap and are ordered, but may come from
//                different threads; those of different operations run at the same time
//   [any]        from any thread at any time between create and destroy
// So a channel is immutable once created, and an operation's state belongs to that operation.
//
// No exception, signal or longjmp may leave a function of the plugin. Growth: structs grow at
// their end (`size`, TOLLGATE_HAS), new abilities get new ids, and nothing published changes.
// Every `size` is set by the side that makes the struct; every `reserved` is 0.
#ifndef TOLLGATE_CHANNEL_H
#define TOLLGATE_CHANNEL_H

#include "tollgate/descriptor.h"
#include "tollgate/exchange.h"
#include "tollgate/framing.h"
#include "tollgate/message.h"
#include "tollgate/next_action.h"
#include "tollgate/notification.h"
#include "tollgate/outcome.h"
#include "tollgate/request.h"
#include "tollgate/session.h"
#include "tollgate/sign.h"
#include "tollgate/statement.h"
#include "tollgate/value.h"

#define TOLLGATE_ABI_VERSION 1u
#define TOLLGATE_SDK_VERSION "0.1.0"

#if defined(__GNUC__)
#define TOLLGATE_EXPORT __attribute__((visibility("default")))
#else
#define TOLLGATE_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
  TOLLGATE_STEPS_MAX = 64,      // messages of one operation; the host then makes it `unknown`
  TOLLGATE_SENTENCE_MAX = 1024  // bytes of an error sentence
};

typedef int32_t tollgate_step_kind;
enum {
  TOLLGATE_STEP_UNKNOWN = 0,  // the host takes it as done with an unknown outcome
  TOLLGATE_STEP_SEND = 1,
  TOLLGATE_STEP_DONE = 2
};

// What to do next. Belongs to the plugin; it lives until the next call for the operation.
typedef struct tollgate_step {
  uint32_t size;
  tollgate_step_kind kind;
  const tollgate_message* message;  // for TOLLGATE_STEP_SEND; otherwise NULL
  const tollgate_outcome* outcome;  // for TOLLGATE_STEP_DONE; otherwise NULL
} tollgate_step;

// The plugin's state of one running operation; the host only carries the pointer.
typedef struct tollgate_operation tollgate_operation;

// One merchant's use of the plugin, made by create() from that merchant's settings. Belongs to
// the plugin and lives until destroy() is called.
typedef struct tollgate_channel {
  uint32_t size;
  uint32_t reserved;
  void* self;  // the plugin's own

  // [operation] Starts an operation. *operation is NULL before the call; whatever the plugin
  // stores there is given to resume and finish. NULL for a step is an unknown outcome.
  const tollgate_step* (*begin)(const struct tollgate_channel* channel,
                                const tollgate_request* request, tollgate_operation** operation);

  // [operation] Goes on with the reply to the message of the last step. Called only after a step
  // of kind SEND. NULL for a step is an unknown outcome.
  const tollgate_step* (*resume)(const struct tollgate_channel* channel,
                                 tollgate_operation* operation, const tollgate_reply* reply);

  // [operation] Frees the operation: after DONE, or abandoned at any step. Called exactly once
  // for every operation that begin() stored, and never for one it left NULL.
  void (*finish)(const struct tollgate_channel* channel, tollgate_operation* operation);

  // [any] The ability's struct (tollgate_framing for TOLLGATE_FRAMING, ...), alive as long as the
  // channel, or NULL. `id` is NUL-terminated. An id the plugin does not know gives NULL.
  const void* (*ability)(const struct tollgate_channel* channel, const char* id);

  // [loader] Frees the channel. Every operation has been finished before.
  void (*destroy)(struct tollgate_channel* channel);
} tollgate_channel;

// The host, as the plugin sees it. Lives as long as the channel.
typedef struct tollgate_host {
  uint32_t size;
  uint32_t abi_version;
  tollgate_view version;  // of the gateway: "0.1.0"
  // [any] A service of the host by string id (TOLLGATE_SIGN), alive as long as the channel, or
  // NULL. `id` is NUL-terminated. A plugin that needs one which is not there refuses its settings.
  const void* (*ability)(const struct tollgate_host* host, const char* id);
} tollgate_host;

// What create() is given. Lives until create() returns: copy what is kept.
typedef struct tollgate_settings {
  uint32_t size;
  uint32_t reserved;
  tollgate_view channel_account;  // the account's id: which merchant's credentials these are
  tollgate_view json;  // one JSON object that satisfies the descriptor's settings_schema,
                       // secrets in clear: keep them out of outcomes, keys and sentences
} tollgate_settings;

// What the one symbol returns: constant data of the library.
typedef struct tollgate_entry {
  uint32_t size;
  uint32_t abi_version;  // TOLLGATE_ABI_VERSION. The host refuses another version by name
  const tollgate_descriptor* descriptor;

  // [loader] Makes a channel, or returns NULL with a whole sentence in `sentence` (room for
  // TOLLGATE_SENTENCE_MAX bytes) that names the setting that is wrong and how to mend it.
  tollgate_channel* (*create)(const tollgate_host* host, const tollgate_settings* settings,
                              tollgate_buffer* sentence);
} tollgate_entry;

// [loader] The one symbol a plugin exports. Never NULL; always the same pointer.
TOLLGATE_EXPORT const tollgate_entry* tollgate_channel_entry(void);
#define TOLLGATE_ENTRY_SYMBOL "tollgate_channel_entry"

#ifdef __cplusplus
}
#endif

#endif
