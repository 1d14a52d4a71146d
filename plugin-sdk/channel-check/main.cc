// channel-check: tries a channel plugin on every promise of the contract. See plugin-sdk/README.md.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>

#include "gateway/base/log.h"
#include "plugin-sdk/channel-check/fixture_trial.h"
#include "plugin-sdk/channel-check/report.h"
#include "plugin-sdk/channel-check/statement_trial.h"

namespace tollgate::kit {
namespace {

struct Arguments {
  std::string plugin;
  std::string settings_file;
  std::string keys_file;
  std::string fixtures;
  std::string only = ".*";
  bool json = false;
  bool list = false;
  bool record = false;
  std::uint64_t seed = 1;
  int fuzz_rounds = 5000;
  int limit_ms = 20'000;
};

void describe(CLI::App& app, Arguments& arguments) {
  app.description(
      "Tries a channel plugin on every promise of the plugin contract, each in a process of its "
      "own.\nExit status: 0 all passed (or do not apply), 1 some did not, 2 it could not be "
      "tried.");
  app.add_option("plugin", arguments.plugin, "The channel's .so file");
  app.add_option("--settings", arguments.settings_file,
                 "JSON file with settings it takes (default: settings.json of the fixtures)");
  app.add_option("--keys", arguments.keys_file,
                 "JSON file with keys the host signs with (default: keys.json of the fixtures)");
  app.add_option("--fixtures", arguments.fixtures,
                 "Folder of recorded exchanges (default: fixtures beside the plugin)");
  app.add_option("--only", arguments.only, "The checks whose name this regular expression finds");
  app.add_flag("--json", arguments.json, "One JSON object a line instead of text");
  app.add_flag("--list", arguments.list, "Names the checks and what each promises");
  app.add_flag("--record", arguments.record,
               "Writes the messages it sends, and outcomes not yet named, into the fixtures");
  app.add_option("--seed", arguments.seed, "Decides what the fuzz checks try (default: 1)");
  app.add_option("--fuzz-rounds", arguments.fuzz_rounds, "Of each fuzz check (default: 5000)");
  app.add_option("--limit-ms", arguments.limit_ms, "For one check (default: 20000)")
      ->check(CLI::Range(1, 3'600'000));
}

int complain(const std::string& sentence, const std::string& mend = {}) {
  fmt::print(stderr, "channel-check: {}{}\n", sentence, mend.empty() ? "" : " (" + mend + ")");
  return 2;
}

Result<Options> read_options(const Arguments& arguments) {
  Options options;
  options.plugin = arguments.plugin;
  options.seed = arguments.seed;
  options.fuzz_rounds = arguments.fuzz_rounds;
  auto fixtures = read_fixtures(arguments.fixtures);
  if (!fixtures) return fixtures.error();
  options.fixtures = std::move(fixtures->exchanges);
  options.notifications = std::move(fixtures->notifications);
  options.statements = std::move(fixtures->statements);
  options.keys = std::move(fixtures->keys);
  if (!arguments.keys_file.empty()) {
    auto keys = read_keys(arguments.keys_file);
    if (!keys) return keys.error();
    options.keys = std::move(*keys);
  }
  if (fixtures->settings) options.settings = *fixtures->settings;
  if (arguments.settings_file.empty()) return options;
  std::ifstream file(arguments.settings_file, std::ios::binary);
  options.settings.assign(std::istreambuf_iterator<char>(file), {});
  if (file.bad() || options.settings.empty())
    return Error{ErrorCode::not_found,
                 fmt::format("The settings {} cannot be read.", arguments.settings_file),
                 "name a file with one JSON object"};
  return options;
}

int list(const std::vector<Check>& checks) {
  for (const auto& check : checks) fmt::print("{:<27} {}\n", check.name, check.promise);
  return 0;
}

int record(const Options& options, const std::string& folder) {
  Subject subject(options);
  if (!subject.usable()) return complain(subject.trouble());
  for (const Fixture& fixture : options.fixtures) {
    const Trial trial = run(subject, fixture);
    if (auto status = record_fixture(folder, fixture, trial.messages, trial.outcome); !status)
      return complain(status.error().message, status.error().mend);
    fmt::print("recorded {}: {} messages, {}\n", fixture.name, trial.messages.size(),
               to_text(trial.outcome.kind));
  }
  for (const StatementFixture& fixture : options.statements) {
    if (subject.channel().statement() == nullptr) continue;
    const StatementTrial trial = read(subject, fixture);
    if (trial.plugin_fault) return complain(fixture.name + ": " + trial.problem.sentence);
    if (auto status = record_reading(folder, fixture, reading_json(trial)); !status)
      return complain(status.error().message, status.error().mend);
    fmt::print("recorded {}: {} entries\n", fixture.name, trial.entries.size());
  }
  return 0;
}

int try_all(const std::vector<Check>& checks, const Options& options, const Arguments& arguments) {
  std::map<Finding, int> counts;
  for (const auto& check : checks) {
    const Run run = run_check(check, options, std::chrono::milliseconds(arguments.limit_ms));
    ++counts[run.verdict.finding];
    fmt::print("{}\n", arguments.json ? json_of(check, run) : line_of(check, run));
    std::fflush(stdout);
  }
  const int good = counts[Finding::passed] + counts[Finding::skipped];
  const bool all_good = good == static_cast<int>(checks.size());
  if (!arguments.json)
    fmt::print("\n{} passed, {} failed, {} crashed, {} timed out, {} skipped; seed {}\n",
               counts[Finding::passed], counts[Finding::failed], counts[Finding::crashed],
               counts[Finding::timed_out], counts[Finding::skipped], options.seed);
  return all_good ? 0 : 1;
}

int run_kit(const Arguments& given) {
  Arguments arguments = given;
  std::vector<Check> checks = all_checks();
  try {
    const std::regex wanted(arguments.only);
    std::erase_if(checks, [&](const Check& check) {
      return !std::regex_search(check.name.begin(), check.name.end(), wanted);
    });
  } catch (const std::regex_error&) {
    return complain("--only is no regular expression.");
  }
  if (checks.empty()) return complain("--only finds no check.", "--list tells those there are");
  if (arguments.list) return list(checks);
  if (arguments.plugin.empty()) return complain("Name the plugin.", "channel-check my_channel.so");
  if (arguments.fixtures.empty())
    arguments.fixtures =
        (std::filesystem::path(arguments.plugin).parent_path() / "fixtures").string();
  const auto options = read_options(arguments);
  if (!options) return complain(options.error().message, options.error().mend);
  return arguments.record ? record(*options, arguments.fixtures)
                          : try_all(checks, *options, arguments);
}

}  // namespace
}  // namespace tollgate::kit

int main(int argc, char** argv) {
  CLI::App app("channel-check");
  tollgate::kit::Arguments arguments;
  tollgate::kit::describe(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& failure) {
    return app.exit(failure) == 0 ? 0 : 2;
  }
  return tollgate::kit::run_kit(arguments);
}
