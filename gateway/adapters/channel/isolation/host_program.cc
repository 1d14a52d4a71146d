#include "gateway/adapters/channel/isolation/host_program.h"

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <latch>
#include <string>

#include "gateway/adapters/channel/isolation/death_note.h"
#include "gateway/adapters/channel/isolation/host_process.h"
#include "gateway/adapters/channel/isolation/host_questions.h"
#include "gateway/adapters/channel/isolation/plugin_server.h"
#include "gateway/adapters/channel/isolation/sandbox.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {
namespace {

static_assert(kLanesOfProgram == HostProcess::kLanes);

constexpr std::size_t kThreadStack = 1U << 20U;

// What a thread of its own serves; they begin together, once the last right is gone.
struct Service {
  PluginServer& server;
  std::latch& closed;
  int lane;
};

[[noreturn]] void serve(PluginServer& server, int socket, std::string_view hello) {
  const Lane lane(socket);
  RemoteHost::ask_over(lane);
  if (!hello.empty()) static_cast<void>(lane.send(FrameKind::answer, 0, hello));
  FrameHeader header;
  std::string bytes;
  std::string answer;
  const DeathNote note(socket);
  while (lane.receive(header, bytes) == Lane::Result::ok) {
    note.begin_call();
    const bool understood = server.answer(header, bytes, answer);
    note.end_call();
    wipe(bytes.data(), bytes.size());
    if (!understood || lane.send(FrameKind::answer, header.object, answer) != Lane::Result::ok)
      break;
    wipe(answer.data(), answer.size());
  }
  ::_exit(0);  // the gateway is gone, or does not want this process any more
}

void* serve_in_thread(void* argument) {
  const Service& service = *static_cast<Service*>(argument);
  service.closed.wait();
  serve(service.server, service.lane, {});
}

bool start_thread(Service& service) {
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, kThreadStack);
  pthread_t thread{};
  const bool started = ::pthread_create(&thread, &attributes, &serve_in_thread, &service) == 0;
  ::pthread_attr_destroy(&attributes);
  return started;
}

const tollgate_entry* load(std::string& fault) {
  const std::string path = "/proc/self/fd/" + std::to_string(kLibraryFile);
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = ::dlerror();
    fault = why != nullptr ? why : "dlopen does not say why";
    return nullptr;
  }
  using EntryFunction = const tollgate_entry*();
  auto* function = reinterpret_cast<EntryFunction*>(::dlsym(library, TOLLGATE_ENTRY_SYMBOL));
  const tollgate_entry* entry = function != nullptr ? function() : nullptr;
  if (entry == nullptr)
    fault = "it gives no entry from " TOLLGATE_ENTRY_SYMBOL;
  else if (entry->abi_version != TOLLGATE_ABI_VERSION)
    fault = "it has ABI version " + std::to_string(entry->abi_version) +
            ", this gateway ABI version " + std::to_string(TOLLGATE_ABI_VERSION);
  else if (entry->size < sizeof(tollgate_entry) || entry->create == nullptr)
    fault = "its entry is too small or has no create function";
  else if (entry->descriptor == nullptr)
    fault = "it has no descriptor";
  return fault.empty() ? entry : nullptr;
}

int refuse(const std::string& sentence) {
  const Lane lane(kFirstLane);
  static_cast<void>(lane.send(FrameKind::answer, 0, PluginServer::hello_without(sentence + ".")));
  return 1;
}

}  // namespace

int run_channel_host(int argc, char** argv) {
  if (argc != 2) return 2;  // only the gateway starts it
  const auto parent = static_cast<pid_t>(std::strtol(argv[1], nullptr, 10));
  std::string fault = enter_sandbox(parent);
  if (!fault.empty()) return refuse(fault);
  const tollgate_entry* entry = load(fault);
  if (entry == nullptr) return refuse(fault);
  ::close(kLibraryFile);
  fault = bound_process(parent);
  if (!fault.empty()) return refuse(fault);

  PluginServer server(*entry);
  prepare_death_notes();
  std::latch closed(1);
  std::array<Service, kLanesOfProgram - 1> others{Service{server, closed, kFirstLane + 1},
                                                  Service{server, closed, kFirstLane + 2},
                                                  Service{server, closed, kFirstLane + 3}};
  for (auto& service : others)
    if (!start_thread(service)) return refuse("it cannot start its threads");
  fault = close_sandbox();
  if (!fault.empty()) return refuse(fault);
  closed.count_down();
  serve(server, kFirstLane, PluginServer::hello(*entry->descriptor));
}

}  // namespace tollgate::channel
