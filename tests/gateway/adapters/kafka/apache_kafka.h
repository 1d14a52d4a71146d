// ApacheKafka: an Apache Kafka of the test's own, on a port that is known before it is started, so
// that it can come late, be killed and come back with its data. Ends with this object.
#pragma once

#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gateway/base/check.h"

extern char** environ;

namespace tollgate {

class ApacheKafka {
 public:
  // The folder gets its data. Nothing runs yet.
  ApacheKafka(std::string folder, int port)
      : folder_(std::move(folder)), address_("127.0.0.1:" + std::to_string(port)) {}
  ~ApacheKafka() {
    if (pid_ < 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  ApacheKafka(const ApacheKafka&) = delete;
  ApacheKafka& operator=(const ApacheKafka&) = delete;

  const std::string& address() const { return address_; }

  // Below the ports that outgoing connections get, so that none of those takes it meanwhile.
  static int free_port() {
    std::random_device random;
    for (;;) {
      const int port = 20'000 + static_cast<int>(random() % 12'000);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address.sin_port = htons(static_cast<std::uint16_t>(port));
      const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const bool free = bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
      close(probe);
      if (free) return port;
    }
  }

  // Returns whether it answers; its words are on standard error.
  bool start() {
    CHECK(pid_ < 0);
    const std::string port_file = folder_ + "/port";
    std::filesystem::remove(port_file);
    const std::string port = address_.substr(address_.find(':') + 1);
    const std::string script = std::string(TOLLGATE_SOURCE_DIR) + "/sandbox/kafka/run";
    std::vector<std::string> words{script,   "--data", folder_ + "/data", "--port-file", port_file,
                                   "--port", port};
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    CHECK(posix_spawn(&pid_, arguments[0], nullptr, nullptr, arguments.data(), environ) == 0);
    while (!std::filesystem::exists(port_file)) {
      if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = -1;
        return false;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
  }

  // kill -9 on the JVM: no goodbye, nothing flushed.
  void crash() {
    pid_t jvm = -1;
    std::ifstream(folder_ + "/data/run/jvm") >> jvm;
    CHECK(jvm > 0);
    kill(jvm, SIGKILL);
    waitpid(pid_, nullptr, 0);  // the script notices and ends
    pid_ = -1;
  }

 private:
  std::string folder_;
  std::string address_;
  pid_t pid_ = -1;
};

}  // namespace tollgate
