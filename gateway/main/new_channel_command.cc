// tollgate new-channel NAME
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "gateway/main/channel_template.h"
#include "gateway/main/commands.h"
#include "gateway/main/report.h"

namespace tollgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameMax = 32;

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= kNameMax && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

// my_bank2 is MyBank2.
std::string class_name(std::string_view name) {
  std::string out;
  bool begins = true;
  for (const char c : name) {
    if (c != '_') out += begins ? static_cast<char>(std::toupper(c)) : c;
    begins = c == '_';
  }
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(c));
  return text;
}

// The template compiles as it stands: its names are those of a channel like any other.
struct Names {
  std::string name, vendor, plugin;

  std::string in(std::string_view text) const {
    const std::pair<std::string_view, std::string> words[] = {{"my_channel", name},
                                                              {"MyChannel", class_name(name)},
                                                              {"MY_CHANNEL", upper(name)},
                                                              {"my_vendor", vendor},
                                                              {"PLUGIN", plugin}};
    std::string out;
    while (!text.empty()) {
      const auto* word = std::find_if(std::begin(words), std::end(words), [&](const auto& each) {
        return text.starts_with(each.first);
      });
      const bool found = word != std::end(words);
      found ? out += word->second : out += text.front();
      text.remove_prefix(found ? word->first.size() : 1);
    }
    return out;
  }
};

Status write_file(const fs::path& path, const std::string& text) {
  std::error_code problem;
  fs::create_directories(path.parent_path(), problem);
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (out) return ok_status();
  return Error{ErrorCode::unavailable, fmt::format("{} could not be written.", path.string()),
               "Name a folder you may write to with --in; is the disk full?"};
}

Error bad_name(std::string_view what, const std::string& text) {
  return {ErrorCode::invalid_argument, fmt::format("\"{}\" cannot be {}.", text, what),
          "Use 1 to 32 of a-z, 0-9 and _, a letter first, as in acme_bank."};
}

}  // namespace

int new_channel(const NewChannelArguments& arguments) {
  if (!is_name(arguments.name)) return report(bad_name("a channel's name", arguments.name));
  if (!is_name(arguments.vendor)) return report(bad_name("a vendor's name", arguments.vendor));
  const fs::path parent =
      arguments.folder.empty() ? fs::current_path() : fs::path(arguments.folder);
  const fs::path folder = fs::absolute(parent) / arguments.name;
  if (fs::exists(folder))
    return report(Error{ErrorCode::conflict, fmt::format("{} is there already.", folder.string()),
                        "Take another name, another folder with --in, or move it away."});
  const Names names{arguments.name, arguments.vendor,
                    (folder / "build/plugins" / (arguments.name + ".so")).string()};
  for (const TemplateFile& file : channel_template()) {
    const auto written = write_file(folder / names.in(file.path), names.in(file.text));
    if (!written.ok()) return report(written.error());
  }
  fmt::print("{} is made. Next:\n\n", folder.string());
  fmt::print("  cd {}\n  cmake -B build && cmake --build build\n", folder.string());
  fmt::print("  ctest --test-dir build --output-on-failure\n\n");
  fmt::print("Then README.md in it says how to make it yours.\n");
  return 0;
}

}  // namespace tollgate
