// MySqlDirectory: merchants and API keys in the database. Safe from any thread; calls block.
#pragma once

#include "gateway/adapters/mysql/shared_connection.h"
#include "gateway/app/ports/directory.h"

namespace tollgate::mysql {

class MySqlDirectory final : public Directory {
 public:
  explicit MySqlDirectory(ConnectionOptions options) : connection_(std::move(options)) {}

  Status insert_merchant(const Merchant& merchant) override;
  Result<std::vector<Merchant>> list_merchants() override;
  Result<std::optional<Merchant>> find_merchant(MerchantId id) override;
  Status insert_api_key(const ApiKey& key) override;
  Result<std::vector<ApiKey>> list_api_keys() override;
  Result<std::optional<ApiKey>> find_api_key(ApiKeyId id) override;
  Result<std::optional<ApiKey>> find_bearer_key(const Digest32& token_digest) override;
  Status revoke_api_key(ApiKeyId id, Timestamp at) override;

 private:
  Result<std::vector<Merchant>> read_merchants(std::string_view sql);
  Result<std::vector<ApiKey>> read_api_keys(std::string_view sql);
  Result<std::uint64_t> execute(std::string_view sql);

  SharedConnection connection_;
};

}  // namespace tollgate::mysql
