// What the wallet tells by itself: a form, signed, about one order. Pure.
#pragma once

#include "plugins/wallet/settings.h"
#include "tollgate/cpp/notification.hpp"

namespace tollgate::wallet {

sdk::Reading read_notice(const Settings& settings, const sdk::Notification& notification);

}  // namespace tollgate::wallet
