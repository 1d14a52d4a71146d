#include "gateway/adapters/channel/isolation/plugin_server.h"

#include <array>

#include "gateway/adapters/channel/isolation/step_codec.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {
namespace {

// A struct that has grown since is to be described anew in its codec, and then here.
static_assert(sizeof(tollgate_request) == 248);
static_assert(sizeof(tollgate_card) == 64);
static_assert(sizeof(tollgate_authentication) == 88);
static_assert(sizeof(tollgate_party) == 88);
static_assert(sizeof(tollgate_original) == 128);
static_assert(sizeof(tollgate_reply) == 48);
static_assert(sizeof(tollgate_notification) == 96);
static_assert(sizeof(tollgate_step) == 24);
static_assert(sizeof(tollgate_message) == 32);
static_assert(sizeof(tollgate_http) == 72);
static_assert(sizeof(tollgate_frame) == 40);
static_assert(sizeof(tollgate_outcome) == 136);
static_assert(sizeof(tollgate_exchange) == 80);
static_assert(sizeof(tollgate_next_action) == 64);
static_assert(sizeof(tollgate_report) == 40);
static_assert(sizeof(tollgate_reading) == 64);
static_assert(sizeof(tollgate_notify_answer) == 40);
static_assert(sizeof(tollgate_descriptor) == 152);
static_assert(sizeof(tollgate_support) == 24);
static_assert(sizeof(tollgate_currency_limit) == 24);
static_assert(sizeof(tollgate_framing) == 48);
static_assert(sizeof(tollgate_session) == 40);
static_assert(sizeof(tollgate_notify) == 24);

// A byte that says whether something follows.
std::string nothing() { return std::string(1, '\0'); }

std::string sentence_only(std::string_view sentence) {
  Writer writer;
  std::uint8_t there = 0;
  writer.number(there);
  tollgate_view view{sentence.data(), sentence.size()};
  writer.view(view);
  return writer.take();
}

template <class Struct, class Room>
std::string as_bytes(Struct copy, Room& room) {
  Writer writer;
  std::uint8_t there = 1;
  writer.number(there);
  code(writer, copy, room);
  return writer.broken() ? nothing() : writer.take();
}

// A plugin's exception ends here: it is as if it had given nothing.
template <class Call>
auto guarded(Call call) -> decltype(call()) {
  try {
    return call();
  } catch (...) {
    return {};
  }
}

}  // namespace

std::string PluginServer::hello(const tollgate_descriptor& descriptor) {
  DescriptorRoom room;
  std::string bytes = as_bytes(sized_copy(&descriptor), room);
  return bytes.front() != 0 ? bytes : sentence_only("its descriptor is out of bounds.");
}

std::string PluginServer::hello_without(std::string_view sentence) {
  return sentence_only(sentence);
}

bool PluginServer::answer(const FrameHeader& header, std::string& bytes, std::string& answer) {
  answer.clear();
  switch (header.kind) {
    case FrameKind::create:
      return create(header.object, bytes, answer);
    case FrameKind::destroy:
      return destroy(header.object);
    case FrameKind::begin:
      return begin(header.object, bytes, answer);
    case FrameKind::resume:
      return resume(header.object, bytes, answer);
    case FrameKind::finish:
      finish(header.object);
      return true;
    case FrameKind::correlate:
      return correlate(header.object, bytes, answer);
    case FrameKind::read:
      return read(header.object, bytes, answer);
    default:
      return false;
  }
}

bool PluginServer::create(std::uint64_t number, std::string_view bytes, std::string& answer) {
  Reader reader(bytes);
  tollgate_settings settings{sizeof settings, 0, {}, {}};
  reader.view(settings.channel_account);
  reader.view(settings.json);
  if (!reader.whole()) return false;
  std::array<char, TOLLGATE_SENTENCE_MAX> room{};
  tollgate_buffer sentence{room.data(), room.size(), 0};
  auto host = std::make_unique<const RemoteHost>(number);
  tollgate_channel* made = nullptr;
  {
    const std::lock_guard lock(loader_mutex_);
    made = guarded([&] { return entry_.create(host->raw(), &settings, &sentence); });
  }
  if (made == nullptr) {
    answer = sentence_only({room.data(), std::min(sentence.size, room.size())});
    return true;
  }
  if (made->size < sizeof(tollgate_channel) || made->begin == nullptr || made->resume == nullptr ||
      made->finish == nullptr || made->ability == nullptr || made->destroy == nullptr) {
    answer = sentence_only("it made a channel that is too small or lacks a function.");
    return true;
  }
  const auto ability = [made](const char* id) { return made->ability(made, id); };
  AbilitiesRoom abilities;
  answer = as_bytes(Abilities{static_cast<const tollgate_framing*>(ability(TOLLGATE_FRAMING)),
                              static_cast<const tollgate_session*>(ability(TOLLGATE_SESSION)),
                              static_cast<const tollgate_notify*>(ability(TOLLGATE_NOTIFY))},
                    abilities);
  if (answer.front() == 0) answer = sentence_only("its abilities are out of bounds.");
  const std::lock_guard lock(mutex_);
  channels_[number] = {made, std::move(host)};
  return true;
}

