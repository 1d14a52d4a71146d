#include "gateway/base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "gateway/base/clock.h"

namespace tollgate {
namespace {

std::atomic<LogLevel> least_level{LogLevel::info};
std::atomic<LogFormat> log_format{LogFormat::text};
constexpr std::size_t kLineBytesMax = 8192;  // a record never grows past this

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

// A JSON string, also used for text values that a reader could not split at spaces.
void append_quoted(std::string& line, std::string_view text) {
  line.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line.push_back('\\');
      line.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(line), "\\u{:04x}", byte);
    } else {
      line.push_back(c);
    }
  }
  line.push_back('"');
}

bool is_plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c != '"' && c != '\\' && c != '=' && c < 0x7f;
  });
}

std::string format_text(LogLevel level, std::string_view message,
                        std::initializer_list<LogField> fields) {
  std::string line = fmt::format("{} {} ", to_rfc3339(SystemClock().now()), name_of(level));
  append_quoted(line, message);
  for (const auto& field : fields) {
    line.push_back(' ');
    line.append(field.key).push_back('=');
    if (is_plain(field.value))
      line.append(field.value);
    else
      append_quoted(line, field.value);
  }
  return line;
}

std::string format_json(LogLevel level, std::string_view message,
                        std::initializer_list<LogField> fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","message":)",
                                 to_rfc3339(SystemClock().now()), name_of(level));
  append_quoted(line, message);
  for (const auto& field : fields) {
    line.push_back(',');
    append_quoted(line, field.key);
    line.push_back(':');
    if (field.quoted)
      append_quoted(line, field.value);
    else
      line.append(field.value);
  }
  line.push_back('}');
  return line;
}

}  // namespace

void configure_log(LogLevel least, LogFormat format) {
  least_level = least;
  log_format = format;
}

bool log_enabled(LogLevel level) { return level >= least_level.load(std::memory_order_relaxed); }

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  std::string line = log_format == LogFormat::json ? format_json(level, message, fields)
                                                   : format_text(level, message, fields);
  line.resize(std::min(line.size(), kLineBytesMax));
  line.push_back('\n');
  // One write keeps records whole between threads; a full disk or closed pipe must not stop us.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace tollgate
