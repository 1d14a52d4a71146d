#include "gateway/adapters/lua/rule_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace tollgate::lua {
namespace {

constexpr std::size_t kNameBytesMax = 50;  // Lua shortens longer names in its errors

Error too_many(std::string_view what, std::size_t most) {
  return {ErrorCode::limit_exceeded, fmt::format("The bundle has more than {} {}.", most, what),
          "Join or remove some."};
}

// "card_velocity" for "card_velocity.lua"; empty when the name is not of that form.
std::string_view stem_of(std::string_view name, std::string_view extension) {
  if (!name.ends_with(extension) || name.size() > kNameBytesMax) return {};
  const std::string_view stem = name.substr(0, name.size() - extension.size());
  const bool plain = std::all_of(stem.begin(), stem.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? stem : std::string_view();
}

Status check_file(const SourceFile& file, std::string_view extension, std::size_t bytes_max) {
  if (stem_of(file.name, extension).empty())
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The file name '{}' is not one of a rule bundle.", file.name),
                 fmt::format("Use lower-case letters, digits and '_' before {}, at most {} in all.",
                             extension, kNameBytesMax)};
  if (file.text.size() > bytes_max)
    return Error{ErrorCode::limit_exceeded,
                 fmt::format("The file {} is larger than {} KiB.", file.name, bytes_max >> 10),
                 "Split it."};
  return ok_status();
}

void append_part(std::string& all, std::string_view part) {
  all.append(std::to_string(part.size())).append(":").append(part);
}

Digest32 digest_of(const std::vector<SourceFile>& files, const std::vector<SourceFile>& lists) {
  std::string all;
  for (const auto* group : {&files, &lists}) {
    append_part(all, std::to_string(group->size()));
    for (const auto& file : *group) {
      append_part(all, file.name);
      append_part(all, file.text);
    }
  }
  return sha256(all);
}

void sort_by_name(std::vector<SourceFile>& files) {
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
}

Result<SourceFile> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::ifstream stream(path, std::ios::binary);
  SourceFile file{path.filename().string(), std::string(bytes_max + 1, '\0')};
  // One byte more than allowed, so that assembling sees the excess.
  if (stream) stream.read(file.text.data(), static_cast<std::streamsize>(file.text.size()));
  if (!stream && !stream.eof())
    return Error{ErrorCode::unavailable, fmt::format("The file {} cannot be read.", path.string()),
                 "Check that it is a file and that the gateway's user may read it."};
  file.text.resize(static_cast<std::size_t>(stream.gcount()));
  file.text.shrink_to_fit();
  return file;
}

// Files with the extension, at most one more than allowed. A directory that is missing has none.
Result<std::vector<SourceFile>> read_files(const std::filesystem::path& directory,
                                           std::string_view extension, std::size_t files_max,
                                           std::size_t bytes_max) {
  std::vector<SourceFile> files;
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(directory, failure), end;
       !failure && entry != end && files.size() <= files_max; entry.increment(failure)) {
    if (entry->path().extension() != extension) continue;
    auto file = read_file(entry->path(), bytes_max);
    if (!file) return std::move(file).error();
    files.push_back(std::move(*file));
  }
  return files;
}

}  // namespace

Result<RuleSources> assemble_rule_sources(std::vector<SourceFile> files,
                                          std::vector<SourceFile> list_files) {
  if (files.size() > kRuleFilesMax) return too_many("rule files", kRuleFilesMax);
  if (list_files.size() > kListFilesMax) return too_many("lists", kListFilesMax);
  sort_by_name(files);
  sort_by_name(list_files);
  for (const auto& file : files)
    if (auto checked = check_file(file, ".lua", kRuleFileBytesMax); !checked)
      return std::move(checked).error();
  RuleSources sources;
  sources.digest = digest_of(files, list_files);
  sources.files = std::move(files);
  for (const auto& file : list_files) {
    if (auto checked = check_file(file, ".txt", kListFileBytesMax); !checked)
      return std::move(checked).error();
    auto list = risk::ItemList::parse(file.name, file.text);
    if (!list) return std::move(list).error();
    sources.lists.emplace(stem_of(file.name, ".txt"),
                          std::make_shared<const risk::ItemList>(std::move(*list)));
  }
  return sources;
}

Result<RuleSources> read_rule_sources(const std::filesystem::path& directory) {
  std::error_code failure;
  if (!std::filesystem::is_directory(directory, failure))
    return Error{ErrorCode::not_found,
                 fmt::format("The rule directory {} does not exist.", directory.string()),
                 "Name the directory that holds the *.lua files, such as rules."};
  auto files = read_files(directory, ".lua", kRuleFilesMax, kRuleFileBytesMax);
  if (!files) return std::move(files).error();
  auto lists = read_files(directory / "lists", ".txt", kListFilesMax, kListFileBytesMax);
  if (!lists) return std::move(lists).error();
  return assemble_rule_sources(std::move(*files), std::move(*lists));
}

}  // namespace tollgate::lua
