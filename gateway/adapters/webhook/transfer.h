// Transfer: one POST as a libcurl easy handle. Used by one thread at a time; does not move once
// made (libcurl holds its address).
#pragma once

#include <curl/curl.h>

#include <optional>

#include "gateway/adapters/webhook/sender.h"

namespace tollgate::webhook {

class Transfer {
 public:
  Transfer(Message message, Sender::Done done, const SenderOptions& options);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Null when the URL is refused or libcurl refuses an option: call abandon() then.
  CURL* handle() const { return handle_.get(); }

  // Delivers the answer for libcurl's result. Call once.
  void finish(CURLcode result);
  // Delivers an answer without a status. Call instead of finish().
  void abandon(std::string_view why);

 private:
  bool configure();
  bool add_header(const std::string& line);
  bool configure_request();
  bool configure_safety();
  std::string sentence_for(CURLcode result) const;

  static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  struct CloseHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using List = std::unique_ptr<curl_slist, FreeList>;

  Message message_;
  Sender::Done done_;
  const SenderOptions& options_;
  const std::chrono::steady_clock::time_point began_;
  List request_headers_;
  List resolved_;
  std::unique_ptr<CURL, CloseHandle> handle_;
  std::string refused_url_;      // a sentence; empty: the URL is fine
  std::string refused_address_;  // the last one; empty: none
  std::size_t header_bytes_ = 0;
  std::size_t body_bytes_ = 0;
  bool headers_too_large_ = false;
  bool cut_off_ = false;  // the body is longer than anybody reads
  Answer answer_;
};

}  // namespace tollgate::webhook
