// What can be typed: commands, their options and help. The work is in the functions of commands.h.
#include <CLI/CLI.hpp>

#include "gateway/main/commands.h"
#include "gateway/main/version.h"

namespace tollgate {
namespace {

constexpr const char* kDefaultConfig = "tollgate.toml";

// The options of all commands; CLI11 keeps references to them until the line is parsed.
struct Options {
  std::string config = kDefaultConfig;
  std::string key_file;
  std::string name;
  std::string key;
  std::string rules;
  bool print = false;
  CreateKeyArguments create_key;
  SettleArguments settle;
  CloseBreakArguments close_break;
  std::string notification;
  StatementArguments statement;
  NewChannelArguments new_channel;
  std::string plugin;
  std::vector<std::string> plugin_keys;
};

void add_config(CLI::App* command, Options& options) {
  command->add_option("-c,--config", options.config, "the configuration file (TOML)")
      ->capture_default_str();
}

void add_keys(CLI::App& app, Options& options, int& status) {
  auto* keys = app.add_subcommand("keys", "merchants, API keys and the vault's key file");
  keys->require_subcommand(1);

  auto* vault = keys->add_subcommand("create-vault", "make the vault's key file (mode 0600)");
  vault->add_option("file", options.key_file, "where; must not exist yet")->required();
  vault->callback([&] { status = create_vault_keys(options.key_file); });

  auto* signing = keys->add_subcommand("create-signing", "make the key that signs our answers");
  signing->add_option("file", options.key_file, "where; must not exist yet")->required();
  signing->callback([&] { status = create_signing_key(options.key_file); });

  auto* merchant = keys->add_subcommand("create-merchant", "make a merchant and print its id");
  add_config(merchant, options);
  merchant->add_option("name", options.name, "the merchant's name")->required();
  merchant->callback([&] { status = create_merchant(options.config, options.name); });

  auto* merchants = keys->add_subcommand("merchants", "list the merchants");
  add_config(merchants, options);
  merchants->callback([&] { status = list_merchants(options.config); });

  auto* create = keys->add_subcommand("create", "make an API key and print its id");
  add_config(create, options);
  auto& arguments = options.create_key;
  create->add_option("--merchant", arguments.merchant, "whose: mer_…")->required();
  create->add_option("--kind", arguments.kind, "ed25519, hmac-sha256 or bearer (sandbox only)")
      ->check(CLI::IsMember({"ed25519", "hmac-sha256", "bearer"}))
      ->capture_default_str();
  create->add_option("--mode", arguments.mode, "test or live")
      ->check(CLI::IsMember({"test", "live"}))
      ->capture_default_str();
  create->add_flag("--payouts", arguments.may_pay_out,
                   "it may send payouts as well; without this it takes payments only");
  create->add_option("--public-key", arguments.public_key_file,
                     "ed25519: a PEM file of the merchant's public key; without it a pair is made");
  create->add_option("--out", arguments.private_key_file,
                     "where the private key or secret is written (mode 0600); without it, printed");
  create->callback([&] { status = create_api_key(options.config, arguments); });

  auto* list = keys->add_subcommand("list", "list the API keys");
  add_config(list, options);
  list->callback([&] { status = list_api_keys(options.config); });

  auto* revoke = keys->add_subcommand("revoke", "revoke an API key, within a second everywhere");
  add_config(revoke, options);
  revoke->add_option("key", options.key, "which: key_…")->required();
  revoke->callback([&] { status = revoke_api_key(options.config, options.key); });
}

void add_operations(CLI::App& app, Options& options, int& status) {
  auto* operations = app.add_subcommand("operations", "operations that only a person can end");
  operations->require_subcommand(1);

  auto* parked = operations->add_subcommand("parked", "list them, longest parked first");
  add_config(parked, options);
  parked->callback([&] { status = list_parked_operations(options.config); });

  auto* settle = operations->add_subcommand("settle", "say what became of one at the channel");
  add_config(settle, options);
  auto& arguments = options.settle;
  settle->add_option("operation", arguments.operation, "which: op_…")->required();
  settle->add_option("--as", arguments.as, "what the channel did")
      ->check(CLI::IsMember({"approved", "declined"}))
      ->required();
  settle->add_option("--reason", arguments.reason, "how you know; kept with it")->required();
  settle->add_option("--by", arguments.person, "who says it; kept with it")->required();
  settle->add_option("--reference", arguments.channel_reference, "the channel's own name for it");
  settle->callback([&] { status = settle_parked_operation(options.config, options.settle); });
}

void add_breaks(CLI::App& app, Options& options, int& status) {
  auto* breaks = app.add_subcommand("breaks", "where a channel and we differ about money");
  breaks->require_subcommand(1);

  auto* list = breaks->add_subcommand("list", "list the open ones, oldest first");
  add_config(list, options);
  list->callback([&] { status = list_breaks(options.config); });

  auto* close = breaks->add_subcommand("close", "close one that was settled with the channel");
  add_config(close, options);
  auto& arguments = options.close_break;
  close->add_option("break", arguments.id, "which: brk_…")->required();
  close->add_option("--reason", arguments.reason, "what was done; kept with it")->required();
  close->add_option("--by", arguments.person, "who did it; kept with it")->required();
  close->callback([&] { status = close_break(options.config, options.close_break); });
}

void add_notifications(CLI::App& app, Options& options, int& status) {
  auto* notifications = app.add_subcommand("notifications", "what channels tell by themselves");
  notifications->require_subcommand(1);

  auto* given_up = notifications->add_subcommand("given-up", "list those that were given up");
  add_config(given_up, options);
  given_up->callback([&] { status = list_given_up_notifications(options.config); });

  auto* retry = notifications->add_subcommand("retry", "have one of them tried again");
  add_config(retry, options);
  retry->add_option("notification", options.notification, "which: ntf_…")->required();
  retry->callback([&] { status = retry_notification(options.config, options.notification); });
}

void add_plugin(CLI::App& app, Options& options, int& status) {
  auto* plugin = app.add_subcommand("plugin", "digests and signatures of channels' libraries");
  plugin->require_subcommand(1);

  auto* create = plugin->add_subcommand("create-key", "make a key pair that signs plugins");
  create->add_option("file", options.key_file, "of the private key (mode 0600); FILE.pub beside it")
      ->required();
  create->callback([&] { status = create_plugin_key(options.key_file); });

  auto* digest = plugin->add_subcommand("digest", "print the SHA-256 for a channel account");
  digest->add_option("plugin", options.plugin, "the .so file")->required();
  digest->callback([&] { status = print_plugin_digest(options.plugin); });

  auto* sign =
      plugin->add_subcommand("sign", "write PLUGIN.sig, an Ed25519 signature of its bytes");
  sign->add_option("plugin", options.plugin, "the .so file")->required();
  sign->add_option("--key", options.key_file, "the private key (PEM)")->required();
  sign->callback([&] { status = sign_plugin(options.plugin, options.key_file); });

  auto* verify =
      plugin->add_subcommand("verify", "check a file and PLUGIN.sig as the gateway does");
  verify->add_option("plugin", options.plugin, "the .so file")->required();
  verify->add_option("--key", options.plugin_keys, "a public key (PEM) that is believed")
      ->required();
  verify->callback([&] { status = verify_plugin(options.plugin, options.plugin_keys); });
}

void add_statement(CLI::App& app, Options& options, int& status) {
  auto* statement = app.add_subcommand("statement", "files of what channels settled");
  statement->require_subcommand(1);

  auto* read = statement->add_subcommand(
      "read", "print one as JSON lines, the summary last; nothing of a file that is not whole");
  add_config(read, options);
  auto& arguments = options.statement;
  read->add_option("--account", arguments.account, "the channel account whose file it is")
      ->required();
  read->add_option("file", arguments.file, "the file as the channel gave it")->required();
  read->callback([&] { status = read_statement(options.config, options.statement); });
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app("Tollgate, an open payment gateway. docs/ explains each command at length.",
               "tollgate");
  app.require_subcommand(1);
  Options options;
  int status = 0;

  auto* serve_command = app.add_subcommand("serve", "take payments until SIGTERM");
  add_config(serve_command, options);
  serve_command->callback([&] { status = serve(options.config); });

  auto* migrate = app.add_subcommand("migrate", "bring the database's schema up to date");
  add_config(migrate, options);
  migrate->callback([&] { status = migrate_database(options.config); });

  auto* check =
      app.add_subcommand("check-config", "check the configuration, its secrets, plugins and rules");
  add_config(check, options);
  check->add_flag("--print", options.print, "print what is in force, secrets masked");
  check->callback([&] { status = check_config(options.config, options.print); });

  add_keys(app, options, status);
  add_operations(app, options, status);
  add_breaks(app, options, status);
  add_notifications(app, options, status);
  add_plugin(app, options, status);
  add_statement(app, options, status);

  auto* rules = app.add_subcommand("rules", "the risk rules");
  rules->require_subcommand(1);
  auto* test = rules->add_subcommand("test", "run the tests inside the rule files");
  test->add_option("directory", options.rules, "the folder of .lua files")->required();
  test->callback([&] { status = test_rules(options.rules); });

  auto* channel =
      app.add_subcommand("new-channel", "begin a channel: a folder that builds and passes");
  auto& begun = options.new_channel;
  channel->add_option("name", begun.name, "a-z, 0-9 and _, a letter first")->required();
  channel->add_option("--vendor", begun.vendor, "whose; the channel's id is VENDOR.NAME")
      ->capture_default_str();
  channel->add_option("--in", begun.folder, "where the folder is made; without it, here");
  channel->callback([&] { status = new_channel(options.new_channel); });

  auto* failpoints = app.add_subcommand(
      "failpoints", "list the places where TOLLGATE_FAILPOINTS can kill or pause, for tests");
  failpoints->callback([&] { status = list_failpoints(); });

  auto* version = app.add_subcommand("version", "print the version");
  version->callback([] { std::puts(kVersion); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return status;
}

}  // namespace tollgate
