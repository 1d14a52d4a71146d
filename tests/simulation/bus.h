// Topic and Relay: the faulty bus, and the follower that carries a store's committed events to it.
// The relay reads through the gateway's OrderedReader and keeps its position in the store, as
// KafkaRelay does; it sends one event at a time. One thread.
#pragma once

#include <vector>

#include "gateway/adapters/kafka/ordered_reader.h"
#include "gateway/adapters/memory/memory_store.h"
#include "tests/simulation/places.h"
#include "tests/simulation/stage.h"

namespace tollgate::simulation {

// What consumers see, in their order.
struct Message {
  EventId id;
  PaymentId payment;
  std::uint32_t version = 0;
  std::string type;
};
using Topic = std::vector<Message>;

class Relay {
 public:
  Relay(Stage& stage, memory::MemoryStore& shared, Topic& topic, Places& places, Owner owner)
      : stage_(stage),
        shared_(shared),
        topic_(topic),
        places_(places),
        owner_(owner),
        bell_(stage.scheduler, stage.clock, owner),
        reader_(shared, kWindow) {}

  Task<void> run();
  void notify() { bell_.ring(Duration::zero()); }
  bool idle() const { return bell_.is_waited_for(); }
  void drop() { bell_.drop(); }

 private:
  static constexpr std::size_t kWindow = 8;
  Task<void> send(const StoredEvent& stored);
  void append(const Event& event, bool again);

  Stage& stage_;
  memory::MemoryStore& shared_;
  Topic& topic_;
  Places& places_;
  const Owner owner_;
  Bell bell_;
  OrderedReader reader_;
  FollowerEpoch held_follower_;
  StreamCursors cursors_;
  std::optional<Message> held_;  // by the defect that overtakes
};

}  // namespace tollgate::simulation
