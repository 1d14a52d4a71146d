// BrokerProcess: the embedded broker, a process of its own that ends with this object. It can be
// frozen: its connections stay open and nothing is answered, as in the worst kind of outage.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "gateway/base/check.h"

extern char** environ;

namespace tollgate {

class BrokerProcess {
 public:
  // Returns when it listens; the address is the first line it prints.
  BrokerProcess() {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program =
        std::string(TOLLGATE_BINARY_DIR) + "/sandbox/broker/tollgate-sandbox-broker";
    char* arguments[] = {program.data(), nullptr};
    CHECK(posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    for (char next = 0; read(ends[0], &next, 1) == 1 && next != '\n';) address_ += next;
    close(ends[0]);
    CHECK(!address_.empty());
  }
  ~BrokerProcess() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  BrokerProcess(const BrokerProcess&) = delete;
  BrokerProcess& operator=(const BrokerProcess&) = delete;

  const std::string& address() const { return address_; }
  void freeze() const { kill(pid_, SIGSTOP); }
  void thaw() const { kill(pid_, SIGCONT); }

 private:
  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace tollgate
