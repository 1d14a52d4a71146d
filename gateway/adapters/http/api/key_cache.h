// KeyCache: merchants and API keys in memory, parsed once, so that no request waits for the
// database to know its caller. Refreshed by a thread of its own: within a second, and at once
// when a key is not known. Safe from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "gateway/adapters/http/signature/verifier.h"
#include "gateway/app/ports/directory.h"

namespace tollgate::http {

struct CachedKey {
  ApiKey record;                            // material cleared for shared secrets
  std::shared_ptr<const VerifyingKey> key;  // null for bearer keys
  bool merchant_suspended = false;
};

// One consistent view of all keys; never changes.
struct KeySnapshot {
  std::unordered_map<std::string, CachedKey> by_id;        // "key_…"
  std::unordered_map<std::string, std::string> by_bearer;  // token digest -> id
};

class KeyCache {
 public:
  using SecretOpener = std::function<Result<Secret>(const ApiKey&)>;

  KeyCache(Directory& directory, SecretOpener open_secret);
  ~KeyCache();

  // Reads everything once and starts the refreshing thread. Error: unavailable; then the cache is
  // empty and the thread goes on trying.
  Status start();
  void stop();

  std::shared_ptr<const KeySnapshot> snapshot() const;
  // Asks for a refresh soon; refreshes are at least 100 ms apart, so that guessing keys is cheap
  // for nobody but the guesser. Gives the generation that will have seen everything until now.
  std::uint64_t request_refresh();
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

 private:
  Status refresh();
  void run();

  Directory& directory_;
  const SecretOpener open_secret_;
  std::shared_ptr<const KeySnapshot> snapshot_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool refresh_requested_ = false;
  std::atomic<std::uint64_t> generation_{0};
  std::thread thread_;
};

}  // namespace tollgate::http
