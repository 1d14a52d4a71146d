// Bytes of the system's generator: other ones in each thread, and in a child that was forked after
// the generator had been used.
#include "gateway/base/random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tollgate {
namespace {

std::string draw(std::size_t size) {
  std::string bytes(size, '\0');
  SystemRandom random;
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

TEST(SystemRandom, FillsAnySize) {
  EXPECT_EQ(draw(0), "");
  // More than OpenSSL's generator gives at once (64 KiB), to the last byte.
  EXPECT_NE(draw(200'000).substr(199'984), std::string(16, '\0'));
}

TEST(SystemRandom, ThreadsDrawDifferentBytes) {
  std::vector<std::string> drawn(8);
  std::vector<std::thread> threads;
  for (auto& bytes : drawn) threads.emplace_back([&bytes] { bytes = draw(16); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(drawn.begin(), drawn.end()).size(), drawn.size());
}

TEST(SystemRandom, AForkedChildDrawsOtherBytes) {
  draw(16);  // so that there is a generator to be forked
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::string bytes = draw(16);
    ::_exit(::write(pipe[1], bytes.data(), bytes.size()) == 16 ? 0 : 1);
  }
  std::string of_child(16, '\0');
  EXPECT_EQ(::read(pipe[0], of_child.data(), of_child.size()), 16);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_NE(draw(16), of_child);
  ::close(pipe[0]);
  ::close(pipe[1]);
}

}  // namespace
}  // namespace tollgate
