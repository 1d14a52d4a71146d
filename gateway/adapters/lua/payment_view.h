// PaymentView: the `p` of one interpreter. A field becomes a Lua value when a rule first reads
// it; what rules do not read costs nothing. One thread at a time, with its interpreter.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/risk/facts.h"

struct lua_State;

namespace tollgate::lua {

class PaymentView {
 public:
  // Makes p; once, before anything below. The view must not move afterwards.
  void open(lua_State* state);
  void push(lua_State* state) const;  // p

  // From now on p shows these facts, which must live until clear().
  void show(const risk::PaymentFacts& facts);
  void clear(lua_State* state);

  // Null while no payment is shown.
  const risk::PaymentFacts* facts() const { return facts_; }

 private:
  static int read_field(lua_State* state);

  bool push_field(lua_State* state, std::size_t field) const;

  const risk::PaymentFacts* facts_ = nullptr;
  std::string email_;          // in lower case
  std::uint32_t filled_ = 0;   // a bit for each field that already is a Lua value
  int payment_reference_ = 0;  // p
  int values_reference_ = 0;   // the table behind it
};

}  // namespace tollgate::lua
