// Edge: the gateway's HTTP/1.1 server. Pistache listens, accepts and polls; this folder owns the
// bytes: every read, check, deadline and write happens on one reactor thread, and nothing else
// touches a connection. start, announce_drain, begin_drain, wait_drained, stop: from one
// owner's thread; stats: from any.
//
//   accept thread (Pistache) -> reactor thread: Connection -> Handler ---> any thread
//                                     ^------------ Mailbox <------------- Responder::send
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "gateway/adapters/http/edge/options.h"
#include "gateway/adapters/http/edge/responder.h"
#include "gateway/adapters/http/edge/stats.h"
#include "gateway/adapters/http/message.h"
#include "gateway/base/result.h"

namespace tollgate::http {

// Called on the reactor thread, once for each complete and well-formed request: it must not block.
using Handler = std::function<void(HttpRequest, Responder)>;

class Edge {
 public:
  Edge(EdgeOptions options, Handler handler);
  ~Edge();  // stops
  Edge(const Edge&) = delete;
  Edge& operator=(const Edge&) = delete;

  // Listens and serves; gives the port in use. Raises this process's descriptor limit to the hard
  // limit. An error leaves nothing running; an edge starts once.
  Result<std::uint16_t> start();

  // From now on every answer says Connection: close. Requests are still served: a load balancer
  // gets the time to notice that the node leaves.
  void announce_drain();
  // From now on new requests get 503 with Connection: close; what is in flight is answered.
  void begin_drain();
  // Waits until no request is in flight and every answer has left; false when the time ran out.
  bool wait_drained(std::chrono::steady_clock::time_point deadline);
  // Closes everything at once. Responders still alive stay valid and answer nobody.
  void stop();

  EdgeStats stats() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace tollgate::http
