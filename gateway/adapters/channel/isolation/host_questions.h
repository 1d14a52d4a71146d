// What a plugin in a process of its own asks of its host: signatures, and how a key signs. The
// questions go over the lane of the call that the plugin is in, and the keys stay in the gateway.
// Only the account whose call it is answers, so that whoever took over the process gets no more
// than that.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/adapters/channel/isolation/lane.h"
#include "tollgate/channel.h"
#include "tollgate/sign.h"

namespace tollgate::channel {

// For one call; a plugin signs a text or two. At 0.2 to 5 ms for an RSA key this bounds the call.
constexpr int kQuestionsMax = 64;

// The host of a channel, with the number by which the process knows it.
struct NumberedHost {
  std::uint64_t channel = 0;
  const tollgate_host* host = nullptr;
};

bool is_question(FrameKind kind);
// In the gateway. A question that cannot be read is answered as one for a key that is not there.
std::string answer_question(const NumberedHost& host, const FrameHeader& header,
                            std::string_view question);

// In the plugin's process: the host as a channel there sees it. Stays where it is, as long as the
// channel.
class RemoteHost final : private tollgate_host {
 public:
  explicit RemoteHost(std::uint64_t channel);
  RemoteHost(const RemoteHost&) = delete;
  RemoteHost& operator=(const RemoteHost&) = delete;

  // The calls of this thread come over `lane`; it asks over no other.
  static void ask_over(const Lane& lane);

  const tollgate_host* raw() const { return this; }

 private:
  static const void* find_ability(const tollgate_host* host, const char* id);
  static tollgate_sign_algorithm algorithm_of(const tollgate_host* host, tollgate_view key);
  static std::uint32_t make_signature(const tollgate_host* host, tollgate_view key,
                                      tollgate_view text, tollgate_buffer* signature);
  // Empty: nobody answers.
  static std::string ask(const tollgate_host* host, FrameKind question, std::string bytes);

  static const tollgate_sign kSign;

  const std::uint64_t channel_;
};

}  // namespace tollgate::channel
