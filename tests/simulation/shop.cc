#include "tests/simulation/shop.h"

#include "tests/simulation/accounts.h"

namespace tollgate::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kMerchants = 2;
constexpr int kTriesMax = 400;

}  // namespace

Shop::Shop(Stage& stage, std::vector<std::unique_ptr<Process>>& processes)
    : stage_(stage), processes_(processes) {
  for (std::size_t i = 0; i < kMerchants; ++i)
    merchants_.push_back({MerchantId::make(stage.clock.now(), stage.random), {}});
}

void Shop::open(int payments) { spawn(trade(payments)); }

template <class Work>
void Shop::spawn(Work work) {
  ++clients_;
  boost::asio::co_spawn(stage_.scheduler.executor(kOutside), run(std::move(work)),
                        boost::asio::detached);
}

Task<void> Shop::run(Task<void> work) {
  co_await std::move(work);
  --clients_;
}

Task<void> Shop::trade(int payments) {
  for (std::size_t i = 0; i < merchants_.size(); ++i) co_await get_cards(i);
  for (int i = 0; i < payments; ++i) {
    spawn(follow(make_create(stage_.random.below(kMerchants))));
    if (i % 4 == 0) spawn(follow(make_payout(stage_.random.below(kMerchants))));
  }
}

Task<void> Shop::get_cards(std::size_t merchant) {
  Wish wish;
  wish.kind = WishKind::tokenize;
  wish.merchant = merchants_[merchant].id;
  while (merchants_[merchant].methods.empty()) {  // a client that gives up begins again
    wish.key = fresh();
    wish.card = stage_.random.below(kCardNumbers.size());
    const auto answer = co_await ask(wish);
    const auto id = answer ? PaymentMethodId::parse(answer->body) : std::nullopt;
    if (id) merchants_[merchant].methods.push_back(*id);
  }
}

// One payment or payout, and what is wished of it afterwards.
Task<void> Shop::follow(Wish wish) {
  co_await pause(seconds(60));
  const auto answer = co_await ask(wish);
  if (!answer) co_return;
  const Told told = read_answer(*answer);
  if (!told.payment) co_return;
  const auto acts = stage_.random.below(stage_.mix.acts_most + 1);
  for (std::uint64_t i = 0; i < acts; ++i) co_await act(*told.payment, wish);
}

Task<void> Shop::pause(Duration most) {
  co_await stage_.scheduler.sleep(kOutside, stage_.between(Duration::zero(), most));
}

// Once in a while two things at once.
Task<void> Shop::act(PaymentId payment, const Wish& created) {
  constexpr std::array<Duration, 5> kPauses = {milliseconds(10), seconds(2), seconds(30),
                                               minutes(20), hours(2)};
  co_await pause(kPauses[stage_.random.below(kPauses.size())]);
  const Wish wish = make_wish(payment, created);
  if (stage_.random.one_in(1, 4)) spawn(send_only(make_wish(payment, created)));
  if (stage_.strikes(Fault::stranger_asks, stage_.mix.client_naughty / 4))
    co_await ask_as_stranger(wish);
  co_await send_only(wish);
}

Task<void> Shop::send_only(Wish wish) { (void)co_await ask(std::move(wish)); }

