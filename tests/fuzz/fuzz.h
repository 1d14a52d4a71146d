// What a target of the fuzzer is: the file targets/NAME.cc, which defines these two functions. The
// driver (fuzzer.cc) mutates the seeds, keeps what reaches code that nothing reached before, and
// calls fuzz_once() as often as the time allows, in one thread.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::fuzz {

// Inputs to begin with, at least one: what the format looks like when it is right.
std::vector<std::string> seeds();

// Tries the product on `bytes`, which have a heap block of exactly their size, and ends the process
// (PROMISE, or a sanitizer) when a promise is broken. The same bytes do the same.
void try_once(std::string_view bytes);

// Ends the process, with the sentence, when `condition` does not hold; the driver keeps the input.
#define PROMISE(condition, sentence)                                                     \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, sentence); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

}  // namespace tollgate::fuzz
