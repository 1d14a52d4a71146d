// The environment: every name a rule file can use, and nothing else. No load, require, pcall,
// coroutine, metatable, raw access, pattern, clock, random number, file or output; no pairs,
// whose order is not fixed; no global variables.
#pragma once

#include "gateway/adapters/lua/payment_view.h"
#include "gateway/adapters/lua/rule_sources.h"

struct lua_State;

namespace tollgate::lua {

// Pushes the environment. The lists and the view must outlive the interpreter.
void push_environment(lua_State* state, const RuleSources::Lists& lists, const PaymentView& view);

}  // namespace tollgate::lua
