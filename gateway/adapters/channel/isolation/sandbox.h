// What a plugin's process takes from itself before it runs the plugin's code. Under a sanitizer,
// which needs them, system calls and address space are left alone.
#pragma once

#include <sys/types.h>

#include <string>

namespace tollgate::channel {

constexpr unsigned long kAddressSpaceMax = 512UL << 20U;  // bytes

// Before the library is loaded: no network, no files written, no core, no other programs; the
// process ends with its parent. The sentence says what could not be done; empty: all was.
std::string enter_sandbox(pid_t parent);

// Once it is loaded, before its threads start: no rights of root, a bound on memory.
std::string bound_process(pid_t parent);

// Once the threads run: nothing can be opened or started any more.
std::string close_sandbox();

}  // namespace tollgate::channel
