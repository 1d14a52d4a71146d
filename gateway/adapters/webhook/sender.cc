#include "gateway/adapters/webhook/sender.h"

#include <curl/curl.h>

#include <mutex>
#include <thread>
#include <unordered_map>

#include "gateway/adapters/webhook/transfer.h"
#include "gateway/base/check.h"

namespace tollgate::webhook {
namespace {

constexpr int kPollMillisecondsMax = 1000;  // libcurl shortens it for its own timers
constexpr std::string_view kStopped = "The gateway stopped before the endpoint had answered.";
constexpr std::string_view kNotStarted = "The attempt could not be started.";

void initialise_libcurl_once() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(result == CURLE_OK);
}

}  // namespace

// The thread and its multi handle. Only `inbox_`, `stopping_` and curl_multi_wakeup are touched by
// other threads.
class Sender::Loop {
 public:
  explicit Loop(SenderOptions options) : options_(std::move(options)) {
    initialise_libcurl_once();
    multi_ = curl_multi_init();
    CHECK(multi_ != nullptr);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                      static_cast<long>(options_.idle_connections_max));
    thread_ = std::thread([this] { run(); });
  }
  ~Loop() {
    stop();
    curl_multi_cleanup(multi_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void submit(Message message, Done done) {
    auto transfer = std::make_unique<Transfer>(std::move(message), std::move(done), options_);
    {
      const std::lock_guard lock(mutex_);
      if (!stopping_) {
        inbox_.push_back(std::move(transfer));
        curl_multi_wakeup(multi_);
        return;
      }
    }
    transfer->abandon(kStopped);
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      curl_multi_wakeup(multi_);
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    while (start_waiting()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      finish_done();
      curl_multi_poll(multi_, nullptr, 0, kPollMillisecondsMax, nullptr);
    }
    for (auto& [handle, transfer] : transfers_) {
      curl_multi_remove_handle(multi_, handle);
      transfer->abandon(kStopped);
    }
    transfers_.clear();
  }

  // False when the sender stops; what still waits is then answered here.
  bool start_waiting() {
    std::vector<std::unique_ptr<Transfer>> arrived;
    bool stopping = false;
    {
      const std::lock_guard lock(mutex_);
      arrived.swap(inbox_);
      stopping = stopping_;
    }
    for (auto& transfer : arrived) {
      CURL* handle = transfer->handle();
      if (stopping)
        transfer->abandon(kStopped);
      else if (handle == nullptr || curl_multi_add_handle(multi_, handle) != CURLM_OK)
        transfer->abandon(kNotStarted);
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

  const SenderOptions options_;
  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<Transfer>> inbox_;
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> transfers_;
  std::thread thread_;
};

Sender::Sender(SenderOptions options) : loop_(std::make_unique<Loop>(std::move(options))) {}
Sender::~Sender() = default;
void Sender::submit(Message message, Done done) {
  loop_->submit(std::move(message), std::move(done));
}
void Sender::stop() { loop_->stop(); }

}  // namespace tollgate::webhook
