// A JSON file of an author, read whole.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "gateway/base/result.h"

namespace tollgate::kit {

using Json = nlohmann::ordered_json;

// One object of at most 4 MiB, comments allowed. invalid_argument names the file.
Result<Json> read_json(const std::filesystem::path& path);

}  // namespace tollgate::kit
