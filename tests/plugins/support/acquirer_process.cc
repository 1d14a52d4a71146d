#include "tests/plugins/support/acquirer_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gateway/base/check.h"
#include "tests/plugins/support/frame_connection.h"

namespace tollgate::test {
namespace {

constexpr int kStartLimitMs = 30'000;

// Waits until a file of that name has been moved into the directory being watched.
void wait_for_file(int watch, const std::string& name) {
  for (;;) {
    pollfd ready = {watch, POLLIN, 0};
    CHECK(poll(&ready, 1, kStartLimitMs) == 1);
    alignas(inotify_event) char room[4096];
    const ssize_t size = read(watch, room, sizeof room);
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(room + at);
      if (name == event->name) return;
      at += static_cast<ssize_t>(sizeof *event + event->len);
    }
  }
}

[[noreturn]] void become(const std::vector<std::string>& words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

AcquirerProcess::AcquirerProcess(std::vector<std::string> options) : options_(std::move(options)) {
  std::string name = std::filesystem::temp_directory_path() / "tollgate-acquirer-XXXXXX";
  CHECK(mkdtemp(name.data()) != nullptr);
  directory_ = name;
  start();
}

AcquirerProcess::~AcquirerProcess() {
  stop(SIGTERM);
  std::filesystem::remove_all(directory_);
}

void AcquirerProcess::start() {
  const std::string script = TOLLGATE_SOURCE_DIR "/sandbox/acquirer/acquirer.py";
  std::vector<std::string> words = {"python3",     "-B",          script,
                                    "--listen",    "127.0.0.1:0", "--control",
                                    "127.0.0.1:0", "--port-file", directory_ + "/port",
                                    "--journal",   journal_path()};
  words.insert(words.end(), options_.begin(), options_.end());
  const int watch = inotify_init1(IN_CLOEXEC);
  CHECK(inotify_add_watch(watch, directory_.c_str(), IN_MOVED_TO) >= 0);
  pid_ = fork();
  CHECK(pid_ >= 0);
  if (pid_ == 0) become(words);
  wait_for_file(watch, "port");
  close(watch);
  std::ifstream ports(directory_ + "/port");
  CHECK(static_cast<bool>(ports >> port_ >> control_port_));
}

void AcquirerProcess::stop(int signal) {
  kill(pid_, signal);
  CHECK(waitpid(pid_, nullptr, 0) == pid_);
}

void AcquirerProcess::kill_and_restart() {
  stop(SIGKILL);
  start();
}

std::vector<nlohmann::json> AcquirerProcess::journal_of(const std::string& operation_id) const {
  std::vector<nlohmann::json> found;
  std::ifstream journal(journal_path());
  for (std::string line; std::getline(journal, line);) {
    auto record = nlohmann::json::parse(line);
    if (record["operation_id"] == operation_id) found.push_back(std::move(record));
  }
  return found;
}

std::string AcquirerProcess::effects_of(const std::string& operation_id) const {
  std::string effects;
  for (const auto& record : journal_of(operation_id)) {
    if (!effects.empty()) effects += "; ";
    effects += record["duplicate"] == true ? "duplicate"
               : record["effect"] == "none"
                   ? "none"
                   : record["effect"].get<std::string>() + " " + record["amount"].dump();
  }
  return effects;
}

nlohmann::json AcquirerProcess::control(const std::string& method, const std::string& path,
                                        const std::string& body) const {
  Socket socket(control_port_);
  socket.write_all(method + " " + path + " HTTP/1.1\r\nHost: acquirer\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n" + body);
  const std::string answer = socket.read_to_end();
  const auto head = answer.find("\r\n\r\n");
  CHECK(head != std::string::npos);
  return nlohmann::json::parse(answer.substr(head + 4));
}

}  // namespace tollgate::test
