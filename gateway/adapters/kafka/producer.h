// Producer: librdkafka's idempotent producer, set up so that one payment's events cannot change
// places: acks=all, no time limit for a message (an outage only fills the bounded queue), and no
// gap (an event that fails for good stops all that were to follow it). Once `broken`, it must be
// thrown away; a new one begins where the confirmations end. Used by one thread, which also gets
// the callbacks, from within serve().
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/adapters/kafka/kafka_options.h"
#include "gateway/base/result.h"
#include "gateway/payment/event.h"

namespace tollgate {

struct ProducerCallbacks {
  std::function<void(std::uint16_t stream, std::uint64_t number)> confirmed;
  std::function<void(const std::string& reason)> unreachable;  // no broker can be reached just now
  std::function<void(const std::string& reason)> broken;       // see above
};

class Producer {
 public:
  // wakeup_fd (an eventfd) is written to when serve() has something to do. Errors:
  // invalid_argument for a setting that librdkafka does not know or that must not be changed.
  // A broker that is away is no error.
  static Result<std::unique_ptr<Producer>> create(const KafkaOptions& options, int wakeup_fd,
                                                  ProducerCallbacks callbacks);
  ~Producer();  // drops what is not sent, at once
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Copies the event into the send queue. False: the queue is full, or the event cannot be taken,
  // which has then been told to `broken`.
  bool produce(const StoredEvent& stored);
  // Calls back for everything that has happened. Does not block.
  void serve();
  // Serves until everything is confirmed or the time is over.
  void flush(std::chrono::milliseconds timeout);

 private:
  Producer(const KafkaOptions& options, ProducerCallbacks callbacks);
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* self);

  struct ClientDeleter {
    void operator()(rd_kafka_t* client) const;
  };
  const std::string topic_;
  const std::string source_;
  const ProducerCallbacks callbacks_;
  std::unique_ptr<rd_kafka_t, ClientDeleter> client_;
};

}  // namespace tollgate
