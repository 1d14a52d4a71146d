// The files of plugin-sdk/template, which the build puts into the program.
#pragma once

#include <span>
#include <string_view>

namespace tollgate {

struct TemplateFile {
  std::string_view path;  // below the channel's folder
  std::string_view text;
};

std::span<const TemplateFile> channel_template();

}  // namespace tollgate
