// IsolatedOperation: one running operation of a plugin in another process. When that process dies,
// for another operation's sake, it is played again in the next one: a plugin is a pure function, so
// the same request and replies lead to the same step, which is compared. Not thread-safe, as the
// contract says of an operation.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/adapters/channel/isolation/isolated_channel.h"
#include "gateway/adapters/channel/isolation/step_codec.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {

class IsolatedOperation {
 public:
  IsolatedOperation(const IsolatedChannel& channel, const tollgate_request& request);
  ~IsolatedOperation();
  IsolatedOperation(const IsolatedOperation&) = delete;
  IsolatedOperation& operator=(const IsolatedOperation&) = delete;

  // As the plugin's own. When its process dies over it the step is done: not sent before the first
  // step, as nothing can have left; otherwise unknown, and the host weighs what it knows.
  const tollgate_step* begin();
  const tollgate_step* resume(const tollgate_reply& reply);

  // The contract's functions.
  static const tollgate_step* begin_in(const tollgate_channel* channel,
                                       const tollgate_request* request,
                                       tollgate_operation** operation);
  static const tollgate_step* resume_in(const tollgate_channel* channel,
                                        tollgate_operation* operation, const tollgate_reply* reply);
  static void finish_in(const tollgate_channel* channel, tollgate_operation* operation);

 private:
  // What was given, and what came of it. The first one, the request, is not kept but made again.
  struct Turn {
    Secret reply;
    std::size_t step_hash = 0;
  };

  const tollgate_step* advance(Secret given);
  HostProcess::Ending play_again(HostProcess& process);
  Secret packed_request() const;
  FrameKind kind_of(std::size_t turn) const {
    return turn == 0 ? FrameKind::begin : FrameKind::resume;
  }
  const tollgate_step* accept(HostProcess& process, Secret given, std::string answer);
  const tollgate_step* failed(const char* code, const char* message);
  void keep(Secret given, std::size_t step_hash);

  const IsolatedChannel& channel_;
  const tollgate_request& request_;
  const std::uint64_t number_;
  std::shared_ptr<HostProcess> home_;  // the process that knows it; null: none does
  std::vector<Turn> turns_;
  std::size_t kept_bytes_ = 0;
  bool can_play_again_ = true;
  std::string answer_;  // what step_ points into
  StepRoom room_;
  tollgate_step step_{};
};

}  // namespace tollgate::channel
