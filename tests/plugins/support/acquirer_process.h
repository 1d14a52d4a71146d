// AcquirerProcess: sandbox/acquirer/acquirer.py as a child process with a journal in a directory
// of its own. Ends with this object, and with the test's process.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace tollgate::test {

class AcquirerProcess {
 public:
  explicit AcquirerProcess(std::vector<std::string> options = {});
  ~AcquirerProcess();
  AcquirerProcess(const AcquirerProcess&) = delete;
  AcquirerProcess& operator=(const AcquirerProcess&) = delete;

  std::uint16_t port() const { return port_; }

  // Ends it as a power cut would, and starts it again on the same journal and another port.
  void kill_and_restart();

  // The journal's lines of one operation, in their order.
  std::vector<nlohmann::json> journal_of(const std::string& operation_id) const;
  // "authorized 1999; reversed 1999": the effects of one operation, duplicates as "duplicate".
  std::string effects_of(const std::string& operation_id) const;
  std::string journal_path() const { return directory_ + "/journal"; }

  // Sends one request to the control door; the answer's JSON.
  nlohmann::json control(const std::string& method, const std::string& path,
                         const std::string& body = {}) const;

 private:
  void start();
  void stop(int signal);

  std::vector<std::string> options_;
  std::string directory_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
  std::uint16_t control_port_ = 0;
};

}  // namespace tollgate::test
