// Churn: clients that come and go, half of them without waiting for their answer, so that
// descriptors are reused as fast as the kernel can. Every request carries an id and every answer
// must bring its own client's id back. This is what finds answers sent to the wrong connection.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/adapters/http/edge/edge.h"
#include "tests/gateway/adapters/http/support/worker_pool.h"

namespace tollgate::http {

struct ChurnReport {
  std::int64_t requests = 0;     // sent in all
  std::int64_t abandoned = 0;    // clients that left at once
  std::int64_t silent = 0;       // connections that asked nothing and watched
  std::int64_t right = 0;        // answers with the client's own id
  std::int64_t wrong = 0;        // answers with anything else
  std::int64_t unsolicited = 0;  // silent connections that were sent something
  std::int64_t lost = 0;         // clients that waited and got nothing
  std::int64_t refused = 0;      // connections that could not be made

  bool flawless() const { return wrong + unsolicited + lost + refused == 0 && right > 0; }
  std::string text() const;
};

// Answers with the request's target, now on a worker, now on the reactor thread itself.
Handler churn_handler(WorkerPool& workers);

// Plays `requests` requests from 8 threads against a server with churn_handler on loopback.
ChurnReport churn(std::uint16_t port, std::int64_t requests);

}  // namespace tollgate::http
