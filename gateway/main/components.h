// From the configuration to the options of each adapter. Pure but for reading secrets.
#pragma once

#include <string>

#include "gateway/adapters/channel/channel_account.h"
#include "gateway/adapters/http/edge/options.h"
#include "gateway/adapters/http/signature/signature_base.h"
#include "gateway/adapters/kafka/kafka_options.h"
#include "gateway/adapters/mysql/connection_options.h"
#include "gateway/app/admission/admission.h"
#include "gateway/app/lifetimes.h"
#include "gateway/app/notification_desk.h"
#include "gateway/app/routing/router.h"
#include "gateway/main/config.h"

namespace tollgate {

// A path of the configuration, taken from the configuration file's folder when relative.
std::filesystem::path resolve_path(const Config& config, const std::string& path);

// "host/4711-9f3c01ab": tells people which process holds what. Different for every process.
std::string node_name();

Result<mysql::ConnectionOptions> connection_options(const Config& config);
Lifetimes lifetimes(const Config& config);
// What every plugin must prove, with the keys of [plugins].
Result<channel::PluginPolicy> plugin_policy(const Config& config);
// The public keys in these PEM files, relative to `base`. Errors name the file.
Result<std::vector<channel::PluginKey>> plugin_keys(const std::vector<std::string>& files,
                                                    const std::filesystem::path& base);
// The program that plugins with isolation = "process" live in.
std::string host_program(const Config& config);
http::EdgeOptions edge_options(const Config& config);
// server.public_url taken apart; empty when it is not set.
http::PublicUrl public_url(const Config& config);
KafkaOptions kafka_options(const Config& config);
Result<std::vector<channel::ChannelAccount>> channel_accounts(const Config& config);
NotificationLimits notification_limits(const Config& config);
AdmissionLimits admission_limits(const Config& config);
// The same accounts as the router sees them; `channels` has them all and outlives the router.
std::vector<RoutedAccount> routed_accounts(const Config& config, const ChannelPort& channels);
RoutingLimits routing_limits(const Config& config);

}  // namespace tollgate
