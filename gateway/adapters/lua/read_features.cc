#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>
#include <set>

#include "gateway/adapters/lua/declaration_note.h"
#include "gateway/adapters/lua/spec_reader.h"

namespace tollgate::lua {
namespace {

constexpr const char* kExample = "cards_per_ip = distinct(\"card\", by.ip, \"1h\")";

void read_kind(SpecReader& reader, risk::Feature& feature) {
  const std::string kind = reader.required_text("kind", kExample);
  const std::string of = reader.text("of").value_or("");
  if (kind == "count") {
    feature.kind = risk::FeatureKind::count;
  } else if (kind == "sum") {
    feature.kind = risk::FeatureKind::sum;
    if (of != "amount") reader.refuse("only \"amount\" can be summed");
  } else {
    feature.kind = risk::FeatureKind::distinct;
    feature.counted = risk::dimension_named(of).value_or(risk::Dimension::unknown);
    if (feature.counted == risk::Dimension::unknown)
      reader.refuse(fmt::format("there are no distinct values of '{}' to count", of),
                    "Write \"card\", \"ip\", \"customer\", \"device\", \"email\" or \"merchant\".");
  }
}

// What count(), sum() or distinct() made is on top of the stack.
Result<risk::Feature> read_feature(lua_State* state, const Place& place, const std::string& name) {
  SpecReader reader(state, lua_gettop(state), place, fmt::format("feature '{}'", name));
  if (!is_declared_name(name)) reader.refuse("the name is not made of letters, digits and '_'");
  risk::Feature feature;
  feature.name = name;
  read_kind(reader, feature);
  const std::string by = reader.required_text("by", "by.card");
  feature.by = risk::dimension_named(by).value_or(risk::Dimension::unknown);
  if (feature.by == risk::Dimension::unknown)
    reader.refuse(fmt::format("nothing is counted by '{}'", by),
                  "Write by.card, by.ip, by.customer, by.device, by.email or by.merchant.");
  const auto window = risk::parse_window(reader.required_text("window", "\"10m\""));
  if (window) {
    feature.window = *window;
  } else {
    reader.refuse("its window is not one a feature can count over", window.error().mend);
  }
  if (auto status = reader.finish(); !status) return std::move(status).error();
  return feature;
}

// A definition may be written in several files.
Status add_feature(const Place& place, risk::Feature feature, Declarations& all) {
  const auto known =
      std::find_if(all.features.begin(), all.features.end(),
                   [&](const risk::Feature& other) { return other.name == feature.name; });
  if (known != all.features.end() && known->history_id() != feature.history_id())
    return declaration_error(
        place, fmt::format("the feature '{}' is declared differently elsewhere", feature.name),
        "Give one of the two another name.");
  if (known != all.features.end()) return ok_status();
  if (all.features.size() == kFeaturesMax)
    return declaration_error(place, fmt::format("there are more than {} features", kFeaturesMax),
                             "Remove some.");
  all.dimensions |= risk::dimensions_of(feature);
  all.features.push_back(std::move(feature));
  return ok_status();
}

}  // namespace

Status read_features(lua_State* state, const DeclarationNote& note, ReadDeclarations& read) {
  // Lua keeps no order; by name the order is the same in every interpreter.
  std::set<std::string> names;
  lua_pushnil(state);
  while (lua_next(state, note.spec) != 0) {
    if (lua_type(state, -2) != LUA_TSTRING || !lua_istable(state, -1))
      return declaration_error(note.place, "an entry of features is not a named feature",
                               fmt::format("Write it as {}.", kExample));
    names.emplace(lua_tostring(state, -2));
    lua_pop(state, 1);
  }
  for (const auto& name : names) {
    lua_pushstring(state, name.c_str());
    lua_rawget(state, note.spec);
    auto feature = read_feature(state, note.place, name);
    if (!feature) return std::move(feature).error();
    if (auto status = add_feature(note.place, std::move(*feature), read.declarations); !status)
      return status;
    lua_pop(state, 1);
  }
  return ok_status();
}

}  // namespace tollgate::lua
