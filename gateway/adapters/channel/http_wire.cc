#include "gateway/adapters/channel/http_wire.h"

#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "gateway/adapters/channel/curl_pool.h"
#include "gateway/adapters/channel/http_transfer.h"
#include "gateway/adapters/channel/reply_receiver.h"
#include "gateway/base/check.h"
#include "gateway/base/failpoint.h"

namespace tollgate::channel {

// The thread and its transfers. Only `inbox_`, `stopping_` and wake() are touched by other threads.
class HttpWire::Loop {
 public:
  explicit Loop(HttpWire::Options options) : options_(std::move(options)) {
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() { stop(); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void submit(WireMessage message, ReplyReceiver receiver) {
    {
      const std::lock_guard lock(mutex_);
      if (!stopping_) {
        inbox_.push_back(
            std::make_unique<HttpTransfer>(std::move(message), std::move(receiver), options_));
        pool_.wake();
        return;
      }
    }
    receiver.deliver({WireStatus::not_sent, "wire_stopped"});
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      pool_.wake();
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  using Transfers = std::unordered_map<CURL*, std::unique_ptr<HttpTransfer>>;

  void run() {
    const CurlPool::Done done = [this](CURL* handle, CURLcode result) {
      const auto found = transfers_.find(handle);
      CHECK(found != transfers_.end());
      found->second->finish(result);
      transfers_.erase(found);
    };
    while (start_waiting()) pool_.turn(done);
    for (auto& [handle, transfer] : transfers_) {
      pool_.remove(handle);
      transfer->abandon();
    }
    transfers_.clear();
  }

  // False when the wire stops; what still waits is then answered here.
  bool start_waiting() {
    std::vector<std::unique_ptr<HttpTransfer>> arrived;
    bool stopping = false;
    {
      const std::lock_guard lock(mutex_);
      arrived.swap(inbox_);
      stopping = stopping_;
    }
    for (auto& transfer : arrived) {
      CURL* handle = transfer->handle();
      failpoint("http_taken");
      if (stopping || handle == nullptr || !pool_.add(handle))
        transfer->abandon();
      else
        transfers_.emplace(handle, std::move(transfer));
    }
    return !stopping;
  }

  const HttpWire::Options options_;
  CurlPool pool_;
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<HttpTransfer>> inbox_;
  Transfers transfers_;
  std::thread thread_;
};

HttpWire::HttpWire(Options options) : loop_(std::make_unique<Loop>(std::move(options))) {}
HttpWire::~HttpWire() = default;

Task<WireReply> HttpWire::exchange(WireMessage message) {
  return wait_for_reply(
      [loop = loop_.get(), message = std::move(message)](ReplyReceiver receiver) mutable {
        loop->submit(std::move(message), std::move(receiver));
      });
}

void HttpWire::stop() { loop_->stop(); }

}  // namespace tollgate::channel
