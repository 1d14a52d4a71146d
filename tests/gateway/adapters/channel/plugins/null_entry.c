/* Its entry function gives nothing. */
#include "plain_descriptor.h"
const tollgate_entry* tollgate_channel_entry(void) {
  (void)create_nothing;
  (void)kPlainDescriptor;
  return 0;
}
