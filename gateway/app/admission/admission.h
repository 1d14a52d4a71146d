// Admission: whether a request may come in, judged by how long it would wait. What can be asked
// again at no cost is refused first, what completes a payment that was begun last, so that an
// overloaded gateway does useful work at its full speed. Safe from any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "gateway/base/clock.h"

namespace tollgate {

enum class Urgency : std::uint8_t {
  can_wait,   // reads, and the management of webhooks
  begins,     // new payments and card tokens
  completes,  // captures, cancels, refunds, decisions of reviews
};
inline constexpr std::array kUrgencies = {Urgency::can_wait, Urgency::begins, Urgency::completes};
const char* to_text(Urgency urgency);

// The longest wait at which each is still let in; zero: it is never refused.
using AdmissionLimits = std::array<Duration, kUrgencies.size()>;

// How long what comes in now would wait for its turn: on the way that everything goes, and before
// the reads of the database.
struct ExpectedWaits {
  Duration work{};
  Duration reads{};
};

struct AdmissionStats {
  ExpectedWaits waits;
  std::array<std::uint64_t, kUrgencies.size()> refused{};  // by urgency
};

class Admission {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using ReadTime = std::function<SteadyTime()>;

  // `expected_waits` is asked every few milliseconds at most, however many requests come. Only what
  // can wait is judged by the reads: a queue of reads must not keep payments away.
  Admission(AdmissionLimits limits, std::function<ExpectedWaits()> expected_waits,
            ReadTime read_time = std::chrono::steady_clock::now)
      : limits_(limits), ask_(std::move(expected_waits)), read_time_(std::move(read_time)) {}

  // How long the request would wait, when that is too long to let it in.
  std::optional<Duration> refuse(Urgency urgency);
  // When to come back, in whole seconds: not the same for all, lest they come back together.
  int retry_after_s();
  AdmissionStats stats();

 private:
  ExpectedWaits expected_waits();

  const AdmissionLimits limits_;
  const std::function<ExpectedWaits()> ask_;
  const ReadTime read_time_;
  std::atomic<SteadyTime> asked_at_{};
  std::atomic<Duration> work_{};
  std::atomic<Duration> reads_{};
  std::atomic<unsigned> turn_{0};
  std::array<std::atomic<std::uint64_t>, kUrgencies.size()> refused_{};
};

}  // namespace tollgate
