// TopicReader: what a consumer elsewhere sees of a topic, from its beginning, through librdkafka's
// consumer. Messages of one partition come in their order.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "gateway/base/check.h"

namespace tollgate {

struct ReadMessage {
  std::string key;
  std::string value;
  std::map<std::string, std::string> headers;
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "(no " + name + ")" : found->second;
  }
};

class TopicReader {
 public:
  TopicReader(const std::string& bootstrap_servers, const std::string& topic) {
    rd_kafka_conf_t* settings = rd_kafka_conf_new();
    const auto set = [settings](const char* name, const std::string& value) {
      CHECK(rd_kafka_conf_set(settings, name, value.c_str(), nullptr, 0) == RD_KAFKA_CONF_OK);
    };
    set("bootstrap.servers", bootstrap_servers);
    set("group.id", "test");  // required, though nothing is committed
    set("enable.auto.commit", "false");
    set("allow.auto.create.topics", "true");
    set("log_level", "0");
    consumer_ = rd_kafka_new(RD_KAFKA_CONSUMER, settings, nullptr, 0);
    CHECK(consumer_ != nullptr);
    rd_kafka_poll_set_consumer(consumer_);
    assign_all_partitions(topic);
  }
  ~TopicReader() { rd_kafka_destroy(consumer_); }
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;

  // Reads until enough(everything read so far) or, for a test that fails, the time is over.
  template <class Enough>
  const std::vector<ReadMessage>& read_until(Enough enough) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!enough(messages_) && std::chrono::steady_clock::now() < end) read_one();
    return messages_;
  }

 private:
  // By hand instead of a group, which takes seconds to let a new member in. Asking for a topic that
  // is not there yet makes the broker create it; until it has, there are no partitions.
  void assign_all_partitions(const std::string& topic) {
    rd_kafka_topic_t* handle = rd_kafka_topic_new(consumer_, topic.c_str(), nullptr);
    int partitions = 0;
    while (partitions == 0) {
      const rd_kafka_metadata_t* metadata = nullptr;
      CHECK(rd_kafka_metadata(consumer_, 0, handle, &metadata, 30'000) ==
            RD_KAFKA_RESP_ERR_NO_ERROR);
      partitions = metadata->topics[0].partition_cnt;
      rd_kafka_metadata_destroy(metadata);
    }
    rd_kafka_topic_destroy(handle);
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(partitions);
    for (int partition = 0; partition < partitions; ++partition)
      rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset =
          RD_KAFKA_OFFSET_BEGINNING;
    CHECK(rd_kafka_assign(consumer_, list) == RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_topic_partition_list_destroy(list);
  }
  void read_one() {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer_, 100);
    if (message == nullptr) return;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) messages_.push_back(to_read_message(message));
    rd_kafka_message_destroy(message);
  }
  static ReadMessage to_read_message(const rd_kafka_message_t* message) {
    ReadMessage read;
    read.key.assign(static_cast<const char*>(message->key), message->key_len);
    read.value.assign(static_cast<const char*>(message->payload), message->len);
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return read;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i)
      read.headers[name].assign(static_cast<const char*>(value), size);
    return read;
  }

  rd_kafka_t* consumer_ = nullptr;
  std::vector<ReadMessage> messages_;
};

}  // namespace tollgate
