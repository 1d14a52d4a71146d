// RuleSources: the texts of one rule bundle, exactly as an analyst wrote them: rule files and
// lists, with one digest over all of them. Immutable once assembled: safe from any thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/digest.h"
#include "gateway/base/result.h"
#include "gateway/risk/lists.h"

namespace tollgate::lua {

inline constexpr std::size_t kRuleFilesMax = 256;
inline constexpr std::size_t kRuleFileBytesMax = std::size_t{256} << 10;
inline constexpr std::size_t kListFilesMax = 64;
inline constexpr std::size_t kListFileBytesMax = std::size_t{16} << 20;

struct SourceFile {
  std::string name;  // "card_velocity.lua", "blocked_bins.txt"
  std::string text;
};

struct RuleSources {
  using Lists = std::map<std::string, std::shared_ptr<const risk::ItemList>, std::less<>>;

  std::vector<SourceFile> files;  // by name
  Lists lists;                    // "blocked_bins" -> items
  Digest32 digest{};              // SHA-256 over the names and texts of all files and lists
};

// Checks names, sizes and numbers of files and parses the lists.
Result<RuleSources> assemble_rule_sources(std::vector<SourceFile> files,
                                          std::vector<SourceFile> list_files);

// Every *.lua in the directory and every *.txt in its lists/; other files are left alone.
Result<RuleSources> read_rule_sources(const std::filesystem::path& directory);

}  // namespace tollgate::lua
