#include "gateway/app/routing/router.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <set>

#include "gateway/adapters/memory/manual_clock.h"
#include "gateway/adapters/memory/seeded_random.h"
#include "tests/gateway/currencies.h"

namespace tollgate {
namespace {

using std::chrono::seconds;

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    traits_.channel = "card";
    traits_.operations = {OperationKind::authorize, OperationKind::sale};
    traits_.methods = {"card"};
    merchant_ = MerchantId::make(clock_.now(), random_);
    other_merchant_ = MerchantId::make(clock_.now(), random_);
  }

  RoutedAccount account(std::string name, std::uint32_t priority = 1, std::uint32_t weight = 1) {
    RoutedAccount made;
    made.name = std::move(name);
    made.mode = Mode::test;
    made.priority = priority;
    made.weight = weight;
    made.traits = &traits_;
    made.breaker.minimum_calls = 1;
    made.breaker.probes = 1;
    return made;
  }
  Payment payment(std::int64_t minor = 1000, Currency currency = kEur) {
    Payment made{Money(minor, currency)};
    made.id = PaymentId::make(clock_.now(), random_);
    made.merchant_id = merchant_;
    made.mode = Mode::test;
    made.capture_method = CaptureMethod::automatic;
    made.card.brand = "visa";
    made.card.bin = "424242";
    return made;
  }
  // "a b | c": a and b are ready, c would not take a charge now.
  static std::string order_of(const Router& router, const Payment& payment) {
    Router::Candidates candidates;
    router.find_candidates(payment, candidates);
    std::string text;
    for (std::size_t i = 0; i < candidates.count; ++i) {
      if (i > 0) text += ' ';
      if (i == candidates.ready) text += "| ";
      text += candidates.accounts[i]->rule.name;
    }
    return text;
  }
  void break_account(Router& router, const std::string& name) {
    auto& breaker = router.find(name)->health.breaker;
    breaker.record(breaker.admit(clock_.now()), CallResult::failure, clock_.now());
  }

