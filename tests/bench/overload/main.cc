// tollgate_overload: asks a gateway for more than it can do and tells what it did instead.
//
// First what it can do: payments as fast as they are answered. Then, at random times whatever the
// answers do, payments at one and a half times that rate, captures at a quarter and reads at half
// of it, all at once. Prints one JSON object a line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <thread>

#include "tests/bench/load/card_tokens.h"
#include "tests/bench/load/percentile.h"
#include "tests/bench/overload/requests.h"

namespace tollgate::bench {
namespace {

struct Options {
  LoadOptions load;
  std::string key_id;
  std::string secret_file;
  double seconds = 10;
  double warmup_s = 3;
};

constexpr std::size_t kCards = 2000;
constexpr double kPaymentShare = 1.5;  // of the capacity
constexpr double kCaptureShare = 0.25;
constexpr double kReadShare = 0.5;

enum Kind : std::uint8_t { payments, captures, reads };
constexpr std::array<const char*, 3> kNames = {"payments", "captures", "reads"};

// Writes the requests of one thread.
class Writer {
 public:
  Writer(const Options& options, const Secret& secret)
      : writer_(options.load.address + ":" + std::to_string(options.load.port), options.key_id,
                *http::SigningKey::from_secret(secret)),
        run_(fmt::format("{:016x}", SystemRandom().next())) {}

  RequestWriter& requests() { return writer_; }

  Requests::Write payments(std::vector<std::string> cards, const char* capture_method) {
    return
        [this, cards = std::move(cards), capture_method](std::string& out, std::uint64_t number) {
          const std::string unique = make_unique(number);
          const auto body = fmt::format(
              R"({{"amount":1999,"currency":"EUR","payment_method":"{}","capture_method":"{}",)"
              R"("merchant_reference":"{}"}})",
              cards[number % cards.size()], capture_method, unique);
          writer_.append_post(out, "/v1/payments", body, unique);
          return true;
        };
  }

  // Each payment once.
  Requests::Write captures(std::vector<std::string> ids) {
    return [this, ids = std::move(ids)](std::string& out, std::uint64_t number) {
      if (number >= ids.size()) return false;
      writer_.append_post(out, "/v1/payments/" + ids[number] + "/capture", "{}",
                          make_unique(number));
      return true;
    };
  }

  Requests::Write reads(std::vector<std::string> ids) {
    return [this, ids = std::move(ids)](std::string& out, std::uint64_t number) {
      writer_.append_get(out, "/v1/payments/" + ids[number % ids.size()], make_unique(number));
      return true;
    };
  }

 private:
  std::string make_unique(std::uint64_t number) const {
    return fmt::format("{}o{:015}", run_, number);
  }

  RequestWriter writer_;
  const std::string run_;
};

Requests::Window window_from_now(double warmup_s, double seconds) {
  const auto after = [](double s) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(s * 1e9));
  };
  const Instant begin = std::chrono::steady_clock::now() + after(warmup_s);
  return {begin, begin + after(seconds)};
}

// Runs one kind to its end. Error: unavailable, deadline_exceeded.
Result<Outcomes> run_one(const LoadOptions& load, Requests::Write write, int expected_status,
                         Requests::Window window) {
  auto loop = LoadLoop::open(load);
  if (!loop) return std::move(loop).error();
  Requests requests(std::move(write), expected_status, window);
  const Status done = loop->run(requests);
  if (!done) return done.error();
  return std::move(requests.outcomes());
}

double per_second(std::size_t count, const Options& options) {
  return static_cast<double>(count) / options.seconds;
}

void show(std::string_view bench, double value, std::string_view unit, std::string_view more = {}) {
  fmt::print(R"({{"bench": "overload_{}", "value": {:.3f}, "unit": "{}"{}}})"
             "\n",
             bench, value, unit, more);
}

void report(const Options& options, double capacity, std::array<Outcomes, 3>& kinds) {
  const double useful =
      per_second(kinds[payments].done_us.size() + kinds[captures].done_us.size(), options);
  show("capacity", capacity, "payments/s");
  show("goodput", useful, "payments and captures/s",
       fmt::format(R"(, "ratio": {:.3f}, "against": "capacity")", useful / capacity));
  std::vector<std::uint32_t> refused;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    Outcomes& outcomes = kinds.at(kind);
    const std::string name = kNames.at(kind);
    const auto all = outcomes.done_us.size() + outcomes.refused_us.size();
    show(name + "_refused", outcomes.refused_share(), "share",
         fmt::format(R"(, "asked_per_second": {:.0f})", per_second(all, options)));
    std::sort(outcomes.done_us.begin(), outcomes.done_us.end());
    show(name + "_p99", percentile_ms(outcomes.done_us, 0.99), "ms");
    refused.insert(refused.end(), outcomes.refused_us.begin(), outcomes.refused_us.end());
  }
  std::sort(refused.begin(), refused.end());
  show("time_to_503_p95", percentile_ms(refused, 0.95), "ms");
  show("time_to_503_p50", percentile_ms(refused, 0.5), "ms");
  show("time_to_503_p99", percentile_ms(refused, 0.99), "ms");
}

