// The settings object a plugin is created with: the account's JSON with its secrets written in.
#pragma once

#include <string>
#include <string_view>

#include "gateway/adapters/channel/channel_account.h"
#include "gateway/base/result.h"

namespace tollgate::channel {

// invalid_argument: the settings are not one JSON object, or a secret's name is already a member.
Result<Secret> compose_settings(const ChannelAccount& account);

// `text` with every secret of the account blotted out, should the plugin have repeated one.
std::string without_secrets(std::string text, const ChannelAccount& account);

}  // namespace tollgate::channel
