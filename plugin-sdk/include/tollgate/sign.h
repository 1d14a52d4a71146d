// Ability TOLLGATE_SIGN of the host: signatures by keys that the plugin never holds.
//
// A channel account names private keys and shared secrets in the gateway's configuration; the
// plugin is told their names by its settings and has the host sign with them. So a key is in no
// plugin's memory, and in no settings.
//
// The plugin stays a pure function: every algorithm here is deterministic, so that the same key and
// text give the same bytes in every attempt, on every node and in a replay. That is why ECDSA and
// RSA-PSS, which draw randomness for each signature, are not here. The keys belong to the account
// as its settings do: they do not change while its channel lives.
//
// A call is a plain function call: no message, no step, no waiting for a network. It costs what the
// signature costs (an RSA key of 2048 bits: 0.2 ms): sign each text once. A plugin in a process of
// its own asks the gateway, which costs tens of microseconds more: on the thread of the host's call
// only, and at most 64 times in one call; more ends the process.
#ifndef TOLLGATE_SIGN_H
#define TOLLGATE_SIGN_H

#include "tollgate/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOLLGATE_SIGN "tollgate.sign/1"

enum {
  TOLLGATE_SIGN_KEY_MAX = 64,        // bytes of a key's name
  TOLLGATE_SIGN_TEXT_MAX = 1048576,  // bytes of a text
  TOLLGATE_SIGNATURE_MAX = 1024      // bytes of a signature: enough room for every key
};

// How a key signs. A key has one algorithm, by what it is: the key decides, never the caller.
// Numbers are never reused; a plugin that meets one it does not know must not use the key.
typedef int32_t tollgate_sign_algorithm;
enum {
  TOLLGATE_SIGN_UNKNOWN = 0,      // the account has no key of that name
  TOLLGATE_SIGN_HMAC_SHA256 = 1,  // of a shared secret: RFC 2104, 32 bytes
  TOLLGATE_SIGN_RSA_SHA256 = 2,   // RSASSA-PKCS1-v1_5 (RFC 8017), as many bytes as the modulus
  TOLLGATE_SIGN_ED25519 = 3       // RFC 8032, 64 bytes
};

struct tollgate_host;

// Belongs to the host and lives as long as the channel. `host` is the one create() was given: it
// knows the account, and has no other account's keys.
typedef struct tollgate_sign {
  uint32_t size;
  uint32_t reserved;

  // [any] How the key signs. Ask in create(), and refuse settings that name a missing key or one of
  // another algorithm than the channel's protocol wants.
  tollgate_sign_algorithm (*algorithm)(const struct tollgate_host* host, tollgate_view key);

  // [any] Writes the signature of `text` (bytes) and returns 1. 0, and nothing written: there is no
  // such key, the text is larger than TOLLGATE_SIGN_TEXT_MAX, the room is too small, or the host
  // could not sign. A message that cannot be signed is not sent: say not_sent.
  uint32_t (*sign)(const struct tollgate_host* host, tollgate_view key, tollgate_view text,
                   tollgate_buffer* signature);
} tollgate_sign;

#ifdef __cplusplus
}
#endif

#endif
