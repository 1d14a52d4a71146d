// The zoo's frames: the operation's id, a | and the rest.
#include <stdlib.h>
#include <string.h>

#include "defects.h"
#include "tollgate/channel.h"

static tollgate_frame_kind correlate(const struct tollgate_channel* channel, tollgate_view frame,
                                     tollgate_buffer* key) {
  (void)channel;
  if (IS(crashes_on_a_frame) && frame.size && memchr(frame.data, 0x07, frame.size)) abort();
  if (IS(key_is_too_long) && frame.size > 10000) key->size = frame.size;
  const char* bar = frame.size ? memchr(frame.data, '|', frame.size) : NULL;
  const size_t size = bar ? (size_t)(bar - frame.data) : 0;
  if (!bar || size > key->capacity) return TOLLGATE_FRAME_UNREADABLE;
  memcpy(key->data, frame.data, size);
  key->size = size;
  return TOLLGATE_FRAME_REPLY;
}

const void* zoo_framing(void) {
  static const tollgate_view kAddresses[] = {VIEW("zoo.example:4000")};
  static const tollgate_framing kFraming = {sizeof kFraming, 2, 0,        0, 65535, 0,
                                            kAddresses,      1, correlate};
  return &kFraming;
}
