#include "gateway/adapters/channel/isolation/host_questions.h"

#include <algorithm>
#include <array>

#include "gateway/adapters/channel/isolation/codec.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {
namespace {

thread_local const Lane* asking_lane = nullptr;

const tollgate_sign* signer_of(const tollgate_host& host) {
  return static_cast<const tollgate_sign*>(host.ability(&host, TOLLGATE_SIGN));
}

std::string tell_algorithm(const tollgate_host* host, Reader& question) {
  tollgate_view key{};
  question.view(key);
  const tollgate_sign* signer = host != nullptr ? signer_of(*host) : nullptr;
  tollgate_sign_algorithm algorithm = TOLLGATE_SIGN_UNKNOWN;
  if (signer != nullptr && question.whole()) algorithm = signer->algorithm(host, key);
  Writer writer;
  writer.number(algorithm);
  return writer.take();
}

// No signature is an empty one.
std::string tell_signature(const tollgate_host* host, Reader& question) {
  tollgate_view key{};
  tollgate_view text{};
  question.view(key);
  question.view(text);
  std::array<char, TOLLGATE_SIGNATURE_MAX> room;
  tollgate_buffer signature{room.data(), room.size(), 0};
  const tollgate_sign* signer = host != nullptr ? signer_of(*host) : nullptr;
  if (signer == nullptr || !question.whole() || signer->sign(host, key, text, &signature) == 0)
    signature.size = 0;
  tollgate_view made{room.data(), signature.size};
  Writer writer;
  writer.view(made);
  return writer.take();
}

}  // namespace

bool is_question(FrameKind kind) {
  return kind == FrameKind::ask_algorithm || kind == FrameKind::ask_signature;
}

std::string answer_question(const NumberedHost& host, const FrameHeader& header,
                            std::string_view question) {
  Reader reader(question);
  const tollgate_host* asked = header.object == host.channel ? host.host : nullptr;
  return header.kind == FrameKind::ask_algorithm ? tell_algorithm(asked, reader)
                                                 : tell_signature(asked, reader);
}

const tollgate_sign RemoteHost::kSign = {sizeof(tollgate_sign), 0, &algorithm_of, &make_signature};

RemoteHost::RemoteHost(std::uint64_t channel)
    : tollgate_host{sizeof(tollgate_host),
                    TOLLGATE_ABI_VERSION,
                    {TOLLGATE_SDK_VERSION, sizeof TOLLGATE_SDK_VERSION - 1},
                    &find_ability},
      channel_(channel) {}

void RemoteHost::ask_over(const Lane& lane) { asking_lane = &lane; }

const void* RemoteHost::find_ability(const tollgate_host*, const char* id) {
  return id != nullptr && std::string_view(id) == TOLLGATE_SIGN ? &kSign : nullptr;
}

std::string RemoteHost::ask(const tollgate_host* host, FrameKind question, std::string bytes) {
  FrameHeader header;
  std::string answer;
  const std::uint64_t channel = static_cast<const RemoteHost*>(host)->channel_;
  const bool answered =
      asking_lane != nullptr && asking_lane->send(question, channel, bytes) == Lane::Result::ok &&
      asking_lane->receive(header, answer) == Lane::Result::ok && header.kind == FrameKind::told;
  wipe(bytes.data(), bytes.size());
  return answered ? answer : std::string();
}

// No exception may leave these two: the plugin may be written in C.
tollgate_sign_algorithm RemoteHost::algorithm_of(const tollgate_host* host, tollgate_view key) {
  try {
    Writer writer;
    writer.view(key);
    if (writer.broken()) return TOLLGATE_SIGN_UNKNOWN;
    const std::string answer = ask(host, FrameKind::ask_algorithm, writer.take());
    Reader reader(answer);
    tollgate_sign_algorithm algorithm = TOLLGATE_SIGN_UNKNOWN;
    reader.number(algorithm);
    return reader.whole() ? algorithm : TOLLGATE_SIGN_UNKNOWN;
  } catch (...) {
    return TOLLGATE_SIGN_UNKNOWN;
  }
}

std::uint32_t RemoteHost::make_signature(const tollgate_host* host, tollgate_view key,
                                         tollgate_view text, tollgate_buffer* signature) {
  try {
    Writer writer;
    writer.view(key);
    writer.view(text);
    if (writer.broken() || text.size > TOLLGATE_SIGN_TEXT_MAX) return 0;
    const std::string answer = ask(host, FrameKind::ask_signature, writer.take());
    Reader reader(answer);
    tollgate_view made{};
    reader.view(made);
    if (!reader.whole() || made.size == 0 || made.size > signature->capacity) return 0;
    std::copy_n(made.data, made.size, signature->data);
    signature->size = made.size;
    return 1;
  } catch (...) {
    return 0;
  }
}

}  // namespace tollgate::channel
