#include "gateway/main/metrics_page.h"

#include <fmt/format.h>

#include "gateway/base/check.h"

namespace tollgate {

MetricsPage& MetricsPage::metric(std::string_view name, std::string_view type,
                                 std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  return *this;
}

void MetricsPage::line(std::string_view suffix, Labels labels, std::string_view extra,
                       std::string_view value) {
  text_.append(name_).append(suffix);
  std::string inside;
  for (const auto& [name, label] : labels)
    inside += fmt::format("{}{}=\"{}\"", inside.empty() ? "" : ",", name, label);
  if (!extra.empty()) inside += fmt::format("{}{}", inside.empty() ? "" : ",", extra);
  if (!inside.empty()) text_ += fmt::format("{{{}}}", inside);
  text_ += fmt::format(" {}\n", value);
}

MetricsPage& MetricsPage::sample(std::uint64_t value, Labels labels) {
  line("", labels, "", std::to_string(value));
  return *this;
}

MetricsPage& MetricsPage::ratio(double value, Labels labels) {
  line("", labels, "", fmt::format("{:.4f}", value));
  return *this;
}

MetricsPage& MetricsPage::histogram(std::span<const double> bounds_s,
                                    std::span<const std::uint64_t> counts, double sum_s,
                                    Labels labels) {
  CHECK(counts.size() == bounds_s.size() + 1);
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    cumulative += counts[i];
    const std::string bound = i < bounds_s.size() ? fmt::format("{}", bounds_s[i]) : "+Inf";
    line("_bucket", labels, fmt::format("le=\"{}\"", bound), std::to_string(cumulative));
  }
  line("_sum", labels, "", fmt::format("{}", sum_s));
  line("_count", labels, "", std::to_string(cumulative));
  return *this;
}

}  // namespace tollgate
