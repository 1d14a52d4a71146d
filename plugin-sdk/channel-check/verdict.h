// Verdict: what a check found. One of five findings and, unless it passed, a sentence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tollgate::kit {

enum class Finding : std::uint8_t {
  crashed = 0,  // also when the child said nothing: to forget is no success
  passed = 1,
  failed = 2,
  timed_out = 3,
  skipped = 4,  // does not apply to this channel
};

constexpr std::string_view to_text(Finding finding) {
  switch (finding) {
    case Finding::crashed:
      return "crashed";
    case Finding::passed:
      return "passed";
    case Finding::failed:
      return "failed";
    case Finding::timed_out:
      return "timed out";
    case Finding::skipped:
      return "skipped";
  }
  return "crashed";
}

struct Verdict {
  Finding finding = Finding::crashed;
  std::string sentence;
};

inline Verdict passed() { return {Finding::passed, {}}; }
inline Verdict failed(std::string sentence) { return {Finding::failed, std::move(sentence)}; }
inline Verdict skipped(std::string sentence) { return {Finding::skipped, std::move(sentence)}; }

}  // namespace tollgate::kit