Wish Shop::make_create(std::size_t merchant) {
  Wish wish;
  wish.kind = WishKind::create;
  wish.merchant = merchants_[merchant].id;
  wish.key = fresh();
  wish.amount = static_cast<std::int64_t>(1 + stage_.random.below(10'000));
  wish.manual = stage_.random.one_in(1, 2);
  wish.method = merchants_[merchant].methods.front();
  wish.account = kAccounts[stage_.random.below(kAccounts.size())];
  // Now and then two payments under one reference.
  if (stage_.random.one_in(1, 3)) wish.reference = "order-" + std::to_string(wish.key[0]);
  return wish;
}

Wish Shop::make_payout(std::size_t merchant) {
  Wish wish = make_create(merchant);
  wish.kind = WishKind::pay_out;
  wish.direction = PaymentDirection::payout;
  wish.manual = false;
  wish.method = PaymentMethodId();
  return wish;
}

Wish Shop::make_wish(PaymentId payment, const Wish& created) {
  const std::int64_t amount = created.amount.value_or(0);
  constexpr std::array kKinds = {WishKind::capture, WishKind::capture, WishKind::capture,
                                 WishKind::refund,  WishKind::refund,  WishKind::cancel,
                                 WishKind::approve, WishKind::reject};
  Wish wish;
  wish.kind = kKinds[stage_.random.below(kKinds.size())];
  wish.merchant = created.merchant;
  wish.key = fresh();
  wish.payment = payment;
  wish.direction = created.direction;
  wish.final_capture = stage_.random.one_in(1, 2);
  // All that is left, a part, or a little too much.
  if (stage_.random.one_in(2, 3))
    wish.amount =
        static_cast<std::int64_t>(1 + stage_.random.below(static_cast<std::uint64_t>(amount) + 10));
  if (stage_.random.one_in(1, 3)) wish.amount = amount;
  return wish;
}

Digest16 Shop::fresh() {
  Digest16 digest{};
  stage_.random.fill(digest);
  return digest;
}

Process* Shop::any_process() {
  const std::size_t first = stage_.random.below(processes_.size());
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    Process* process = processes_[(first + i) % processes_.size()].get();
    if (process->alive()) return process;
  }
  return nullptr;
}

Task<std::optional<Reply>> Shop::send(const Wish& wish, const Digest16& nonce) {
  Process* process = any_process();
  if (process == nullptr) co_return std::nullopt;
  Task<Reply> work =
      carry_out_wish(process->services(), context_of(wish, nonce, stage_.clock.now()), wish);
  co_return co_await process->serve<Reply>(std::move(work), Place::serving_client);
}

// The same request under the same key until its answer is final, or the client gives up.
Task<std::optional<StoredAnswer>> Shop::ask(Wish wish) {
  for (int i = 0; i < kTriesMax; ++i) {
    const Digest16 nonce = fresh();
    if (stage_.strikes(Fault::client_double_click, stage_.mix.client_naughty))
      spawn(annoy(wish, fresh()));
    const auto reply = co_await send(wish, nonce);
    if (reply && is_final_answer(reply->answer)) {
      note(wish, reply->answer);
      if (stage_.strikes(Fault::nonce_replayed, stage_.mix.client_naughty / 4))
        spawn(annoy(wish, nonce));
      if (stage_.strikes(Fault::client_repeats, stage_.mix.client_naughty / 2))
        spawn(annoy(wish, fresh()));
      if (binds_key(reply->answer) &&
          stage_.strikes(Fault::key_reused, stage_.mix.client_naughty / 4))
        spawn(reuse_key(wish));
      co_return reply->answer;
    }
    if (stage_.strikes(Fault::client_gives_up, stage_.mix.client_gives_up)) co_return std::nullopt;
    co_await pause(i < 5 ? Duration(seconds(5)) : Duration(minutes(10)));
  }
  stage_.break_promise(7, wish.payment, "a request got no final answer in 400 tries");
  co_return std::nullopt;
}

void Shop::note(const Wish& wish, const StoredAnswer& answer) {
  const bool of_payments = wish.kind == WishKind::capture || wish.kind == WishKind::refund;
  if (wish.direction == PaymentDirection::payout && of_payments && answer.status != 404)
    stage_.break_promise(5, wish.payment, "a payout was captured or refunded: " + answer.body);
  stage_.scheduler.trace(static_cast<std::uint64_t>(answer.status));
  if (!binds_key(answer)) return;
  const auto [at, first] = by_key_.try_emplace(wish.key, receipts_.size());
  if (first) {
    receipts_.push_back({wish, answer});
    const Told told = read_answer(answer);
    stage_.tell(told.payment.value_or(wish.payment), "client is told " + answer.body);
    return;
  }
  const Receipt& receipt = receipts_[at->second];
  if (receipt.answer.status == answer.status && receipt.answer.body == answer.body) return;
  stage_.break_promise(7, read_answer(answer).payment.value_or(wish.payment),
                       "one key got two answers: " + receipt.answer.body + " and " + answer.body);
}

// Once more, now or later; a nonce that was used must be refused, or get no new answer.
Task<void> Shop::annoy(Wish wish, Digest16 nonce) {
  co_await pause(stage_.random.one_in(1, 2) ? Duration(milliseconds(500)) : Duration(minutes(5)));
  const auto reply = co_await send(wish, nonce);
  if (reply && is_final_answer(reply->answer)) note(wish, reply->answer);
}

// Another request under a key that has its answer.
Task<void> Shop::reuse_key(Wish wish) {
  Wish other = wish;
  other.amount = other.amount.value_or(0) + 1;
  co_await pause(seconds(30));
  const auto reply = co_await send(other, fresh());
  if (!reply || !is_final_answer(reply->answer)) co_return;
  if (reply->answer.body.starts_with("idempotency_key_reused")) co_return;
  stage_.break_promise(7, wish.payment,
                       "a key that is taken took another request: " + reply->answer.body);
}

// The other merchant asks for this payment: it must not exist for them.
Task<void> Shop::ask_as_stranger(Wish wish) {
  const bool first = wish.merchant == merchants_[0].id;
  wish.merchant = merchants_[first ? 1 : 0].id;
  wish.key = fresh();
  const auto reply = co_await send(wish, fresh());
  if (!reply || !is_final_answer(reply->answer)) co_return;
  if (reply->answer.status != 404)
    stage_.break_promise(9, wish.payment, "another merchant was told " + reply->answer.body);
}

}  // namespace tollgate::simulation
