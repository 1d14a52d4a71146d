#include "gateway/adapters/channel/isolation/isolated_operation.h"

#include <functional>

#include "gateway/adapters/channel/contract.h"
#include "gateway/adapters/channel/isolation/request_codec.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

using Ending = HostProcess::Ending;

// Of the replies of one operation; more are not kept, and it cannot be played again.
constexpr std::size_t kKeptBytesMax = 256U << 10U;

IsolatedOperation* own(tollgate_operation* operation) {
  return reinterpret_cast<IsolatedOperation*>(operation);
}

}  // namespace

IsolatedOperation::IsolatedOperation(const IsolatedChannel& channel,
                                     const tollgate_request& request)
    : channel_(channel), request_(request), number_(channel.plugin().next_number()) {}

IsolatedOperation::~IsolatedOperation() {
  std::string nothing;
  if (home_ != nullptr && !home_->ended())
    home_->call(FrameKind::finish, number_, {}, nothing, channel_.host());
  wipe(answer_.data(), answer_.size());
}

Secret IsolatedOperation::packed_request() const {
  Writer writer;
  std::uint64_t channel = channel_.host().channel;
  writer.number(channel);
  tollgate_request copy = request_;
  RequestRoom room;
  code(writer, copy, room);
  return writer.broken() ? Secret() : Secret(writer.take());
}

const tollgate_step* IsolatedOperation::begin() {
  Secret request = packed_request();
  if (request.empty())
    return failed("unusable_request", "The request is too large for a plugin's own process.");
  return advance(std::move(request));
}

const tollgate_step* IsolatedOperation::resume(const tollgate_reply& reply) {
  Writer writer;
  tollgate_reply copy = reply;
  std::vector<tollgate_pair> headers;
  code(writer, copy, headers);
  if (writer.broken())
    return failed("plugin_fault", "The reply is too large for a plugin's own process.");
  return advance(Secret(writer.take()));
}

const tollgate_step* IsolatedOperation::advance(Secret given) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto process = channel_.plugin().acquire();
    if (process == nullptr)
      return failed("channel_unavailable",
                    "The plugin's process is away after it ended too often.");
    if (process != home_ && !turns_.empty()) {
      const Ending replayed = play_again(*process);
      if (replayed == Ending::of_another) continue;
      if (replayed == Ending::of_the_call) break;
    }
    home_ = process;
    std::string answer;
    const Ending ending =
        process->call(kind_of(turns_.size()), number_, given.reveal(), answer, channel_.host());
    if (ending == Ending::none) return accept(*process, std::move(given), std::move(answer));
    if (ending == Ending::of_the_call) break;
  }
  return failed("plugin_fault", "The plugin ended its process; the gateway's log says how.");
}

HostProcess::Ending IsolatedOperation::play_again(HostProcess& process) {
  home_ = nullptr;
  if (!can_play_again_) return Ending::of_the_call;
  channel_.plugin().count_replay();
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    const Secret given = i == 0 ? packed_request() : turns_[i].reply;
    std::string answer;
    const Ending ending =
        process.call(kind_of(i), number_, given.reveal(), answer, channel_.host());
    if (ending != Ending::none) return ending;
    const std::size_t hash = std::hash<std::string_view>()(answer);
    wipe(answer.data(), answer.size());
    if (hash != turns_[i].step_hash) {
      log_error(
          "A channel plugin is no pure function: it went another way when it was played again",
          {{"plugin", channel_.plugin().path()},
           {"operation_id",
            std::string_view(request_.operation_id.data, request_.operation_id.size)}});
      return Ending::of_the_call;
    }
  }
  return Ending::none;
}

// A byte, then the step, when there is one. The process has finished what does not want to send.
const tollgate_step* IsolatedOperation::accept(HostProcess& process, Secret given,
                                               std::string answer) {
  wipe(answer_.data(), answer_.size());
  answer_ = std::move(answer);
  room_ = {};
  step_ = {};
  Reader reader(answer_);
  std::uint8_t there = 0;
  reader.number(there);
  if (there != 0) code(reader, step_, room_);
  if (!reader.whole()) {
    process.kill();
    return failed("plugin_fault", "The plugin's process answered what cannot be read.");
  }
  if (there == 0 || step_.kind != TOLLGATE_STEP_SEND)
    home_ = nullptr;
  else
    keep(std::move(given), std::hash<std::string_view>()(answer_));
  return there == 0 ? nullptr : &step_;
}

void IsolatedOperation::keep(Secret given, std::size_t step_hash) {
  if (turns_.empty()) given = Secret();
  kept_bytes_ += given.size();
  if (kept_bytes_ > kKeptBytesMax) {
    can_play_again_ = false;
    given = Secret();
  }
  turns_.push_back({std::move(given), step_hash});
}

const tollgate_step* IsolatedOperation::failed(const char* code, const char* message) {
  home_ = nullptr;
  room_ = {};
  room_.outcome.size = sizeof room_.outcome;
  room_.outcome.kind = turns_.empty() ? TOLLGATE_OUTCOME_NOT_SENT : TOLLGATE_OUTCOME_UNKNOWN;
  room_.outcome.code = view_of(code);
  room_.outcome.message = view_of(message);
  step_ = {sizeof step_, TOLLGATE_STEP_DONE, nullptr, &room_.outcome};
  return &step_;
}

const tollgate_step* IsolatedOperation::begin_in(const tollgate_channel* channel,
                                                 const tollgate_request* request,
                                                 tollgate_operation** operation) {
  auto* made = new IsolatedOperation(IsolatedChannel::of(channel), *request);
  *operation = reinterpret_cast<tollgate_operation*>(made);
  return made->begin();
}

const tollgate_step* IsolatedOperation::resume_in(const tollgate_channel*,
                                                  tollgate_operation* operation,
                                                  const tollgate_reply* reply) {
  return own(operation)->resume(*reply);
}

void IsolatedOperation::finish_in(const tollgate_channel*, tollgate_operation* operation) {
  delete own(operation);
}

}  // namespace tollgate::channel
