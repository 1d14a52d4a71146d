#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "gateway/adapters/lua/declaration_note.h"
#include "gateway/adapters/lua/spec_reader.h"

namespace tollgate::lua {
namespace {

constexpr const char* kModes = "\"live\", \"shadow\" or \"off\"";

RuleMode read_mode(SpecReader& reader) {
  const std::string mode = reader.required_text("mode", kModes);
  if (mode == "live") return RuleMode::live;
  if (mode == "shadow") return RuleMode::shadow;
  if (mode != "off")
    reader.refuse(fmt::format("'{}' is not a mode", mode), fmt::format("Write mode = {}.", kModes));
  return RuleMode::off;
}

bool has_rule(const Declarations& declarations, std::string_view name) {
  return std::any_of(declarations.rules.begin(), declarations.rules.end(),
                     [&](const RuleDeclaration& rule) { return rule.name == name; });
}

}  // namespace

Status read_rule(lua_State* state, const DeclarationNote& note, ReadDeclarations& read) {
  SpecReader reader(state, note.spec, note.place, fmt::format("rule '{}'", note.name));
  RuleDeclaration rule;
  rule.name = note.name;
  rule.place = note.place;
  if (!is_declared_name(rule.name))
    reader.refuse("the name is not made of letters, digits and '_'");
  if (has_rule(read.declarations, rule.name))
    reader.refuse("another rule has this name",
                  "Names are unique across all files; choose another.");
  rule.mode = read_mode(reader);
  rule.reason = reader.required_text("reason", "\"R101\", the code that people will see");
  if (!is_declared_name(rule.reason)) reader.refuse("reason is not a code such as R101");
  const auto action = reader.verdict("action");
  const auto score = reader.integer("score", -kScoreMax, kScoreMax);
  if (action.has_value() == score.has_value())
    reader.refuse("it needs either an action or a score", "Write action = block, or score = 35.");
  rule.action = action.value_or(risk::Verdict::unknown);
  rule.score = score.value_or(0);
  rule.on_error = reader.verdict("on_error").value_or(rule.on_error);
  const bool has_when = reader.push_function("when");
  if (!has_when) reader.refuse("when is missing", "Write when = function(p) return … end.");
  if (auto status = reader.finish(); !status) return status;
  if (read.declarations.rules.size() == kRulesMax)
    return declaration_error(note.place, fmt::format("there are more than {} rules", kRulesMax),
                             "Remove some.");
  read.when_references.push_back(luaL_ref(state, LUA_REGISTRYINDEX));
  read.declarations.rules.push_back(std::move(rule));
  return ok_status();
}

Status read_thresholds(lua_State* state, const DeclarationNote& note, ReadDeclarations& read) {
  SpecReader reader(state, note.spec, note.place, "thresholds");
  constexpr std::int64_t kSumMax = kScoreMax * static_cast<std::int64_t>(kRulesMax);
  risk::Thresholds& thresholds = read.declarations.thresholds;
  if (thresholds.any())
    reader.refuse("they are declared twice", "Keep them in one file, for all rules.");
  thresholds.challenge = reader.integer("challenge", 1, kSumMax);
  thresholds.review = reader.integer("review", 1, kSumMax);
  thresholds.block = reader.integer("block", 1, kSumMax);
  const auto rises = [](const auto& lower, const auto& higher) {
    return !lower || !higher || *lower < *higher;
  };
  if (!rises(thresholds.challenge, thresholds.review) ||
      !rises(thresholds.review, thresholds.block) || !rises(thresholds.challenge, thresholds.block))
    reader.refuse("they do not rise", "Write challenge below review below block.");
  return reader.finish();
}

}  // namespace tollgate::lua
