// tollgate check-config and tollgate migrate
#include <fmt/format.h>

#include "gateway/adapters/channel/plugin_library.h"
#include "gateway/adapters/lua/rule_bundle.h"
#include "gateway/adapters/mysql/migrations.h"
#include "gateway/app/routing/route_check.h"
#include "gateway/main/api_secrets.h"
#include "gateway/main/commands.h"
#include "gateway/main/components.h"
#include "gateway/main/report.h"

namespace tollgate {
namespace {

// Reports what is wrong and goes on: one run shows everything.
struct Findings {
  int count = 0;
  void add(const Error& error) {
    report(error);
    ++count;
  }
};

// What no payment could ever pass, or only as the first choice.
void check_route(const Config& config, const ChannelAccountConfig& account,
                 const ChannelTraits& traits, Findings& findings) {
  for (const auto& sentence : impossible_conditions(account.route, traits))
    findings.add({ErrorCode::invalid_argument,
                  fmt::format("channel_account \"{}\": {}", account.name, sentence),
                  "Mend the condition, or leave it out."});
  const bool others = config.channel_accounts.size() > 1 && config.routing.attempts_max > 1;
  if (others && account.deadline_ms > config.routing.deadline_ms)
    findings.add({ErrorCode::invalid_argument,
                  fmt::format("channel_account \"{}\": deadline_ms is longer than "
                              "routing.deadline_ms, so no payment can go on to it.",
                              account.name),
                  "Make it shorter, or routing.deadline_ms longer."});
}

void check_plugin(const Config& config, const ChannelAccountConfig& account,
                  const std::vector<channel::PluginKey>& keys, Findings& findings) {
  channel::PluginLibrary::Options library;
  library.path = resolve_path(config, account.plugin).string();
  library.keys = keys;
  library.trust = {account.sha256, config.plugins.require_signature, account.mode == "live"};
  if (account.isolation == "process") library.host_program = host_program(config);
  auto loaded = channel::PluginLibrary::load(library);
  if (loaded.ok())
    check_route(config, account, (*loaded)->description().traits, findings);
  else
    findings.add(loaded.error());
}

void check_files(const Config& config, Findings& findings) {
  auto ring = open_key_ring(config);
  if (!ring.ok()) findings.add(ring.error());
  auto rules = lua::RuleBundle::load(resolve_path(config, config.risk.rules_directory));
  if (!rules.ok()) findings.add(rules.error());
  auto accounts = channel_accounts(config);
  if (!accounts.ok()) findings.add(accounts.error());
  if (config.channel_accounts.empty())
    findings.add({ErrorCode::invalid_argument, "There is no [[channel_account]].",
                  "Without one no payment can be taken."});
  auto keys = plugin_keys(config.plugins.keys, config.file.parent_path());
  if (!keys.ok()) return findings.add(keys.error());
  for (const auto& account : config.channel_accounts)
    check_plugin(config, account, *keys, findings);
}

}  // namespace

int check_config(const std::string& config_file, bool print) {
  auto config = load_config(config_file);
  if (!config.ok()) return report(config.error());
  if (print) fmt::print("{}", masked(*config));
  Findings findings;
  check_files(*config, findings);
  auto options = connection_options(*config);
  if (!options.ok()) {
    findings.add(options.error());
  } else {
    auto schema = mysql::check_schema(*options);
    if (!schema.ok()) findings.add(schema.error());
  }
  if (findings.count == 0) fmt::print("{} is good\n", config_file);
  return findings.count == 0 ? 0 : 1;
}

int migrate_database(const std::string& config_file) {
  auto config = load_config(config_file);
  if (!config.ok()) return report(config.error());
  auto options = connection_options(*config);
  if (!options.ok()) return report(options.error());
  auto migrated = mysql::migrate(*options);
  if (!migrated.ok()) return report(migrated.error());
  fmt::print("the schema is up to date ({} steps)\n", mysql::all_migrations().size());
  return 0;
}

}  // namespace tollgate
