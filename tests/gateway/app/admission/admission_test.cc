#include "gateway/app/admission/admission.h"

#include <gtest/gtest.h>

#include <set>

namespace tollgate {
namespace {

using std::chrono::milliseconds;
using enum Urgency;

class AdmissionTest : public testing::Test {
 protected:
  // Whether one of each urgency comes in, as the letters r, p and c.
  std::string let_in(milliseconds wait) {
    wait_ = wait;
    time_ += milliseconds(2);
    std::string in;
    if (!admission_.refuse(can_wait)) in += 'r';
    if (!admission_.refuse(begins)) in += 'p';
    if (!admission_.refuse(completes)) in += 'c';
    return in;
  }

  Duration wait_{};
  Duration reads_{};
  int asked_ = 0;
  Admission::SteadyTime time_{std::chrono::seconds(1)};
  Admission admission_{{milliseconds(100), milliseconds(250), milliseconds(500)},
                       [this] {
                         ++asked_;
                         return ExpectedWaits{wait_, reads_};
                       },
                       [this] { return time_; }};
};

TEST_F(AdmissionTest, ReadsAreRefusedBeforePaymentsAndPaymentsBeforeCaptures) {
  EXPECT_EQ(let_in(milliseconds(0)), "rpc");
  EXPECT_EQ(let_in(milliseconds(100)), "rpc");
  EXPECT_EQ(let_in(milliseconds(101)), "pc");
  EXPECT_EQ(let_in(milliseconds(250)), "pc");
  EXPECT_EQ(let_in(milliseconds(251)), "c");
  EXPECT_EQ(let_in(milliseconds(500)), "c");
  EXPECT_EQ(let_in(milliseconds(501)), "");
  EXPECT_EQ(let_in(milliseconds(99)), "rpc");
}

TEST_F(AdmissionTest, AQueueOfReadsKeepsNoPaymentAway) {
  reads_ = std::chrono::seconds(10);
  EXPECT_EQ(let_in(milliseconds(0)), "pc");
  reads_ = milliseconds(100);
  EXPECT_EQ(let_in(milliseconds(0)), "rpc");
}

TEST_F(AdmissionTest, SaysHowLongTheWaitWouldBeAndCountsWhomItRefused) {
  wait_ = milliseconds(300);
  EXPECT_EQ(admission_.refuse(can_wait), Duration(milliseconds(300)));
  EXPECT_EQ(admission_.refuse(can_wait), Duration(milliseconds(300)));
  EXPECT_EQ(admission_.refuse(begins), Duration(milliseconds(300)));
  EXPECT_EQ(admission_.refuse(completes), std::nullopt);
  const AdmissionStats stats = admission_.stats();
  EXPECT_EQ(stats.waits.work, Duration(milliseconds(300)));
  EXPECT_EQ(stats.refused, (std::array<std::uint64_t, 3>{2, 1, 0}));
}

TEST_F(AdmissionTest, AsksEveryTwoMillisecondsAtMost) {
  for (int i = 0; i < 1000; ++i) admission_.refuse(begins);
  EXPECT_EQ(asked_, 1);
  time_ += milliseconds(2);
  for (int i = 0; i < 1000; ++i) admission_.refuse(begins);
  EXPECT_EQ(asked_, 2);
}

TEST_F(AdmissionTest, ALimitOfZeroRefusesNobody) {
  Admission open({}, [] { return ExpectedWaits{.work = std::chrono::hours(1), .reads = {}}; });
  for (const Urgency urgency : kUrgencies) EXPECT_EQ(open.refuse(urgency), std::nullopt);
}

TEST_F(AdmissionTest, ThoseItRefusesDoNotComeBackTogether) {
  std::multiset<int> seconds;
  for (int i = 0; i < 300; ++i) seconds.insert(admission_.retry_after_s());
  EXPECT_EQ(seconds.count(1), 100U);
  EXPECT_EQ(seconds.count(2), 100U);
  EXPECT_EQ(seconds.count(3), 100U);
}

}  // namespace
}  // namespace tollgate
