// The driver of a fuzz program: coverage-guided and in one thread. Each seed says a different order
// of inputs; the time decides how many.
//
//   fuzz_NAME [--seconds N] [--seed N] [--input-seconds N] [--crash-folder D] [--replay FILE]
//
// An input that breaks a promise, a sanitizer's or the time limit stays as D/fuzz_NAME.crash, and
// --replay tries it again. The last line is one JSON object with what was done.
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutator.h"

namespace {

constexpr std::size_t kEdges = 1 << 16;
constexpr std::size_t kTouchedMax = 1 << 16;
constexpr std::size_t kCorpusMax = 20'000;

// Written by every basic block of the product, so plain arrays and no constructor.
std::uint8_t times[kEdges];
std::uint32_t touched[kTouchedMax];
std::size_t touched_count = 0;
std::uintptr_t place_before = 0;

}  // namespace

extern "C" void __sanitizer_cov_trace_pc() {
  const auto place = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  const std::uintptr_t mixed = (place ^ (place_before << 3)) * 0x9E3779B97F4A7C15u;
  const std::size_t edge = mixed >> 48;
  place_before = place;
  if (times[edge] == 0 && touched_count < kTouchedMax)
    touched[touched_count++] = static_cast<std::uint32_t>(edge);
  if (times[edge] != 0xff) ++times[edge];
}

// A broken promise aborts: the sanitizer then comes by, and the input is kept.
extern "C" const char* __asan_default_options() { return "handle_abort=1:detect_leaks=1"; }

namespace tollgate::fuzz {
namespace {

struct Arguments {
  std::uint64_t seconds = 15;
  std::uint64_t seed = 1;
  std::uint64_t input_seconds = 10;  // no input may take longer
  std::string crash_folder = ".";
  std::string replay;
};

const char* current_data = nullptr;
std::size_t current_size = 0;
std::string crash_file;
unsigned input_limit_s = 0;

void keep_input() {
  if (current_data == nullptr) return;
  std::ofstream file(crash_file, std::ios::binary | std::ios::trunc);
  file.write(current_data, static_cast<std::streamsize>(current_size));
  file.close();
  std::fprintf(stderr, "the input (%zu bytes) is %s; try it again with --replay\n", current_size,
               crash_file.c_str());
}

void give_up(int /*signal*/) {
  std::fprintf(stderr, "one input took more than %u s\n", input_limit_s);
  keep_input();
  _exit(1);
}

// How often an edge was passed, as one of eight steps: each is news by itself.
std::uint8_t step_of(std::uint8_t count) {
  if (count <= 2) return count;  // 1 -> bit 0, 2 -> bit 1
  std::uint8_t bit = 4;
  for (std::uint8_t most : {3, 7, 15, 31, 127}) {
    if (count <= most) return bit;
    bit = static_cast<std::uint8_t>(bit << 1);
  }
  return 128;
}

class Coverage {
 public:
  // Takes what the last input touched; whether any of it is new.
  bool take() {
    bool is_new = false;
    for (std::size_t i = 0; i < touched_count; ++i) {
      const std::uint8_t step = step_of(times[touched[i]]);
      std::uint8_t& seen = seen_[touched[i]];
      if (seen == 0) ++edges_;
      is_new = is_new || (seen & step) == 0;
      seen |= step;
      times[touched[i]] = 0;
    }
    touched_count = 0;
    place_before = 0;
    return is_new;
  }
  std::size_t edges() const { return edges_; }

 private:
  std::array<std::uint8_t, kEdges> seen_{};
  std::size_t edges_ = 0;
};

// Of the processor, not of the clock: on a machine that is taken nothing is slow by itself. 0:
// none.
void limit_processor_time(unsigned seconds) {
  itimerval limit{};
  limit.it_value.tv_sec = seconds;
  setitimer(ITIMER_PROF, &limit, nullptr);
}

void run(const std::string& input) {
  const auto block = std::make_unique<char[]>(input.size());
  if (!input.empty()) std::memcpy(block.get(), input.data(), input.size());
  current_data = block.get();
  current_size = input.size();
  limit_processor_time(input_limit_s);
  try_once({block.get(), input.size()});
  limit_processor_time(0);
  current_data = nullptr;
}

int fuzz(const Arguments& arguments, const char* program) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(arguments.seconds);
  Mutator mutator(arguments.seed);
  const auto coverage = std::make_unique<Coverage>();
  std::vector<std::string> corpus = seeds();
  for (const std::string& seed : corpus) {
    run(seed);
    (void)coverage->take();
  }
  const std::size_t edges_of_seeds = coverage->edges();
  std::uint64_t executions = corpus.size();
  while (executions % 256 != 0 || Clock::now() < end) {
    std::string input = mutator.make(corpus);
    run(input);
    ++executions;
    if (coverage->take() && corpus.size() < kCorpusMax) corpus.push_back(std::move(input));
  }
  std::printf(
      "{\"fuzz\": \"%s\", \"seed\": %llu, \"seconds\": %llu, \"executions\": %llu, \"corpus\": "
      "%zu, "
      "\"edges_of_seeds\": %zu, \"edges\": %zu}\n",
      program, static_cast<unsigned long long>(arguments.seed),
      static_cast<unsigned long long>(arguments.seconds),
      static_cast<unsigned long long>(executions), corpus.size(), edges_of_seeds,
      coverage->edges());
  // A fuzzer that reaches no more than its seeds tries nothing.
  if (coverage->edges() > edges_of_seeds) return 0;
  std::fprintf(stderr, "nothing new was reached; is the product compiled with coverage?\n");
  return 1;
}

bool read_number(const std::string& text, std::uint64_t& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

bool read_arguments(int count, char** words, Arguments& arguments) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i];
    const std::string value = words[i + 1];
    if (name == "--seconds" && read_number(value, arguments.seconds)) continue;
    if (name == "--input-seconds" && read_number(value, arguments.input_seconds)) continue;
    if (name == "--seed" && read_number(value, arguments.seed)) continue;
    if (name == "--crash-folder")
      arguments.crash_folder = value;
    else if (name == "--replay")
      arguments.replay = value;
    else
      return false;
  }
  return count % 2 == 1;
}

}  // namespace
}  // namespace tollgate::fuzz

int main(int count, char** words) {
  using namespace tollgate::fuzz;
  Arguments arguments;
  if (!read_arguments(count, words, arguments)) {
    std::fprintf(stderr,
                 "usage: %s [--seconds N] [--seed N] [--input-seconds N] [--crash-folder D] "
                 "[--replay FILE]\n",
                 words[0]);
    return 2;
  }
  const std::string path = words[0];
  const std::string program = path.substr(path.rfind('/') + 1);
  input_limit_s = static_cast<unsigned>(arguments.input_seconds);
  crash_file = arguments.crash_folder + "/" + program + ".crash";
  __sanitizer_set_death_callback(keep_input);
  signal(SIGPROF, give_up);
  if (access(arguments.crash_folder.c_str(), W_OK) != 0) {
    std::fprintf(stderr, "%s, for inputs that crash, cannot be written: make it first\n",
                 arguments.crash_folder.c_str());
    return 2;
  }
  if (arguments.replay.empty()) return fuzz(arguments, program.c_str());
  std::ifstream file(arguments.replay, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s cannot be read\n", arguments.replay.c_str());
    return 2;
  }
  run({std::istreambuf_iterator<char>(file), {}});
  std::printf("%s: nothing is wrong with it\n", arguments.replay.c_str());
  return 0;
}
