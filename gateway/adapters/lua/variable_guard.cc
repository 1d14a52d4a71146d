#include "gateway/adapters/lua/variable_guard.h"

#include <fmt/format.h>

#include <lua.hpp>

#include "gateway/adapters/lua/guarded_table.h"

namespace tollgate::lua {
namespace {

constexpr int kNestingMax = 16;
constexpr int kSlotsPerLevel = 8;

int new_table_reference(lua_State* state) {
  lua_newtable(state);
  return luaL_ref(state, LUA_REGISTRYINDEX);
}

}  // namespace

void VariableGuard::open(lua_State* state) {
  seen_reference_ = new_table_reference(state);
  functions_reference_ = new_table_reference(state);
  values_reference_ = new_table_reference(state);
}

Status VariableGuard::watch(lua_State* state, const std::string& file) {
  if (lua_checkstack(state, (kNestingMax + 2) * kSlotsPerLevel) != 0 && walk(state, file, 0))
    return ok_status();
  return Error{ErrorCode::limit_exceeded,
               fmt::format("{}: the tables and functions around the rules nest more than {} deep.",
                           file, kNestingMax),
               "Make them flatter."};
}

// The value on top stays there. On failure the stack is left as it is: the state is given up.
bool VariableGuard::walk(lua_State* state, const std::string& file, int depth) {
  if (depth > kNestingMax) return false;
  if (lua_istable(state, -1)) return walk_table(state, file, depth);
  if (lua_isfunction(state, -1) && lua_iscfunction(state, -1) == 0)
    return walk_function(state, file, depth);
  return true;
}

bool VariableGuard::walk_table(lua_State* state, const std::string& file, int depth) {
  if (lua_getmetatable(state, -1) != 0) {  // rules cannot set one: it is ours and guarded already
    lua_pop(state, 1);
    return true;
  }
  if (!mark_seen(state, lua_topointer(state, -1))) return true;
  lua_pushnil(state);
  while (lua_next(state, -2) != 0) {
    if (!walk(state, file, depth + 1)) return false;
    lua_pop(state, 1);
  }
  freeze_table(state, "a rule cannot change what is declared outside of it");
  return true;
}

bool VariableGuard::walk_function(lua_State* state, const std::string& file, int depth) {
  if (!mark_seen(state, lua_topointer(state, -1))) return true;
  for (int i = 1;; ++i) {
    const char* const name = lua_getupvalue(state, -1, i);
    if (name == nullptr) return true;
    if (!walk(state, file, depth + 1)) return false;
    if (mark_seen(state, lua_upvalueid(state, -2, i))) remember_variable(state, i, name, file);
    lua_pop(state, 1);
  }
}

// False when it already was.
bool VariableGuard::mark_seen(lua_State* state, const void* identity) const {
  lua_rawgeti(state, LUA_REGISTRYINDEX, seen_reference_);
  const bool is_new = lua_rawgetp(state, -1, identity) == LUA_TNIL;
  lua_pop(state, 1);
  if (is_new) {
    lua_pushboolean(state, 1);
    lua_rawsetp(state, -2, identity);
  }
  lua_pop(state, 1);
  return is_new;
}

// The function and, above it, the variable's value are on top and stay there.
void VariableGuard::remember_variable(lua_State* state, int number, const char* name,
                                      const std::string& file) {
  variables_.push_back({number, name, file});
  const auto index = static_cast<lua_Integer>(variables_.size());
  lua_rawgeti(state, LUA_REGISTRYINDEX, values_reference_);
  lua_pushvalue(state, -2);
  lua_rawseti(state, -2, index);
  lua_pop(state, 1);
  lua_rawgeti(state, LUA_REGISTRYINDEX, functions_reference_);
  lua_pushvalue(state, -3);
  lua_rawseti(state, -2, index);
  lua_pop(state, 1);
}

std::optional<VariableGuard::Change> VariableGuard::find_change(lua_State* state) const {
  lua_rawgeti(state, LUA_REGISTRYINDEX, functions_reference_);
  lua_rawgeti(state, LUA_REGISTRYINDEX, values_reference_);
  const int values = lua_gettop(state);
  std::optional<Change> change;
  for (std::size_t i = 0; i < variables_.size() && !change; ++i) {
    const auto index = static_cast<lua_Integer>(i) + 1;
    lua_rawgeti(state, values - 1, index);
    lua_getupvalue(state, -1, variables_[i].number);
    lua_rawgeti(state, values, index);
    if (lua_rawequal(state, -1, -2) == 0) change = {variables_[i].file, variables_[i].name};
    lua_settop(state, values);
  }
  lua_pop(state, 2);
  return change;
}

}  // namespace tollgate::lua
