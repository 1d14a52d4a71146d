// PluginServer: the plugin's side of the lanes: calls the plugin with what comes and answers with
// what it gives. Lives in the program tollgate-channel-host. Safe from any thread, with the order
// of calls that the gateway keeps.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/channel/isolation/declaration_codec.h"
#include "gateway/adapters/channel/isolation/host_questions.h"
#include "gateway/adapters/channel/isolation/lane.h"
#include "gateway/adapters/channel/isolation/request_codec.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

class PluginServer {
 public:
  explicit PluginServer(const tollgate_entry& entry) : entry_(entry) {}

  // The answer to one frame. False: the gateway sent what cannot be.
  bool answer(const FrameHeader& header, std::string& bytes, std::string& answer);

  // The first frame: what the library declares.
  static std::string hello(const tollgate_descriptor& descriptor);
  static std::string hello_without(std::string_view sentence);

 private:
  struct Channel {
    tollgate_channel* raw = nullptr;
    std::unique_ptr<const RemoteHost> host;  // the plugin keeps its address
  };
  // The request stays, with the bytes it points into, until the plugin has finished the operation.
  struct Running {
    std::string bytes;
    tollgate_request request{};
    RequestRoom room;
    const tollgate_channel* channel = nullptr;
    tollgate_operation* state = nullptr;
  };

  bool create(std::uint64_t number, std::string_view bytes, std::string& answer);
  bool destroy(std::uint64_t number);
  bool begin(std::uint64_t number, std::string& bytes, std::string& answer);
  bool resume(std::uint64_t number, std::string_view bytes, std::string& answer);
  void finish(std::uint64_t number);
  bool correlate(std::uint64_t number, std::string_view bytes, std::string& answer);
  bool read(std::uint64_t number, std::string_view bytes, std::string& answer);

  const tollgate_channel* find_channel(std::uint64_t number);
  Running* find_operation(std::uint64_t number);
  // The step as bytes; an operation that does not want to send is over.
  void give_step(std::uint64_t number, const tollgate_step* step, std::string& answer);

  const tollgate_entry& entry_;
  std::mutex mutex_;
  std::mutex loader_mutex_;
  std::map<std::uint64_t, Channel> channels_;
  std::map<std::uint64_t, std::unique_ptr<Running>> operations_;
};

}  // namespace tollgate::channel
