// World: the use cases over the memory twins, one thread, a clock that moves only when told to. A
// test says what a client would say and looks at what the store and the channel then hold.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "gateway/adapters/memory/manual_clock.h"
#include "gateway/adapters/memory/memory_store.h"
#include "gateway/adapters/memory/plain_card_vault.h"
#include "gateway/adapters/memory/scripted_channel.h"
#include "gateway/adapters/memory/seeded_random.h"
#include "gateway/app/apply_report.h"
#include "gateway/app/change_payment.h"
#include "gateway/app/create_card_token.h"
#include "gateway/app/create_payment.h"
#include "gateway/app/payment_json.h"
#include "gateway/app/resolver.h"
#include "gateway/app/review_payment.h"
#include "gateway/app/routing/guarded_channels.h"
#include "gateway/app/settle_operation.h"
#include "tests/gateway/currencies.h"

namespace tollgate {

inline ChannelTraits card_like_traits() {
  ChannelTraits traits;
  traits.channel = "scripted";
  traits.operations = {OperationKind::authorize,    OperationKind::sale,   OperationKind::capture,
                       OperationKind::void_payment, OperationKind::refund, OperationKind::query};
  traits.needs_card = traits.operations;
  traits.partial_capture = true;
  traits.multiple_capture = true;
  traits.partial_void = true;
  traits.partial_refund = true;
  traits.recovery = {{OperationKind::authorize, Recovery::reversible},
                     {OperationKind::sale, Recovery::reversible},
                     {OperationKind::refund, Recovery::reversible},
                     {OperationKind::capture, Recovery::idempotent_by_reference},
                     {OperationKind::void_payment, Recovery::idempotent_by_reference}};
  return traits;
}

class World {
 public:
  // Without `accounts` every payment goes to "account"; with some the router chooses.
  explicit World(ChannelTraits traits = card_like_traits(),
                 std::vector<RoutedAccount> accounts = {})
      : channel(std::move(traits)),
        routed(!accounts.empty()),
        router(with_traits(std::move(accounts)), RoutingLimits{3, std::chrono::seconds(60)}, clock),
        store(options()) {
    method = save_method(merchant);
    if (!routed) return;
    services.why_unserved = [this](const Payment& payment) { return router.why_unserved(payment); };
    services.choose_next_channel_account = [this](const Payment& payment,
                                                  const ChargeTries& tries) {
      return router.choose_next(payment, tries);
    };
  }

