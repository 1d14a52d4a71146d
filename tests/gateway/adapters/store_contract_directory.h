// Part of store_contract.h: merchants and API keys.
#pragma once

#include "gateway/base/encoding.h"
#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {

TEST_P(StoreContract, KeepsMerchants) {
  Merchant first = make().another_merchant();
  Merchant second = make().another_merchant();
  second.suspended = true;
  ASSERT_TRUE(directory().insert_merchant(first).ok());
  ASSERT_TRUE(directory().insert_merchant(second).ok());
  const Status again = directory().insert_merchant(first);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_TRUE(same(*directory().find_merchant(first.id).value(), first));
  EXPECT_TRUE(same(*directory().find_merchant(second.id).value(), second));
  EXPECT_FALSE(directory().find_merchant(make().merchant()).value().has_value());
  EXPECT_EQ(directory().list_merchants().value().size(), 2U);
}

TEST_P(StoreContract, KeepsApiKeys) {
  ApiKey key = make().api_key(make().merchant(), KeyKind::ed25519);
  key.valid_until = make().now() + std::chrono::hours(1);
  ASSERT_TRUE(directory().insert_api_key(key).ok());
  EXPECT_TRUE(same(*directory().find_api_key(key.id).value(), key));
  EXPECT_EQ(directory().insert_api_key(key).error().code, ErrorCode::conflict);
  ASSERT_EQ(directory().list_api_keys().value().size(), 1U);
  EXPECT_TRUE(same(directory().list_api_keys().value()[0], key));
}

TEST_P(StoreContract, FindsABearerKeyByTheDigestOfItsToken) {
  ApiKey key = make().api_key(make().merchant(), KeyKind::bearer);
  const Digest32 digest = sha256("sk_test_1");
  key.material = std::string(as_text(digest));
  ASSERT_TRUE(directory().insert_api_key(key).ok());
  EXPECT_TRUE(same(*directory().find_bearer_key(digest).value(), key));
  EXPECT_FALSE(directory().find_bearer_key(sha256("sk_test_2")).value().has_value());
  ApiKey same_token = make().api_key(make().merchant(), KeyKind::bearer);
  same_token.material = key.material;
  EXPECT_EQ(directory().insert_api_key(same_token).error().code, ErrorCode::conflict);
  // Only bearer keys are looked up that way.
  ApiKey shared_secret = make().api_key(make().merchant(), KeyKind::hmac_sha256);
  shared_secret.material = std::string(as_text(sha256("sk_test_3")));
  ASSERT_TRUE(directory().insert_api_key(shared_secret).ok());
  EXPECT_FALSE(directory().find_bearer_key(sha256("sk_test_3")).value().has_value());
}

TEST_P(StoreContract, RevokesAKeyOnce) {
  const ApiKey key = make().api_key(make().merchant(), KeyKind::hmac_sha256);
  ASSERT_TRUE(directory().insert_api_key(key).ok());
  ASSERT_TRUE(directory().revoke_api_key(key.id, make().now()).ok());
  ASSERT_TRUE(directory().revoke_api_key(key.id, make().now() + std::chrono::hours(1)).ok());
  EXPECT_EQ(directory().find_api_key(key.id).value()->revoked_at, make().now())
      << "the first revocation counts";
  const ApiKey unknown = make().api_key(make().merchant(), KeyKind::hmac_sha256);
  EXPECT_EQ(directory().revoke_api_key(unknown.id, make().now()).error().code,
            ErrorCode::not_found);
}

}  // namespace tollgate::test
