#include "plugins/wallet/descriptor.h"

#include "plugins/wallet/settings.h"

namespace tollgate::wallet {

sdk::Descriptor descriptor() {
  sdk::Descriptor wallet;
  wallet.id = "tollgate.wallet";
  wallet.name = "Wallet (RSA2)";
  wallet.vendor = "Tollgate";
  wallet.version = "0.1.0";
  // A payer's code is valid for about a minute: an order made later than that is refused by itself.
  constexpr std::uint32_t kSettleTimeMs = 5000;
  wallet.operations = {{TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_QUERYABLE, 0, kSettleTimeMs},
                       {TOLLGATE_OPERATION_QUERY, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE},
                       {TOLLGATE_OPERATION_VOID, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE},
                       {TOLLGATE_OPERATION_REFUND, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE,
                        TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE}};
  wallet.methods = {"wallet"};
  wallet.currencies = {{"CNY", 1, 10'000'000'000}};
  wallet.settings_schema = kSettingsSchema;
  return wallet;
}

}  // namespace tollgate::wallet