  memory::ManualClock clock_{from_unix_micros(1'800'000'000'000'000)};
  memory::SeededRandom random_{11};
  ChannelTraits traits_;
  MerchantId merchant_;
  MerchantId other_merchant_;
};

struct Case {
  const char* what;
  std::function<void(RoutedAccount&)> rule;  // of account "a"; "z" takes what it does not
  std::function<void(Payment&)> payment;
  bool passes;
};

BinSet bins(std::initializer_list<const char*> texts) {
  std::vector<BinRange> ranges;
  for (const auto* text : texts) ranges.push_back(*parse_bin_range(text));
  return BinSet(std::move(ranges));
}

Payment& with_amount(Payment& payment, std::int64_t minor, Currency currency) {
  payment.amount = Money(minor, currency);
  return payment;
}

TEST_F(RouterTest, ConditionsOneByOne) {
  const auto nothing = [](auto&) {};
  const auto eur_100_to_500 = [](RoutedAccount& a) {
    a.conditions.amounts = {{kEur, 100, 500}, {kUsd, 0, 50}};
  };
  const auto only_visa_bins = [](RoutedAccount& a) { a.conditions.bins = bins({"4"}); };
  const auto amount = [](std::int64_t minor, Currency currency) {
    return [=](Payment& p) { with_amount(p, minor, currency); };
  };
  const auto bin = [](const char* digits) { return [=](Payment& p) { p.card.bin = digits; }; };
  const auto limited = [](RoutedAccount& a, std::vector<CurrencyLimit> limits) {
    static std::deque<ChannelTraits> kept;
    kept.push_back(*a.traits);
    kept.back().limits = std::move(limits);
    a.traits = &kept.back();
  };
  const MerchantId ours = merchant_;
  const MerchantId theirs = other_merchant_;
  const std::vector<Case> cases = {
      {"no condition takes all", nothing, nothing, true},
      {"another mode", [](auto& a) { a.mode = Mode::live; }, nothing, false},
      {"method named", [](auto& a) { a.conditions.methods = {"card"}; }, nothing, true},
      {"another method", [](auto& a) { a.conditions.methods = {"wallet"}; }, nothing, false},
      {"currency named",
       [](auto& a) {
         a.conditions.currencies = {kUsd, kEur};
       },
       nothing, true},
      {"another currency", [](auto& a) { a.conditions.currencies = {kUsd}; }, nothing, false},
      {"amount at the minimum", eur_100_to_500, amount(100, kEur), true},
      {"amount below the minimum", eur_100_to_500, amount(99, kEur), false},
      {"amount at the maximum", eur_100_to_500, amount(500, kEur), true},
      {"amount above the maximum", eur_100_to_500, amount(501, kEur), false},
      {"each currency has its own range", eur_100_to_500, amount(50, kUsd), true},
      {"and its own maximum", eur_100_to_500, amount(51, kUsd), false},
      {"any amount of one not named", eur_100_to_500, amount(9'999'999, kJpy), true},
      {"card in the prefix", only_visa_bins, nothing, true},
      {"card outside the prefix", only_visa_bins, bin("510000"), false},
      {"first card of a prefix", only_visa_bins, bin("400000"), true},
      {"last card of a prefix", only_visa_bins, bin("499999"), true},
      {"a card that is not known", only_visa_bins, bin(""), false},
      {"a card with too few digits known", only_visa_bins, bin("42424"), false},
      {"range", [](auto& a) { a.conditions.bins = bins({"424000-424299"}); }, nothing, true},
      {"outside the range", [](auto& a) { a.conditions.bins = bins({"424000-424241"}); }, nothing,
       false},
      {"excluded", [](auto& a) { a.conditions.bins_except = bins({"4242"}); }, nothing, false},
      {"not excluded", [](auto& a) { a.conditions.bins_except = bins({"4243"}); }, nothing, true},
      {"an exclusion goes before an inclusion",
       [](auto& a) {
         a.conditions.bins = bins({"4"});
         a.conditions.bins_except = bins({"424242"});
       },
       nothing, false},
      {"an exclusion does not meet what is not known",
       [](auto& a) { a.conditions.bins_except = bins({"4"}); }, bin(""), true},
      {"brand",
       [](auto& a) {
         a.conditions.brands = {"mastercard", "visa"};
       },
       nothing, true},
      {"another brand", [](auto& a) { a.conditions.brands = {"mastercard"}; }, nothing, false},
      {"brand excluded", [](auto& a) { a.conditions.brands_except = {"visa"}; }, nothing, false},
      {"another brand excluded", [](auto& a) { a.conditions.brands_except = {"amex"}; }, nothing,
       true},
      {"merchant", [=](auto& a) { a.conditions.merchants = {ours}; }, nothing, true},
      {"another merchant", [=](auto& a) { a.conditions.merchants = {theirs}; }, nothing, false},
      {"capture method", [](auto& a) { a.conditions.capture_methods = {CaptureMethod::automatic}; },
       nothing, true},
      {"another capture method",
       [](auto& a) { a.conditions.capture_methods = {CaptureMethod::manual}; }, nothing, false},
      {"channel with a limit, at it",
       [=](auto& a) {
         limited(a, {{kEur, 1000, 1000}, {std::nullopt, 0, 1}});
       },
       nothing, true},
      {"channel with a limit, above it",
       [=](auto& a) {
         limited(a, {{kEur, 0, 999}, {std::nullopt, 0, 5000}});
       },
       nothing, false},
      {"channel with a limit for the rest",
       [=](auto& a) {
         limited(a, {{std::nullopt, 0, 5000}});
       },
       nothing, true},
      {"channel without the currency",
       [=](auto& a) {
         limited(a, {{kUsd, 0, 5000}});
       },
       nothing, false},
      {"all conditions at once",
       [=](auto& a) {
         a.conditions.methods = {"card"};
         a.conditions.currencies = {kEur};
         a.conditions.amounts = {{kEur, 1000, 1000}};
         a.conditions.bins = bins({"42"});
         a.conditions.brands = {"visa"};
         a.conditions.merchants = {ours};
       },
       nothing, true},
  };
  ASSERT_GE(cases.size(), 30U);
  for (const auto& [what, rule, change, passes] : cases) {
    RoutedAccount first = account("a");
    rule(first);
    Payment asked = payment();
    change(asked);
    Router router({first, account("z", 2)}, {}, clock_);
    EXPECT_EQ(order_of(router, asked), passes ? "a z" : "z") << what;
    EXPECT_EQ(router.choose(asked), passes ? "a" : "z") << what;
  }
}

TEST_F(RouterTest, TheChannelMustHaveTheMethod) {
  Router router({account("a")}, {}, clock_);
  Payment by_wallet = payment();
  by_wallet.method = "wallet";
  EXPECT_EQ(router.choose(by_wallet), "");
  traits_.methods = {"card", "wallet"};
  EXPECT_EQ(router.choose(by_wallet), "a");
  EXPECT_EQ(router.choose(payment()), "a");
}

TEST_F(RouterTest, TheChannelMustHaveTheOperation) {
  ChannelTraits sale_only = traits_;
  sale_only.operations = {OperationKind::sale};
  RoutedAccount one = account("a");
  one.traits = &sale_only;
  const Router router({one}, {}, clock_);
  Payment manual = payment();
  manual.capture_method = CaptureMethod::manual;
  EXPECT_EQ(order_of(router, manual), "");
  EXPECT_EQ(order_of(router, payment()), "a");
}

TEST_F(RouterTest, APayoutGoesOnlyWherePayoutsGo) {
  ChannelTraits bank = traits_;
  bank.operations = {OperationKind::sale, OperationKind::payout};
  bank.methods = {"bank_transfer"};
  RoutedAccount pays_out = account("bank", 2);
  pays_out.traits = &bank;
  ChannelTraits collects = bank;
  collects.operations = {OperationKind::sale};
  RoutedAccount takes_only = account("collector", 1);
  takes_only.traits = &collects;
  Router router({account("card", 1), takes_only, pays_out}, {}, clock_);
  Payment payout = payment();
  payout.direction = PaymentDirection::payout;
  payout.method = "bank_transfer";
  EXPECT_EQ(router.choose(payout), "bank");
  payout.direction = PaymentDirection::payment;
  EXPECT_EQ(router.choose(payout), "collector");
}

TEST_F(RouterTest, SaysWhatKeepsAPaymentOut) {
  RoutedAccount one = account("a");
  one.conditions.currencies = {kEur};
  const Router router({one}, {}, clock_);
  Payment asked = payment(1000, kUsd);
  EXPECT_EQ(router.why_unserved(asked), Unserved::currency);
  asked.direction = PaymentDirection::payout;
  EXPECT_EQ(router.why_unserved(asked), Unserved::operation);
  asked.method = "wallet";
  EXPECT_EQ(router.why_unserved(asked), Unserved::method);
  asked = payment();
  asked.mode = Mode::live;
  EXPECT_EQ(router.why_unserved(asked), Unserved::method);
}

TEST_F(RouterTest, NoneIsChosenWhenNoneServes) {
  Router router({account("a")}, {}, clock_);
  Payment live = payment();
  live.mode = Mode::live;
  EXPECT_EQ(router.choose(live), "");
}

TEST_F(RouterTest, TheSmallerPriorityIsAskedFirstWhateverTheOrderOfTheFile) {
  const Router router({account("c", 30), account("a", 1), account("b", 20)}, {}, clock_);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order_of(router, payment()), "a b c");
}

TEST_F(RouterTest, APaymentKeepsItsOrder) {
  const Router router({account("a", 1, 5), account("b", 1, 3), account("c", 1, 2), account("d", 2)},
                      {}, clock_);
  std::map<std::string, int> orders;
  for (int i = 0; i < 500; ++i) {
    const Payment asked = payment();
    const std::string order = order_of(router, asked);
    for (int again = 0; again < 3; ++again) ASSERT_EQ(order_of(router, asked), order);
    ASSERT_TRUE(order.ends_with(" d"));
    ++orders[order];
  }
  EXPECT_EQ(orders.size(), 6U);  // every order of three occurs
}

TEST_F(RouterTest, TheOrderIsMadeOfTheRandomHalfOfTheIdAlone) {
  const Router router({account("a"), account("b"), account("c")}, {}, clock_);
  Payment one = payment();
  Uuid bytes = one.id.uuid();
  for (std::size_t i = 0; i < 8; ++i) bytes.bytes[i] = static_cast<std::uint8_t>(i);
  Payment other = one;
  other.id = PaymentId(bytes);
  EXPECT_EQ(order_of(router, one), order_of(router, other));
  bytes.bytes.fill(0);
  other.id = PaymentId(bytes);
  EXPECT_EQ(order_of(router, other), "b a c");  // pinned: the draw must not change with a version
}

// With n payments the count of an account is binomial: five standard deviations either way are
// left once in a million runs, and the seed is fixed.
TEST_F(RouterTest, WeightsAreKeptForTheFirstChoiceAndForTheSecond) {
  const std::map<std::string, double> weights = {{"a", 70}, {"b", 20}, {"c", 9}, {"d", 1}};
  std::vector<RoutedAccount> accounts;
  for (const auto& [name, weight] : weights)
    accounts.push_back(account(name, 1, static_cast<std::uint32_t>(weight)));
  const Router router(accounts, {}, clock_);
  constexpr double kPayments = 50'000;
  std::map<std::string, double> first;
  std::map<std::string, double> second_after_a;
  for (int i = 0; i < static_cast<int>(kPayments); ++i) {
    const std::string order = order_of(router, payment());
    ++first[order.substr(0, 1)];
    if (order.starts_with("a")) ++second_after_a[order.substr(2, 1)];
  }
  double chi_square = 0;
  for (const auto& [name, weight] : weights) {
    const double expected = kPayments * weight / 100;
    chi_square += std::pow(first[name] - expected, 2) / expected;
  }
  EXPECT_LT(chi_square, 16.27);  // 3 degrees of freedom, p = 0.001
  const double after_a = first["a"];
  chi_square = 0;
  for (const auto* name : {"b", "c", "d"}) {
    const double expected = after_a * weights.at(name) / 30;
    chi_square += std::pow(second_after_a[name] - expected, 2) / expected;
  }
  EXPECT_LT(chi_square, 13.82);  // 2 degrees of freedom, p = 0.001
}

TEST_F(RouterTest, AnOpenBreakerPutsAnAccountLastButDoesNotRemoveIt) {
  Router router({account("a", 1), account("b", 2), account("c", 3)}, {}, clock_);
  break_account(router, "a");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order_of(router, payment()), "b c | a");
  break_account(router, "b");
  break_account(router, "c");
  EXPECT_EQ(order_of(router, payment()), "| a b c");
  EXPECT_EQ(router.choose(payment()), "a");
}

