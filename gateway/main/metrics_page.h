// MetricsPage: the text of /metrics, built line by line in Prometheus' exposition format 0.0.4.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tollgate {

class MetricsPage {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // Begins a metric; its samples follow.
  MetricsPage& metric(std::string_view name, std::string_view type, std::string_view help);
  MetricsPage& sample(std::uint64_t value, Labels labels = {});
  MetricsPage& ratio(double value, Labels labels = {});
  // A histogram's samples: `counts` of each bucket alone, one more than there are bounds.
  MetricsPage& histogram(std::span<const double> bounds_s, std::span<const std::uint64_t> counts,
                         double sum_s, Labels labels = {});

  std::string take() { return std::move(text_); }

 private:
  void line(std::string_view suffix, Labels labels, std::string_view extra, std::string_view value);

  std::string text_;
  std::string name_;
};

}  // namespace tollgate
