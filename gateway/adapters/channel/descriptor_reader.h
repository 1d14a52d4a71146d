// What a plugin says of itself, checked and copied out of its constant data.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/app/ports/channel_port.h"
#include "gateway/base/result.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

struct PluginDescription {
  struct CurrencyLimit {
    std::string currency;  // "EUR", or "*" for every one not named
    std::int64_t minimum_minor = 0;
    std::int64_t maximum_minor = 0;
  };

  std::string id;
  std::string name;
  std::string vendor;
  std::string version;
  std::string sdk_version;
  std::string settings_schema;  // JSON
  ChannelTraits traits;
  std::vector<CurrencyLimit> limits;

  // Null: the channel does not take the currency.
  const CurrencyLimit* limit_of(Currency currency) const;
};

// The error's message ends the sentence "The plugin FILE ...".
Result<PluginDescription> read_descriptor(const tollgate_descriptor* descriptor);

}  // namespace tollgate::channel