TEST_F(RouterTest, AHalfOpenBreakerKeepsItsPlaceForOnePaymentInEight) {
  Router router({account("a", 1), account("b", 2)}, {}, clock_);
  break_account(router, "a");
  clock_.advance(seconds(5));
  int in_place = 0;
  for (int i = 0; i < 8000; ++i) in_place += order_of(router, payment()) == "a b" ? 1 : 0;
  EXPECT_NEAR(in_place, 1000, 150);                            // five standard deviations
  (void)router.find("a")->health.breaker.admit(clock_.now());  // its only probe is taken
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order_of(router, payment()), "b | a");
}

TEST_F(RouterTest, AFullBulkheadPutsAnAccountLast) {
  RoutedAccount small = account("a", 1);
  small.in_flight_max = 2;
  Router router({small, account("b", 2)}, {}, clock_);
  auto& health = router.find("a")->health;
  health.enter();
  EXPECT_EQ(order_of(router, payment()), "a b");
  health.enter();
  EXPECT_EQ(order_of(router, payment()), "b | a");
  health.leave();
  EXPECT_EQ(order_of(router, payment()), "a b");
}

ChargeTries tries_of(std::vector<std::string> accounts, OutcomeKind last, Timestamp begun) {
  return {std::move(accounts), last, begun};
}

