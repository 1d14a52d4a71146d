#include "gateway/adapters/lua/declaring.h"

#include <lua.hpp>

#include "gateway/adapters/lua/guarded_table.h"

namespace tollgate::lua {
namespace {

// Their addresses are keys in the registry.
constexpr char kNotesKey = 'n';
constexpr char kFeatureValuesKey = 'f';

// Pushes a new note, already among the notes, with the place of the caller in the rule file.
void push_note(lua_State* state, const char* kind) {
  if (lua_rawgetp(state, LUA_REGISTRYINDEX, &kNotesKey) != LUA_TTABLE)
    luaL_error(state, "declare %s at the top of the file, not inside `when`", kind);
  lua_newtable(state);
  lua_pushvalue(state, -1);
  lua_rawseti(state, -3, static_cast<lua_Integer>(lua_rawlen(state, -3)) + 1);
  lua_remove(state, -2);
  lua_Debug caller{};
  if (lua_getstack(state, 1, &caller) != 0 && lua_getinfo(state, "Sl", &caller) != 0) {
    lua_pushstring(state, caller.short_src);
    lua_setfield(state, -2, "file");
    lua_pushinteger(state, caller.currentline);
    lua_setfield(state, -2, "line");
  }
  lua_pushstring(state, kind);
  lua_setfield(state, -2, "kind");
}

void check_table(lua_State* state, int index, const char* kind) {
  if (!lua_istable(state, index))
    luaL_error(state, "write %s followed by a table in braces { … }", kind);
}

// The { … } after `rule "name"`; upvalue: the note.
int take_spec(lua_State* state) {
  check_table(state, 1, "the name");
  if (lua_getfield(state, lua_upvalueindex(1), "spec") != LUA_TNIL)
    luaL_error(state, "only one { … } can follow a name");
  lua_pushvalue(state, 1);
  lua_setfield(state, lua_upvalueindex(1), "spec");
  return 0;
}

int declare_named(lua_State* state, const char* kind) {
  if (lua_type(state, 1) != LUA_TSTRING) return luaL_error(state, "write %s \"name\" { … }", kind);
  push_note(state, kind);
  lua_pushvalue(state, 1);
  lua_setfield(state, -2, "name");
  lua_pushcclosure(state, take_spec, 1);
  return 1;
}

int declare_rule(lua_State* state) { return declare_named(state, "rule"); }
int declare_test(lua_State* state) { return declare_named(state, "test"); }

int declare_thresholds(lua_State* state) {
  check_table(state, 1, "thresholds");
  push_note(state, "thresholds");
  lua_pushvalue(state, 1);
  lua_setfield(state, -2, "spec");
  return 0;
}

// __index of the feature values; upvalue: the names declared by all files. While a rule runs every
// declared feature has a value, so this is reached for other names and outside of `when` only.
int refuse_feature(lua_State* state) {
  lua_pushvalue(state, 2);
  if (lua_rawget(state, lua_upvalueindex(1)) != LUA_TNIL)
    return luaL_error(state, "a feature can be read only inside `when`");
  return raise_unknown_name(state, 2, lua_upvalueindex(1), "a declared feature");
}

// Upvalues: the names declared so far; f.
int declare_features(lua_State* state) {
  check_table(state, 1, "features");
  push_note(state, "features");
  lua_pushvalue(state, 1);
  lua_setfield(state, -2, "spec");
  lua_pushnil(state);
  while (lua_next(state, 1) != 0) {
    lua_pop(state, 1);
    lua_pushvalue(state, -1);
    lua_pushboolean(state, 1);
    lua_rawset(state, lua_upvalueindex(1));
  }
  lua_pushvalue(state, lua_upvalueindex(2));
  return 1;
}

// Adds `features` to the table on top.
void add_features_function(lua_State* state) {
  lua_newtable(state);  // the names
  lua_newtable(state);  // the values
  lua_pushvalue(state, -1);
  lua_rawsetp(state, LUA_REGISTRYINDEX, &kFeatureValuesKey);
  lua_createtable(state, 0, 1);
  lua_pushvalue(state, -3);
  lua_pushcclosure(state, refuse_feature, 1);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);
  make_read_only(state, "a feature cannot be changed by a rule");
  lua_pushcclosure(state, declare_features, 2);
  lua_setfield(state, -2, "features");
}

const char* check_text(lua_State* state, int index, const char* usage) {
  if (lua_type(state, index) != LUA_TSTRING) luaL_error(state, "write %s", usage);
  return lua_tostring(state, index);
}

// Returns { kind, of, by, window }; `of` is 0 for a feature that counts attempts.
int make_feature(lua_State* state, const char* kind, int of, const char* usage) {
  const int by = of + 1;
  lua_createtable(state, 0, 4);
  lua_pushstring(state, kind);
  lua_setfield(state, -2, "kind");
  if (of != 0) {
    lua_pushstring(state, check_text(state, of, usage));
    lua_setfield(state, -2, "of");
  }
  lua_pushstring(state, check_text(state, by, usage));
  lua_setfield(state, -2, "by");
  lua_pushstring(state, check_text(state, by + 1, usage));
  lua_setfield(state, -2, "window");
  return 1;
}

int count(lua_State* state) { return make_feature(state, "count", 0, "count(by.card, \"10m\")"); }
int sum(lua_State* state) {
  return make_feature(state, "sum", 1, "sum(\"amount\", by.customer, \"24h\")");
}
int distinct(lua_State* state) {
  return make_feature(state, "distinct", 1, "distinct(\"card\", by.ip, \"1h\")");
}

}  // namespace

void add_declaring_functions(lua_State* state) {
  static constexpr luaL_Reg kFunctions[] = {
      {"rule", declare_rule}, {"test", declare_test}, {"thresholds", declare_thresholds},
      {"count", count},       {"sum", sum},           {"distinct", distinct},
      {nullptr, nullptr}};
  luaL_setfuncs(state, kFunctions, 0);
  add_features_function(state);
  lua_newtable(state);
  lua_rawsetp(state, LUA_REGISTRYINDEX, &kNotesKey);
}

void take_notes(lua_State* state) {
  lua_rawgetp(state, LUA_REGISTRYINDEX, &kNotesKey);
  lua_pushnil(state);
  lua_rawsetp(state, LUA_REGISTRYINDEX, &kNotesKey);
}

void push_feature_values(lua_State* state) {
  lua_rawgetp(state, LUA_REGISTRYINDEX, &kFeatureValuesKey);
}

}  // namespace tollgate::lua
