// VariableGuard: keeps what is declared around the rules as it was when the files were loaded, so
// that no payment can leave anything behind for another. There are no globals; what a rule can
// reach is the local variables around it, and what they hold:
//   tables     are frozen in place: writing to one is an error at once;
//   variables  cannot be frozen, so their values are remembered and compared after each
//              evaluation; a state with a changed one is thrown away.
// One thread at a time, with its interpreter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/base/result.h"

struct lua_State;

namespace tollgate::lua {

class VariableGuard {
 public:
  // Once, before anything below.
  void open(lua_State* state);
  // Guards all that the rule function on top of the stack, which stays there, can reach. Fails
  // when tables or functions nest too deeply. `file` is only remembered.
  Status watch(lua_State* state, const std::string& file);

  struct Change {
    std::string file;
    std::string variable;
  };
  // The first variable that no longer has its value.
  std::optional<Change> find_change(lua_State* state) const;

 private:
  struct Variable {
    int number;  // among those of its function
    std::string name;
    std::string file;
  };

  bool walk(lua_State* state, const std::string& file, int depth);
  bool walk_table(lua_State* state, const std::string& file, int depth);
  bool walk_function(lua_State* state, const std::string& file, int depth);
  bool mark_seen(lua_State* state, const void* identity) const;
  void remember_variable(lua_State* state, int number, const char* name, const std::string& file);

  std::vector<Variable> variables_;
  int seen_reference_ = 0;       // functions and variables by address
  int functions_reference_ = 0;  // [i]: a function that has variables_[i - 1]
  int values_reference_ = 0;     // [i]: its value
};

}  // namespace tollgate::lua
