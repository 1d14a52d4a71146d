#include "gateway/main/metrics_page.h"

#include <gtest/gtest.h>

#include <array>

namespace tollgate {
namespace {

TEST(MetricsPage, WritesPrometheusText) {
  MetricsPage page;
  page.metric("a_total", "counter", "Counts a.").sample(3).sample(4, {{"kind", "x"}, {"b", "y"}});
  const std::array<double, 2> bounds = {0.5, 1};
  const std::array<std::uint64_t, 3> counts = {1, 2, 4};
  page.metric("h", "histogram", "Times.").histogram(bounds, counts, 2.5, {{"c", "d"}});
  EXPECT_EQ(page.take(),
            "# HELP a_total Counts a.\n# TYPE a_total counter\na_total 3\n"
            "a_total{kind=\"x\",b=\"y\"} 4\n"
            "# HELP h Times.\n# TYPE h histogram\n"
            "h_bucket{c=\"d\",le=\"0.5\"} 1\nh_bucket{c=\"d\",le=\"1\"} 3\n"
            "h_bucket{c=\"d\",le=\"+Inf\"} 7\nh_sum{c=\"d\"} 2.5\nh_count{c=\"d\"} 7\n");
}

}  // namespace
}  // namespace tollgate
