#include "plugin-sdk/channel-check/runner.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "gateway/adapters/channel/plugin_file.h"
#include "gateway/base/log.h"

namespace tollgate::kit {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr off_t kLastWordsMax = 300;
constexpr rlim_t kPrintedBytesMax = 16U << 20U;

// A library's exception, or one that a plugin let out of a function that must not throw.
Verdict try_out(const Check& check, const Options& options) {
  try {
    Subject subject(options);
    return check.run(subject);
  } catch (const std::exception& thrown) {
    return failed(fmt::format("An exception came out: {}.", thrown.what()));
  }
}

// The child's whole life.
[[noreturn]] void be_child(const Check& check, const Options& options, int answer, int printed) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(printed, STDOUT_FILENO);
  ::dup2(printed, STDERR_FILENO);
  // The gateway's own lines about a plugin's defects are no words of the plugin.
  configure_log(static_cast<LogLevel>(static_cast<int>(LogLevel::error) + 1), LogFormat::text);
  // What a plugin starts ends with it; and it may print as much as it likes, but not without end.
  ::setpgid(0, 0);
  const rlimit print_limit{kPrintedBytesMax, channel::PluginFile::kBytesMax};
  ::setrlimit(RLIMIT_FSIZE, &print_limit);
  const Verdict verdict = try_out(check, options);
  std::string text(1, static_cast<char>(verdict.finding));
  text += verdict.sentence;
  const bool whole = ::write(answer, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::_exit(whole ? 0 : 1);
}

// What comes out of the pipe until it closes or the time is over. False: it was over.
bool read_until(int pipe, steady_clock::time_point deadline, std::string& into) {
  std::array<char, 4096> room;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    pollfd wait{pipe, POLLIN, 0};
    if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) == 0) return false;
    const ssize_t count = ::read(pipe, room.data(), room.size());
    if (count == 0) return true;
    if (count > 0) into.append(room.data(), static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) return true;
  }
}

std::string last_words(int printed) {
  const off_t size = ::lseek(printed, 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - kLastWordsMax);
  std::string words(static_cast<std::size_t>(size - from), '\0');
  if (::pread(printed, words.data(), words.size(), from) < 0) words.clear();
  for (char& c : words)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return words;
}

std::string how_it_ended(int status, int printed) {
  std::string sentence =
      WIFSIGNALED(status)
          ? fmt::format("It ended the process with {} ({}).", WTERMSIG(status),
                        ::strsignal(WTERMSIG(status)))
          : fmt::format("It ended the process with exit status {}.", WEXITSTATUS(status));
  const std::string words = last_words(printed);
  return words.empty() ? sentence : sentence + " Its last words: " + words;
}

}  // namespace

Run run_check(const Check& check, const Options& options, milliseconds limit) {
  const auto begun = steady_clock::now();
  std::array<int, 2> answer{};
  const int printed = ::memfd_create("channel-check", MFD_CLOEXEC);
  if (printed < 0 || ::pipe2(answer.data(), O_CLOEXEC) != 0)
    return {failed("The kit has no file descriptor left."), milliseconds(0)};
  const pid_t child = ::fork();
  if (child < 0) return {failed("The kit cannot start a process."), milliseconds(0)};
  if (child == 0) be_child(check, options, answer[1], printed);
  ::close(answer[1]);
  std::string text;
  const bool ended = read_until(answer[0], begun + limit, text);
  if (!ended) ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::kill(-child, SIGKILL);  // whatever else it started

  Run run;
  if (!ended)
    run.verdict = {Finding::timed_out, fmt::format("It was not done after {} ms.", limit.count())};
  else if (text.empty() || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    run.verdict = {Finding::crashed, how_it_ended(status, printed)};
  else
    run.verdict = {static_cast<Finding>(text.front()), text.substr(1)};
  ::close(answer[0]);
  ::close(printed);
  run.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
  return run;
}

}  // namespace tollgate::kit
