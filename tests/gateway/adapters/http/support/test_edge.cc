#include "tests/gateway/adapters/http/support/test_edge.h"

#include <chrono>
#include <thread>

namespace tollgate::http {

bool eventually(const std::function<bool()>& condition) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace tollgate::http
