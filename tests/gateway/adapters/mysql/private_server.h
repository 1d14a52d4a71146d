// PrivateServer: a MariaDB of the test's own, in a fresh directory, reachable through a unix socket
// only. It ends with the thread that started it: start it from the main one.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "gateway/adapters/mysql/connection_options.h"

namespace tollgate::test {

// mariadbd over a data directory that exists.
class ServerProcess {
 public:
  // Extra arguments go to mariadbd as they are: "--innodb-buffer-pool-size=1G".
  explicit ServerProcess(std::filesystem::path directory,
                         std::vector<std::string> extra_arguments = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Returns when the server takes connections; ends the program with the server's log otherwise.
  void start();
  void stop();  // in an orderly way
  void kill();  // SIGKILL, as a power cut would
  mysql::ConnectionOptions connection_options() const;
  pid_t pid() const { return pid_; }

 private:
  void end(int signal);

  const std::filesystem::path directory_;
  const std::vector<std::string> extra_arguments_;
  pid_t pid_ = 0;
};

// Starts at construction, with an empty migrated schema, and takes its directory with it.
class PrivateServer {
 public:
  explicit PrivateServer(std::vector<std::string> extra_arguments = {});
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  void start() { process_.start(); }
  void stop() { process_.stop(); }
  void kill() { process_.kill(); }
  mysql::ConnectionOptions connection_options() const { return process_.connection_options(); }
  std::string socket() const { return process_.connection_options().socket; }
  pid_t pid() const { return process_.pid(); }

 private:
  const std::filesystem::path directory_;
  ServerProcess process_;
};

// A schema without a row on the server that the tests of one process share: the one behind
// TOLLGATE_TEST_MYSQL_SOCKET if that is set, else a private one. The next call empties it again.
mysql::ConnectionOptions empty_database();

}  // namespace tollgate::test
