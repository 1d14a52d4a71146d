// The command line: one function a command. Each returns the process's exit status: 0 done,
// 1 refused or failed (a sentence on standard error says why), 2 wrong usage.
#pragma once

#include <string>
#include <vector>

namespace tollgate {

int run_command_line(int argc, char** argv);

struct CreateKeyArguments {
  std::string merchant;          // mer_…
  std::string kind = "ed25519";  // ed25519 hmac-sha256 bearer
  std::string mode = "test";     // test live
  bool may_pay_out = false;
  std::string public_key_file;   // ed25519: an existing public key; empty: make a pair
  std::string private_key_file;  // where the made private key or secret goes; mode 0600
};

struct SettleArguments {
  std::string operation;  // op_…
  std::string as;         // approved declined
  std::string reason;
  std::string person;
  std::string channel_reference;  // empty: not known
};

struct CloseBreakArguments {
  std::string id;  // brk_…
  std::string reason;
  std::string person;
};

struct StatementArguments {
  std::string account;  // the name of a channel account
  std::string file;
};

struct NewChannelArguments {
  std::string name;  // of the files and the plugin: a-z 0-9 _
  std::string vendor = "example";
  std::string folder;  // in which a folder of that name is made
};

int serve(const std::string& config_file);
int migrate_database(const std::string& config_file);
int check_config(const std::string& config_file, bool print);
int create_vault_keys(const std::string& key_file);
int create_signing_key(const std::string& key_file);
int create_merchant(const std::string& config_file, const std::string& name);
int list_merchants(const std::string& config_file);
int create_api_key(const std::string& config_file, const CreateKeyArguments& arguments);
int list_api_keys(const std::string& config_file);
int revoke_api_key(const std::string& config_file, const std::string& key);
int list_parked_operations(const std::string& config_file);
int settle_parked_operation(const std::string& config_file, const SettleArguments& arguments);
int list_breaks(const std::string& config_file);
int close_break(const std::string& config_file, const CloseBreakArguments& arguments);
int list_given_up_notifications(const std::string& config_file);
int retry_notification(const std::string& config_file, const std::string& notification);
int read_statement(const std::string& config_file, const StatementArguments& arguments);
int test_rules(const std::string& directory);
int new_channel(const NewChannelArguments& arguments);
int create_plugin_key(const std::string& key_file);
int print_plugin_digest(const std::string& file);
int sign_plugin(const std::string& file, const std::string& key_file);
int verify_plugin(const std::string& file, const std::vector<std::string>& key_files);
int list_failpoints();

}  // namespace tollgate
