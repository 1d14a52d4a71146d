#include "plugins/card/sealed.h"

#include <utility>

#include "plugins/card/codec.h"
#include "plugins/card/forms.h"

namespace tollgate::card {
namespace {

constexpr int kKeyElement = 53;  // which key: security related control information
constexpr int kMacElements[] = {64, 128};

int last_of(const Message& message) {
  return message.elements().empty() ? 0 : message.elements().rbegin()->first;
}

bool has_key(const Settings& settings) { return settings.mac.algorithm != MacAlgorithm::none; }

}  // namespace

std::optional<std::string> seal(const Settings& settings, Message message, std::string& problem) {
  if (!has_key(settings)) return encode(*settings.dialect, message, problem);
  if (!settings.mac_key_id.empty()) message.set(kKeyElement, settings.mac_key_id);
  // The bitmaps are under the code, so its element is there while it is made.
  message.set(kMacElements[last_of(message) > 64 ? 1 : 0], std::string(kMacSize, '\0'));
  auto bytes = encode(*settings.dialect, message, problem);
  if (!bytes) return std::nullopt;
  bytes->resize(bytes->size() - wire_size(settings.dialect->binary, kMacSize));
  const auto mac = make_mac(settings.mac, *bytes);
  if (!mac) {
    problem = "The message authentication code cannot be made; check the setting mac_key.";
    return std::nullopt;
  }
  return *bytes + to_wire(settings.dialect->binary, *mac);
}

std::optional<Message> unseal(const Settings& settings, std::string_view bytes,
                              std::string& problem) {
  auto message = decode(*settings.dialect, bytes, problem);
  if (!message || !has_key(settings)) return message;
  const int last = last_of(*message);
  if (last != kMacElements[0] && last != kMacElements[1]) {
    problem = "Its last element is no message authentication code.";
    return std::nullopt;
  }
  const std::size_t mac_size = wire_size(settings.dialect->binary, kMacSize);
  const auto mac = make_mac(settings.mac, bytes.substr(0, bytes.size() - mac_size));
  if (!mac || !mac_is(*mac, message->get(last))) {
    problem = "Its message authentication code is wrong.";
    return std::nullopt;
  }
  return message;
}

}  // namespace tollgate::card
