#include "plugin-sdk/channel-check/statement_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/adapters/channel/statement_json.h"

namespace tollgate::kit {
namespace {

using Json = nlohmann::json;

Json json_of(const StatementTrial& trial) {
  if (!trial.whole())
    return {{"problem", {{"line", trial.problem.line}, {"field", trial.problem.field}}}};
  Json json = {{"entries", Json::array()}};
  for (const auto& entry : trial.entries)
    json["entries"].push_back(Json::parse(channel::to_json(entry)));
  json["summary"] = Json::parse(channel::to_json(*trial.summary));
  return json;
}

// What is at `path` and not as wanted; nothing: all that `wanted` names is so.
std::optional<std::string> missing(const Json& wanted, const Json& given, const std::string& path) {
  if (wanted.is_object() && given.is_object()) {
    for (const auto& [name, value] : wanted.items())
      if (auto found = missing(value, given.value(name, Json()), fmt::format("{}.{}", path, name)))
        return found;
    return std::nullopt;
  }
  if (wanted.is_array() && given.is_array() && wanted.size() == given.size()) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (auto found = missing(wanted[i], given[i], fmt::format("{}[{}]", path, i))) return found;
    return std::nullopt;
  }
  if (wanted == given) return std::nullopt;
  if (wanted.is_array() && given.is_array())
    return fmt::format("{} has {} members where {} are recorded", path, given.size(),
                       wanted.size());
  return fmt::format("{} is {} where {} is recorded", path, given.dump(), wanted.dump());
}

// Where the line of this number, from 1, begins.
std::size_t start_of_line(std::string_view bytes, std::uint64_t line) {
  std::size_t at = 0;
  for (; line > 1 && at < bytes.size(); --line) {
    const auto end = bytes.find('\n', at);
    if (end == std::string_view::npos) return bytes.size();
    at = end + 1;
  }
  return at;
}

}  // namespace

StatementTrial read(const Subject& subject, std::string_view bytes, const std::string& name) {
  StatementTrial trial;
  auto reading = channel::read_plugin_statement(
      subject.channel(), {name, bytes}, [&](const auto& entry) { trial.entries.push_back(entry); });
  trial.summary = std::move(reading.summary);
  trial.problem = std::move(reading.problem);
  trial.plugin_fault = reading.plugin_fault;
  return trial;
}

StatementTrial read(const Subject& subject, const StatementFixture& fixture) {
  return read(subject, fixture.bytes, fixture.file_name);
}

std::string reading_json(const StatementTrial& trial) { return json_of(trial).dump(); }

std::optional<std::string> difference(const StatementFixture& fixture,
                                      const StatementTrial& trial) {
  const Json given = json_of(trial);
  if (fixture.good && !trial.whole()) return "it is not believed: " + trial.problem.sentence;
  if (fixture.reading.empty()) return std::nullopt;
  return missing(Json::parse(fixture.reading), given, "its reading");
}

bool same(const StatementTrial& one, const StatementTrial& other) {
  if (one.whole() != other.whole() || one.entries.size() != other.entries.size()) return false;
  for (std::size_t i = 0; i < one.entries.size(); ++i) {
    StatementEntry a = one.entries[i];
    StatementEntry b = other.entries[i];
    a.line = b.line = 0;
    if (channel::to_json(a) != channel::to_json(b)) return false;
  }
  return !one.whole() || channel::to_json(*one.summary) == channel::to_json(*other.summary);
}

std::string_view text_of_entry(std::string_view bytes, const StatementTrial& trial,
                               std::size_t at) {
  const auto& entries = trial.entries;
  const std::uint64_t first = entries[at].line;
  std::uint64_t next = first + 1;  // of the last one: as many lines as the one before
  if (at + 1 < entries.size())
    next = entries[at + 1].line;
  else if (at > 0)
    next = first + (first - entries[at - 1].line);
  if (next <= first) return {};
  const std::size_t begin = start_of_line(bytes, first);
  const std::size_t end = start_of_line(bytes, next);
  return bytes.substr(begin, end - begin);
}

std::vector<const StatementFixture*> whole_statements(Subject& subject, Verdict& otherwise) {
  std::vector<const StatementFixture*> found;
  otherwise = skipped("It cannot be used.");
  if (!subject.usable()) return found;
  otherwise = skipped("It reads no statements.");
  if (subject.channel().statement() == nullptr) return found;
  otherwise = skipped("See statement.totals.");
  for (const auto& fixture : subject.options().statements)
    if (fixture.good && read(subject, fixture).whole()) found.push_back(&fixture);
  return found;
}

}  // namespace tollgate::kit
