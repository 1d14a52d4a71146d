#include "gateway/adapters/lua/read_declarations.h"

#include <fmt/format.h>

#include <lua.hpp>

#include "gateway/adapters/lua/declaration_note.h"

namespace tollgate::lua {
namespace {

std::string text_of(lua_State* state, int table, const char* field) {
  std::string text;
  lua_pushstring(state, field);
  if (lua_rawget(state, table) == LUA_TSTRING) text = lua_tostring(state, -1);
  lua_pop(state, 1);
  return text;
}

// Leaves the note's table and the spec on the stack.
Result<DeclarationNote> open_note(lua_State* state, int notes, lua_Integer index) {
  lua_rawgeti(state, notes, index);
  DeclarationNote note;
  const int table = lua_gettop(state);
  note.kind = text_of(state, table, "kind");
  note.name = text_of(state, table, "name");
  note.place.file = text_of(state, table, "file");
  lua_pushliteral(state, "line");
  lua_rawget(state, table);
  note.place.line = static_cast<int>(lua_tointeger(state, -1));
  lua_pop(state, 1);
  lua_pushliteral(state, "spec");
  if (lua_rawget(state, table) != LUA_TTABLE)
    return declaration_error(
        note.place, fmt::format("{} '{}' has nothing after its name", note.kind, note.name),
        "Write its fields in braces after the name: { … }.");
  note.spec = lua_gettop(state);
  return note;
}

Status read_note(lua_State* state, const DeclarationNote& note, bool tests,
                 ReadDeclarations& read) {
  if ((note.kind == "test") != tests) return ok_status();
  if (note.kind == "features") return read_features(state, note, read);
  if (note.kind == "rule") return read_rule(state, note, read);
  if (note.kind == "thresholds") return read_thresholds(state, note, read);
  return read_test(state, note, read);
}

Status read_notes(lua_State* state, int notes, bool tests, ReadDeclarations& read) {
  const auto count = static_cast<lua_Integer>(lua_rawlen(state, notes));
  for (lua_Integer i = 1; i <= count; ++i) {
    const auto note = open_note(state, notes, i);
    if (!note) return note.error();
    if (auto status = read_note(state, *note, tests, read); !status) return status;
    lua_settop(state, notes);
  }
  return ok_status();
}

// A score that no threshold looks at would be a rule without effect.
Status check_scores(const Declarations& declarations) {
  if (declarations.thresholds.any()) return ok_status();
  for (const auto& rule : declarations.rules)
    if (rule.score != 0 && rule.mode == RuleMode::live)
      return declaration_error(
          rule.place,
          fmt::format("rule '{}' has a score, but no file declares thresholds", rule.name),
          "Write thresholds { challenge = 50, review = 70, block = 90 }.");
  return ok_status();
}

}  // namespace

Error declaration_error(const Place& place, std::string_view message, std::string mend) {
  return {ErrorCode::invalid_argument, fmt::format("{}:{}: {}.", place.file, place.line, message),
          std::move(mend)};
}

Result<ReadDeclarations> read_declarations(lua_State* state) {
  const int notes = lua_gettop(state);
  ReadDeclarations read;
  for (const bool tests : {false, true})
    if (auto status = read_notes(state, notes, tests, read); !status)
      return std::move(status).error();
  if (auto status = check_scores(read.declarations); !status) return std::move(status).error();
  lua_settop(state, notes - 1);
  return read;
}

}  // namespace tollgate::lua
