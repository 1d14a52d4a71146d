#include "plugin-sdk/channel-check/json_file.h"

#include <fmt/format.h>

#include <fstream>

namespace tollgate::kit {

Result<Json> read_json(const std::filesystem::path& path) {
  constexpr std::size_t kFileBytesMax = 4U << 20U;
  std::ifstream file(path, std::ios::binary);
  std::string content(kFileBytesMax + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  const Json json = Json::parse(content, nullptr, false, true);
  if (!json.is_object() || content.size() > kFileBytesMax)
    return Error{ErrorCode::invalid_argument,
                 fmt::format("{} is not one JSON object of at most 4 MiB.", path.string()),
                 "see \"Fixtures\" in plugin-sdk/README.md"};
  return json;
}

}  // namespace tollgate::kit
