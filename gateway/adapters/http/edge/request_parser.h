// RequestParser: Boost.Beast's incremental HTTP/1 parser with an HttpRequest as its sink. There is
// no container in between, so fields keep their order and nothing is copied twice. Heavy to
// include: only request_reader.cc does. One thread.
#pragma once

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <string>

#include "gateway/adapters/http/edge/head_rules.h"
#include "gateway/adapters/http/message.h"
#include "gateway/base/check.h"

namespace tollgate::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser(HttpRequest& request, HeadFacts& facts) : request_(request), facts_(facts) {}

  // A field after the body's last chunk: that failed the parse.
  bool met_trailers() const { return met_trailers_; }

 private:
  using BeastError = boost::beast::error_code;
  using Text = boost::beast::string_view;

  // Reserved ahead for a body; a longer one grows as it really arrives, so that a claimed
  // Content-Length costs its client, not us.
  static constexpr std::size_t kBodyReserve = 8192;

  static std::string text_of(Text text) { return {text.data(), text.size()}; }

  void on_request_impl(boost::beast::http::verb /*method*/, Text method, Text target, int version,
                       BeastError& error) override {
    error = {};
    request_.method = text_of(method);
    request_.target = text_of(target);
    const std::size_t mark = request_.target.find('?');
    request_.path = request_.target.substr(0, mark);
    request_.has_query = mark != std::string::npos;
    if (request_.has_query) request_.query = request_.target.substr(mark + 1);
    facts_.http10 = version == 10;
  }
  void on_response_impl(int, Text, int, BeastError&) override { CHECK(false); }
  void on_field_impl(boost::beast::http::field /*name*/, Text name, Text value,
                     BeastError& error) override {
    error = {};
    if (in_body_) {
      met_trailers_ = true;
      error = boost::beast::http::error::bad_field;
      return;
    }
    request_.headers.emplace_back(text_of(name), text_of(value));
  }
  void on_header_impl(BeastError& error) override { error = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, BeastError& error) override {
    error = {};
    in_body_ = true;
    if (length) request_.body.reserve(std::min<std::size_t>(*length, kBodyReserve));
  }
  std::size_t on_body_impl(Text body, BeastError& error) override {
    error = {};
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  // Extensions are passed over, as RFC 9112 asks; Beast has checked their grammar.
  void on_chunk_header_impl(std::uint64_t, Text, BeastError& error) override { error = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, BeastError& error) override {
    return on_body_impl(body, error);
  }
  void on_finish_impl(BeastError& error) override { error = {}; }

  HttpRequest& request_;
  HeadFacts& facts_;
  bool in_body_ = false;
  bool met_trailers_ = false;
};

}  // namespace tollgate::http
