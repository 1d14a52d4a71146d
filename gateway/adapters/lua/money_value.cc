#include "gateway/adapters/lua/money_value.h"

#include <lua.hpp>
#include <new>
#include <type_traits>

namespace tollgate::lua {
namespace {

constexpr const char* kMetatable = "money";  // also what Lua's own errors call the value

// A Lua error jumps over destructors, and the collector calls none: there must be none.
static_assert(std::is_trivially_destructible_v<Money> && std::is_trivially_copyable_v<Money>);

const Money* pointer_at(lua_State* state, int index) {
  return static_cast<const Money*>(luaL_testudata(state, index, kMetatable));
}

struct Pair {
  const Money* left;
  const Money* right;
};

Pair check_pair(lua_State* state) {
  const Pair pair{pointer_at(state, 1), pointer_at(state, 2)};
  if (pair.left == nullptr || pair.right == nullptr)
    luaL_error(state,
               "money compares and adds only with money, written as USD \"5.00\", not with a %s",
               luaL_typename(state, pair.left == nullptr ? 1 : 2));
  if (pair.left->currency() != pair.right->currency())
    luaL_error(state, "%s cannot be compared with %s: ask for p.currency first",
               pair.left->currency().code().data(), pair.right->currency().code().data());
  return pair;
}

int less_than(lua_State* state) {
  const Pair pair = check_pair(state);
  lua_pushboolean(state, pair.left->minor() < pair.right->minor() ? 1 : 0);
  return 1;
}

int less_or_equal(lua_State* state) {
  const Pair pair = check_pair(state);
  lua_pushboolean(state, pair.left->minor() <= pair.right->minor() ? 1 : 0);
  return 1;
}

int equal(lua_State* state) {
  const Pair pair = check_pair(state);
  lua_pushboolean(state, pair.left->minor() == pair.right->minor() ? 1 : 0);
  return 1;
}

int push_checked(lua_State* state, const std::optional<Money>& money) {
  if (!money) return luaL_error(state, "the amount is larger than any payment can be");
  push_money(state, *money);
  return 1;
}

int add(lua_State* state) {
  const Pair pair = check_pair(state);
  return push_checked(state, pair.left->plus(*pair.right));
}

int subtract(lua_State* state) {
  const Pair pair = check_pair(state);
  return push_checked(state, pair.left->minus(*pair.right));
}

int refuse_field(lua_State* state) {
  return luaL_error(state,
                    "money has no fields: compare it with money, as in p.amount > USD \"5.00\"");
}

// What `USD` is made with, and how many of its amounts are kept ready.
struct Constructor {
  Currency currency;
  int kept;
};

std::optional<Money> parse_at(lua_State* state, int index, Currency currency) {
  constexpr std::size_t kDigitsMax = 20;
  std::size_t size = 0;
  const char* const text =
      lua_type(state, index) == LUA_TSTRING ? lua_tolstring(state, index, &size) : nullptr;
  if (text == nullptr || size > kDigitsMax) return std::nullopt;
  return Money::parse_decimal({text, size}, currency);
}

// Upvalues: the Constructor; a table of the amounts made so far by their text. Rules write
// `USD "5.00"` where it is used, and run for every payment: parsing it once is worth a table.
int construct(lua_State* state) {
  constexpr int kKeptMax = 64;  // rules that compute texts cannot fill the memory
  lua_settop(state, 1);
  lua_pushvalue(state, 1);
  if (!lua_isnil(state, 1) && lua_rawget(state, lua_upvalueindex(2)) != LUA_TNIL) return 1;
  auto& self = *static_cast<Constructor*>(lua_touserdata(state, lua_upvalueindex(1)));
  const std::optional<Money> money = parse_at(state, 1, self.currency);
  if (!money)
    return luaL_error(state, "write an amount as text with at most %d decimals, as in %s \"%s\"",
                      self.currency.exponent(), self.currency.code().data(),
                      self.currency.exponent() == 0 ? "500" : "5.0");
  push_money(state, *money);
  if (self.kept == kKeptMax) return 1;
  ++self.kept;
  lua_pushvalue(state, 1);
  lua_pushvalue(state, -2);
  lua_rawset(state, lua_upvalueindex(2));
  return 1;
}

}  // namespace

void open_money(lua_State* state) {
  static constexpr luaL_Reg kMethods[] = {
      {"__lt", less_than}, {"__le", less_or_equal},   {"__eq", equal},   {"__add", add},
      {"__sub", subtract}, {"__index", refuse_field}, {nullptr, nullptr}};
  luaL_newmetatable(state, kMetatable);
  luaL_setfuncs(state, kMethods, 0);
  lua_pop(state, 1);
}

void push_money(lua_State* state, const Money& money) {
  new (lua_newuserdatauv(state, sizeof(Money), 0)) Money(money);
  luaL_setmetatable(state, kMetatable);
}

std::optional<Money> money_at(lua_State* state, int index) {
  const Money* const money = pointer_at(state, index);
  return money == nullptr ? std::nullopt : std::optional<Money>(*money);
}

void push_money_constructor(lua_State* state, Currency currency) {
  new (lua_newuserdatauv(state, sizeof(Constructor), 0)) Constructor{currency, 0};
  lua_newtable(state);
  lua_pushcclosure(state, construct, 2);
}

}  // namespace tollgate::lua
