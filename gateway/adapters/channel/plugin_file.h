// PluginFile: a plugin's file, opened once, checked and copied: a regular file, in a folder where
// nobody else can put another, that nobody else can change, whole, with its digest and its
// signature looked at. Whoever loads it loads the sealed copy, never the name. Move-only.
//
//   open folder --> open file in it --> owner, mode, size --> sealed copy --> ELF, digest, FILE.sig
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/adapters/channel/plugin_trust.h"
#include "gateway/adapters/channel/sealed_copy.h"
#include "gateway/base/result.h"

namespace tollgate::channel {

class PluginFile {
 public:
  static constexpr std::uint64_t kBytesMax = std::uint64_t{256} << 20U;

  // Errors: not_found; permission_denied (symbolic link, owner, mode, signature), limit_exceeded,
  // conflict (it changed meanwhile), invalid_argument (not a whole shared library).
  static Result<PluginFile> open(const std::string& path, const std::vector<PluginKey>& keys);

  // Of the sealed copy.
  int descriptor() const { return copy_.descriptor(); }
  std::string_view bytes() const { return copy_.bytes(); }
  const PluginProof& proof() const { return proof_; }

 private:
  PluginFile(SealedCopy copy, PluginProof proof)
      : copy_(std::move(copy)), proof_(std::move(proof)) {}
  SealedCopy copy_;
  PluginProof proof_;
};

}  // namespace tollgate::channel
