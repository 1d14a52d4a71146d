// PluginFile: a plugin's file, open and checked: a regular file that nobody else can change, whole,
// and on the allow-list. Whoever loads it loads this open file, not its name. Move-only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/base/result.h"

namespace tollgate::channel {

class PluginFile {
 public:
  // `allowed_sha256` in hex; empty: any digest. Errors: not_found, permission_denied (owner, mode,
  // digest), limit_exceeded, invalid_argument (not a whole shared library).
  static Result<PluginFile> open(const std::string& path,
                                 const std::vector<std::string>& allowed_sha256);

  PluginFile(PluginFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  PluginFile& operator=(PluginFile&&) = delete;
  ~PluginFile();

  int descriptor() const { return descriptor_; }

 private:
  explicit PluginFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tollgate::channel