bool PluginServer::destroy(std::uint64_t number) {
  Channel channel;
  {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(number);
    if (found == channels_.end()) return true;
    channel = std::move(found->second);
    channels_.erase(found);
  }
  const std::lock_guard lock(loader_mutex_);
  guarded([&] {
    channel.raw->destroy(channel.raw);
    return 0;
  });
  return true;
}

const tollgate_channel* PluginServer::find_channel(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(number);
  return found == channels_.end() ? nullptr : found->second.raw;
}

PluginServer::Running* PluginServer::find_operation(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = operations_.find(number);
  return found == operations_.end() ? nullptr : found->second.get();
}

bool PluginServer::begin(std::uint64_t number, std::string& bytes, std::string& answer) {
  auto running = std::make_unique<Running>();
  running->bytes = std::move(bytes);
  Reader reader(running->bytes);
  std::uint64_t channel = 0;
  reader.number(channel);
  code(reader, running->request, running->room);
  running->channel = find_channel(channel);
  if (!reader.whole() || running->channel == nullptr) return false;
  Running& one = *running;
  {
    const std::lock_guard lock(mutex_);
    operations_[number] = std::move(running);
  }
  const tollgate_step* step =
      guarded([&] { return one.channel->begin(one.channel, &one.request, &one.state); });
  give_step(number, step, answer);
  return true;
}

bool PluginServer::resume(std::uint64_t number, std::string_view bytes, std::string& answer) {
  Running* one = find_operation(number);
  Reader reader(bytes);
  tollgate_reply reply{};
  std::vector<tollgate_pair> headers;
  code(reader, reply, headers);
  if (one == nullptr || !reader.whole()) return false;
  const tollgate_step* step =
      guarded([&] { return one->channel->resume(one->channel, one->state, &reply); });
  give_step(number, step, answer);
  return true;
}

void PluginServer::give_step(std::uint64_t number, const tollgate_step* step, std::string& answer) {
  StepRoom room;
  answer = step == nullptr ? nothing() : as_bytes(sized_copy(step), room);
  if (answer.front() == 0 || step->kind != TOLLGATE_STEP_SEND) finish(number);
}

void PluginServer::finish(std::uint64_t number) {
  std::unique_ptr<Running> one;
  {
    const std::lock_guard lock(mutex_);
    const auto found = operations_.find(number);
    if (found == operations_.end()) return;
    one = std::move(found->second);
    operations_.erase(found);
  }
  if (one->state != nullptr)
    guarded([&] {
      one->channel->finish(one->channel, one->state);
      return 0;
    });
  wipe(one->bytes.data(), one->bytes.size());  // the card
}

bool PluginServer::correlate(std::uint64_t number, std::string_view bytes, std::string& answer) {
  const tollgate_channel* channel = find_channel(number);
  if (channel == nullptr) return false;
  const auto* framing =
      static_cast<const tollgate_framing*>(channel->ability(channel, TOLLGATE_FRAMING));
  if (framing == nullptr || framing->correlate == nullptr) return false;
  std::array<char, TOLLGATE_CORRELATION_KEY_MAX> room;
  tollgate_buffer key{room.data(), room.size(), 0};
  tollgate_frame_kind kind = guarded([&] {
    return framing->correlate(channel, {bytes.data(), bytes.size()}, &key);
  });
  tollgate_view found{room.data(), key.size <= room.size() ? key.size : 0};
  if (key.size > room.size()) kind = TOLLGATE_FRAME_UNREADABLE;
  Writer writer;
  writer.number(kind);
  writer.view(found);
  answer = writer.take();
  return true;
}

bool PluginServer::read(std::uint64_t number, std::string_view bytes, std::string& answer) {
  const tollgate_channel* channel = find_channel(number);
  if (channel == nullptr) return false;
  const auto* notify =
      static_cast<const tollgate_notify*>(channel->ability(channel, TOLLGATE_NOTIFY));
  Reader reader(bytes);
  tollgate_notification notification{};
  std::vector<tollgate_pair> headers;
  code(reader, notification, headers);
  if (notify == nullptr || notify->read == nullptr || notify->release == nullptr || !reader.whole())
    return false;
  const tollgate_reading* reading = guarded([&] { return notify->read(channel, &notification); });
  ReadingRoom room;
  answer = reading == nullptr ? nothing() : as_bytes(sized_copy(reading), room);
  if (reading != nullptr)
    guarded([&] {
      notify->release(channel, reading);
      return 0;
    });
  return true;
}

}  // namespace tollgate::channel
