// Guarded tables: how Lua tables are shown to rules so that they can be read and not changed, and
// so that a mistyped name is an error which names the nearest valid one. Every function works on
// the stack of one interpreter and may raise a Lua error when called under a budget.
//
// `refusal` is the whole error of a write; `what` completes "'x' is not …". Constants of ours.
#pragma once

struct lua_State;

namespace tollgate::lua {

// Replaces the table on top by an empty one that reads through to it and refuses writing.
void make_read_only(lua_State* state, const char* refusal);

// Gives the table on top a way to refuse names it does not hold. Names are looked up in the table
// itself for the suggestion.
void refuse_unknown_names(lua_State* state, const char* what);

// Raises "'nam' is not WHAT; did you mean 'name'?"; the valid names are the keys of the table at
// `names`. Never returns; the int is for `return raise_unknown_name(…)`.
int raise_unknown_name(lua_State* state, int key, int names, const char* what);

// Makes the table on top read-only in place, for everybody who holds it: its content moves into a
// table behind it.
void freeze_table(lua_State* state, const char* refusal);

}  // namespace tollgate::lua
