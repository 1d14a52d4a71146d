#include "gateway/adapters/lua/rule_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "gateway/adapters/lua/declaring.h"
#include "gateway/adapters/lua/environment.h"
#include "gateway/adapters/lua/money_value.h"

namespace tollgate::lua {
namespace {

constexpr std::size_t kGarbageBytes = std::size_t{128} << 10;  // before a round of collecting

// Lua names file and line in most of its errors, and not where it ran out of memory or stack.
Error load_error(const SourceFile& file, const std::string& message) {
  return {ErrorCode::invalid_argument,
          message.starts_with(file.name) ? fmt::format("{}.", message)
                                         : fmt::format("{}: {}.", file.name, message),
          "Correct it and run `tollgate rules test` again."};
}

// What a failure of the rule does to the verdict.
risk::Verdict applied_by(const RuleDeclaration& rule) {
  return rule.mode == RuleMode::live ? rule.on_error : risk::Verdict::unknown;
}

}  // namespace

Result<std::unique_ptr<RuleProgram>> RuleProgram::create(const RuleSources& sources,
                                                         const ProgramLimits& limits) {
  std::unique_ptr<RuleProgram> program(new RuleProgram(limits));
  if (auto status = program->load(sources); !status) return std::move(status).error();
  return program;
}

Status RuleProgram::load(const RuleSources& sources) {
  auto sandbox = Sandbox::create();
  if (!sandbox) return std::move(sandbox).error();
  sandbox_ = std::move(*sandbox);
  lua_State* const state = sandbox_->state();
  payment_.open(state);
  guard_.open(state);
  push_environment(state, sources.lists, payment_);
  const int environment = lua_gettop(state);
  sandbox_->begin_budget(limits_.loading);
  for (const auto& file : sources.files)
    if (auto status = run_file(file, environment); !status) return status;
  if (auto status = take_declarations(); !status) return status;
  lua_settop(state, 0);
  sandbox_->tune_collector(kGarbageBytes);
  return ok_status();
}

Status RuleProgram::run_file(const SourceFile& file, int environment) {
  lua_State* const state = sandbox_->state();
  const std::string chunk_name = "@" + file.name;
  // "t": text only; compiled Lua could do anything to the interpreter.
  if (luaL_loadbufferx(state, file.text.data(), file.text.size(), chunk_name.c_str(), "t") !=
      LUA_OK) {
    const char* const text = lua_tostring(state, -1);
    return load_error(file, text == nullptr ? "it cannot be read as Lua" : text);
  }
  lua_pushvalue(state, environment);
  lua_setupvalue(state, -2, 1);  // the only outer variable of a file is its environment
  if (sandbox_->call(0, 0) != CallEnd::returned) return load_error(file, sandbox_->last_error());
  return ok_status();
}

Status RuleProgram::take_declarations() {
  lua_State* const state = sandbox_->state();
  take_notes(state);
  auto read = read_declarations(state);
  if (!read) return std::move(read).error();
  declarations_ = std::move(read->declarations);
  when_references_ = std::move(read->when_references);
  for (std::size_t i = 0; i < when_references_.size(); ++i) {
    lua_rawgeti(state, LUA_REGISTRYINDEX, when_references_[i]);
    if (auto status = guard_.watch(state, declarations_.rules[i].place.file); !status)
      return status;
    lua_pop(state, 1);
  }
  return ok_status();
}

void RuleProgram::fill_features(std::span<const std::int64_t> values, Currency currency) {
  lua_State* const state = sandbox_->state();
  CHECK(values.size() == declarations_.features.size());
  push_feature_values(state);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const risk::Feature& feature = declarations_.features[i];
    if (feature.kind == risk::FeatureKind::sum) {
      push_money(state, Money(values[i], currency));
    } else {
      lua_pushinteger(state, values[i]);
    }
    lua_setfield(state, -2, feature.name.c_str());
  }
  lua_pop(state, 1);
}

Result<bool> RuleProgram::ask(std::size_t rule) {
  if (sandbox_->is_exhausted())
    return Error{ErrorCode::deadline_exceeded,
                 "not run: the rules before it used up what they may compute together"};
  lua_State* const state = sandbox_->state();
  lua_rawgeti(state, LUA_REGISTRYINDEX, when_references_[rule]);
  payment_.push(state);
  if (sandbox_->call(1, 1) != CallEnd::returned)
    return Error{ErrorCode::invalid_argument, sandbox_->last_error()};
  const int type = lua_type(state, -1);
  const bool holds = lua_toboolean(state, -1) != 0;
  lua_pop(state, 1);
  if (type != LUA_TBOOLEAN && type != LUA_TNIL)
    return Error{
        ErrorCode::invalid_argument,
        fmt::format("`when` returned a {}; return a comparison", lua_typename(state, type))};
  return holds;
}

bool RuleProgram::run_rules(RuleMode mode, const std::string& only_file, risk::Decision& decision) {
  auto& hits = mode == RuleMode::live ? decision.reasons : decision.shadow;
  bool ran = false;
  for (std::size_t i = 0; i < declarations_.rules.size(); ++i) {
    const RuleDeclaration& rule = declarations_.rules[i];
    if (rule.mode != mode || (!only_file.empty() && rule.place.file != only_file)) continue;
    if (!ran) sandbox_->begin_budget(limits_.evaluation);
    ran = true;
    const auto holds = ask(i);
    if (!holds) {
      decision.failed.push_back({rule.name, rule.reason, applied_by(rule), holds.error().message});
    } else if (*holds) {
      hits.push_back({rule.name, rule.reason, rule.action, rule.score});
    }
  }
  return ran;
}

// Which rule did it is not known: all that just ran and are of that file follow their fail policy.
void RuleProgram::fail_rules_of_changed_variable(RuleMode mode, const VariableGuard::Change& change,
                                                 risk::Decision& decision) const {
  const std::string sentence = fmt::format(
      "{}: a rule assigned '{}', which is declared outside of it: rules remember nothing between "
      "payments; declare a feature instead",
      change.file, change.variable);
  for (const auto& rule : declarations_.rules) {
    const bool has_failed =
        std::any_of(decision.failed.begin(), decision.failed.end(),
                    [&](const risk::RuleFailure& failure) { return failure.rule == rule.name; });
    if (rule.mode != mode || rule.place.file != change.file || has_failed) continue;
    decision.failed.push_back({rule.name, rule.reason, applied_by(rule), sentence});
  }
}

RuleProgram::Evaluation RuleProgram::evaluate(const risk::PaymentFacts& facts,
                                              std::span<const std::int64_t> feature_values,
                                              const std::string& only_file) {
  Evaluation evaluation;
  payment_.show(facts);
  fill_features(feature_values, facts.amount.currency());
  std::optional<VariableGuard::Change> change;
  for (const RuleMode mode : {RuleMode::live, RuleMode::shadow}) {
    const bool ran = run_rules(mode, only_file, evaluation.decision);
    if (!ran || change) continue;
    change = guard_.find_change(sandbox_->state());
    if (change) fail_rules_of_changed_variable(mode, *change, evaluation.decision);
  }
  payment_.clear(sandbox_->state());
  risk::decide(declarations_.thresholds, evaluation.decision);
  evaluation.spoiled = change || !evaluation.decision.failed.empty();
  return evaluation;
}

}  // namespace tollgate::lua
