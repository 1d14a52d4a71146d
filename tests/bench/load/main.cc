// tollgate_load: plays merchants that sign every request, over keep-alive connections, and says in
// one JSON line on standard output how many payments a second were accepted and how long each took.
// Exit status: 0 only if every answer was a payment that succeeded and no two were the same.
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "tests/bench/load/measure.h"

namespace tollgate::bench {
namespace {

struct Options {
  MeasureOptions measure;
  std::string key_id;
  std::string secret_file;       // hmac-sha256
  std::string private_key_file;  // ed25519
  std::vector<std::string> processes;
  bool first = false;
};

Result<Secret> read_secret(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return Error{ErrorCode::not_found, "The file " + path + " cannot be read."};
  while (text.ends_with('\n')) text.pop_back();
  return Secret(std::move(text));
}

Result<http::SigningKey> read_key(const Options& options) {
  const bool is_hmac = !options.secret_file.empty();
  auto secret = read_secret(is_hmac ? options.secret_file : options.private_key_file);
  if (!secret) return std::move(secret).error();
  return is_hmac ? http::SigningKey::from_secret(*secret)
                 : http::SigningKey::from_pem(http::Algorithm::ed25519, *secret);
}

// "gateway=4711"
Status add_process(MeasureOptions& measure, const std::string& text) {
  const std::size_t equals = text.find('=');
  std::int64_t pid = 0;
  const char* const end = text.data() + text.size();
  if (equals == std::string::npos ||
      std::from_chars(text.data() + equals + 1, end, pid).ptr != end || pid <= 0)
    return Error{ErrorCode::invalid_argument, "--process " + text + " is not NAME=PID."};
  measure.processes[text.substr(0, equals)] = pid;
  return ok_status();
}

int failed(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  return 1;
}

int run(Options& options) {
  for (const auto& process : options.processes)
    if (auto added = add_process(options.measure, process); !added) return failed(added.error());
  auto key = read_key(options);
  if (!key) return failed(key.error());
  const LoadOptions& load = options.measure.load;
  RequestWriter writer(load.address + ":" + std::to_string(load.port), options.key_id,
                       std::move(*key));
  if (options.first) {
    const Status accepted = await_first_payment(load, writer);
    return accepted.ok() ? 0 : failed(accepted.error());
  }
  const auto all_right = measure(options.measure, writer);
  if (!all_right) return failed(all_right.error());
  return *all_right ? 0 : 1;
}

void add_options(CLI::App& app, Options& options) {
  LoadOptions& load = options.measure.load;
  app.add_option("--address", load.address, "numeric IPv4 of the gateway")->capture_default_str();
  app.add_option("--port", load.port, "port of the gateway")->required();
  app.add_option("--key-id", options.key_id, "of the merchant's key: key_...")->required();
  auto* const keys = app.add_option_group("key", "one of")->require_option(1);
  keys->add_option("--secret-file", options.secret_file, "secret of an hmac-sha256 key");
  keys->add_option("--private-key-file", options.private_key_file, "PEM of an ed25519 key");
  app.add_option("--connections", load.connections, "kept open, one request in flight on each")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--rate", load.rate, "payments per second, at random times (0: closed loop)")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  app.add_option("--cards", options.measure.cards, "card tokens made before, used in turn")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--seconds", options.measure.seconds, "measured")
      ->check(CLI::Range(0.1, 86'400.0))
      ->capture_default_str();
  app.add_option("--warmup", options.measure.warmup_s, "seconds before, not measured")
      ->check(CLI::Range(0.0, 3'600.0))
      ->capture_default_str();
  app.add_option("--process", options.processes, "NAME=PID: tell its processor time too")
      ->allow_extra_args(false);
  app.add_flag("--first", options.first, "only wait for the first accepted payment, tell when");
}

}  // namespace
}  // namespace tollgate::bench

int main(int argument_count, char** arguments) {
  tollgate::bench::Options options;
  CLI::App app{"Signed payments as fast as they are answered, or at a rate; one line of JSON."};
  tollgate::bench::add_options(app, options);
  CLI11_PARSE(app, argument_count, arguments);
  return tollgate::bench::run(options);
}
