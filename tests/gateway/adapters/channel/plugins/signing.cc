// Signs what it is asked to: a sale's description, with the key that its settings name. The
// approval's data tells the signature in hexadecimal. "often" signs a hundred times, "slowly" three
// times with a second's sleep before each.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "tollgate/channel.hpp"

namespace {

using tollgate::sdk::Host;
using tollgate::sdk::Operation;
using tollgate::sdk::Outcome;
using tollgate::sdk::Request;

class Signing final : public tollgate::sdk::Channel {
 public:
  // The settings are {"key":"NAME"}.
  static std::unique_ptr<Signing> create(const Host& host, std::string_view settings,
                                         std::string& problem) {
    auto channel = std::make_unique<Signing>();
    channel->host_ = host;
    const auto begin = settings.rfind(":\"") + 2;
    channel->key_ = settings.substr(begin, settings.rfind('"') - begin);
    channel->algorithm_ = host.algorithm_of(channel->key_);
    if (channel->algorithm_ != TOLLGATE_SIGN_UNKNOWN) return channel;
    problem = "The setting key names no key of the account.";
    return nullptr;
  }

  Operation sale(Request request) const override {
    const bool is_slow = request.description == "slowly";
    const int more = is_slow ? 2 : request.description == "often" ? 99 : 0;
    auto signature = sign_after(is_slow, request.description);
    for (int i = 0; i < more && signature; ++i)
      signature = sign_after(is_slow, request.description);
    if (!signature) co_return Outcome::not_sent(TOLLGATE_CODE_NOT_SENT, "It is not signed.");
    std::string hex;
    for (const char c : *signature) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      hex += kDigits[static_cast<unsigned char>(c) >> 4U];
      hex += kDigits[static_cast<unsigned char>(c) & 15U];
    }
    Outcome outcome = Outcome::approved("signed");
    outcome.data = {{"algorithm", std::to_string(algorithm_)}, {"signature", hex}};
    co_return outcome;
  }

 private:
  std::optional<std::string> sign_after(bool sleeps, std::string_view text) const {
    if (sleeps) std::this_thread::sleep_for(std::chrono::seconds(1));
    return host_.sign(key_, text);
  }

  Host host_;
  std::string key_;
  tollgate_sign_algorithm algorithm_ = TOLLGATE_SIGN_UNKNOWN;
};

tollgate::sdk::Descriptor descriptor() {
  return {.id = "test.signing",
          .name = "Signing",
          .vendor = "test",
          .version = "1.0.0",
          .operations = {{TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE}},
          .methods = {"card"},
          .currencies = {{"*", 1, 1'000'000}},
          .settings_schema = R"({"type":"object"})"};
}

}  // namespace

TOLLGATE_CHANNEL(Signing, descriptor())
