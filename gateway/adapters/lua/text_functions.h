// The text functions rules may use: `string.lower(x)` or `x:lower()`. Each takes time linear in
// texts of at most kTextBytesMax; none repeats, formats, or matches patterns.
#pragma once

#include <cstddef>

struct lua_State;

namespace tollgate::lua {

inline constexpr std::size_t kTextBytesMax = 4096;

// Pushes the table of functions and makes it what `("x"):name` looks into.
void push_text_functions(lua_State* state);

}  // namespace tollgate::lua
