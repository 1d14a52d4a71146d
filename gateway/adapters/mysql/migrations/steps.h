// Every step by name, in order. A new step is a new file and one line here and in migrations.cc.
// Each file stands alone (CMakeLists.txt): all have the same names for what they do.
#pragma once

#include <array>
#include <string_view>

#include "gateway/adapters/mysql/migrations.h"

namespace tollgate::mysql {

extern const Migration step_0001_payments;
extern const Migration step_0002_lifecycle;
extern const Migration step_0003_sums;
extern const Migration step_0004_webhooks;
extern const Migration step_0005_follower_leases;
extern const Migration step_0006_channel_sequences;
extern const Migration step_0007_notifications;
extern const Migration step_0008_payers;
extern const Migration step_0009_exchange;
extern const Migration step_0010_payouts;

}  // namespace tollgate::mysql
