#include "gateway/adapters/lua/environment.h"

#include <lua.hpp>
#include <optional>
#include <string_view>

#include "gateway/adapters/lua/declaring.h"
#include "gateway/adapters/lua/guarded_table.h"
#include "gateway/adapters/lua/money_value.h"
#include "gateway/adapters/lua/text_functions.h"
#include "gateway/risk/decision.h"
#include "gateway/risk/feature.h"

namespace tollgate::lua {
namespace {

// ---- list.NAME:has(item)

struct ListHandle {
  const risk::ItemList* list;
  const PaymentView* view;
};

constexpr const char* kListMetatable = "list";

using Lookup = bool (risk::ItemList::*)(std::string_view, Timestamp) const;

template <Lookup lookup>
int look_up(lua_State* state) {
  const auto* const handle =
      static_cast<const ListHandle*>(luaL_testudata(state, 1, kListMetatable));
  if (handle == nullptr) return luaL_error(state, "write list.NAME:has(x), with a colon");
  if (handle->view->facts() == nullptr)
    return luaL_error(state, "a list can be asked only inside `when`");
  if (lua_isnoneornil(state, 2)) {  // what a payment does not have is in no list
    lua_pushboolean(state, 0);
    return 1;
  }
  if (lua_type(state, 2) != LUA_TSTRING)
    return luaL_error(state, "a list holds texts, not a %s", luaL_typename(state, 2));
  std::size_t size = 0;
  const char* const text = lua_tolstring(state, 2, &size);
  const Timestamp now = handle->view->facts()->created_at;
  const bool found = size <= kTextBytesMax && (handle->list->*lookup)({text, size}, now);
  lua_pushboolean(state, found ? 1 : 0);
  return 1;
}

void push_lists(lua_State* state, const RuleSources::Lists& lists, const PaymentView& view) {
  static constexpr luaL_Reg kMethods[] = {
      {"has", look_up<&risk::ItemList::has>},
      {"has_prefix_of", look_up<&risk::ItemList::has_prefix_of>},
      {nullptr, nullptr}};
  luaL_newmetatable(state, kListMetatable);
  luaL_newlib(state, kMethods);
  refuse_unknown_names(state, "something a list can do");
  make_read_only(state, "a list cannot be changed by a rule");
  lua_setfield(state, -2, "__index");
  lua_pop(state, 1);
  lua_createtable(state, 0, static_cast<int>(lists.size()));
  for (const auto& [name, list] : lists) {
    auto* const handle = static_cast<ListHandle*>(lua_newuserdatauv(state, sizeof(ListHandle), 0));
    *handle = {list.get(), &view};
    luaL_setmetatable(state, kListMetatable);
    lua_setfield(state, -2, name.c_str());
  }
  refuse_unknown_names(state, "a file in lists/");
  make_read_only(state, "a list cannot be changed by a rule");
}

// ---- by.card

void push_dimensions(lua_State* state) {
  lua_createtable(state, 0, risk::kDimensionCount);
  for (std::size_t i = 1; i < risk::kDimensionCount; ++i) {
    const std::string_view name = risk::name_of(static_cast<risk::Dimension>(i));
    lua_pushlstring(state, name.data(), name.size());
    lua_setfield(state, -2, name.data());
  }
  refuse_unknown_names(state, "something features can count by");
  make_read_only(state, "by cannot be changed by a rule");
}

// ---- the few general functions

int next_item(lua_State* state) {
  const lua_Integer index = luaL_checkinteger(state, 2) + 1;
  lua_pushinteger(state, index);
  return lua_geti(state, 1, index) == LUA_TNIL ? 1 : 2;
}

int ipairs(lua_State* state) {
  if (!lua_istable(state, 1)) return luaL_error(state, "ipairs walks a list { a, b, c }");
  lua_pushcfunction(state, next_item);
  lua_pushvalue(state, 1);
  lua_pushinteger(state, 0);
  return 3;
}

// The number written in a text, or nil.
int to_number(lua_State* state) {
  if (lua_type(state, 1) == LUA_TNUMBER) {
    lua_settop(state, 1);
    return 1;
  }
  constexpr std::size_t kDigitsMax = 64;
  std::size_t size = 0;
  const char* const text =
      lua_type(state, 1) == LUA_TSTRING ? lua_tolstring(state, 1, &size) : nullptr;
  if (text == nullptr || size > kDigitsMax || lua_stringtonumber(state, text) != size + 1)
    lua_pushnil(state);
  return 1;
}

int type_of(lua_State* state) {
  lua_pushstring(state, luaL_typename(state, 1));
  return 1;
}

void add_words(lua_State* state) {
  // Verdicts are plain texts, so that `action = block` and `action = "block"` mean the same.
  for (const auto verdict : {risk::Verdict::allow, risk::Verdict::challenge, risk::Verdict::review,
                             risk::Verdict::block, risk::Verdict::sanctions}) {
    const std::string_view name = risk::name_of(verdict);
    lua_pushlstring(state, name.data(), name.size());
    lua_setfield(state, -2, name.data());
  }
}

// __index of the names: makes `USD` when a rule first names it, since nobody uses all currencies;
// refuses any other name. Upvalue: the names.
int find_name(lua_State* state) {
  const char* const name = lua_type(state, 2) == LUA_TSTRING ? lua_tostring(state, 2) : "";
  const std::optional<Currency> currency = Currency::parse(name);
  if (!currency) return raise_unknown_name(state, 2, lua_upvalueindex(1), "a name that rules know");
  push_money_constructor(state, *currency);
  lua_pushvalue(state, 2);
  lua_pushvalue(state, -2);
  lua_rawset(state, lua_upvalueindex(1));
  return 1;
}

// The names are on top.
void find_names_lazily(lua_State* state) {
  lua_createtable(state, 0, 1);
  lua_pushvalue(state, -2);
  lua_pushcclosure(state, find_name, 1);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);
}

}  // namespace

void push_environment(lua_State* state, const RuleSources::Lists& lists, const PaymentView& view) {
  static constexpr luaL_Reg kFunctions[] = {
      {"ipairs", ipairs}, {"tonumber", to_number}, {"type", type_of}, {nullptr, nullptr}};
  open_money(state);
  constexpr int kNames = 32;  // about: words and functions, and the currencies in use
  lua_createtable(state, 0, kNames);
  luaL_setfuncs(state, kFunctions, 0);
  add_declaring_functions(state);
  add_words(state);
  push_text_functions(state);
  lua_setfield(state, -2, "string");
  push_dimensions(state);
  lua_setfield(state, -2, "by");
  push_lists(state, lists, view);
  lua_setfield(state, -2, "list");
  find_names_lazily(state);
  make_read_only(state, "rule files have no global variables: write local before the name");
}

}  // namespace tollgate::lua