TEST_F(RouterTest, TheNextAccountIsOneThatWasNotAsked) {
  Router router({account("a", 1), account("b", 2), account("c", 3)}, {3, seconds(25)}, clock_);
  const auto next = [&](std::vector<std::string> asked) {
    return router.choose_next(payment(),
                              tries_of(std::move(asked), OutcomeKind::not_sent, clock_.now()));
  };
  EXPECT_EQ(next({"a"}), "b");
  EXPECT_EQ(next({"a", "b"}), "c");
  EXPECT_EQ(next({"b"}), "a");
  EXPECT_EQ(next({"a", "b", "c"}), "");  // attempts_max
  EXPECT_EQ(next({}), "");
}

TEST_F(RouterTest, AttemptsMaxOfOneMeansNoFailover) {
  Router router({account("a", 1), account("b", 2)}, {1, seconds(25)}, clock_);
  EXPECT_EQ(router.choose_next(payment(), tries_of({"a"}, OutcomeKind::not_sent, clock_.now())),
            "");
}

TEST_F(RouterTest, TheSameAccountAgainOnlyWhenItMayAndDidNotDecline) {
  RoutedAccount stubborn = account("a", 1);
  stubborn.attempts_max = 2;
  Router alone({stubborn}, {5, seconds(60)}, clock_);
  const Timestamp now = clock_.now();
  EXPECT_EQ(alone.choose_next(payment(), tries_of({"a"}, OutcomeKind::not_sent, now)), "a");
  EXPECT_EQ(alone.choose_next(payment(), tries_of({"a", "a"}, OutcomeKind::not_sent, now)), "");
  EXPECT_EQ(alone.choose_next(payment(), tries_of({"a"}, OutcomeKind::declined, now)), "");
  Router pair({stubborn, account("b", 2)}, {5, seconds(60)}, clock_);
  EXPECT_EQ(pair.choose_next(payment(), tries_of({"a"}, OutcomeKind::not_sent, now)), "b");
  EXPECT_EQ(pair.choose_next(payment(), tries_of({"a", "b"}, OutcomeKind::not_sent, now)), "a");
}

