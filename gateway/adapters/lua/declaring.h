// What a rule file declares with: features, count, sum, distinct, rule, thresholds, test. The
// functions only note what was written and on which line; read_declarations.h checks it.
#pragma once

struct lua_State;

namespace tollgate::lua {

// Adds the functions to the table on top, opens the notes and makes `f`.
void add_declaring_functions(lua_State* state);

// Pushes the notes and closes them: declaring afterwards is an error. An array in written order of
//   { kind = "rule" | "features" | "thresholds" | "test", name = …, file = …, line = …,
//     spec = the table written (absent when none followed the name) }
void take_notes(lua_State* state);

// Pushes the table behind `f`, which holds the value of every feature of the bundle while rules
// run. There is one for all files, so that filling it costs the same however many use it.
void push_feature_values(lua_State* state);

}  // namespace tollgate::lua
