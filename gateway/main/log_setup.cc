#include "gateway/main/log_setup.h"

#include "gateway/base/log.h"

namespace tollgate {
namespace {

LogLevel level_named(std::string_view name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "warning") return LogLevel::warning;
  if (name == "error") return LogLevel::error;
  return LogLevel::info;
}

}  // namespace

void set_up_log(const LogConfig& config) {
  configure_log(level_named(config.level),
                config.format == "json" ? LogFormat::json : LogFormat::text);
}

}  // namespace tollgate
