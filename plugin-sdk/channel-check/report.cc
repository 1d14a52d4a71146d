#include "plugin-sdk/channel-check/report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace tollgate::kit {

std::string line_of(const Check& check, const Run& run) {
  std::string line =
      fmt::format("{:<10} {:<27} {}", to_text(run.verdict.finding), check.name, check.promise);
  if (!run.verdict.sentence.empty()) line += "\n           " + run.verdict.sentence;
  return line;
}

std::string json_of(const Check& check, const Run& run) {
  const nlohmann::ordered_json json = {{"check", check.name},
                                       {"status", to_text(run.verdict.finding)},
                                       {"promise", check.promise},
                                       {"sentence", run.verdict.sentence},
                                       {"took_ms", run.took.count()}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace tollgate::kit
