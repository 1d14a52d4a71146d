#include "gateway/adapters/kafka/producer.h"

#include <array>
#include <utility>

#include "gateway/adapters/kafka/cloud_event.h"
#include "gateway/adapters/kafka/producer_settings.h"
#include "gateway/base/check.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

// An event's place travels through librdkafka as the message's opaque pointer: nothing to free,
// whatever becomes of the message.
constexpr unsigned kNumberBits = 48;

void* to_opaque(const StoredEvent& stored) {
  static_assert(sizeof(void*) == 8);
  CHECK(stored.number >> kNumberBits == 0);
  const auto place = std::uint64_t{stored.stream} << kNumberBits | stored.number;
  return reinterpret_cast<void*>(place);  // NOLINT(performance-no-int-to-ptr)
}

void log_library(const rd_kafka_t*, int, const char* facility, const char* text) {
  log(LogLevel::debug, "librdkafka", {{"facility", facility}, {"text", text}});
}

}  // namespace

void Producer::ClientDeleter::operator()(rd_kafka_t* client) const {
  rd_kafka_purge(
      client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
  rd_kafka_destroy(client);
}

Producer::Producer(const KafkaOptions& options, ProducerCallbacks callbacks)
    : topic_(options.topic), source_(options.source), callbacks_(std::move(callbacks)) {}

Producer::~Producer() = default;

Result<std::unique_ptr<Producer>> Producer::create(const KafkaOptions& options, int wakeup_fd,
                                                   ProducerCallbacks callbacks) {
  auto settings = make_producer_settings(options);
  if (!settings.ok()) return std::move(settings).error();
  std::unique_ptr<Producer> producer(new Producer(options, std::move(callbacks)));
  rd_kafka_conf_set_opaque(settings->get(), producer.get());
  rd_kafka_conf_set_dr_msg_cb(settings->get(), on_delivery);
  rd_kafka_conf_set_error_cb(settings->get(), on_error);
  rd_kafka_conf_set_log_cb(settings->get(), log_library);
  std::array<char, 512> reason{};
  producer->client_.reset(
      rd_kafka_new(RD_KAFKA_PRODUCER, settings->get(), reason.data(), reason.size()));
  if (!producer->client_)
    return Error{ErrorCode::invalid_argument,
                 std::string("librdkafka refused its settings: ") + reason.data() + ".",
                 "Correct the configuration's Kafka section."};
  [[maybe_unused]] auto* const owned_by_client = settings->release();
  const std::uint64_t one = 1;
  rd_kafka_queue_t* const queue = rd_kafka_queue_get_main(producer->client_.get());
  rd_kafka_queue_io_event_enable(queue, wakeup_fd, &one, sizeof one);
  rd_kafka_queue_destroy(queue);
  return producer;
}

bool Producer::produce(const StoredEvent& stored) {
  const auto cloud_event = to_cloud_event(stored.event, source_);
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(cloud_event.headers.size());
  for (const auto& [name, value] : cloud_event.headers)
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  const auto& data = stored.event.data;
  const auto code =
      rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()),
                        RD_KAFKA_V_KEY(cloud_event.key.data(), cloud_event.key.size()),
                        RD_KAFKA_V_VALUE(const_cast<char*>(data.data()), data.size()),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers),
                        RD_KAFKA_V_OPAQUE(to_opaque(stored)), RD_KAFKA_V_END);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  rd_kafka_headers_destroy(headers);  // still ours: only success takes them
  if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) callbacks_.broken(rd_kafka_err2str(code));
  return false;
}

void Producer::serve() {
  while (rd_kafka_poll(client_.get(), 0) > 0) {
  }
}

void Producer::flush(std::chrono::milliseconds timeout) {
  rd_kafka_flush(client_.get(), static_cast<int>(timeout.count()));
  serve();
}

void Producer::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  const auto& callbacks = static_cast<Producer*>(self)->callbacks_;
  const auto place = reinterpret_cast<std::uint64_t>(message->_private);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    callbacks.confirmed(static_cast<std::uint16_t>(place >> kNumberBits),
                        place & ((std::uint64_t{1} << kNumberBits) - 1));
  } else {
    callbacks.broken(rd_kafka_err2str(message->err));
  }
}

void Producer::on_error(rd_kafka_t* client, int code, const char* reason, void* self) {
  const auto& callbacks = static_cast<Producer*>(self)->callbacks_;
  if (code == RD_KAFKA_RESP_ERR__FATAL) {
    std::array<char, 512> text{};
    rd_kafka_fatal_error(client, text.data(), text.size());
    callbacks.broken(text.data());
  } else if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    callbacks.unreachable(reason);
  }
}

}  // namespace tollgate
