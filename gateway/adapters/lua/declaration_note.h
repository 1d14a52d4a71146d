// DeclarationNote: one note of declaring.h, open on the stack, and what reads each kind of note.
// Every reader checks one declaration and adds it; an error names file, line and the mend.
#pragma once

#include <string>
#include <string_view>

#include "gateway/adapters/lua/read_declarations.h"

namespace tollgate::lua {

struct DeclarationNote {
  std::string kind;  // "rule", "features", "thresholds", "test"
  std::string name;  // of a rule or test
  Place place;
  int spec = 0;  // absolute index of the table the analyst wrote
};

Status read_features(lua_State* state, const DeclarationNote& note, ReadDeclarations& read);
Status read_rule(lua_State* state, const DeclarationNote& note, ReadDeclarations& read);
Status read_thresholds(lua_State* state, const DeclarationNote& note, ReadDeclarations& read);
// After all features: a test may give a value to any of them.
Status read_test(lua_State* state, const DeclarationNote& note, ReadDeclarations& read);

// "cards.lua:4: MESSAGE."
Error declaration_error(const Place& place, std::string_view message, std::string mend);

}  // namespace tollgate::lua
