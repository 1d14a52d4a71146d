// The kernel's own guard around a plugin's process: which system calls it may make (seccomp). What
// is not listed fails as if there were no such file or right, and nothing is told to anybody else.
#pragma once

namespace tollgate::channel {

enum class SyscallSet {
  loading,  // what dlopen needs: reading files, mapping code, starting threads of this process
  serving   // memory, time, and the sockets that are open already; nothing can be opened or closed
};

// For every thread of the process, for ever. Sets of later calls can only take away more. False:
// the kernel does not do it. Needs no_new_privs.
bool filter_syscalls(SyscallSet set);

}  // namespace tollgate::channel
