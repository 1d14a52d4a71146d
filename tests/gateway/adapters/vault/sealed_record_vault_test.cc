#include "gateway/adapters/vault/sealed_record_vault.h"

#include <gtest/gtest.h>

#include "tests/gateway/adapters/vault/vault_test_support.h"

namespace tollgate::vault {
namespace {

TEST(SealedRecordVault, OpensForItsOwnerOnly) {
  SystemRandom random;
  SealedRecordVault vault(make_ring({1}, 1), random);
  const std::string text(200'000, 'x');
  auto sealed = vault.seal_record(Secret(text), {"ntf_1", "wallet", "notification"});
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(sealed->find("xxxxxxxx"), std::string::npos);
  auto opened = vault.open_record(*sealed, {"ntf_1", "wallet", "notification"});
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->reveal(), text);
  EXPECT_FALSE(vault.open_record(*sealed, {"ntf_2", "wallet", "notification"}).ok());
  EXPECT_FALSE(vault.open_record(*sealed, {"ntf_1", "other", "notification"}).ok());
  EXPECT_FALSE(vault.open_record(*sealed, {"ntf_1", "wallet", "card"}).ok());
  std::string damaged = *sealed;
  damaged.back() ^= 1;
  EXPECT_FALSE(vault.open_record(damaged, {"ntf_1", "wallet", "notification"}).ok());
}

}  // namespace
}  // namespace tollgate::vault
