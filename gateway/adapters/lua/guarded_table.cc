#include "gateway/adapters/lua/guarded_table.h"

#include <algorithm>
#include <lua.hpp>

#include "gateway/adapters/lua/nearest_name.h"

namespace tollgate::lua {
namespace {

int refuse_write(lua_State* state) {
  return luaL_error(state, "%s", lua_tostring(state, lua_upvalueindex(1)));
}

int refuse_name(lua_State* state) {
  return raise_unknown_name(state, 2, lua_upvalueindex(2),
                            lua_tostring(state, lua_upvalueindex(1)));
}

// A name that is safe to repeat in an error: what a rule computed from a payment is not.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kComparedNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9');
         });
}

std::string_view text_at(lua_State* state, int index) {
  std::size_t size = 0;
  if (lua_type(state, index) != LUA_TSTRING) return {};
  const char* const text = lua_tolstring(state, index, &size);
  return {text, size};
}

// Length of the table behind a read-only one.
int length_behind(lua_State* state) {
  lua_pushinteger(state, static_cast<lua_Integer>(lua_rawlen(state, lua_upvalueindex(1))));
  return 1;
}

// Pops a table; pushes the metatable that reads through to it.
void push_reading_metatable(lua_State* state, const char* refusal) {
  lua_createtable(state, 0, 3);
  lua_pushvalue(state, -2);
  lua_pushcclosure(state, length_behind, 1);
  lua_setfield(state, -2, "__len");
  lua_pushstring(state, refusal);
  lua_pushcclosure(state, refuse_write, 1);
  lua_setfield(state, -2, "__newindex");
  lua_insert(state, -2);
  lua_setfield(state, -2, "__index");
}

}  // namespace

void make_read_only(lua_State* state, const char* refusal) {
  lua_newtable(state);
  lua_insert(state, -2);
  push_reading_metatable(state, refusal);
  lua_setmetatable(state, -2);
}

void refuse_unknown_names(lua_State* state, const char* what) {
  lua_createtable(state, 0, 1);
  lua_pushstring(state, what);
  lua_pushvalue(state, -3);
  lua_pushcclosure(state, refuse_name, 2);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);
}

int raise_unknown_name(lua_State* state, int key, int names, const char* what) {
  const std::string_view typed = text_at(state, key);
  if (!is_name(typed)) return luaL_error(state, "a %s is not %s", luaL_typename(state, key), what);
  NearestName nearest(typed);
  lua_pushnil(state);
  while (lua_next(state, names) != 0) {
    lua_pop(state, 1);
    nearest.offer(text_at(state, -1));
  }
  // Both views are of whole Lua texts, which end with a zero byte.
  if (nearest.best().empty()) return luaL_error(state, "'%s' is not %s", typed.data(), what);
  return luaL_error(state, "'%s' is not %s; did you mean '%s'?", typed.data(), what,
                    nearest.best().data());
}

void freeze_table(lua_State* state, const char* refusal) {
  const int table = lua_gettop(state);
  lua_newtable(state);
  const int content = table + 1;
  lua_pushnil(state);
  while (lua_next(state, table) != 0) {
    lua_pushvalue(state, -2);
    lua_insert(state, -2);
    lua_rawset(state, content);
  }
  lua_pushnil(state);
  while (lua_next(state, content) != 0) {
    lua_pop(state, 1);
    lua_pushvalue(state, -1);
    lua_pushnil(state);
    lua_rawset(state, table);
  }
  push_reading_metatable(state, refusal);
  lua_setmetatable(state, table);
}

}  // namespace tollgate::lua
