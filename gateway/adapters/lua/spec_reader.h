// SpecReader: reads the { … } of one declaration field by field and keeps the first thing that is
// wrong with it. Every field asked for is a known field; finish() refuses the others by name.
// Reads without metamethods and never raises a Lua error. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/lua/declarations.h"
#include "gateway/base/money.h"
#include "gateway/base/result.h"

struct lua_State;

namespace tollgate::lua {

class SpecReader {
 public:
  // `table` is an absolute index. `what` names the declaration in errors: "rule 'big_spender'".
  SpecReader(lua_State* state, int table, const Place& place, std::string what);

  // Absent fields give nothing; fields of a wrong kind are refused.
  std::optional<std::string> text(const char* field);
  std::optional<std::int64_t> integer(const char* field, std::int64_t least, std::int64_t most);
  std::optional<bool> boolean(const char* field);
  std::optional<risk::Verdict> verdict(const char* field);
  std::optional<Money> money(const char* field);
  // Pushes the field's value when it is a table (a function); pushes nothing otherwise.
  bool push_table(const char* field);
  bool push_function(const char* field);

  // As text(), but absence is refused too.
  std::string required_text(const char* field, const char* example);

  // "cards.lua:4: rule 'big_spender': MESSAGE."
  void refuse(const std::string& message, std::string mend = {});
  Status finish();

 private:
  int push(const char* field);  // the Lua type of what it pushed
  void refuse_kind(const char* field, const char* wanted);
  void refuse_unknown_fields();

  lua_State* state_;
  int table_;
  std::string where_;
  std::vector<std::string_view> known_;
  std::optional<Error> error_;
};

// The name of a rule, feature or reason: letters, digits, '_', '-' and '.', at most 64.
bool is_declared_name(std::string_view text);

}  // namespace tollgate::lua
