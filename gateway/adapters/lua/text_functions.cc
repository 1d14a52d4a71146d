#include "gateway/adapters/lua/text_functions.h"

#include <cstring>
#include <lua.hpp>
#include <string_view>

#include "gateway/adapters/lua/guarded_table.h"

namespace tollgate::lua {
namespace {

std::string_view check_text(lua_State* state, int index) {
  std::size_t size = 0;
  const char* const text = luaL_checklstring(state, index, &size);
  if (size > kTextBytesMax)
    luaL_error(state, "a text of more than %d bytes", static_cast<int>(kTextBytesMax));
  return {text, size};
}

template <class Change>
int push_changed(lua_State* state, Change change) {
  const std::string_view text = check_text(state, 1);
  luaL_Buffer buffer;
  char* const out = luaL_buffinitsize(state, &buffer, text.size());
  for (std::size_t i = 0; i < text.size(); ++i) out[i] = change(text[i]);
  luaL_pushresultsize(&buffer, text.size());
  return 1;
}

int lower(lua_State* state) {
  return push_changed(
      state, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}

int upper(lua_State* state) {
  return push_changed(
      state, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
}

int length(lua_State* state) {
  lua_pushinteger(state, static_cast<lua_Integer>(check_text(state, 1).size()));
  return 1;
}

// sub(text, first, last): as Lua's, from 1, negative from the end, both inclusive.
int sub(lua_State* state) {
  const std::string_view text = check_text(state, 1);
  const auto size = static_cast<lua_Integer>(text.size());
  lua_Integer first = luaL_checkinteger(state, 2);
  lua_Integer last = luaL_optinteger(state, 3, -1);
  if (first < 0) first = first < -size ? 1 : size + first + 1;
  if (last < 0) last = last < -size ? 0 : size + last + 1;
  if (first < 1) first = 1;
  if (last > size) last = size;
  if (first > last) {
    lua_pushliteral(state, "");
    return 1;
  }
  const std::string_view part =
      text.substr(static_cast<std::size_t>(first - 1), static_cast<std::size_t>(last - first + 1));
  lua_pushlstring(state, part.data(), part.size());
  return 1;
}

int starts_with(lua_State* state) {
  lua_pushboolean(state, check_text(state, 1).starts_with(check_text(state, 2)) ? 1 : 0);
  return 1;
}

int ends_with(lua_State* state) {
  lua_pushboolean(state, check_text(state, 1).ends_with(check_text(state, 2)) ? 1 : 0);
  return 1;
}

int contains(lua_State* state) {
  const std::string_view text = check_text(state, 1);
  const std::string_view part = check_text(state, 2);
  // memmem is linear whatever the texts; string_view::find is not.
  const bool found = memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
  lua_pushboolean(state, found ? 1 : 0);
  return 1;
}

}  // namespace

void push_text_functions(lua_State* state) {
  static constexpr luaL_Reg kFunctions[] = {{"lower", lower},         {"upper", upper},
                                            {"len", length},          {"sub", sub},
                                            {"contains", contains},   {"starts_with", starts_with},
                                            {"ends_with", ends_with}, {nullptr, nullptr}};
  luaL_newlib(state, kFunctions);
  refuse_unknown_names(state, "a text function that rules have");
  make_read_only(state, "the text functions cannot be changed by a rule");
  lua_pushliteral(state, "");
  lua_createtable(state, 0, 1);
  lua_pushvalue(state, -3);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);
  lua_pop(state, 1);
}

}  // namespace tollgate::lua
