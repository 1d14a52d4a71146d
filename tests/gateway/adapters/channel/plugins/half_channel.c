/* Makes a channel without functions. */
#include "plain_descriptor.h"
static tollgate_channel the_channel = {sizeof(tollgate_channel), 0, 0, 0, 0, 0, 0, 0};
static tollgate_channel* create(const tollgate_host* host, const tollgate_settings* settings,
                                tollgate_buffer* sentence) {
  (void)host, (void)settings, (void)sentence;
  return &the_channel;
}
static const tollgate_entry kEntry = {sizeof(tollgate_entry), TOLLGATE_ABI_VERSION,
                                      &kPlainDescriptor, &create};
const tollgate_entry* tollgate_channel_entry(void) {
  (void)create_nothing;
  return &kEntry;
}
