// Counters of one channel account, for /metrics. OperationCounters are written by every operation
// from any thread; ChannelAccountStats is a copy taken at one moment.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "gateway/payment/status.h"

namespace tollgate::channel {

constexpr std::size_t kOutcomeKinds = 5;
// Upper bounds of the latency histogram, in microseconds; one more bucket takes the rest.
constexpr std::array<std::uint64_t, 13> kLatencyBoundsMicros = {
    100,     500,     1'000,     5'000,     10'000,     50'000,    100'000,
    250'000, 500'000, 1'000'000, 2'500'000, 10'000'000, 30'000'000};

struct OperationCounters {
  std::array<std::atomic<std::uint64_t>, kOutcomeKinds> outcomes{};  // by OutcomeKind
  std::array<std::atomic<std::uint64_t>, kLatencyBoundsMicros.size() + 1> latency{};
  std::atomic<std::uint64_t> latency_sum_micros{0};
  std::atomic<std::uint64_t> refused_busy{0};   // in_flight_max was reached
  std::atomic<std::uint64_t> plugin_faults{0};  // operations a plugin spoiled

  void record(OutcomeKind kind, std::chrono::steady_clock::duration latency_of_one);
};

struct NotificationCounters {
  std::atomic<std::uint64_t> accepted{0};  // readings, repeats included
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> plugin_faults{0};  // among the refused: the plugin spoiled it
};

// What is counted of an account, whichever version of its plugin runs.
struct AccountCounters {
  OperationCounters operations;
  NotificationCounters notifications;
};

struct ChannelAccountStats {
  std::string account;
  std::string plugin;   // the channel's id
  std::string version;  // of the plugin
  std::array<std::uint64_t, kOutcomeKinds> outcomes{};
  std::array<std::uint64_t, kLatencyBoundsMicros.size() + 1> latency{};  // not cumulative
  std::uint64_t latency_sum_micros = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t versions_draining = 0;  // old ones, in which operations still run
  std::uint64_t refused_busy = 0;
  std::uint64_t plugin_faults = 0;
  std::uint64_t notifications_accepted = 0;
  std::uint64_t notifications_refused = 0;
  std::string sha256;  // of the plugin's file
  // Of a plugin in a process of its own.
  bool isolated = false;
  bool process_running = false;
  std::uint64_t process_deaths = 0;
  std::uint64_t operations_replayed = 0;
  // Of a channel that speaks in frames; otherwise zero.
  std::uint64_t connections_up = 0;
  std::uint64_t connects = 0;  // more than connections_up: it had to reconnect
  std::uint64_t connect_failures = 0;
  std::uint64_t losses = 0;
  std::uint64_t messages_waiting = 0;
  std::uint64_t late_frames = 0;
  std::uint64_t unsolicited_frames = 0;
  std::uint64_t unreadable_frames = 0;
  std::uint64_t broken_streams = 0;
};

}  // namespace tollgate::channel
