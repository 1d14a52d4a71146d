#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gateway/main/config.h"

namespace tollgate {

Result<Secret> resolve_secret(const std::string& reference, const std::filesystem::path& base) {
  if (reference.empty()) return Secret();
  const auto fail = [&](std::string_view why) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The secret reference \"{}\" {}.", reference, why),
                 "Write file:/path/of/the/secret or env:NAME_OF_VARIABLE."};
  };
  if (reference.starts_with("env:")) {
    const char* value = std::getenv(reference.c_str() + 4);
    if (value == nullptr) return fail("names a variable that is not set");
    return Secret(value);
  }
  // A secret pasted in place of a reference must not be echoed.
  if (!reference.starts_with("file:"))
    return Error{ErrorCode::invalid_argument, "A secret stands in the configuration as text.",
                 "Write file:/path/of/the/secret or env:NAME_OF_VARIABLE instead."};
  std::ifstream in(base / reference.substr(5), std::ios::binary);
  if (!in) return fail("names a file that cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  std::string value = std::move(text).str();
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  return Secret(std::move(value));
}

}  // namespace tollgate
