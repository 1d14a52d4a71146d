// CHECK: a programmer's error ends the process at once, in every build. Never use it on input.
#pragma once

#include <string_view>

namespace tollgate {

// Prints the sentence with its place and aborts. Separate so that CHECK costs one branch.
[[noreturn]] void check_failed(std::string_view condition, std::string_view file, int line);

}  // namespace tollgate

#define CHECK(condition)                                        \
  do {                                                          \
    if (!(condition)) [[unlikely]]                              \
      ::tollgate::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)
