// BareClient: the plain client that the gateway is measured against: one connection, prepared
// statements, one transaction for each phase of a payment, the same rows as the gateway writes.
// What a good engineer writes without folding: every statement goes by a primary key, no read
// comes before a write, and only the columns that change are updated. Belongs to one thread;
// throws what the connector throws.
#pragma once

#include <memory>

#include "gateway/adapters/mysql/connection_options.h"
#include "gateway/app/ports/change.h"

namespace tollgate::bench {

class BareClient {
 public:
  // Its events go to a stream of its own, so that no counter is shared.
  BareClient(const mysql::ConnectionOptions& options, std::uint16_t stream);
  ~BareClient();

  // Commit 1 and commit 2 of one payment, as SampleMaker makes them.
  void write_intent(const Change& intent);
  void write_result(const Change& intent, const Change& result);

 private:
  struct Statements;
  std::unique_ptr<Statements> statements_;
  const std::uint16_t stream_;
  std::uint64_t number_ = 0;
};

}  // namespace tollgate::bench
