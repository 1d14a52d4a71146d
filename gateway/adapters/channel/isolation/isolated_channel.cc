#include "gateway/adapters/channel/isolation/isolated_channel.h"

#include <algorithm>

#include "gateway/adapters/channel/isolation/isolated_operation.h"
#include "gateway/adapters/channel/isolation/request_codec.h"
#include "gateway/adapters/channel/isolation/step_codec.h"

namespace tollgate::channel {
namespace {

struct Reading : tollgate_reading {
  Reading() : tollgate_reading{} {}
  std::string bytes;
  ReadingRoom room;
};

const void* ability_of(const tollgate_channel* channel, const char* id) {
  return IsolatedChannel::of(channel).ability(id);
}

void destroy(tollgate_channel* channel) {
  auto* self = static_cast<IsolatedChannel*>(channel->self);
  self->plugin().forget_channel(self->host());
  delete self;
}

tollgate_frame_kind correlate_of(const tollgate_channel* channel, tollgate_view frame,
                                 tollgate_buffer* key) {
  return IsolatedChannel::of(channel).correlate(frame, *key);
}

const tollgate_reading* read_of(const tollgate_channel* channel,
                                const tollgate_notification* notification) {
  return IsolatedChannel::of(channel).read_notification(*notification);
}

const Reading kNobodyThere;

// Nothing but a Reading is ever given out by read_of().
void release(const tollgate_channel*, const tollgate_reading* reading) {
  if (!is_nobody_there(reading)) delete static_cast<const Reading*>(reading);
}

}  // namespace

bool is_nobody_there(const tollgate_reading* reading) { return reading == &kNobodyThere; }

IsolatedChannel::IsolatedChannel(std::shared_ptr<IsolatedPlugin> plugin, const NumberedHost& host,
                                 std::string answer)
    : plugin_(std::move(plugin)), host_(host), answer_(std::move(answer)) {
  raw_ = {sizeof raw_,
          0,
          this,
          &IsolatedOperation::begin_in,
          &IsolatedOperation::resume_in,
          &IsolatedOperation::finish_in,
          &ability_of,
          &destroy};
}

Result<std::unique_ptr<IsolatedChannel>> IsolatedChannel::read(
    std::shared_ptr<IsolatedPlugin> plugin, const NumberedHost& host, std::string answer) {
  std::unique_ptr<IsolatedChannel> channel(
      new IsolatedChannel(std::move(plugin), host, std::move(answer)));
  Reader reader(channel->answer_);
  std::uint8_t made = 0;
  reader.number(made);
  tollgate_view sentence{};
  if (made != 0)
    code(reader, channel->abilities_, channel->room_);
  else
    reader.view(sentence);
  if (!reader.whole()) return Error{ErrorCode::internal, "Its words cannot be read."};
  if (made == 0)
    return Error{ErrorCode::invalid_argument, std::string(sentence.data, sentence.size)};
  channel->room_.framing.correlate = &correlate_of;
  channel->room_.notify.read = &read_of;
  channel->room_.notify.release = &release;
  return channel;
}

const void* IsolatedChannel::ability(std::string_view id) const {
  if (id == TOLLGATE_FRAMING) return abilities_.framing;
  if (id == TOLLGATE_SESSION) return abilities_.session;
  if (id == TOLLGATE_NOTIFY) return abilities_.notify;
  return nullptr;
}

IsolatedChannel::Asked IsolatedChannel::ask(FrameKind kind, std::string_view bytes,
                                            std::string& answer) const {
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto process = plugin_->acquire();
    if (process == nullptr) return Asked::nobody;
    const auto ending = process->call(kind, host_.channel, bytes, answer, host_);
    if (ending != HostProcess::Ending::of_another)
      return ending == HostProcess::Ending::none ? Asked::answered : Asked::ended;
  }
  return Asked::nobody;
}

tollgate_frame_kind IsolatedChannel::correlate(tollgate_view frame, tollgate_buffer& key) const {
  std::string answer;
  if (ask(FrameKind::correlate, {frame.data, frame.size}, answer) != Asked::answered)
    return TOLLGATE_FRAME_UNREADABLE;
  Reader reader(answer);
  tollgate_frame_kind kind = TOLLGATE_FRAME_UNREADABLE;
  tollgate_view found{};
  reader.number(kind);
  reader.view(found);
  if (!reader.whole() || found.size > key.capacity) return TOLLGATE_FRAME_UNREADABLE;
  std::copy_n(found.data, found.size, key.data);
  key.size = found.size;
  return kind;
}

const tollgate_reading* IsolatedChannel::read_notification(
    const tollgate_notification& notification) const {
  Writer writer;
  tollgate_notification copy = notification;
  std::vector<tollgate_pair> headers;
  code(writer, copy, headers);
  if (writer.broken()) return nullptr;
  auto reading = std::make_unique<Reading>();
  const Asked asked = ask(FrameKind::read, writer.take(), reading->bytes);
  if (asked == Asked::nobody) return &kNobodyThere;
  if (asked != Asked::answered) return nullptr;
  Reader reader(reading->bytes);
  std::uint8_t there = 0;
  reader.number(there);
  if (there == 0) return nullptr;
  code(reader, static_cast<tollgate_reading&>(*reading), reading->room);
  return reader.whole() ? reading.release() : nullptr;
}

}  // namespace tollgate::channel
