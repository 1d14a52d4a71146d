// AttemptReader: attempts to pay as the rules' features count them, read back from the payments: by
// a node that has just started, and by one that wants to know what the others let begin. Blocks;
// safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/adapters/mysql/shared_connection.h"
#include "gateway/payment/ids.h"
#include "gateway/risk/facts.h"

namespace tollgate::mysql {

class AttemptReader {
 public:
  // `node` is the StoreOptions::node_name of this process: its streams are its own.
  AttemptReader(ConnectionOptions options, std::string node)
      : connection_(std::move(options)), node_(std::move(node)) {}

  struct Stream {
    std::uint16_t stream = 0;
    std::uint64_t head = 0;  // the last number
    bool own = false;        // this process writes it
  };
  Result<std::vector<Stream>> streams();
  // The payments whose first event has a number in (after, up_to] of the stream, in that order.
  Result<std::vector<risk::PaymentFacts>> begun(std::uint16_t stream, std::uint64_t after,
                                                std::uint64_t up_to);
  // Payments with an id below `id`, newest first.
  Result<std::vector<risk::PaymentFacts>> before(PaymentId id, std::size_t limit);

 private:
  Result<std::vector<risk::PaymentFacts>> read(std::string_view sql);

  SharedConnection connection_;
  const std::string node_;
};

}  // namespace tollgate::mysql
