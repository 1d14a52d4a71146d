#include <gtest/gtest.h>

#include "tests/gateway/adapters/http/support/churn.h"
#include "tests/gateway/adapters/http/support/test_edge.h"

namespace tollgate::http {
namespace {

// The short run; the program edge_churn makes the long one.
TEST(EdgeChurn, NoAnswerIsLostOrReachesAnotherClient) {
  WorkerPool workers(4);
  Edge edge({}, churn_handler(workers));
  const auto port = edge.start();
  ASSERT_TRUE(port.ok());
  const ChurnReport report = churn(*port, 20'000);
  RecordProperty("report", report.text());
  EXPECT_TRUE(report.flawless()) << report.text();
  EXPECT_GE(report.requests, 19'000);
  EXPECT_GT(report.abandoned, 0);
  // Nothing stays behind: every request's Responder came back, every connection was closed.
  EXPECT_TRUE(eventually(
      [&] { return edge.stats().in_flight == 0 && edge.stats().open_connections == 0; }));
}

}  // namespace
}  // namespace tollgate::http
