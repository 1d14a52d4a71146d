/* A descriptor that every host takes, for the C plugins of the tests. */
#ifndef PLAIN_DESCRIPTOR_H
#define PLAIN_DESCRIPTOR_H

#include "tollgate/channel.h"

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }
#define SUPPORT(kind, recovery, flags) \
  { sizeof(tollgate_support), kind, recovery, 0, flags, 0 }

static const tollgate_support kSale = SUPPORT(TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_NONE, 0);
static const tollgate_support* const kOperations[] = {&kSale};
static const tollgate_view kMethods[] = {TEXT("test")};
static const tollgate_currency_limit kCurrencies[] = {{"*", 0, 0, 1000000000}};
static const tollgate_descriptor kPlainDescriptor = {sizeof(tollgate_descriptor),
                                                     0,
                                                     TEXT("test.plain"),
                                                     TEXT("Plain"),
                                                     TEXT("Tollgate"),
                                                     TEXT("1.0.0"),
                                                     TEXT(TOLLGATE_SDK_VERSION),
                                                     kOperations,
                                                     1,
                                                     kMethods,
                                                     1,
                                                     kCurrencies,
                                                     1,
                                                     TEXT("{}")};

static inline tollgate_channel* create_nothing(const tollgate_host* host,
                                               const tollgate_settings* settings,
                                               tollgate_buffer* sentence) {
  (void)host, (void)settings, (void)sentence;
  return 0;
}

#endif
