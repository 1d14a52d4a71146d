// What a decision costs. Prints one JSON object a line:
//   {"bench": "risk_50_rules_p99", "value": 12.3, "unit": "us"}
// A rule reads features, money, a list and texts in turn, as analysts' rules do; the payments
// differ in card, customer and address, so the recent past grows as it does in service.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include "gateway/adapters/lua/risk_engine.h"

namespace tollgate::lua {
namespace {

using Clock = std::chrono::steady_clock;

double micros_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

void print(std::string_view name, double value, std::string_view unit) {
  fmt::print("{{\"bench\": \"{}\", \"value\": {:.2f}, \"unit\": \"{}\"}}\n", name, value, unit);
  std::fflush(stdout);
}

std::string feature_name(int i) { return fmt::format("feature_{}", i); }

std::string declare_features(int count) {
  static constexpr std::string_view kBy[] = {"card", "ip", "customer", "device", "email"};
  static constexpr std::string_view kWindows[] = {"10m", "1h", "24h", "7d"};
  std::string text = "local f = features {\n";
  for (int i = 0; i < count; ++i) {
    const auto by = kBy[i % 5];
    const auto window = kWindows[i / 5 % 4];
    if (i % 3 == 0)
      text += fmt::format("  {} = count(by.{}, \"{}\"),\n", feature_name(i), by, window);
    if (i % 3 == 1)
      text +=
          fmt::format("  {} = distinct(\"card\", by.{}, \"{}\"),\n", feature_name(i), by, window);
    if (i % 3 == 2)
      text += fmt::format("  {} = sum(\"amount\", by.{}, \"{}\"),\n", feature_name(i), by, window);
  }
  return text + "}\n";
}

// Conditions that seldom hold, as in service; feature i % 3 == 2 is money.
std::string condition(int i, int features) {
  const std::string count = feature_name(i * 3 % features / 3 * 3);
  switch (i % 5) {
    case 0:
      return fmt::format("f.{} >= 500 and p.amount < USD \"5.00\"", count);
    case 1:
      return "p.amount > USD \"90000.00\" or list.blocked:has(p.card_bin)";
    case 2:
      return fmt::format("p.card_country == \"XX\" and f.{} > 3", count);
    case 3:
      return "p.currency ~= \"USD\" or (p.email ~= nil and p.email:ends_with(\"@bad.example\"))";
    default:
      return fmt::format("f.{} > USD \"900000\" and p.metadata.basket == nil", feature_name(2));
  }
}

std::shared_ptr<const RuleBundle> make_bundle(int rules, int features) {
  std::vector<SourceFile> files;
  for (int first = 0; first < rules; first += 10) {
    std::string text = declare_features(features);
    for (int i = first; i < std::min(first + 10, rules); ++i)
      text += fmt::format(
          "rule \"r{}\" {{ mode = \"live\", reason = \"R{}\", score = 10,\n"
          "  when = function(p) return {} end }}\n",
          i, i, condition(i, features));
    if (first == 0) text += "thresholds { review = 50, block = 90 }\n";
    files.push_back({fmt::format("file{:03}.lua", first), text});
  }
  auto bundle = RuleBundle::from_texts(std::move(files), {{"blocked.txt", "400000\n410000\n"}});
  if (!bundle) {
    fmt::print(stderr, "{} {}\n", bundle.error().message, bundle.error().mend);
    std::exit(1);
  }
  return *bundle;
}

risk::PaymentFacts make_facts(int i) {
  risk::PaymentFacts facts(Money(1000 + i % 5000, *Currency::parse("USD")));
  facts.payment_id = fmt::format("pay_{}", i);
  facts.merchant_id = "mer_1";
  facts.method = "card";
  facts.card_bin = "424242";
  facts.card_country = "US";
  facts.card_fingerprint = fmt::format("fingerprint-{}", i % 20'000);
  facts.customer = fmt::format("customer-{}", i % 15'000);
  facts.ip = fmt::format("198.51.{}.{}", i / 200 % 200, i % 200);
  facts.device = fmt::format("device-{}", i % 12'000);
  facts.email = fmt::format("payer{}@mail.example", i % 15'000);
  facts.metadata = {{"basket", "12"}};
  facts.created_at = from_unix_micros(1'790'000'000'000'000 + std::int64_t{i} * 500);
  return facts;
}

std::unique_ptr<RiskEngine> make_engine(std::shared_ptr<const RuleBundle> bundle) {
  auto engine = RiskEngine::create(std::move(bundle));
  if (!engine) std::exit(1);
  return std::move(*engine);
}

// CPU time of this thread: what a decision costs, whatever else the machine does meanwhile. On a
// quiet machine it is the latency too; decision.micros is the latency as it was.
double cpu_micros() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

void print_percentiles(const std::string& name, std::vector<double> micros) {
  micros.erase(micros.begin(), micros.begin() + static_cast<std::ptrdiff_t>(micros.size() / 10));
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double share) {
    return micros[static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1))];
  };
  print(name + "_p50", at(0.50), "us");
  print(name + "_p99", at(0.99), "us");
  print(name + "_p999", at(0.999), "us");
}

void measure_latency(int rules, int features, int payments) {
  const auto bundle = make_bundle(rules, features);
  const auto engine = make_engine(bundle);
  std::vector<double> cpu;
  std::vector<double> wall;
  for (int i = 0; i < payments; ++i) {
    const auto facts = make_facts(i);
    const double start = cpu_micros();
    const auto decision = engine->evaluate(facts);
    cpu.push_back(cpu_micros() - start);
    wall.push_back(static_cast<double>(decision.micros));
    if (!decision.failed.empty()) {
      fmt::print(stderr, "{}\n", decision.failed[0].sentence);
      std::exit(1);
    }
  }
  const std::string name = fmt::format("risk_{}_rules", rules);
  print_percentiles(name + "_cpu", std::move(cpu));
  print_percentiles(name, std::move(wall));
  const double start = cpu_micros();
  const auto program = bundle->make_program();
  if (program) print(name + "_fresh_interpreter_cpu", cpu_micros() - start, "us");
  print(name + "_velocity_memory",
        static_cast<double>(engine->counters().velocity_bytes) / (1 << 20), "MiB");
}

void measure_threads(int threads, int payments) {
  const auto engine = make_engine(make_bundle(50, 20));
  std::vector<std::thread> workers;
  const auto start = Clock::now();
  for (int t = 0; t < threads; ++t)
    workers.emplace_back([&, t] {
      for (int i = t; i < payments; i += threads) engine->evaluate(make_facts(i));
    });
  for (auto& worker : workers) worker.join();
  print(fmt::format("risk_50_rules_{}_threads", threads), payments / micros_since(start) * 1e6,
        "decisions/s");
}

}  // namespace
}  // namespace tollgate::lua

int main() {
  tollgate::lua::measure_latency(50, 20, 100'000);
  tollgate::lua::measure_latency(500, 20, 20'000);
  tollgate::lua::measure_threads(1, 50'000);
  tollgate::lua::measure_threads(2, 50'000);
  return 0;
}
