// Shop: the merchants' clients. Each payment is bought by a client of its own, which then captures,
// cancels and refunds as chance has it, at the wrong moment too, from any process, and repeats
// every request under its key until it knows. What it was told is written down before it goes on.
// It lives outside the processes: a crash is a dead line to it. One thread.
#pragma once

#include <functional>
#include <vector>

#include "tests/simulation/process.h"
#include "tests/simulation/wish.h"

namespace tollgate::simulation {

struct Receipt {
  Wish wish;
  StoredAnswer answer;  // the first final one
};

class Shop {
 public:
  Shop(Stage& stage, std::vector<std::unique_ptr<Process>>& processes);

  // Spawns the clients of so many payments, and of a payout for every four of them.
  void open(int payments);
  int clients() const { return clients_; }  // that are not done yet
  const std::vector<Receipt>& receipts() const { return receipts_; }

 private:
  struct Merchant {
    MerchantId id;
    std::vector<PaymentMethodId> methods;
  };

  template <class Work>
  void spawn(Work work);
  Task<void> run(Task<void> work);
  Task<void> trade(int payments);
  Task<void> get_cards(std::size_t merchant);
  Task<void> follow(Wish wish);
  Task<void> act(PaymentId payment, const Wish& created);
  Task<void> send_only(Wish wish);
  Task<std::optional<StoredAnswer>> ask(Wish wish);
  Task<std::optional<Reply>> send(const Wish& wish, const Digest16& nonce);
  Task<void> annoy(Wish wish, Digest16 nonce);
  Task<void> reuse_key(Wish wish);
  Task<void> ask_as_stranger(Wish wish);
  void note(const Wish& wish, const StoredAnswer& answer);
  Wish make_create(std::size_t merchant);
  Wish make_payout(std::size_t merchant);
  Wish make_wish(PaymentId payment, const Wish& created);
  Digest16 fresh();
  Process* any_process();
  Task<void> pause(Duration most);

  Stage& stage_;
  std::vector<std::unique_ptr<Process>>& processes_;
  std::vector<Merchant> merchants_;
  std::vector<Receipt> receipts_;
  std::map<Digest16, std::size_t> by_key_;
  int clients_ = 0;
};

}  // namespace tollgate::simulation
