#include "gateway/adapters/lua/spec_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "gateway/adapters/lua/money_value.h"
#include "gateway/adapters/lua/nearest_name.h"

namespace tollgate::lua {

SpecReader::SpecReader(lua_State* state, int table, const Place& place, std::string what)
    : state_(state),
      table_(table),
      where_(fmt::format("{}:{}: {}", place.file, place.line, std::move(what))) {}

void SpecReader::refuse(const std::string& message, std::string mend) {
  if (error_) return;
  error_ =
      Error{ErrorCode::invalid_argument, fmt::format("{}: {}.", where_, message), std::move(mend)};
}

int SpecReader::push(const char* field) {
  known_.emplace_back(field);
  lua_pushstring(state_, field);
  return lua_rawget(state_, table_);
}

void SpecReader::refuse_kind(const char* field, const char* wanted) {
  refuse(fmt::format("{} is a {}", field, luaL_typename(state_, -1)),
         fmt::format("Write {} = {}.", field, wanted));
}

std::optional<std::string> SpecReader::text(const char* field) {
  std::optional<std::string> value;
  const int type = push(field);
  if (type == LUA_TSTRING) {
    std::size_t size = 0;
    const char* const bytes = lua_tolstring(state_, -1, &size);
    value.emplace(bytes, size);
  } else if (type != LUA_TNIL) {
    refuse_kind(field, "\"a text\"");
  }
  lua_pop(state_, 1);
  return value;
}

std::string SpecReader::required_text(const char* field, const char* example) {
  auto value = text(field);
  if (!value)
    refuse(fmt::format("{} is missing", field), fmt::format("Write {} = {}.", field, example));
  return value.value_or("");
}

std::optional<std::int64_t> SpecReader::integer(const char* field, std::int64_t least,
                                                std::int64_t most) {
  std::optional<std::int64_t> value;
  const int type = push(field);
  int is_integer = 0;
  const lua_Integer number =
      type == LUA_TNUMBER ? lua_tointegerx(state_, -1, &is_integer) : lua_Integer{0};
  if (is_integer != 0 && number >= least && number <= most) {
    value = number;
  } else if (type != LUA_TNIL) {
    refuse(fmt::format("{} is not a whole number from {} to {}", field, least, most));
  }
  lua_pop(state_, 1);
  return value;
}

std::optional<bool> SpecReader::boolean(const char* field) {
  std::optional<bool> value;
  const int type = push(field);
  if (type == LUA_TBOOLEAN) {
    value = lua_toboolean(state_, -1) != 0;
  } else if (type != LUA_TNIL) {
    refuse_kind(field, "true or false");
  }
  lua_pop(state_, 1);
  return value;
}

std::optional<risk::Verdict> SpecReader::verdict(const char* field) {
  const auto name = text(field);
  if (!name) return std::nullopt;
  const auto verdict = risk::verdict_named(*name);
  if (!verdict)
    refuse(fmt::format("{} = '{}' is not a verdict", field, *name),
           "Use allow, challenge, review, block or sanctions.");
  return verdict;
}

std::optional<Money> SpecReader::money(const char* field) {
  const int type = push(field);
  const auto value = money_at(state_, -1);
  if (!value && type != LUA_TNIL) refuse_kind(field, "USD \"5.00\"");
  lua_pop(state_, 1);
  return value;
}

bool SpecReader::push_table(const char* field) {
  const int type = push(field);
  if (type == LUA_TTABLE) return true;
  if (type != LUA_TNIL) refuse_kind(field, "{ … }");
  lua_pop(state_, 1);
  return false;
}

bool SpecReader::push_function(const char* field) {
  const int type = push(field);
  if (type == LUA_TFUNCTION) return true;
  if (type != LUA_TNIL) refuse_kind(field, "function(p) return … end");
  lua_pop(state_, 1);
  return false;
}

void SpecReader::refuse_unknown_fields() {
  lua_pushnil(state_);
  while (lua_next(state_, table_) != 0) {
    lua_pop(state_, 1);
    if (lua_type(state_, -1) != LUA_TSTRING) {
      refuse("has a value without a name", "Write every entry as name = value.");
      continue;
    }
    const std::string_view name = lua_tostring(state_, -1);
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    NearestName nearest(name);
    for (const auto field : known_) nearest.offer(field);
    refuse(nearest.best().empty()
               ? fmt::format("does not know '{}'", name)
               : fmt::format("does not know '{}'; did you mean '{}'?", name, nearest.best()),
           fmt::format("It knows: {}.", fmt::join(known_, ", ")));
  }
}

Status SpecReader::finish() {
  refuse_unknown_fields();
  if (error_) return *std::move(error_);
  return ok_status();
}

bool is_declared_name(std::string_view text) {
  constexpr std::size_t kNameBytesMax = 64;
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

}  // namespace tollgate::lua
