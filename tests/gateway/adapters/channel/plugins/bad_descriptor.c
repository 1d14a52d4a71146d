/* Describes one operation twice. */
#include "plain_descriptor.h"
static const tollgate_support* const kTwice[] = {&kSale, &kSale};
static const tollgate_descriptor kDescriptor = {sizeof(tollgate_descriptor),
                                                0,
                                                TEXT("test.twice"),
                                                TEXT("Twice"),
                                                TEXT("Tollgate"),
                                                TEXT("1.0.0"),
                                                TEXT(TOLLGATE_SDK_VERSION),
                                                kTwice,
                                                2,
                                                kMethods,
                                                1,
                                                kCurrencies,
                                                1,
                                                TEXT("{}")};
static const tollgate_entry kEntry = {sizeof(tollgate_entry), TOLLGATE_ABI_VERSION, &kDescriptor,
                                      &create_nothing};
const tollgate_entry* tollgate_channel_entry(void) {
  (void)kOperations;
  (void)kPlainDescriptor;
  return &kEntry;
}
