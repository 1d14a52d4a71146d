// What each part counts, as metrics. One function a part; the names are documented in
// docs/metrics.md.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/adapters/channel/channel_stats.h"
#include "gateway/adapters/http/edge/stats.h"
#include "gateway/adapters/kafka/kafka_relay.h"
#include "gateway/adapters/lua/risk_engine.h"
#include "gateway/adapters/mysql/store_statistics.h"
#include "gateway/app/admission/admission.h"
#include "gateway/app/notification_desk.h"
#include "gateway/app/routing/router.h"
#include "gateway/main/metrics_page.h"
#include "gateway/main/open_work_watch.h"

namespace tollgate {

void add_metrics(MetricsPage& page, const http::EdgeStats& stats);
void add_metrics(MetricsPage& page, const AdmissionStats& stats);
void add_metrics(MetricsPage& page, const mysql::StoreStatistics& stats);
void add_metrics(MetricsPage& page, const std::vector<channel::ChannelAccountStats>& accounts);
void add_metrics(MetricsPage& page, const RouterStats& stats);
void add_metrics(MetricsPage& page, const lua::RiskCounters& counters);
void add_metrics(MetricsPage& page, const KafkaRelayStats& stats);
// Every follower of this process: whether it is the one that runs it.
void add_follower_metrics(MetricsPage& page, const std::map<std::string, bool>& leads);
void add_metrics(MetricsPage& page, const NotificationStats& stats);
void add_metrics(MetricsPage& page, const OpenWorkNow& work);
void add_process_metrics(MetricsPage& page);

}  // namespace tollgate
