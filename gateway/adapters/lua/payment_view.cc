#include "gateway/adapters/lua/payment_view.h"

#include <lua.hpp>
#include <string_view>

#include "gateway/adapters/lua/guarded_table.h"
#include "gateway/adapters/lua/money_value.h"
#include "gateway/adapters/lua/payment_fields.h"
#include "gateway/base/check.h"

namespace tollgate::lua {
namespace {

// Numbered after the texts, in this order.
constexpr auto kOtherFields =
    std::to_array<const char*>({"amount", "currency", "metadata", "live", "created_at"});
constexpr std::size_t kFieldCount = kTextFields.size() + kOtherFields.size();
static_assert(kFieldCount <= 32, "filled_ has 32 bits");

const char* name_of_field(std::size_t field) {
  return field < kTextFields.size() ? kTextFields[field].name
                                    : kOtherFields[field - kTextFields.size()];
}

void push_text(lua_State* state, std::string_view text) {
  lua_pushlstring(state, text.data(), text.size());
}

void push_metadata(lua_State* state, const risk::PaymentFacts& facts) {
  lua_createtable(state, 0, static_cast<int>(facts.metadata.size()));
  for (const auto& [key, value] : facts.metadata) {
    push_text(state, key);
    push_text(state, value);
    lua_rawset(state, -3);
  }
  make_read_only(state, "p.metadata cannot be changed by a rule");
}

}  // namespace

void PaymentView::open(lua_State* state) {
  lua_createtable(state, 0, static_cast<int>(kFieldCount));  // values
  lua_pushvalue(state, -1);
  values_reference_ = luaL_ref(state, LUA_REGISTRYINDEX);
  lua_createtable(state, 0, 1);  // its metatable
  lua_pushlightuserdata(state, this);
  lua_createtable(state, 0, static_cast<int>(kFieldCount));  // names
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    lua_pushinteger(state, static_cast<lua_Integer>(i));
    lua_setfield(state, -2, name_of_field(i));
  }
  lua_pushcclosure(state, &PaymentView::read_field, 2);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);
  make_read_only(state, "a payment cannot be changed by a rule");
  payment_reference_ = luaL_ref(state, LUA_REGISTRYINDEX);
}

void PaymentView::push(lua_State* state) const {
  lua_rawgeti(state, LUA_REGISTRYINDEX, payment_reference_);
}

void PaymentView::show(const risk::PaymentFacts& facts) {
  facts_ = &facts;
  email_ = risk::lower_case_of(facts.email);  // here, because read_field may own no memory
}

void PaymentView::clear(lua_State* state) {
  facts_ = nullptr;
  lua_rawgeti(state, LUA_REGISTRYINDEX, values_reference_);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if ((filled_ >> i & 1U) == 0) continue;
    lua_pushnil(state);
    lua_setfield(state, -2, name_of_field(i));
  }
  lua_pop(state, 1);
  filled_ = 0;
}

// Pushes the field's value; false, pushing nothing, when the payment has none.
bool PaymentView::push_field(lua_State* state, std::size_t field) const {
  if (field < kTextFields.size()) {
    const auto member = kTextFields[field].member;
    const std::string& text = member == &risk::PaymentFacts::email ? email_ : facts_->*member;
    if (text.empty()) return false;
    push_text(state, text);
    return true;
  }
  switch (field - kTextFields.size()) {
    case 0:
      push_money(state, facts_->amount);
      return true;
    case 1:
      push_text(state, facts_->amount.currency().code());
      return true;
    case 2:
      push_metadata(state, *facts_);
      return true;
    case 3:
      lua_pushboolean(state, facts_->live ? 1 : 0);
      return true;
    case 4:
      lua_pushinteger(state, unix_seconds(facts_->created_at));
      return true;
    default:
      return false;
  }
}

// __index of the values: reached only for a field that is not a Lua value yet. May raise, so it
// owns nothing.
int PaymentView::read_field(lua_State* state) {
  auto& view = *static_cast<PaymentView*>(lua_touserdata(state, lua_upvalueindex(1)));
  lua_pushvalue(state, 2);
  if (lua_rawget(state, lua_upvalueindex(2)) != LUA_TNUMBER)
    return raise_unknown_name(state, 2, lua_upvalueindex(2), "a field of a payment");
  if (view.facts_ == nullptr) return luaL_error(state, "a payment can be read only inside `when`");
  const auto field = static_cast<std::size_t>(lua_tointeger(state, -1));
  CHECK(field < kFieldCount);
  if (!view.push_field(state, field)) return 0;
  lua_pushvalue(state, 2);
  lua_pushvalue(state, -2);
  view.filled_ |= 1U << field;
  lua_rawset(state, 1);
  return 1;
}

}  // namespace tollgate::lua
