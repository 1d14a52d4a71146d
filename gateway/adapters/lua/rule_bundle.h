// RuleBundle: one checked, immutable version of the rules. Safe from any thread; engines hold it
// by shared_ptr, so a bundle lives as long as a payment is being decided with it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/adapters/lua/declarations.h"
#include "gateway/adapters/lua/rule_program.h"
#include "gateway/adapters/lua/rule_sources.h"
#include "gateway/base/result.h"

namespace tollgate::lua {

class RuleBundle {
 public:
  // Reads every *.lua of the directory and every lists/*.txt. A broken file gives one sentence
  // with file and line, and what to do.
  static Result<std::shared_ptr<const RuleBundle>> load(const std::filesystem::path& directory,
                                                        const ProgramLimits& limits = {});
  // The same from texts, for bundles that arrive through the API.
  static Result<std::shared_ptr<const RuleBundle>> from_texts(std::vector<SourceFile> files,
                                                              std::vector<SourceFile> lists,
                                                              const ProgramLimits& limits = {});

  const RuleSources& sources() const { return sources_; }
  const Declarations& declarations() const { return declarations_; }
  const Digest32& digest() const { return sources_.digest; }
  const ProgramLimits& limits() const { return limits_; }

  // The bundle must outlive the program.
  Result<std::unique_ptr<RuleProgram>> make_program() const;

 private:
  RuleBundle(RuleSources sources, const ProgramLimits& limits)
      : sources_(std::move(sources)), limits_(limits) {}
  static Result<std::shared_ptr<const RuleBundle>> check(Result<RuleSources> sources,
                                                         const ProgramLimits& limits);

  RuleSources sources_;
  ProgramLimits limits_;
  Declarations declarations_;
};

}  // namespace tollgate::lua
