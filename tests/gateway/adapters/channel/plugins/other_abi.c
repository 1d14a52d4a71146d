/* Built for an ABI version this host does not have. */
#include "plain_descriptor.h"
static const tollgate_entry kEntry = {sizeof(tollgate_entry), 7, &kPlainDescriptor,
                                      &create_nothing};
const tollgate_entry* tollgate_channel_entry(void) { return &kEntry; }
