#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "gateway/adapters/lua/declaration_note.h"
#include "gateway/adapters/lua/money_value.h"
#include "gateway/adapters/lua/nearest_name.h"
#include "gateway/adapters/lua/payment_fields.h"
#include "gateway/adapters/lua/spec_reader.h"
#include "gateway/risk/lists.h"

namespace tollgate::lua {
namespace {

constexpr std::string_view kDefaultDay = "2026-01-01";

Money default_amount() { return {1000, *Currency::parse("USD")}; }

std::string copy_text_at(lua_State* state, int index) {
  return lua_type(state, index) == LUA_TSTRING ? lua_tostring(state, index) : "";
}

// features = { cards_per_ip_1h = 5, spend_24h = USD "900" }; the table is on top.
void read_features(lua_State* state, SpecReader& reader, const Declarations& all,
                   TestDeclaration& test) {
  lua_pushnil(state);
  while (lua_next(state, -2) != 0) {
    const std::string name = copy_text_at(state, -2);
    const auto feature =
        std::find_if(all.features.begin(), all.features.end(),
                     [&](const risk::Feature& other) { return other.name == name; });
    int is_integer = 0;
    lua_Integer value = lua_tointegerx(state, -1, &is_integer);
    const auto money = money_at(state, -1);
    lua_pop(state, 1);
    if (feature == all.features.end()) {
      NearestName nearest(name);
      for (const auto& other : all.features) nearest.offer(other.name);
      reader.refuse(fmt::format("there is no feature '{}'", name),
                    nearest.best().empty() ? std::string()
                                           : fmt::format("Did you mean '{}'?", nearest.best()));
      continue;
    }
    if (feature->kind == risk::FeatureKind::sum) {
      if (!money || money->currency() != test.facts.amount.currency())
        reader.refuse(fmt::format("the feature '{}' is a sum of money", name),
                      fmt::format("Write {} = {} \"900\", in the currency of amount.", name,
                                  test.facts.amount.currency().code()));
      value = money ? money->minor() : 0;
    } else if (is_integer == 0 || value < 0) {
      reader.refuse(fmt::format("the feature '{}' is a whole number", name),
                    fmt::format("Write {} = 5.", name));
    }
    test.features.push_back({name, value});
  }
}

// metadata = { key = "text" }; the table is on top.
void read_metadata(lua_State* state, SpecReader& reader, TestDeclaration& test) {
  lua_pushnil(state);
  while (lua_next(state, -2) != 0) {
    if (lua_type(state, -2) != LUA_TSTRING || lua_type(state, -1) != LUA_TSTRING)
      reader.refuse("metadata holds texts by name", "Write metadata = { basket = \"12\" }.");
    test.facts.metadata.emplace_back(copy_text_at(state, -2), copy_text_at(state, -1));
    lua_pop(state, 1);
  }
}

// fires = { "rule_a", "rule_b" }; the table is on top.
void read_fires(lua_State* state, SpecReader& reader, const Declarations& all,
                TestDeclaration& test) {
  lua_pushnil(state);
  while (lua_next(state, -2) != 0) {
    const std::string name = copy_text_at(state, -1);
    lua_pop(state, 1);
    const bool known = std::any_of(all.rules.begin(), all.rules.end(),
                                   [&](const RuleDeclaration& rule) { return rule.name == name; });
    if (!known) {
      NearestName nearest(name);
      for (const auto& rule : all.rules) nearest.offer(rule.name);
      reader.refuse(fmt::format("there is no rule '{}'", name),
                    nearest.best().empty() ? "Write fires = { \"rule_name\" }."
                                           : fmt::format("Did you mean '{}'?", nearest.best()));
    }
    test.fires.push_back(name);
  }
}

void read_facts(SpecReader& reader, risk::PaymentFacts& facts) {
  for (const auto& field : kTextFields) facts.*field.member = reader.text(field.name).value_or("");
  if (facts.direction.empty()) facts.direction = risk::kPayment;
  facts.live = reader.boolean("live").value_or(false);
  const auto day = risk::parse_day(reader.text("created_at").value_or(std::string(kDefaultDay)));
  if (!day) reader.refuse("created_at is not a day", "Write created_at = \"2026-12-24\".");
  facts.created_at = day.value_or(Timestamp());
}

}  // namespace

Status read_test(lua_State* state, const DeclarationNote& note, ReadDeclarations& read) {
  SpecReader reader(state, note.spec, note.place, fmt::format("test '{}'", note.name));
  TestDeclaration test{
      note.name, note.place, risk::PaymentFacts(reader.money("amount").value_or(default_amount())),
      {},        {},         {},
      {}};
  read_facts(reader, test.facts);
  if (reader.push_table("metadata")) {
    read_metadata(state, reader, test);
    lua_pop(state, 1);
  }
  if (reader.push_table("features")) {
    read_features(state, reader, read.declarations, test);
    lua_pop(state, 1);
  }
  if (reader.push_table("fires")) {
    read_fires(state, reader, read.declarations, test);
    lua_pop(state, 1);
  }
  test.reason = reader.text("reason").value_or("");
  const auto expect = reader.verdict("expect");
  if (!expect) reader.refuse("expect is missing", "Write expect = block, or another verdict.");
  test.expect = expect.value_or(risk::Verdict::unknown);
  if (auto status = reader.finish(); !status) return status;
  if (read.declarations.tests.size() == kTestsMax)
    return declaration_error(note.place, fmt::format("there are more than {} tests", kTestsMax),
                             "Remove some.");
  read.declarations.tests.push_back(std::move(test));
  return ok_status();
}

}  // namespace tollgate::lua
