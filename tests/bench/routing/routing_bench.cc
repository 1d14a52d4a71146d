// What a choice of a channel account and the breaker cost. Prints one JSON object a line:
//   {"bench": "route_choice_4_accounts", "value": 123.4, "unit": "ns"}
// The accounts have conditions as shops write them; the payments differ in card, amount and id.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "gateway/adapters/memory/seeded_random.h"
#include "gateway/app/routing/router.h"

namespace tollgate {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kPayments = 1024;
constexpr int kRounds = 200;

void print(std::string_view name, SteadyClock::duration took, std::int64_t calls) {
  const double nanos = std::chrono::duration<double, std::nano>(took).count();
  fmt::print("{{\"bench\": \"{}\", \"value\": {:.1f}, \"unit\": \"ns\"}}\n", name,
             nanos / static_cast<double>(calls));
  std::fflush(stdout);
}

std::vector<RoutedAccount> make_accounts(int count, const ChannelTraits& traits) {
  std::vector<RoutedAccount> accounts;
  for (int i = 0; i < count; ++i) {
    RoutedAccount account;
    account.name = fmt::format("card_account_number_{}", i);
    account.mode = Mode::test;
    account.priority = static_cast<std::uint32_t>(i / 2);
    account.weight = static_cast<std::uint32_t>(1 + i);
    account.traits = &traits;
    account.conditions.currencies = {*Currency::parse("EUR"), *Currency::parse("USD")};
    account.conditions.amounts = {{*Currency::parse("EUR"), 1, 1'000'000}};
    account.conditions.bins = BinSet({{400'000, 499'999}, {510'000, 559'999}, {222'100, 272'099}});
    account.conditions.bins_except = BinSet({{410'000, 410'000}, {424'300, 424'399}});
    account.conditions.brands_except = {"amex"};
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::vector<Payment> make_payments(const Clock& clock) {
  memory::SeededRandom random(5);
  std::vector<Payment> payments;
  for (int i = 0; i < kPayments; ++i) {
    Payment payment(Money(1000 + i, *Currency::parse("EUR")));
    payment.id = PaymentId::make(clock.now(), random);
    payment.mode = Mode::test;
    payment.capture_method = CaptureMethod::automatic;
    payment.card.brand = "visa";
    payment.card.bin = std::to_string(400'000 + i * 90);
    payments.push_back(std::move(payment));
  }
  return payments;
}

void measure_choice(int accounts, const ChannelTraits& traits, const Clock& clock) {
  Router router(make_accounts(accounts, traits), {}, clock);
  const auto payments = make_payments(clock);
  std::size_t length = 0;
  const auto begun = SteadyClock::now();
  for (int round = 0; round < kRounds; ++round)
    for (const auto& payment : payments) length += router.choose(payment).size();
  const auto took = SteadyClock::now() - begun;
  if (length == 0) std::puts("no account was chosen");
  print(fmt::format("route_choice_{}_accounts", accounts), took, std::int64_t{kRounds} * kPayments);
}

void measure_breaker(int threads, const Clock& clock) {
  CircuitBreaker breaker(BreakerLimits{});
  constexpr int kCalls = 500'000;
  std::vector<std::thread> all;
  const auto begun = SteadyClock::now();
  for (int thread = 0; thread < threads; ++thread)
    all.emplace_back([&] {
      for (int i = 0; i < kCalls; ++i) {
        const Timestamp now = clock.now();
        breaker.record(breaker.admit(now), CallResult::success, now);
      }
    });
  for (auto& thread : all) thread.join();
  print(fmt::format("breaker_call_{}_threads", threads), SteadyClock::now() - begun, kCalls);
}

}  // namespace
}  // namespace tollgate

int main() {
  using namespace tollgate;
  ChannelTraits traits;
  traits.operations = {OperationKind::authorize, OperationKind::sale};
  traits.methods = {"card"};
  traits.limits = {{*Currency::parse("EUR"), 1, 100'000'000}, {std::nullopt, 1, 100'000'000}};
  const SystemClock clock;
  for (const int accounts : {1, 4, 16, 64}) measure_choice(accounts, traits, clock);
  for (const int threads : {1, 2}) measure_breaker(threads, clock);
}