  memory::ManualClock clock{from_unix_micros(1'800'000'000'000'000)};
  memory::SeededRandom random{7};
  memory::ScriptedChannel channel;
  bool routed;
  Router router;
  GuardedChannels guarded{channel, router, clock};
  std::deque<memory::CommitFault> commit_faults;  // of the next commits
  Duration next_commit_takes{0};
  std::function<void(const Change&)> before_commit;  // while a commit is on its way
  memory::MemoryStore store;
  memory::PlainCardVault vault;
  RecentRequests recent{1000};
  CvcCache cvc{100, std::chrono::minutes(15)};
  PaymentMethodCache methods{10, std::chrono::minutes(1)};
  risk::Verdict verdict = risk::Verdict::allow;
  MerchantId merchant = MerchantId::make(clock.now(), random);
  Services services{store,
                    guarded,
                    vault,
                    clock,
                    random,
                    recent,
                    cvc,
                    methods,
                    [this](const risk::PaymentFacts&) {
                      risk::Decision decision;
                      decision.verdict = verdict;
                      if (verdict != risk::Verdict::allow)
                        decision.reasons.push_back({"test_rule", "R999", verdict, 0});
                      return decision;
                    },
                    [this](Duration duration) { return pass(duration); },
                    [this](const Payment& payment) {
                      return routed ? router.choose(payment) : std::string("account");
                    },
                    [] {}};
  Resolver resolver{services, ResolverLimits{}};
  boost::asio::io_context io;
  PaymentMethodId method;

  // Runs one coroutine, and all it starts, to the end.
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    boost::asio::co_spawn(
        io,
        [&result, task = std::move(task)]() mutable -> Task<void> {
          result.emplace(co_await std::move(task));
        },
        boost::asio::detached);
    io.restart();
    io.run();
    return std::move(*result);
  }

  RequestContext context(std::string key, std::string body = "{}") {
    RequestContext made;
    Digest16 nonce{};
    random.fill(nonce);
    made.record.nonce_digest = nonce;
    made.record.idempotency_digest = digest16_of({key});
    made.record.fingerprint = sha256(body);
    made.record.merchant_id = merchant;
    made.record.received_at = clock.now();
    made.mode = Mode::test;
    made.render = [](const Answer& answer) {
      StoredAnswer stored;
      stored.status = answer.refusal ? 402 : 200;
      stored.body = answer.refusal  ? answer.refusal->code
                    : answer.refund ? to_json(*answer.refund)
                                    : to_json(*answer.payment);
      return stored;
    };
    return made;
  }

  Reply pay(std::int64_t minor, CaptureMethod how = CaptureMethod::automatic,
            std::string key = "pay-1", std::string reference = "") {
    const RequestContext made = context(key, std::to_string(minor));
    CreatePayment command(Money(minor, kEur));
    command.merchant_id = merchant;
    command.payment_method = method;
    command.capture_method = how;
    command.merchant_reference = std::move(reference);
    return run(create_payment(services, made, std::move(command)));
  }

  Reply pay_out(std::int64_t minor, std::string key = "payout-1", std::string reference = "") {
    const RequestContext made = context(key, std::to_string(minor));
    return run(create_payment(services, made, payout_command(minor, std::move(reference))));
  }
  CreatePayment payout_command(std::int64_t minor, std::string reference = "") const {
    CreatePayment command(Money(minor, kEur));
    command.direction = PaymentDirection::payout;
    command.merchant_id = merchant;
    command.method = "bank_transfer";
    command.counterparty = Party{"Ada Lovelace", "GB29NWBK60161331926819", "", "NWBKGB2L", "GB"};
    command.purpose = "SUPP";
    command.merchant_reference = std::move(reference);
    return command;
  }

  Reply capture(PaymentId id, std::optional<std::int64_t> minor, std::string key = "capture-1",
                bool final_capture = true) {
    const RequestContext made = context(key);
    CapturePayment command{merchant, id, minor, final_capture};
    return run(capture_payment(services, made, std::move(command)));
  }
  Reply cancel(PaymentId id, std::string key = "cancel-1",
               PaymentDirection direction = PaymentDirection::payment) {
    const RequestContext made = context(key);
    CancelPayment command{merchant, id, direction};
    return run(cancel_payment(services, made, std::move(command)));
  }
  Reply review(PaymentId id, bool approve, std::string key = "review-1",
               PaymentDirection direction = PaymentDirection::payment) {
    const RequestContext made = context(key);
    ReviewPayment command{merchant, id, approve, direction};
    return run(review_payment(services, made, command));
  }
  ReportResult report(OperationId operation, ReportKind kind, Outcome outcome = {},
                      std::optional<Money> amount = std::nullopt,
                      const std::string& channel_account = "account") {
    ChannelReport made;
    made.channel_account = channel_account;
    made.operation_id = operation;
    made.kind = kind;
    made.outcome = std::move(outcome);
    made.amount = amount;
    return run(apply_report(services, std::move(made)));
  }
  ReportResult report(OperationId operation, OutcomeKind kind) {
    Outcome outcome;
    outcome.kind = kind;
    return report(operation, ReportKind::outcome, std::move(outcome));
  }
  Reply refund(PaymentId id, std::optional<std::int64_t> minor, std::string key = "refund-1") {
    const RequestContext made = context(key);
    RefundPayment command{merchant, id, minor, "", ""};
    return run(refund_payment(services, made, std::move(command)));
  }

  // Lets the clock pass whatever is due, and the resolver settle it.
  void resolve_all() {
    for (int round = 0; round < 50; ++round) {
      clock.advance(std::chrono::minutes(6));
      if (resolve_due() == 0) return;
    }
    FAIL() << "operations stay due";
  }
  // What is due at this moment, once; how many it was.
  std::size_t resolve_due() {
    auto due = run(store.claim_due_operations(clock.now(), std::chrono::seconds(30), 100));
    for (auto& operation : *due) run(resolve(std::move(operation)));
    auto over = run(store.claim_expired_payments(clock.now(), std::chrono::seconds(30), 100));
    std::size_t closed = 0;
    for (auto& payment : *over) closed += run(expire(std::move(payment))) ? 1 : 0;
    return due->size() + closed;
  }

  Payment only_payment() {
    const auto all = store.all_payments();
    EXPECT_EQ(all.size(), 1U);
    return all.front();
  }
  std::vector<std::string> event_types(PaymentId id) {
    auto listed = run(store.list_events(id));
    std::vector<std::string> types;
    std::uint32_t version = 0;
    for (const auto& event : *listed) {
      EXPECT_EQ(event.version, ++version);  // one event a version, none missing
      types.push_back(event.type);
    }
    return types;
  }

 private:
  std::vector<RoutedAccount> with_traits(std::vector<RoutedAccount> accounts) {
    for (auto& account : accounts) {
      account.mode = Mode::test;
      account.traits = channel.find_traits(account.name);
    }
    return accounts;
  }

  memory::MemoryStoreOptions options() {
    memory::MemoryStoreOptions made;
    made.fault_plan = [this](const Change& change) {
      if (before_commit) before_commit(change);
      clock.advance(std::exchange(next_commit_takes, Duration(0)));
      if (commit_faults.empty()) return memory::CommitFault::none;
      const auto fault = commit_faults.front();
      commit_faults.pop_front();
      return fault;
    };
    return made;
  }

  Task<bool> resolve(Operation operation) {
    co_await resolver.resolve(std::move(operation));
    co_return true;
  }
  Task<bool> expire(Payment payment) {
    const auto before = resolver.expired_count();
    co_await resolver.expire(std::move(payment));
    co_return resolver.expired_count() > before;
  }

  Task<void> pass(Duration duration) {
    clock.advance(duration);
    co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                               boost::asio::use_awaitable);
  }

  PaymentMethodId save_method(MerchantId owner) {
    PaymentMethod card;
    card.id = PaymentMethodId::make(clock.now(), random);
    card.merchant_id = owner;
    card.mode = Mode::test;
    card.sealed = "4242424242424242";
    Change change;
    RequestRecord record;
    random.fill(record.nonce_digest);
    change.new_request = record;
    change.new_payment_method = card;
    EXPECT_EQ(run(store.commit(std::move(change))).status, CommitStatus::committed);
    return card.id;
  }
};

}  // namespace tollgate
