// tollgate-sandbox-broker: an event broker for a first run. It is librdkafka's mock cluster in a
// process of its own: real TCP on 127.0.0.1, any Kafka client can produce and consume, nothing is
// written to disk, and everything is forgotten when it ends. It keeps about the last 5 MB of every
// partition. For anything that must last, run Apache Kafka: sandbox/kafka/run.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace {

struct Options {
  std::string port_file;
  std::vector<std::string> topics{"tollgate.payments.v1"};
  int partitions = 4;
};

struct ClientDeleter {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
struct ClusterDeleter {
  void operator()(rd_kafka_mock_cluster_t* cluster) const {
    rd_kafka_mock_cluster_destroy(cluster);
  }
};
using Client = std::unique_ptr<rd_kafka_t, ClientDeleter>;
using Cluster = std::unique_ptr<rd_kafka_mock_cluster_t, ClusterDeleter>;

// Prints the reason and gives the program's exit status.
int failed(const std::string& sentence) {
  std::fprintf(stderr, "error: %s\n", sentence.c_str());
  return 1;
}

// By rename, so that a reader sees all of it or nothing.
bool write_whole(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::trunc);
  file << text << '\n';
  file.close();
  return file.good() && std::rename(draft.c_str(), path.c_str()) == 0;
}

int serve(const Options& options, const sigset_t& stop_signals) {
  char reason[512];
  // The mock cluster lives in a client instance that is used for nothing else: without a broker of
  // its own to connect to, it would warn.
  rd_kafka_conf_t* const settings = rd_kafka_conf_new();
  rd_kafka_conf_set(settings, "log_level", "3", nullptr, 0);
  const Client client(rd_kafka_new(RD_KAFKA_PRODUCER, settings, reason, sizeof reason));
  if (!client) return failed(std::string("librdkafka could not start: ") + reason);
  const Cluster cluster(rd_kafka_mock_cluster_new(client.get(), 1));
  if (!cluster) return failed("the broker could not listen on 127.0.0.1");
  for (const auto& topic : options.topics) {
    const auto code =
        rd_kafka_mock_topic_create(cluster.get(), topic.c_str(), options.partitions, 1);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
      return failed("topic " + topic + " could not be created: " + rd_kafka_err2str(code));
  }
  const std::string address = rd_kafka_mock_cluster_bootstraps(cluster.get());
  std::printf("%s\n", address.c_str());
  std::fflush(stdout);
  if (!options.port_file.empty() && !write_whole(options.port_file, address))
    return failed("the address could not be written to " + options.port_file);
  int signal = 0;
  sigwait(&stop_signals, &signal);
  return 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  Options options;
  CLI::App app{"An event broker for a first run: speaks Kafka, forgets everything when it ends."};
  app.add_option("--port-file", options.port_file,
                 "gets the bootstrap address (127.0.0.1:PORT) once it listens; also printed");
  app.add_option("--topic", options.topics, "a topic to create (may be repeated)")
      ->capture_default_str();
  app.add_option("--partitions", options.partitions, "of each topic")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  CLI11_PARSE(app, argument_count, arguments);

  // Blocked before librdkafka starts its threads, so that only sigwait takes them.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  return serve(options, stop_signals);
}
