#include "gateway/adapters/channel/http_wire.h"

#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "gateway/adapters/channel/curl_events.h"
#include "gateway/adapters/channel/http_transfer.h"
#include "gateway/adapters/channel/reply_receiver.h"
#include "gateway/base/check.h"
#include "gateway/base/failpoint.h"

namespace tollgate::channel {
namespace {

void initialise_libcurl_once() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(result == CURLE_OK);
}

}  // namespace

// The thread and its multi handle. Only `inbox_`, `stopping_` and wake() are touched by other
// threads.
class HttpWire::Loop {
 public:
  explicit Loop(HttpWire::Options options) : options_(std::move(options)) {
    initialise_libcurl_once();
    multi_ = curl_multi_init();
    CHECK(multi_ != nullptr);
    events_.emplace(multi_);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                      static_cast<long>(options_.idle_connections_max));
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() {
    stop();
    curl_multi_cleanup(multi_);  // closes connections: events_ must be there still
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void submit(WireMessage message, ReplyReceiver receiver) {
    {
      const std::lock_guard lock(mutex_);
      if (!stopping_) {
        inbox_.push_back(
            std::make_unique<HttpTransfer>(std::move(message), std::move(receiver), options_));
        events_->wake();
        return;
      }
    }
    receiver.deliver({WireStatus::not_sent, "wire_stopped"});
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      events_->wake();
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  using Transfers = std::unordered_map<CURL*, std::unique_ptr<HttpTransfer>>;

  void run() {
    while (start_waiting()) {
      events_->turn();
      finish_done();
    }
    for (auto& [handle, transfer] : transfers_) {
      curl_multi_remove_handle(multi_, handle);
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
      if (stopping || handle == nullptr || curl_multi_add_handle(multi_, handle) != CURLM_OK)
        transfer->abandon();
      else
        transfers_.emplace(handle, std::move(transfer));
    }
    return !stopping;
  }

  void finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode result = message->data.result;
      const auto found = transfers_.find(message->easy_handle);
      CHECK(found != transfers_.end());
      curl_multi_remove_handle(multi_, found->first);  // `message` ends here
      found->second->finish(result);
      transfers_.erase(found);
    }
  }

  const HttpWire::Options options_;
  CURLM* multi_ = nullptr;
  std::optional<CurlEvents> events_;
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
