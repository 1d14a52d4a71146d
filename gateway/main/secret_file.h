// Files that commands write and read: keys and signatures. Free functions.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.h"

namespace tollgate {

// Where only its owner can read it (mode 0600). Errors: conflict when something is at `path`
// already, which stays as it was; unavailable when it could not be written whole.
Status write_secret_file(const std::string& path, std::string_view text);

// In the place of what was there, whole or not at all; everybody may read it. Error: unavailable.
Status replace_file(const std::string& path, std::string_view bytes);

// Error: not_found.
Result<std::string> read_file(const std::string& path);

}  // namespace tollgate
