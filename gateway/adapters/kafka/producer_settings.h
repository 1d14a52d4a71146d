// The settings of librdkafka that the relay uses, from KafkaOptions.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

#include "gateway/adapters/kafka/kafka_options.h"
#include "gateway/base/result.h"

namespace tollgate {

struct SettingsDeleter {
  void operator()(rd_kafka_conf_t* settings) const { rd_kafka_conf_destroy(settings); }
};
using ProducerSettings = std::unique_ptr<rd_kafka_conf_t, SettingsDeleter>;

// Errors: invalid_argument, naming the setting.
Result<ProducerSettings> make_producer_settings(const KafkaOptions& options);

}  // namespace tollgate
