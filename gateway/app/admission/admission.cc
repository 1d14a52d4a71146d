#include "gateway/app/admission/admission.h"

#include <algorithm>

namespace tollgate {
namespace {

// Far shorter than any limit, and far longer than asking takes.
constexpr Duration kBetweenQuestions = std::chrono::milliseconds(2);
constexpr unsigned kRetryAfterMostSeconds = 3;

}  // namespace

const char* to_text(Urgency urgency) {
  switch (urgency) {
    case Urgency::can_wait:
      return "can_wait";
    case Urgency::begins:
      return "begins";
    case Urgency::completes:
      return "completes";
  }
  return "";
}

ExpectedWaits Admission::expected_waits() {
  const SteadyTime now = read_time_();
  SteadyTime asked_at = asked_at_.load(std::memory_order_relaxed);
  // One of those who find the answer too old asks; the others go on with the old one.
  if (now - asked_at >= kBetweenQuestions && asked_at_.compare_exchange_strong(asked_at, now)) {
    const ExpectedWaits waits = ask_();
    work_.store(waits.work, std::memory_order_relaxed);
    reads_.store(waits.reads, std::memory_order_relaxed);
  }
  return {work_.load(std::memory_order_relaxed), reads_.load(std::memory_order_relaxed)};
}

std::optional<Duration> Admission::refuse(Urgency urgency) {
  const auto index = static_cast<std::size_t>(urgency);
  const Duration limit = limits_.at(index);
  if (limit == Duration::zero()) return std::nullopt;
  const ExpectedWaits waits = expected_waits();
  const Duration wait =
      urgency == Urgency::can_wait ? std::max(waits.work, waits.reads) : waits.work;
  if (wait <= limit) return std::nullopt;
  refused_.at(index).fetch_add(1, std::memory_order_relaxed);
  return wait;
}

int Admission::retry_after_s() {
  const unsigned turn = turn_.fetch_add(1, std::memory_order_relaxed);
  return 1 + static_cast<int>(turn % kRetryAfterMostSeconds);
}

AdmissionStats Admission::stats() {
  AdmissionStats stats;
  stats.waits = expected_waits();
  for (std::size_t i = 0; i < refused_.size(); ++i)
    stats.refused.at(i) = refused_.at(i).load(std::memory_order_relaxed);
  return stats;
}

}  // namespace tollgate
