#include "gateway/adapters/channel/isolation/sandbox.h"

#include <grp.h>
#include <malloc.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "gateway/adapters/channel/isolation/syscall_filter.h"

namespace tollgate::channel {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr rlim_t kOpenFilesMax = 64;
constexpr uid_t kNobody = 65534;

bool limit(int what, rlim_t most) {
  const rlimit both{most, most};
  return ::setrlimit(static_cast<__rlimit_resource>(what), &both) == 0;
}

// The kernel forgets this when the user changes, so it is asked for twice.
bool end_with_parent(pid_t parent) {
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent;
}

// Where there is no other user to become (a container of one user), the filter must do.
void stop_being_root() {
  if (::setgroups(0, nullptr) != 0) return;
  if (::setgid(kNobody) != 0) return;
  static_cast<void>(::setuid(kNobody));
}

}  // namespace

std::string enter_sandbox(pid_t parent) {
  if (!end_with_parent(parent)) return "its parent is gone";
  if (::chdir("/") != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return "it cannot give up new privileges";
  if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_FSIZE, 0) || !limit(RLIMIT_NOFILE, kOpenFilesMax))
    return "its limits cannot be set";
  // A network of its own, with nothing in it; where that is not allowed the filter alone keeps it
  // from making sockets.
  if (::unshare(CLONE_NEWNET) != 0) static_cast<void>(::unshare(CLONE_NEWUSER | CLONE_NEWNET));
  if (!kSanitized && !filter_syscalls(SyscallSet::loading))
    return "the kernel does not filter its system calls";
  return {};
}

std::string bound_process(pid_t parent) {
  if (::geteuid() == 0) stop_being_root();
  if (!end_with_parent(parent)) return "its parent is gone";
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return "it cannot hide its memory";
  ::mallopt(M_ARENA_MAX, 2);  // each one reserves 64 MiB of addresses
  if (!kSanitized && !limit(RLIMIT_AS, kAddressSpaceMax)) return "its memory cannot be bounded";
  return {};
}

std::string close_sandbox() {
  if (!kSanitized && !filter_syscalls(SyscallSet::serving))
    return "the kernel does not filter its system calls";
  return {};
}

}  // namespace tollgate::channel
