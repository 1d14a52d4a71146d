#include "gateway/adapters/channel/isolation/syscall_filter.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tollgate::channel {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "name this machine's architecture for seccomp"
#endif

constexpr long kServing[] = {
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_recvfrom,
    SYS_sendto,
    SYS_recvmsg,
    SYS_sendmsg,
    SYS_ppoll,
    SYS_futex,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_rt_sigreturn,
    SYS_rt_sigprocmask,
    SYS_rt_sigaction,
    SYS_sigaltstack,
    SYS_exit,
    SYS_exit_group,
    SYS_getpid,
    SYS_gettid,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_timer_create,
    SYS_timer_settime,
    SYS_timer_delete,
    SYS_sched_yield,
    SYS_getrandom,
    SYS_restart_syscall,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_getcpu,
    SYS_seccomp,
    SYS_uname,
#if defined(SYS_poll)
    SYS_poll,
    SYS_time,
#endif
};

constexpr long kLoadingToo[] = {
    SYS_newfstatat, SYS_fstat,           SYS_statx,     SYS_close,      SYS_pread64,
    SYS_lseek,      SYS_readlinkat,      SYS_faccessat, SYS_getcwd,     SYS_prctl,
    SYS_setuid,     SYS_setgid,          SYS_setgroups, SYS_prlimit64,  SYS_sched_getaffinity,
    SYS_sysinfo,    SYS_set_tid_address, SYS_getuid,    SYS_geteuid,    SYS_getgid,
    SYS_getegid,    SYS_getppid,         SYS_fcntl,     SYS_membarrier,
#if defined(SYS_stat)
    SYS_stat,       SYS_lstat,           SYS_access,    SYS_readlink,   SYS_arch_prctl,
    SYS_getrlimit,
#endif
};

constexpr long kOpening[] = {
    SYS_openat, SYS_newfstatat, SYS_statx, SYS_faccessat, SYS_readlinkat,
#if defined(SYS_open)
    SYS_open,   SYS_stat,       SYS_lstat, SYS_access,    SYS_readlink,
#endif
};

constexpr std::uint32_t kNumberAt = offsetof(seccomp_data, nr);
constexpr std::uint32_t kArchitectureAt = offsetof(seccomp_data, arch);
// The low half of an argument, on machines that store it first.
constexpr std::uint32_t argument_at(std::uint32_t index) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args)) + 8 * index;
}
constexpr std::uint32_t fails_with(int error) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error);
}

class FilterProgram {
 public:
  FilterProgram() {
    load(kArchitectureAt);
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
    ends(SECCOMP_RET_KILL_PROCESS);  // another ABI would give the numbers other meanings
    load(kNumberAt);
  }

  void decide(long number, std::uint32_t verdict) {
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 1));
    ends(verdict);
  }
  // Allowed when the argument has all (or, of `none`, no) bits of the mask.
  void allow_with(long number, std::uint32_t argument, std::uint32_t bits) {
    check_bits(number, argument, bits, SECCOMP_RET_ALLOW, fails_with(EPERM));
  }
  void allow_without(long number, std::uint32_t argument, std::uint32_t bits) {
    check_bits(number, argument, bits, fails_with(EPERM), SECCOMP_RET_ALLOW);
  }
  void allow_only(long number, std::uint32_t argument, std::uint32_t value) {
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 4));
    load(argument_at(argument));
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    ends(SECCOMP_RET_ALLOW);
    ends(fails_with(EPERM));
  }
  void ends(std::uint32_t verdict) { add(BPF_STMT(BPF_RET | BPF_K, verdict)); }

  bool install() {
    const sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
    return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) ==
           0;
  }

 private:
  void check_bits(long number, std::uint32_t argument, std::uint32_t bits, std::uint32_t any,
                  std::uint32_t none) {
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 4));
    load(argument_at(argument));
    add(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
    ends(any);
    ends(none);
  }
  void load(std::uint32_t at) { add(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)); }
  void add(sock_filter instruction) { code_.push_back(instruction); }

  std::vector<sock_filter> code_;
};

// dlopen reads files and maps code; a thread is not yet a process.
void allow_loading(FilterProgram& program) {
  for (const long number : kLoadingToo) program.decide(number, SECCOMP_RET_ALLOW);
  constexpr std::uint32_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  program.allow_without(SYS_openat, 2, kWriting);
#if defined(SYS_open)
  program.allow_without(SYS_open, 1, kWriting);
#endif
  program.allow_with(SYS_clone, 0, CLONE_THREAD);
  program.decide(SYS_clone3, fails_with(ENOSYS));  // its flags cannot be seen; clone is asked then
  program.decide(SYS_mmap, SECCOMP_RET_ALLOW);
  program.decide(SYS_mprotect, SECCOMP_RET_ALLOW);
}

void allow_serving_only(FilterProgram& program) {
  for (const long number : kOpening) program.decide(number, fails_with(ENOENT));
  program.allow_without(SYS_mmap, 2, PROT_EXEC);
  program.allow_without(SYS_mprotect, 2, PROT_EXEC);
}

}  // namespace

bool filter_syscalls(SyscallSet set) {
  FilterProgram program;
  for (const long number : kServing) program.decide(number, SECCOMP_RET_ALLOW);
  program.allow_only(SYS_tgkill, 0, static_cast<std::uint32_t>(::getpid()));  // abort()
  if (set == SyscallSet::loading)
    allow_loading(program);
  else
    allow_serving_only(program);
  program.ends(fails_with(EPERM));
  return program.install();
}

}  // namespace tollgate::channel
