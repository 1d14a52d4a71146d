// docs/transitions.md is printed from the code: this test holds them together, and writes the page
// when TOLLGATE_WRITE_DOCS is set.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gateway/payment/transition.h"

namespace tollgate {
namespace {

constexpr std::string_view kHead =
    "# A payment's transitions\n"
    "\n"
    "Printed from `gateway/payment/transition.cc`; what is not in this table is refused. A payment "
    "is\n"
    "created in `processing` (an operation is about to leave), in `in_review` (a person must look\n"
    "first) or, when a rule blocks it, in `failed`.\n"
    "\n"
    "A payout goes by the same table, and meets no row of holds, captures, refunds and disputes: "
    "it "
    "is\n"
    "`charged` when it went out, and `taken_back` when the payee's bank returned it.\n"
    "\n"
    "| from | trigger | to |\n"
    "|---|---|---|\n";

std::string printed() {
  std::string page(kHead);
  for (const auto& row : transition_table()) {
    page += "| `" + std::string(to_text(row.from)) + "` | " + std::string(to_text(row.trigger));
    page += " | `" + std::string(to_text(row.to)) + "` |\n";
  }
  return page;
}

TEST(TransitionPage, SaysWhatTheCodeDoes) {
  const std::string path = TOLLGATE_SOURCE_DIR "/docs/transitions.md";
  if (std::getenv("TOLLGATE_WRITE_DOCS") != nullptr) std::ofstream(path) << printed();
  std::ostringstream written;
  written << std::ifstream(path).rdbuf();
  EXPECT_EQ(written.str(), printed()) << "run it once with TOLLGATE_WRITE_DOCS=1";
}

}  // namespace
}  // namespace tollgate
