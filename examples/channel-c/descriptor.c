// What the gateway may ask for, and what it may do when an answer did not come.
#include "plain_bank.h"

#define VIEW(text) \
  { text, sizeof(text) - 1 }
// The acquirer does an operation once, however often it is put.
#define SUPPORT(kind, flags)                                   \
  {                                                            \
    sizeof(tollgate_support), TOLLGATE_OPERATION_##kind,       \
        TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE, 0, flags, 0 \
  }

static const tollgate_support kSupports[] = {
    SUPPORT(AUTHORIZE, TOLLGATE_NEEDS_CARD), SUPPORT(SALE, TOLLGATE_NEEDS_CARD),
    SUPPORT(CAPTURE, TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE), SUPPORT(VOID, 0),
    SUPPORT(REFUND, TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE)};
static const tollgate_support* const kSupportPointers[] = {
    &kSupports[0], &kSupports[1], &kSupports[2], &kSupports[3], &kSupports[4]};
static const tollgate_view kMethods[] = {VIEW("card")};
static const tollgate_currency_limit kCurrencies[] = {{"*", 0, 1, 9007199254740991LL}};

const tollgate_descriptor plain_bank_descriptor = {
    sizeof(tollgate_descriptor),
    0,
    VIEW("example.plain_bank"),
    VIEW("Plain bank"),
    VIEW("example"),
    VIEW("0.1.0"),
    VIEW(TOLLGATE_SDK_VERSION),
    kSupportPointers,
    sizeof kSupportPointers / sizeof kSupportPointers[0],
    kMethods,
    1,
    kCurrencies,
    1,
    VIEW("{\"type\": \"object\", \"additionalProperties\": false,"
         " \"required\": [\"base_url\", \"api_key\"], \"properties\": {"
         "\"base_url\": {\"type\": \"string\","
         " \"description\": \"The acquirer's API, without a slash at its end.\"},"
         "\"api_key\": {\"type\": \"string\", \"writeOnly\": true,"
         " \"description\": \"The merchant's key there.\"}}}")};
