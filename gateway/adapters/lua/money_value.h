// Money inside Lua: an immutable value that compares with money of the same currency, adds and
// subtracts. Comparing two currencies is an error, not an answer.
#pragma once

#include <optional>

#include "gateway/base/money.h"

struct lua_State;

namespace tollgate::lua {

// Makes the metatable; once per interpreter, before anything below.
void open_money(lua_State* state);
void push_money(lua_State* state, const Money& money);
std::optional<Money> money_at(lua_State* state, int index);  // nothing when it is not money

// Pushes the function behind `USD "5.00"`.
void push_money_constructor(lua_State* state, Currency currency);

}  // namespace tollgate::lua
