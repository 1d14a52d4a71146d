// tollgate statement read: a channel's file as JSON lines. It reads the file twice, so that nothing
// is printed of one that is not whole.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "gateway/adapters/channel/plugin_statement.h"
#include "gateway/adapters/channel/statement_json.h"
#include "gateway/main/commands.h"
#include "gateway/main/components.h"
#include "gateway/main/report.h"

namespace tollgate {
namespace {

Result<std::string> read_whole(const std::string& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  if (missing)
    return Error{ErrorCode::not_found,
                 fmt::format("{} cannot be read: {}.", path, missing.message()),
                 "Name the file as the channel gave it."};
  if (size > TOLLGATE_STATEMENT_FILE_MAX)
    return Error{ErrorCode::limit_exceeded,
                 fmt::format("{} has {} bytes; a statement has at most {}.", path, size,
                             int{TOLLGATE_STATEMENT_FILE_MAX}),
                 "Ask the channel for shorter periods."};
  std::string bytes(size, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (file.gcount() == static_cast<std::streamsize>(size)) return bytes;
  return Error{ErrorCode::unavailable, fmt::format("{} could not be read to its end.", path),
               "Is it still being written?"};
}

Result<std::shared_ptr<channel::PluginChannel>> open_channel(const Config& config,
                                                             const std::string& name) {
  auto accounts = channel_accounts(config);
  if (!accounts) return accounts.error();
  const auto account = std::find_if(accounts->begin(), accounts->end(),
                                    [&](const auto& each) { return each.name == name; });
  if (account == accounts->end())
    return Error{ErrorCode::not_found, fmt::format("There is no channel_account \"{}\".", name),
                 "Name one of the configuration with --account."};
  channel::PluginLibrary::Options library;
  library.path = account->plugin;
  const auto configured =
      std::find_if(config.channel_accounts.begin(), config.channel_accounts.end(),
                   [&](const auto& each) { return each.name == name; });
  library.allowed_sha256 = configured->sha256;
  auto loaded = channel::PluginLibrary::load(library);
  if (!loaded) return loaded.error();
  auto opened = channel::PluginChannel::create(*loaded, *account);
  if (!opened) return opened.error();
  if ((*opened)->statement() == nullptr)
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The channel of channel_account \"{}\" reads no statements.", name),
                 "See its README for how it tells what it settled."};
  return opened;
}

}  // namespace

int read_statement(const std::string& config_file, const StatementArguments& arguments) {
  auto config = load_config(config_file);
  if (!config) return report(config.error());
  auto opened = open_channel(*config, arguments.account);
  if (!opened) return report(opened.error());
  auto bytes = read_whole(arguments.file);
  if (!bytes) return report(bytes.error());
  const std::string name = std::filesystem::path(arguments.file).filename().string();
  const channel::StatementFile file{name, *bytes};
  const auto reading = channel::read_plugin_statement(**opened, file, [](const auto&) {});
  if (!reading.summary)
    return report(
        {ErrorCode::invalid_argument,
         fmt::format("Nothing of {} is believed: {}", arguments.file, reading.problem.sentence),
         reading.plugin_fault ? "Run channel-check on the plugin and tell its vendor."
                              : "Ask the channel for the file again."});
  (void)channel::read_plugin_statement(
      **opened, file, [](const auto& entry) { fmt::print("{}\n", channel::to_json(entry)); });
  fmt::print("{{\"summary\":{}}}\n", channel::to_json(*reading.summary));
  return 0;
}

}  // namespace tollgate
