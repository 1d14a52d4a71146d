// A parser with three mistakes, each behind a word that no seed has: only a fuzzer that follows
// coverage finds them. catches.py expects it to.
#include <cstring>

#include "tests/fuzz/fuzz.h"

namespace tollgate::fuzz {

std::vector<std::string> seeds() { return {"hello world, this is an input"}; }

void try_once(std::string_view bytes) {
  // One byte at a time, so that each right one is a place of its own in the code.
  std::size_t right = 0;
  for (const char wanted : std::string_view("READ")) {
    if (right >= bytes.size() || bytes[right] != wanted) break;
    ++right;
  }
  if (right == 4) {  // reads behind the end
    const volatile char beyond = *(bytes.data() + bytes.size());
    (void)beyond;
  }
  if (bytes.size() > 3 && bytes[0] == 'L') {
    if (bytes[1] == 'O') {
      if (bytes[2] == 'O') {
        for (volatile bool on = bytes[3] == 'P'; on;) {  // does not end
        }
      }
    }
  }
  if (bytes.size() > 2 && bytes[0] == 'L') {
    if (bytes[1] == 'I') PROMISE(bytes[2] != 'E', "no lies");
  }
}

}  // namespace tollgate::fuzz
