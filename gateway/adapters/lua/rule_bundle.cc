#include "gateway/adapters/lua/rule_bundle.h"

namespace tollgate::lua {

Result<std::shared_ptr<const RuleBundle>> RuleBundle::check(Result<RuleSources> sources,
                                                            const ProgramLimits& limits) {
  if (!sources) return std::move(sources).error();
  std::shared_ptr<RuleBundle> bundle(new RuleBundle(std::move(*sources), limits));
  const auto program = bundle->make_program();
  if (!program) return program.error();
  bundle->declarations_ = program.value()->declarations();
  return std::shared_ptr<const RuleBundle>(std::move(bundle));
}

Result<std::shared_ptr<const RuleBundle>> RuleBundle::load(const std::filesystem::path& directory,
                                                           const ProgramLimits& limits) {
  return check(read_rule_sources(directory), limits);
}

Result<std::shared_ptr<const RuleBundle>> RuleBundle::from_texts(std::vector<SourceFile> files,
                                                                 std::vector<SourceFile> lists,
                                                                 const ProgramLimits& limits) {
  return check(assemble_rule_sources(std::move(files), std::move(lists)), limits);
}

Result<std::unique_ptr<RuleProgram>> RuleBundle::make_program() const {
  return RuleProgram::create(sources_, limits_);
}

}  // namespace tollgate::lua
