// Log: one line per record, key=value (or JSON by switch), to standard error. A Secret cannot be
// a field: it converts to no field value. Safe from any thread; one write(2) per record.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "gateway/base/secret.h"

namespace tollgate {

enum class LogLevel { debug = 0, info, warning, error };
enum class LogFormat { text, json };

struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v), quoted(true) {}
  LogField(std::string_view k, const char* v) : key(k), value(v), quoted(true) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v), quoted(true) {}
  LogField(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)), quoted(false) {}
  LogField(std::string_view k, std::uint64_t v) : key(k), value(std::to_string(v)), quoted(false) {}
  LogField(std::string_view k, int v) : key(k), value(std::to_string(v)), quoted(false) {}
  LogField(std::string_view k, unsigned v) : key(k), value(std::to_string(v)), quoted(false) {}
  LogField(std::string_view k, const Secret&) = delete;

  std::string key;
  std::string value;
  bool quoted;  // false for numbers: JSON writes them bare
};

void configure_log(LogLevel least, LogFormat format);
bool log_enabled(LogLevel level);

// `message` is a constant sentence; what varies goes into fields. Names used everywhere:
// request_id, payment_id, operation_id, channel.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

inline void log_info(std::string_view message, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::info, message, fields);
}
inline void log_warning(std::string_view message, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::warning, message, fields);
}
inline void log_error(std::string_view message, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::error, message, fields);
}

}  // namespace tollgate
