#include "gateway/adapters/mysql/known_requests.h"

#include <gtest/gtest.h>

#include "gateway/base/random.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::mysql {
namespace {

TEST(KnownRequests, RemembersFromTheRequestToItsAnswer) {
  SystemRandom random;
  test::SampleMaker make(random);
  KnownRequests known(100);
  const Change intent = make.intent();
  const Digest16 key = *intent.new_request->idempotency_digest;
  EXPECT_FALSE(known.nonce_of(key));
  known.note(intent);
  EXPECT_EQ(known.nonce_of(key), intent.new_request->nonce_digest);
  known.note(make.result_of(intent));
  EXPECT_FALSE(known.nonce_of(key));
}

TEST(KnownRequests, SkipsRequestsThatAreAnsweredAlready) {
  SystemRandom random;
  test::SampleMaker make(random);
  KnownRequests known(100);
  Change change = make.intent();
  change.new_request->answer = StoredAnswer{402, "application/json", "{}"};
  known.note(change);
  EXPECT_FALSE(known.nonce_of(*change.new_request->idempotency_digest));
  Change without_key;
  without_key.new_request = make.request(/*with_key=*/false);
  known.note(without_key);
}

TEST(KnownRequests, ForgetsTheOldest) {
  SystemRandom random;
  test::SampleMaker make(random);
  KnownRequests known(2);
  std::vector<Change> intents;
  for (int i = 0; i < 3; ++i) known.note(intents.emplace_back(make.intent()));
  EXPECT_FALSE(known.nonce_of(*intents[0].new_request->idempotency_digest));
  EXPECT_TRUE(known.nonce_of(*intents[1].new_request->idempotency_digest));
  EXPECT_TRUE(known.nonce_of(*intents[2].new_request->idempotency_digest));
}

}  // namespace
}  // namespace tollgate::mysql
