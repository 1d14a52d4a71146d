#include "tests/bench/load/measure.h"

#include <unistd.h>

#include <cstdio>
#include <thread>

#include "tests/bench/load/card_tokens.h"
#include "tests/bench/load/payments.h"
#include "tests/bench/load/process_cpu.h"
#include "tests/bench/load/report.h"

namespace tollgate::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kFirstPatience{60};
constexpr std::chrono::seconds kOnePaymentPatience{5};
constexpr std::chrono::milliseconds kFirstPause{2};

Instant after(Instant start, double seconds) {
  return start + std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

CpuUse cpu_use(const MeasureOptions& options) {
  CpuUse use;
  for (const auto& [name, pid] : options.processes)
    if (const auto time = cpu_time_of(pid); time.ok()) use[name] = *time;
  if (const auto own = cpu_time_of(::getpid()); own.ok()) use["load"] = *own;
  return use;
}

bool pays_once(LoadOptions load, RequestWriter& writer) {
  load.connections = 1;
  load.patience = kOnePaymentPatience;
  auto cards = make_cards(load, 1, writer);
  if (!cards) return false;
  auto loop = LoadLoop::open(load);
  if (!loop) return false;
  PaymentWindow window;
  window.begin = SteadyClock::now();
  window.end = window.begin + kOnePaymentPatience;
  window.payments_max = 1;
  SystemRandom random;
  Payments payments(writer, random, std::move(*cards), window);
  return loop->run(payments).ok() && payments.tally().ids.size() == 1;
}

}  // namespace

Result<bool> measure(const MeasureOptions& options, RequestWriter& writer) {
  auto cards = make_cards(options.load, options.cards, writer);
  if (!cards) return std::move(cards).error();
  auto loop = LoadLoop::open(options.load);
  if (!loop) return std::move(loop).error();

  CpuUse before;
  CpuUse used;
  PaymentWindow window;
  window.begin = after(SteadyClock::now(), options.warmup_s);
  window.end = after(window.begin, options.seconds);
  window.on_begin = [&] { before = cpu_use(options); };
  window.on_end = [&] {
    for (const auto& [name, time] : cpu_use(options)) used[name] = time - before[name];
  };
  SystemRandom random;
  Payments payments(writer, random, std::move(*cards), window);
  const Status done = loop->run(payments);

  Tally& tally = payments.tally();
  const auto length = std::chrono::duration_cast<Duration>(window.end - window.begin);
  std::printf("%s\n", report_line(tally, length, used).c_str());
  if (!tally.first_wrong.empty())
    std::fprintf(stderr, "a wrong answer: %s\n", tally.first_wrong.c_str());
  if (!done) return done.error();
  return !tally.ids.empty() && tally.errors() == 0 && tally.repeated_ids() == 0;
}

Status await_first_payment(const LoadOptions& options, RequestWriter& writer) {
  const Instant give_up = SteadyClock::now() + kFirstPatience;
  while (!pays_once(options, writer)) {
    if (SteadyClock::now() > give_up)
      return Error{ErrorCode::deadline_exceeded, "The gateway accepted no payment in a minute."};
    std::this_thread::sleep_for(kFirstPause);
  }
  std::printf("{\"accepted_at_us\": %lld}\n",
              static_cast<long long>(unix_micros(SystemClock().now())));
  return ok_status();
}

}  // namespace tollgate::bench
