// What the channel tests share: running a task to its end, building calls, finding the test
// plugins, and a wire that answers from a script.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <deque>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/adapters/channel/plugin_library.h"
#include "gateway/adapters/channel/wire.h"
#include "gateway/app/ports/channel_port.h"
#include "gateway/base/clock.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "gateway/base/random.h"

namespace tollgate::channel {

inline std::string test_plugin(const std::string& name) {
  return std::string(TOLLGATE_BINARY_DIR) + "/test-plugins/" + name + ".so";
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What a live account must say of its plugin.
inline std::string digest_of(const std::string& path) {
  return to_hex(as_text(sha256(bytes_of(path))));
}

// The program that isolated plugins live in.
inline std::string channel_host_program() {
  return std::string(TOLLGATE_BINARY_DIR) + "/bin/tollgate-channel-host";
}

// Runs the task on this thread until it is done.
template <class T>
T run(Task<T> task) {
  boost::asio::io_context context(1);
  auto result = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
  context.run();
  return result.get();
}

inline std::uint64_t next_test_sequence() {
  static std::atomic<std::uint64_t> sequence{1000};
  return ++sequence;
}

inline ChannelCall make_call(OperationKind kind, const std::string& description,
                             std::int64_t minor = 1999) {
  static SystemRandom random;
  const SystemClock clock;
  Operation operation(Money(minor, *Currency::parse("EUR")));
  operation.id = OperationId::make(clock.now(), random);
  operation.payment_id = PaymentId::make(clock.now(), random);
  operation.kind = kind;
  operation.channel_account = "main";
  operation.created_at = clock.now();
  operation.sequence = next_test_sequence();
  ChannelCall call(std::move(operation));
  call.description = description;
  return call;
}

inline ChannelCall make_sale(const std::string& description, std::int64_t minor = 1999) {
  return make_call(OperationKind::sale, description, minor);
}

inline CardData make_card(const std::string& number) {
  CardData card;
  card.number = Secret(number);
  card.cvc = Secret("123");
  card.expiry_month = 12;
  card.expiry_year = 2030;
  card.holder = "A. Payer";
  return card;
}

inline ChannelAccount make_account(const std::string& plugin, const std::string& settings = "{}") {
  ChannelAccount account;
  account.name = "main";
  account.plugin = test_plugin(plugin);
  account.settings = settings;
  return account;
}

inline std::shared_ptr<PluginChannel> make_channel(const ChannelAccount& account) {
  PluginLibrary::Options options;
  options.path = account.plugin;
  if (account.isolated) options.host_program = channel_host_program();
  auto library = PluginLibrary::load(options);
  if (!library) throw std::runtime_error(library.error().message);
  auto channel = PluginChannel::create(*library, account);
  if (!channel) throw std::runtime_error(channel.error().message);
  return *channel;
}

// Answers each message with the next of the given statuses, the last one again and again.
class ScriptedWire final : public Wire {
 public:
  explicit ScriptedWire(std::vector<WireStatus> statuses) : statuses_(std::move(statuses)) {}

  Task<WireReply> exchange(WireMessage message) override {
    const WireStatus status = statuses_.at(std::min(sent_.size(), statuses_.size() - 1));
    sent_.push_back(std::move(message));
    WireReply reply(status, "scripted");
    if (status == WireStatus::ok) reply.http_status = 200;
    co_return reply;
  }

  const std::vector<WireMessage>& sent() const { return sent_; }

 private:
  const std::vector<WireStatus> statuses_;
  std::vector<WireMessage> sent_;
};

}  // namespace tollgate::channel
