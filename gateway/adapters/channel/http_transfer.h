// HttpTransfer: one HTTP exchange as a libcurl easy handle, with the bounds on what may come
// back. Used by one thread at a time; does not move once made (libcurl holds its address).
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "gateway/adapters/channel/http_wire.h"
#include "gateway/adapters/channel/reply_receiver.h"

namespace tollgate::channel {

class HttpTransfer {
 public:
  HttpTransfer(WireMessage message, ReplyReceiver receiver, const HttpWire::Options& options);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  // Null when libcurl refuses an option; finish() with any code is then `not_sent`.
  CURL* handle() const { return handle_.get(); }
  static HttpTransfer* of(CURL* handle);

  // Delivers the reply for libcurl's result. Call once.
  void finish(CURLcode result);
  // Delivers `not_sent` or `no_reply` because the wire stops. Call instead of finish().
  void abandon();

 private:
  bool configure();
  bool configure_request();
  bool add_header(const std::string& line);
  bool configure_safety();
  WireReply reply_for(CURLcode result);

  static int on_prerequest(void* self, char*, char*, int, int);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  struct CloseHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  WireMessage message_;
  ReplyReceiver receiver_;
  const HttpWire::Options& options_;
  std::unique_ptr<curl_slist, FreeList> request_headers_;
  std::unique_ptr<CURL, CloseHandle> handle_;
  bool sending_began_ = false;
  std::size_t header_bytes_ = 0;
  std::string_view refused_;  // why a reply was cut off; empty: it was not
  WireReply reply_;
  std::string body_;
};

}  // namespace tollgate::channel
