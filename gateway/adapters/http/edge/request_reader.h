// RequestReader: bytes in, one complete HttpRequest out, or a Refusal. Boost.Beast's incremental
// parser does the grammar; HeadScanner and the head rules add the strictness a payment edge needs.
// No I/O, one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "gateway/adapters/http/edge/head_rules.h"
#include "gateway/adapters/http/edge/head_scanner.h"
#include "gateway/adapters/http/edge/refusal.h"
#include "gateway/adapters/http/message.h"

namespace tollgate::http {

class RequestParser;

class RequestReader {
 public:
  struct Limits {
    std::size_t head_bytes;
    std::size_t body_bytes;
    std::size_t headers;
  };
  enum class State { refused = 0, waiting, head, body, complete };

  explicit RequestReader(const Limits& limits);
  ~RequestReader();

  // Reads what it can of one request and gives the number of bytes it is done with. The caller
  // keeps the rest and hands it in again in front of later bytes. Bytes after a complete request
  // are left alone; after a refusal nothing more is read.
  std::size_t feed(std::string_view bytes);

  State state() const { return state_; }
  const Refusal& refusal() const { return refusal_; }  // when refused
  HttpRequest& request() { return request_; }          // head filled from State::body on
  bool keep_alive() const { return keep_alive_; }      // what the client asked for
  bool expects_continue() const { return facts_.expects_continue; }
  bool is_http10() const { return facts_.http10; }

  void reset();  // ready for the next request

 private:
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  void refuse(const Refusal& refusal);

  const Limits limits_;
  HeadScanner scanner_;
  std::unique_ptr<RequestParser> parser_;  // while a request is being read
  State state_ = State::waiting;
  bool skipped_empty_line_ = false;
  bool keep_alive_ = false;
  HeadFacts facts_;
  Refusal refusal_;
  HttpRequest request_;
};

}  // namespace tollgate::http
