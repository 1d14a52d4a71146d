// A request of a host that was built before final_capture: it ends where readable memory ends, so
// one byte read past its `size` kills this program.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>

#include "tollgate/channel.hpp"

namespace {

// Not inlined: an optimiser that sees both sides would drop the read that this is about.
[[gnu::noinline]] bool is_final(const tollgate_request* request) {
  return tollgate::sdk::Request(request).final_capture;
}

}  // namespace

int main() {
  const auto page_size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* pages =
      mmap(nullptr, 2 * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return std::perror("mmap"), 1;
  char* end = static_cast<char*>(pages) + page_size;
  if (mprotect(end, page_size, PROT_NONE) != 0) return std::perror("mprotect"), 1;
  constexpr std::size_t kOldSize = offsetof(tollgate_request, final_capture);
  auto* request = reinterpret_cast<tollgate_request*>(end - kOldSize);
  request->size = kOldSize;
  if (is_final(request)) return 0;
  std::fputs("A capture of a host before final_capture must mean the last one.\n", stderr);
  return 1;
}
