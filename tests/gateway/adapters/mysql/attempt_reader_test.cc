#include "gateway/adapters/mysql/attempt_reader.h"

#include <gtest/gtest.h>

#include "gateway/adapters/mysql/mysql_store.h"
#include "tests/gateway/adapters/await_task.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::mysql {
namespace {

class AttemptReaderTest : public testing::Test {
 protected:
  StoreOptions options_of(const std::string& node) const {
    StoreOptions options;
    options.connection = connection_;
    options.node_name = node;
    options.writers = 1;
    return options;
  }
  Payment begin(MySqlStore& store, const std::string& record) {
    Change intent = make_.intent();
    intent.new_payment_method = make_.payment_method();
    intent.new_payment_method->fingerprint = "print-" + intent.new_payment->id.str();
    intent.new_payment->payment_method = intent.new_payment_method->id;
    intent.new_payment->risk.record = record;
    const Payment payment = *intent.new_payment;
    EXPECT_EQ(test::await(store.commit(std::move(intent))).status, CommitStatus::committed);
    return payment;
  }
  static void expect_of(const risk::PaymentFacts& facts, const Payment& payment) {
    EXPECT_EQ(facts.payment_id, payment.id.str());
    EXPECT_EQ(facts.merchant_id, payment.merchant_id.str());
    EXPECT_EQ(facts.amount, payment.amount);
    EXPECT_EQ(facts.card_fingerprint, "print-" + payment.id.str());
    EXPECT_EQ(facts.customer, payment.customer);
    EXPECT_EQ(facts.created_at, payment.created_at);
    EXPECT_FALSE(facts.live);
    EXPECT_EQ(facts.direction, "payout") << "as the samples are";
  }
  AttemptReader::Stream stream_of(AttemptReader& reader, bool own) {
    const auto streams = reader.streams().value();
    for (const auto& stream : streams)
      if (stream.own == own) return stream;
    ADD_FAILURE() << "no such stream";
    return {};
  }

  const ConnectionOptions connection_ = test::empty_database();
  SystemRandom random_;
  test::SampleMaker make_{random_};
  MySqlStore here_{options_of("host/1-aa")};
  MySqlStore there_{options_of("host/1-aab")};  // a name that begins like the other
  AttemptReader reader_{connection_, "host/1-aa"};
};

TEST_F(AttemptReaderTest, TellsWhatBeganOnAnotherNode) {
  begin(here_, "{}");
  const Payment first =
      begin(there_, R"({"payer":{"ip":"192.0.2.7","device":"d-1","email":"p@example.com"}})");
  const Payment second = begin(there_, "not even JSON");
  const auto foreign = stream_of(reader_, false);
  EXPECT_EQ(foreign.head, 2U);
  EXPECT_EQ(stream_of(reader_, true).head, 1U);

  const auto begun = reader_.begun(foreign.stream, 0, foreign.head).value();
  ASSERT_EQ(begun.size(), 2U);
  expect_of(begun[0], first);
  EXPECT_EQ(begun[0].ip, "192.0.2.7");
  EXPECT_EQ(begun[0].device, "d-1");
  EXPECT_EQ(begun[0].email, "p@example.com");
  expect_of(begun[1], second);
  EXPECT_EQ(begun[1].ip, "");
  EXPECT_EQ(reader_.begun(foreign.stream, 1, foreign.head).value().size(), 1U);
  EXPECT_EQ(reader_.begun(foreign.stream, 0, 1).value().size(), 1U);
}

TEST_F(AttemptReaderTest, ALaterEventIsNoNewAttempt) {
  Change intent = make_.intent();
  const Change result = make_.result_of(intent);
  for (const Change& change : {intent, result})
    ASSERT_EQ(test::await(there_.commit(change)).status, CommitStatus::committed);
  const auto foreign = stream_of(reader_, false);
  EXPECT_EQ(foreign.head, 2U);
  EXPECT_EQ(reader_.begun(foreign.stream, 0, foreign.head).value().size(), 1U);
}

TEST_F(AttemptReaderTest, TellsThePastNewestFirst) {
  const Payment old = begin(here_, "{}");
  make_.advance(std::chrono::seconds(1));
  const Payment middle = begin(there_, R"({"payer":{"email":"p@example.com"}})");
  make_.advance(std::chrono::seconds(1));
  const Payment newest = begin(here_, "{}");
  const auto past = reader_.before(newest.id, 10).value();
  ASSERT_EQ(past.size(), 2U);
  expect_of(past[0], middle);
  EXPECT_EQ(past[0].email, "p@example.com");
  expect_of(past[1], old);
  EXPECT_EQ(reader_.before(newest.id, 1).value().size(), 1U);
}

}  // namespace
}  // namespace tollgate::mysql
