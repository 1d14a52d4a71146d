#include "gateway/adapters/mysql/batch_keys.h"

#include <gtest/gtest.h>

#include "gateway/base/random.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::mysql {
namespace {

class BatchKeysTest : public ::testing::Test {
 protected:
  SystemRandom random_;
  test::SampleMaker make_{random_};
  BatchKeys keys_;
};

TEST_F(BatchKeysTest, LetsIndependentChangesShareATransaction) {
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(keys_.add(make_.intent()));
}

TEST_F(BatchKeysTest, HoldsBackWhateverTouchesTheSame) {
  const Change first = make_.intent();
  ASSERT_TRUE(keys_.add(first));
  const auto shares = [&](auto alter) {
    Change change = make_.intent();
    alter(change);
    return !keys_.add(change);
  };
  EXPECT_TRUE(shares(
      [&](Change& change) { change.new_request->nonce_digest = first.new_request->nonce_digest; }));
  EXPECT_TRUE(shares([&](Change& change) {
    change.new_request->idempotency_digest = first.new_request->idempotency_digest;
  }));
  EXPECT_TRUE(shares([&](Change& change) {
    change.new_payment->merchant_reference = first.new_payment->merchant_reference;
  }));
  EXPECT_TRUE(shares([&](Change& change) {
    change.answer = {*first.new_request->idempotency_digest, {}};
  }));
  EXPECT_TRUE(
      shares([&](Change& change) { change.new_refund = make_.refund(*first.new_payment); }));
  EXPECT_FALSE(keys_.add(make_.result_of(first)));
  keys_.clear();
  EXPECT_TRUE(keys_.add(make_.result_of(first)));
}

TEST_F(BatchKeysTest, AllChangesOfAPaymentGoToOneWriter) {
  const Change intent = make_.intent();
  Change refund;
  refund.new_operation = make_.operation(*intent.new_payment);
  refund.new_refund = make_.refund(*intent.new_payment);
  Change parked;
  parked.changed_operations = {*intent.new_operation};
  EXPECT_EQ(shard_key(make_.result_of(intent)), shard_key(intent));
  EXPECT_EQ(shard_key(refund), shard_key(intent));
  EXPECT_EQ(shard_key(parked), shard_key(intent));
}

}  // namespace
}  // namespace tollgate::mysql
