#include "gateway/adapters/http/edge/request_reader.h"

#include "gateway/adapters/http/edge/request_parser.h"
#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

namespace beast = boost::beast::http;
using BeastError = boost::beast::error_code;

// A chunk's size line with its extensions, or the end of the last chunk, in bytes.
constexpr std::size_t kMaxChunkLine = 256;
constexpr Refusal kTrailers{"malformed_request",
                            "Trailer fields are not accepted. Send them in the header section."};
constexpr Refusal kChunkLine{"malformed_request",
                             "The chunked body is malformed. Send size, CR LF, data, CR LF."};
constexpr Refusal kBodyTooLarge{"payload_too_large", "The body is too large. Send a smaller one."};
constexpr Refusal kGrammar{"malformed_request",
                           "The request is not well-formed HTTP/1.1. Check its request line and "
                           "header fields."};

Refusal head_refusal(const BeastError& error, std::string_view head) {
  if (error == beast::error::header_limit)
    return {"header_too_large", "Shorten the header fields."};
  if (error == beast::error::bad_version) return refuse_version(head);
  return kGrammar;
}

Refusal body_refusal(const BeastError& error, bool met_trailers) {
  if (met_trailers) return kTrailers;
  return error == beast::error::body_limit ? kBodyTooLarge : kChunkLine;
}

}  // namespace

RequestReader::RequestReader(const Limits& limits)
    : limits_(limits), scanner_(limits.head_bytes, limits.headers) {}

RequestReader::~RequestReader() = default;

void RequestReader::reset() {
  scanner_.reset();
  parser_.reset();
  state_ = State::waiting;
  skipped_empty_line_ = false;
  keep_alive_ = false;
  facts_ = {};
  request_ = {};
}

std::size_t RequestReader::feed(std::string_view bytes) {
  CHECK(state_ != State::complete);
  if (state_ == State::refused || bytes.empty()) return 0;
  std::size_t consumed = 0;
  if (state_ == State::waiting || state_ == State::head) {
    state_ = State::head;
    // RFC 9112 section 2.2: one empty line before the request line is forgiven.
    if (!skipped_empty_line_ && bytes.starts_with("\r\n")) {
      skipped_empty_line_ = true;
      consumed = 2;
      scanner_.reset();
    }
    consumed += feed_head(bytes.substr(consumed));
  }
  if (state_ == State::body && consumed < bytes.size())
    consumed += feed_body(bytes.substr(consumed));
  return consumed;
}

std::size_t RequestReader::feed_head(std::string_view bytes) {
  if (const auto refusal = scanner_.scan(bytes)) {
    refuse(*refusal);
    return 0;
  }
  if (!scanner_.complete()) return 0;
  const std::string_view head = bytes.substr(0, scanner_.length());
  parser_ = std::make_unique<RequestParser>(request_, facts_);
  parser_->header_limit(static_cast<std::uint32_t>(limits_.head_bytes));
  parser_->body_limit(limits_.body_bytes);
  BeastError error;
  const std::size_t used = parser_->put({head.data(), head.size()}, error);
  if (error && error != beast::error::body_limit) {
    // A head the scanner calls complete and Beast does not is one they read differently.
    refuse(head_refusal(error, head));
    return used;
  }
  if (const auto refusal = check_head(request_, facts_)) {
    refuse(*refusal);
    return used;
  }
  if (error) {
    refuse(kBodyTooLarge);
    return used;
  }
  if (used != head.size() || !parser_->is_header_done()) {
    refuse(kGrammar);
    return used;
  }
  keep_alive_ = parser_->keep_alive();
  parser_->eager(true);
  state_ = parser_->is_done() ? State::complete : State::body;
  return used;
}

std::size_t RequestReader::feed_body(std::string_view bytes) {
  BeastError error;
  const std::size_t used = parser_->put({bytes.data(), bytes.size()}, error);
  if (error && error != beast::error::need_more) {
    refuse(body_refusal(error, parser_->met_trailers()));
  } else if (parser_->is_done()) {
    state_ = State::complete;
  } else if (bytes.size() - used > kMaxChunkLine) {
    refuse(kChunkLine);
  }
  return used;
}

void RequestReader::refuse(const Refusal& refusal) {
  state_ = State::refused;
  refusal_ = refusal;
  keep_alive_ = false;
}

}  // namespace tollgate::http