int failed(std::string_view why) {
  fmt::print(stderr, "error: {}\n", why);
  return 1;
}

// Every answer must be right or a refusal, in every kind.
bool all_right(const std::array<Outcomes, 3>& kinds) {
  bool right = true;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const Outcomes& outcomes = kinds.at(kind);
    if (outcomes.errors() == 0) continue;
    right = false;
    fmt::print(stderr, "{}: {} wrong answers, {} lost; the first: {}\n", kNames.at(kind),
               outcomes.errors() - outcomes.lost, outcomes.lost, outcomes.first_wrong);
  }
  return right;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return Error{ErrorCode::not_found, "The file " + path + " cannot be read."};
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

int run(const Options& options) {
  auto text = read_file(options.secret_file);
  if (!text) return failed(text.error().message);
  const Secret secret(std::move(*text));
  std::array<Writer, 3> writers = {Writer(options, secret), Writer(options, secret),
                                   Writer(options, secret)};
  auto cards = make_cards(options.load, kCards, writers[payments].requests());
  if (!cards) return failed(cards.error().message);

  Writer capacity_writer(options, secret);
  auto most = run_one(options.load, capacity_writer.payments(*cards, "automatic"), 201,
                      window_from_now(options.warmup_s, options.seconds));
  if (!most) return failed(most.error().message);
  if (most->errors() > 0) return failed("a payment failed already: " + most->first_wrong);
  const double capacity = per_second(most->done_us.size(), options);

  // To be captured: as many as can become due.
  Writer hold_writer(options, secret);
  const double hold_s = kCaptureShare * 1.2 * (options.seconds + options.warmup_s);
  auto held = run_one(options.load, hold_writer.payments(*cards, "manual"), 201,
                      window_from_now(0, hold_s));
  if (!held) return failed(held.error().message);

  const auto window = window_from_now(options.warmup_s, options.seconds);
  const std::array<Requests::Write, 3> writes = {writers[payments].payments(*cards, "automatic"),
                                                 writers[captures].captures(held->ids),
                                                 writers[reads].reads(most->ids)};
  constexpr std::array kShares = {kPaymentShare, kCaptureShare, kReadShare};
  // So many that nobody waits for a free one.
  constexpr std::array<std::size_t, 3> kConnections = {2000, 1000, 500};
  constexpr std::array kExpected = {201, 200, 200};
  std::array<std::optional<Result<Outcomes>>, 3> results;
  std::vector<std::thread> threads;
  for (std::size_t kind = 0; kind < writes.size(); ++kind)
    threads.emplace_back([&, kind] {
      LoadOptions load = options.load;
      load.connections = kConnections.at(kind);
      load.rate = kShares.at(kind) * capacity;
      results.at(kind) = run_one(load, writes.at(kind), kExpected.at(kind), window);
    });
  for (std::thread& thread : threads) thread.join();
  std::array<Outcomes, 3> kinds;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    if (!*results.at(kind)) return failed(results.at(kind)->error().message);
    kinds.at(kind) = std::move(**results.at(kind));
  }
  report(options, capacity, kinds);
  return all_right(kinds) ? 0 : 1;
}

}  // namespace
}  // namespace tollgate::bench

int main(int argument_count, char** arguments) {
  tollgate::bench::Options options;
  CLI::App app{"More requests than a gateway can serve, and what it does instead; JSON lines."};
  app.add_option("--port", options.load.port, "port of the gateway")->required();
  app.add_option("--key-id", options.key_id, "of the merchant's key: key_...")->required();
  app.add_option("--secret-file", options.secret_file, "secret of an hmac-sha256 key")->required();
  app.add_option("--seconds", options.seconds, "of each measurement")
      ->check(CLI::Range(0.1, 3'600.0))
      ->capture_default_str();
  app.add_option("--warmup", options.warmup_s, "seconds before each, not measured")
      ->check(CLI::Range(0.0, 3'600.0))
      ->capture_default_str();
  CLI11_PARSE(app, argument_count, arguments);
  return tollgate::bench::run(options);
}
