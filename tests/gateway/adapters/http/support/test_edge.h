// TestEdge: an edge on a free port whose handler notes every request (unless told not to, for
// measuring) and leaves the answering to
// the test's own function, on the reactor thread or wherever that function takes it.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gateway/adapters/http/edge/edge.h"
#include "gateway/base/check.h"

namespace tollgate::http {

class TestEdge {
 public:
  explicit TestEdge(EdgeOptions options = {}, Handler answer = echo, bool notes = true)
      : answer_(std::move(answer)),
        edge_(std::move(options), [this, notes](HttpRequest request, Responder responder) {
          if (notes) note(request);
          answer_(std::move(request), std::move(responder));
        }) {
    const auto started = edge_.start();
    CHECK(started.ok());
    port_ = *started;
  }

  Edge& operator*() { return edge_; }
  Edge* operator->() { return &edge_; }
  std::uint16_t port() const { return port_; }

  std::vector<HttpRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  void forget_requests() {
    const std::lock_guard lock(mutex_);
    requests_.clear();
  }

  // 200 with "METHOD target body" at once.
  static void echo(const HttpRequest& request, Responder responder) {
    HttpResponse response;
    response.content_type = "text/plain";
    response.body = request.method + " " + request.target + " " + request.body;
    responder.send(std::move(response));
  }

 private:
  void note(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }

  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  Handler answer_;
  Edge edge_;  // last: its threads use what stands above
  std::uint16_t port_ = 0;
};

// Waits until `condition` holds, looking every millisecond; false when patience runs out.
bool eventually(const std::function<bool()>& condition);

}  // namespace tollgate::http
