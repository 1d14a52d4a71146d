/* Needs a function that nobody has. */
#include "plain_descriptor.h"
extern const tollgate_entry* a_function_that_nobody_has(void);
const tollgate_entry* tollgate_channel_entry(void) { return a_function_that_nobody_has(); }
