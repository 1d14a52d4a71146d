// tollgate serve
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>

#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"
#include "gateway/main/commands.h"
#include "gateway/main/log_setup.h"
#include "gateway/main/report.h"
#include "gateway/main/version.h"
#include "gateway/main/wiring.h"

namespace tollgate {

namespace {

// SIGHUP: the configuration is read again, and channels become as it has them.
void reload(Wiring& wiring, const std::string& config_file) {
  auto config = load_config(config_file);
  const auto changed = config.ok() ? wiring.reload_channels(*config)
                                   : Result<std::size_t>(std::move(config).error());
  if (changed.ok())
    log_info("Channels are reloaded", {{"accounts_changed", std::uint64_t{*changed}}});
  else
    log_error("Channels stay as they were: the reload was refused",
              {{"why", changed.error().message}, {"mend", changed.error().mend}});
}

}  // namespace

int serve(const std::string& config_file) {
  // Before any thread starts, so that every thread inherits the mask and sigwait gets the signal.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto config = load_config(config_file);
  if (!config.ok()) return report(config.error());
  set_up_log(config->log);
  if (const char* orders = std::getenv("TOLLGATE_FAILPOINTS"); orders != nullptr) {
    if (auto armed = arm_failpoints(orders); !armed.ok()) return report(armed.error());
    log_warning("failpoints are armed: this process may be killed on purpose",
                {{"orders", orders}});
  }
  auto wiring = Wiring::create(std::move(*config));
  if (!wiring.ok()) return report(wiring.error());
  auto port = (*wiring)->start();
  if (!port.ok()) return report(port.error());
  log_info("tollgate takes requests", {{"version", kVersion}, {"port", static_cast<int>(*port)}});

  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) reload(**wiring, config_file);
  log_info("tollgate drains", {{"signal", signal}});
  const bool answered = (*wiring)->drain_and_stop();
  log_info("tollgate stopped", {{"all_answered", answered ? "yes" : "no"}});
  return 0;
}

}  // namespace tollgate
