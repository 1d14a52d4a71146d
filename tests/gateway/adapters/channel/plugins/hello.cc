// A small honest channel, written as an author would write one with channel.hpp. Its settings name
// where it speaks: {"url": "http://..."} for HTTP, {"address": "host:port"} for frames.
//
// A frame is "key|words"; the answer to it is "key|yes" or "key|no". A frame without a '|' cannot
// be read, and one that begins with '!' is unsolicited.
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "tollgate/channel.hpp"

namespace {

using tollgate::sdk::Frame;
using tollgate::sdk::Http;
using tollgate::sdk::Operation;
using tollgate::sdk::Outcome;
using tollgate::sdk::Reply;
using tollgate::sdk::Request;

std::string member(std::string_view json, std::string_view name) {
  const std::string start = "\"" + std::string(name) + "\":\"";
  const auto at = json.find(start);
  if (at == std::string_view::npos) return {};
  const auto rest = json.substr(at + start.size());
  return std::string(rest.substr(0, rest.find('"')));
}

class Hello final : public tollgate::sdk::Channel {
 public:
  static std::unique_ptr<Hello> create(std::string_view settings, std::string& problem) {
    auto channel = std::make_unique<Hello>();
    channel->url_ = member(settings, "url");
    channel->address_ = member(settings, "address");
    channel->key_ = member(settings, "api_key");
    channel->greets_ = member(settings, "session") == "yes";
    if (channel->url_.empty() && channel->address_.empty())
      problem = "The setting url or address is missing; name one.";
    return problem.empty() ? std::move(channel) : nullptr;
  }

  Operation sale(Request request) const override {
    if (request.description == "throw at once") throw std::logic_error("thrown at once");
    if (!url_.empty()) {
      Http charge("POST", url_, std::string(request.operation_id));
      charge.add_header("authorization", "Bearer " + key_);
      const Reply reply = co_await std::move(charge);
      if (request.description == "throw later") throw std::logic_error("thrown later");
      if (!reply.ok()) co_return Outcome::of_wire(reply);
      if (reply.http_status == 200) co_return Outcome::approved(reply.body);
      if (reply.http_status == 402) co_return Outcome::declined("do_not_honor", reply.body);
      co_return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "Neither yes nor no.");
    }
    Frame frame = frame_of(request, "sale");
    co_return outcome_of(co_await std::move(frame));
  }

  Operation sign_on(Request request) const override {
    Frame frame = frame_of(request, "hello");
    co_return outcome_of(co_await std::move(frame));
  }
  Operation sign_off(Request request) const override {
    Frame frame = frame_of(request, "goodbye");
    co_return outcome_of(co_await std::move(frame));
  }
  Operation echo(Request request) const override {
    Frame frame = frame_of(request, "echo");
    frame.timeout_ms = 200;
    co_return outcome_of(co_await std::move(frame));
  }

  tollgate::sdk::Framing framing() const override {
    tollgate::sdk::Framing framing;
    if (!address_.empty()) framing.addresses = {address_};
    return framing;
  }
  tollgate_frame_kind correlate(std::string_view frame, std::string& key) const override {
    const auto bar = frame.find('|');
    if (frame.starts_with('!')) return TOLLGATE_FRAME_UNSOLICITED;
    if (bar == std::string_view::npos) return TOLLGATE_FRAME_UNREADABLE;
    key = frame.substr(0, bar);
    return TOLLGATE_FRAME_REPLY;
  }
  tollgate::sdk::Session session() const override {
    tollgate::sdk::Session session;
    if (!greets_) return session;
    session.on_connect = {TOLLGATE_OPERATION_SIGN_ON};
    session.on_disconnect = {TOLLGATE_OPERATION_SIGN_OFF};
    session.echo_interval_ms = 100;
    return session;
  }

 private:
  static Frame frame_of(const Request& request, std::string_view word) {
    const std::string key = std::to_string(request.sequence);
    return Frame(key + "|" + std::string(word), key);
  }
  static Outcome outcome_of(const Reply& reply) {
    if (!reply.ok()) return Outcome::of_wire(reply);
    if (reply.body.ends_with("|yes")) return Outcome::approved(reply.body);
    if (reply.body.ends_with("|no")) return Outcome::declined("do_not_honor", "No.");
    return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "Neither yes nor no.");
  }

  std::string url_;
  std::string address_;
  std::string key_;
  bool greets_ = false;
};

tollgate::sdk::Descriptor descriptor() {
  tollgate::sdk::Descriptor hello;
  hello.id = "test.hello";
  hello.name = "Hello";
  hello.vendor = "Tollgate";
  hello.version = "0.0.1";
  hello.operations = {{TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_NONE}};
  hello.methods = {"test"};
  hello.currencies = {{"*", 0, 1'000'000'000}};
  hello.settings_schema = "{}";
  return hello;
}

}  // namespace

TOLLGATE_CHANNEL(Hello, descriptor())
