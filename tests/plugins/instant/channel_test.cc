#include <gtest/gtest.h>

#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {
namespace {

TestOutcome answer(const LoadedChannel& channel, tollgate_operation_kind kind, std::int64_t minor) {
  TestRequest request;
  request.kind = kind;
  request.minor = minor;
  if (kind > TOLLGATE_OPERATION_SALE) request.original.emplace();
  return channel.run(request, [](const tollgate_message&) -> WireReply {
    ADD_FAILURE() << "the instant channel sent a message";
    return {};
  });
}

TEST(InstantChannel, ApprovesEveryOperationItDeclares) {
  const LoadedChannel channel("instant", "{}");
  const tollgate_descriptor& descriptor = *channel.entry().descriptor;
  ASSERT_EQ(descriptor.operation_count, 5u);
  for (std::size_t i = 0; i < descriptor.operation_count; ++i) {
    const auto outcome = answer(channel, descriptor.operations[i]->kind, 1999);
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_APPROVED);
    EXPECT_EQ(outcome.channel_reference, "instant_op_1");
  }
}

// Found by channel-check.
TEST(InstantChannel, WhatNamesNoOriginalIsNotSent) {
  const LoadedChannel channel("instant", "{}");
  for (const auto kind :
       {TOLLGATE_OPERATION_CAPTURE, TOLLGATE_OPERATION_VOID, TOLLGATE_OPERATION_REFUND}) {
    TestRequest request;
    request.kind = kind;
    const auto outcome = channel.run(request, [](const tollgate_message&) { return WireReply{}; });
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_NOT_SENT);
  }
}

TEST(InstantChannel, DeclinesAmountsThatEndIn05) {
  const LoadedChannel channel("instant", "{}");
  const auto outcome = answer(channel, TOLLGATE_OPERATION_SALE, 1005);
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(outcome.code, "insufficient_funds");
}

TEST(InstantChannel, HasNoQuery) {
  const LoadedChannel channel("instant", "{}");
  const auto outcome = answer(channel, TOLLGATE_OPERATION_QUERY, 0);
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_NOT_SENT);
  EXPECT_EQ(outcome.code, "unsupported_operation");
}

}  // namespace
}  // namespace tollgate::test
