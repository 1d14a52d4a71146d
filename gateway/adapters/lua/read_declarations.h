// Turns the notes of declaring.h into checked Declarations and finds the `when` functions. One
// thread at a time, with the interpreter.
#pragma once

#include <vector>

#include "gateway/adapters/lua/declarations.h"
#include "gateway/base/result.h"

struct lua_State;

namespace tollgate::lua {

struct ReadDeclarations {
  Declarations declarations;
  std::vector<int> when_references;  // in the registry, one for each rule
};

// The notes are on top of the stack and are popped. An error names file and line.
Result<ReadDeclarations> read_declarations(lua_State* state);

}  // namespace tollgate::lua
