#include "tests/bench/overload/requests.h"

#include "tests/bench/load/answer_fields.h"

namespace tollgate::bench {

std::uint64_t Outcomes::errors() const {
  std::uint64_t sum = lost;
  for (const auto& [status, count] : wrong) sum += count;
  return sum;
}

double Outcomes::refused_share() const {
  const auto all = done_us.size() + refused_us.size();
  return all == 0 ? 0 : static_cast<double>(refused_us.size()) / static_cast<double>(all);
}

bool Requests::next(std::string& out, Instant now) {
  return now < window_.end && write_(out, sent_++);
}

void Requests::answered(const Answer& answer, Instant started, Instant now) {
  const bool is_done = answer.status == expected_status_;
  const bool is_refused = answer.status == 503 &&
                          answer.body.find(R"("code":"service_unavailable")") != answer.body.npos;
  if (!is_done && !is_refused) {
    if (outcomes_.first_wrong.empty()) outcomes_.first_wrong = answer.body;
    ++outcomes_.wrong[answer.status];
    return;
  }
  if (is_done) outcomes_.ids.emplace_back(id_in(answer.body));
  if (now < window_.begin || now >= window_.end) return;
  const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(now - started);
  (is_done ? outcomes_.done_us : outcomes_.refused_us)
      .push_back(static_cast<std::uint32_t>(latency.count()));
}

}  // namespace tollgate::bench
