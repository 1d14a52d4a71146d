#include "tests/gateway/adapters/mysql/private_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/migrations.h"
#include "gateway/base/check.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "gateway/base/random.h"

namespace tollgate::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kStartTimeout{30};

std::string random_name() {
  std::array<std::uint8_t, 8> bytes{};
  SystemRandom().fill(bytes);
  return to_hex(as_text(bytes));
}

fs::path state_directory() {
  const char* state = std::getenv("TOLLGATE_STATE");
  return state != nullptr ? fs::path(state) : fs::temp_directory_path();
}

pid_t spawn(const std::vector<std::string>& arguments, const fs::path& log) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  CHECK(child >= 0);
  if (child > 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execvp(argv[0], argv.data());
  std::_Exit(127);
}

std::string user_argument() {
  const char* name = ::geteuid() == 0 ? "root" : std::getenv("USER");
  return std::string("--user=") + (name == nullptr ? "mysql" : name);
}

int wait_for(pid_t child) {
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child);
  return status;
}

// With a temporary folder of its own: a server that starts deletes the temporary tables of all in
// /tmp.
void install(const fs::path& directory) {
  fs::create_directory(directory);
  const std::string log = directory.string() + ".log";
  const pid_t installer =
      spawn({"env", "TMPDIR=" + directory.string(), "mariadb-install-db", "--no-defaults",
             "--datadir=" + directory.string(), "--auth-root-authentication-method=normal",
             "--skip-test-db", "--innodb-log-file-size=16M", user_argument()},
            log);
  if (wait_for(installer) != 0) {
    std::fprintf(stderr, "mariadb-install-db failed: see %s\n", log.c_str());
    std::abort();
  }
  fs::remove(log);
}

// A data directory that is made once, with the schema in it, and copied ever after. Its name
// changes with the schema.
fs::path template_directory() {
  std::string steps;
  for (const auto& step : mysql::all_migrations())
    for (const auto statement : step.statements) steps.append(statement);
  fs::path ready = state_directory() / ("tollgate-mariadb-" + std::to_string(::geteuid()) + "-" +
                                        to_hex(as_text(digest16_of({steps}))));
  if (fs::exists(ready)) return ready;
  fs::create_directories(ready.parent_path());
  const fs::path fresh = ready.string() + "-" + random_name();
  install(fresh);
  {
    ServerProcess process(fresh);
    process.start();
    const Status migrated = mysql::migrate(process.connection_options());
    CHECK(migrated.ok());
    process.stop();
  }
  std::error_code taken;  // another process may have been first
  fs::rename(fresh, ready, taken);
  if (taken) fs::remove_all(fresh);
  return ready;
}

void delete_all_rows(const mysql::ConnectionOptions& options) {
  auto connection = mysql::Connection::connect(options, mysql::Autocommit::on);
  CHECK(connection.ok());
  for (const std::string_view table :
       {"payments", "operations", "refunds", "payment_methods", "events", "requests", "streams",
        "follower_cursors", "merchants", "api_keys", "webhook_endpoints", "webhook_secrets",
        "webhook_deliveries", "webhook_attempts", "follower_leases", "channel_sequences", "breaks",
        "notifications"}) {
    const auto deleted = (*connection)->execute("DELETE FROM " + std::string(table));
    CHECK(deleted.ok());
  }
}

mysql::ConnectionOptions migrated_on(const std::string& socket) {
  mysql::ConnectionOptions options;
  options.socket = socket;
  options.user = "root";
  options.schema = "test_" + random_name();
  CHECK(mysql::migrate(options).ok());
  return options;
}

}  // namespace

ServerProcess::ServerProcess(fs::path directory, std::vector<std::string> extra_arguments)
    : directory_(std::move(directory)), extra_arguments_(std::move(extra_arguments)) {}

ServerProcess::~ServerProcess() { end(SIGKILL); }
void ServerProcess::stop() { end(SIGTERM); }
void ServerProcess::kill() { end(SIGKILL); }

void ServerProcess::start() {
  CHECK(pid_ == 0);
  std::vector<std::string> arguments = {"mariadbd",
                                        "--no-defaults",
                                        "--datadir=" + directory_.string(),
                                        "--tmpdir=" + directory_.string(),
                                        "--socket=" + connection_options().socket,
                                        "--pid-file=" + (directory_ / "pid").string(),
                                        "--skip-networking",
                                        "--character-set-server=utf8mb4",
                                        "--innodb-flush-log-at-trx-commit=1",
                                        user_argument()};
  arguments.insert(arguments.end(), extra_arguments_.begin(), extra_arguments_.end());
  pid_ = spawn(arguments, directory_ / "server.log");

  mysql::ConnectionOptions any_schema = connection_options();
  any_schema.schema.clear();
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  while (!mysql::Connection::connect(any_schema, mysql::Autocommit::on)) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0 || std::chrono::steady_clock::now() > deadline) {
      std::ifstream log(directory_ / "server.log");
      std::fprintf(stderr, "mariadbd did not start:\n%s\n",
                   std::string(std::istreambuf_iterator<char>(log), {}).c_str());
      std::abort();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void ServerProcess::end(int signal) {
  if (pid_ == 0) return;
  ::kill(pid_, signal);
  wait_for(pid_);
  pid_ = 0;
}

mysql::ConnectionOptions ServerProcess::connection_options() const {
  mysql::ConnectionOptions options;
  options.socket = (directory_ / "s.sock").string();
  options.user = "root";
  options.schema = "tollgate";
  return options;
}

PrivateServer::PrivateServer(std::vector<std::string> extra_arguments)
    : directory_(state_directory() / ("tollgate-mariadb-" + random_name())),
      process_(directory_, std::move(extra_arguments)) {
  fs::copy(template_directory(), directory_, fs::copy_options::recursive);
  process_.start();
}

PrivateServer::~PrivateServer() {
  process_.kill();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

mysql::ConnectionOptions empty_database() {
  const auto open = [] {
    if (const char* socket = std::getenv("TOLLGATE_TEST_MYSQL_SOCKET")) return migrated_on(socket);
    static PrivateServer server;
    return server.connection_options();
  };
  static const mysql::ConnectionOptions options = open();
  delete_all_rows(options);
  return options;
}

}  // namespace tollgate::test