TEST_F(RouterTest, NobodyIsAskedWhoCouldNotAnswerInTime) {
  RoutedAccount quick = account("c", 3);
  quick.deadline = seconds(2);
  Router router({account("a", 1), account("b", 2), quick}, {5, seconds(25)}, clock_);
  const Timestamp begun = clock_.now();
  const auto next = [&] {
    return router.choose_next(payment(), tries_of({"a"}, OutcomeKind::not_sent, begun));
  };
  clock_.advance(seconds(15));
  EXPECT_EQ(next(), "b");  // 15 + 10 s
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(next(), "c");
  clock_.advance(seconds(8));
  EXPECT_EQ(next(), "");
}

TEST_F(RouterTest, NobodyIsAskedNextWhoIsAway) {
  Router router({account("a", 1), account("b", 2)}, {5, seconds(25)}, clock_);
  break_account(router, "b");
  EXPECT_EQ(router.choose_next(payment(), tries_of({"a"}, OutcomeKind::not_sent, clock_.now())),
            "");
}

TEST_F(RouterTest, CountsChoicesAndFailovers) {
  Router router({account("a", 1), account("b", 2)}, {}, clock_);
  for (int i = 0; i < 3; ++i) router.choose(payment());
  router.choose_next(payment(), tries_of({"a"}, OutcomeKind::not_sent, clock_.now()));
  router.choose_next(payment(), tries_of({"a"}, OutcomeKind::declined, clock_.now()));
  router.choose_next(payment(), tries_of({"a"}, OutcomeKind::declined, clock_.now()));
  const RouterStats stats = router.stats();
  ASSERT_EQ(stats.accounts.size(), 2U);
  EXPECT_EQ(stats.accounts[0].choices, 3U);
  EXPECT_EQ(stats.accounts[1].choices, 3U);
  ASSERT_EQ(stats.failovers.size(), 2U);
  EXPECT_EQ(stats.failovers[0].why, OutcomeKind::declined);
  EXPECT_EQ(stats.failovers[0].count, 2U);
  EXPECT_EQ(stats.failovers[1].count, 1U);
}

TEST_F(RouterTest, TheMostAccountsThereMayBeAreHandled) {
  std::vector<RoutedAccount> accounts;
  for (std::size_t i = 0; i < Router::kAccountsMax; ++i)
    accounts.push_back(account("a" + std::to_string(i), 1, 1'000'000));
  const Router router(accounts, {}, clock_);
  Router::Candidates candidates;
  router.find_candidates(payment(), candidates);
  EXPECT_EQ(candidates.count, Router::kAccountsMax);
  EXPECT_EQ(std::set<Router::Account*>(candidates.begin(), candidates.end()).size(),
            Router::kAccountsMax);
}

}  // namespace
}  // namespace tollgate
