// Whether a file can be given to dlopen at all. A truncated library that still looks valid kills
// the process with SIGBUS inside dlopen, so its bounds are checked before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tollgate::channel {

// What is wrong with the file as an x86-64 shared library of `size` bytes, as the end of the
// sentence "FILE ..."; nothing when it may be loaded.
std::optional<std::string> elf_fault(int file_descriptor, std::uint64_t size);

}  // namespace tollgate::channel
