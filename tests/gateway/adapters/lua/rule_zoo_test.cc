// The zoo: every way known to us in which a rule could harm its neighbours, one tiny rule each.
// Each is stopped, fails by its policy, and is stopped again on the next payment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/adapters/lua/risk_engine.h"
#include "gateway/adapters/lua/rule_bundle.h"

namespace tollgate::lua {
namespace {

using testing::HasSubstr;

risk::PaymentFacts attacked_facts() {
  risk::PaymentFacts facts(Money(1999, *Currency::parse("USD")));
  facts.merchant_id = "mer_1";
  facts.card_bin = "424242";
  facts.card_fingerprint = "fingerprint";
  facts.email = "Payer@Mail.Example";
  facts.metadata = {{"basket", "12"}};
  facts.created_at = from_unix_micros(1'790'000'000'000'000);
  return facts;
}

std::shared_ptr<const RuleBundle> attacked_bundle(const std::string& text) {
  auto bundle = RuleBundle::from_texts({{"zoo.lua", text}}, {{"blocked.txt", "424242\n"}});
  EXPECT_TRUE(bundle.ok()) << bundle.error().message << " " << bundle.error().mend;
  return bundle.ok() ? *bundle : nullptr;
}

std::string rule_with(const std::string& before, const std::string& body) {
  return before +
         "\nrule \"attack\" { mode = \"live\", reason = \"R1\", action = block,\n"
         "  on_error = review, when = function(p) " +
         body + " end }\n" +
         "rule \"neighbour\" { mode = \"live\", reason = \"R2\", action = challenge,\n"
         "  when = function(p) return p.amount == USD \"19.99\" end }\n";
}

struct Attack {
  const char* name;
  const char* before;    // at the top of the file
  const char* body;      // of `when`
  const char* sentence;  // part of the error
};

void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }

class Zoo : public testing::TestWithParam<Attack> {};

TEST_P(Zoo, FailsByItsPolicyAndLeavesNothingBehind) {
  const auto bundle = attacked_bundle(rule_with(GetParam().before, GetParam().body));
  ASSERT_NE(bundle, nullptr);
  const auto engine = RiskEngine::create(bundle);
  ASSERT_TRUE(engine.ok());
  for (int round = 0; round < 2; ++round) {
    const auto decision = (*engine)->evaluate(attacked_facts());
    ASSERT_FALSE(decision.failed.empty());
    EXPECT_EQ(decision.failed[0].rule, "attack");
    EXPECT_EQ(decision.failed[0].applied, risk::Verdict::review);
    EXPECT_THAT(decision.failed[0].sentence, HasSubstr(GetParam().sentence));
    EXPECT_EQ(decision.verdict, risk::Verdict::review);
    for (const auto& hit : decision.reasons) EXPECT_EQ(hit.rule, "neighbour");
  }
}

// Tests are named after their attack.
std::string attack_name(const testing::TestParamInfo<Attack>& info) { return info.param.name; }

constexpr const char* kTooLong = "computed for too long";
constexpr const char* kTooMuch = "KiB of memory";
constexpr const char* kStopped = "stopped";  // by either
constexpr const char* kUnknown = "is not a name that rules know";
constexpr const char* kNoText = "is not a text function that rules have";

INSTANTIATE_TEST_SUITE_P(
    Endless, Zoo,
    testing::Values(
        Attack{"while_true", "", "while true do end", kTooLong},
        Attack{"repeat_until", "", "repeat until false", kTooLong},
        Attack{"goto_loop", "", "::again:: goto again", kTooLong},
        Attack{"huge_for", "", "for i = 1, 1e18 do end", kTooLong},
        Attack{"tail_calls", "", "local function f() return f() end return f()", kTooLong},
        Attack{"endless_iterator", "", "for _ in function() return 1 end do end", kTooLong},
        Attack{"loop_of_slow_comparisons", "",
               "local a = 'x' for i = 1, 16 do a = a .. a end local b = a .. 'y' a = a .. 'z' "
               "while true do local _ = a < b end",
               kTooLong},
        Attack{"loop_of_list_look_ups", "", "while true do list.blocked:has_prefix_of('9') end",
               kTooLong}),
    attack_name);

INSTANTIATE_TEST_SUITE_P(
    Greedy, Zoo,
    testing::Values(
        Attack{"deep_recursion", "", "local function f() return 1 + f() end return f() > 0",
               kTooMuch},
        Attack{"doubling_text", "", "local s = 'x' while true do s = s .. s end", kTooMuch},
        Attack{"growing_text", "", "local s = '' while true do s = s .. 'xxxxxxxxxxxxxxxx' end",
               kTooMuch},
        Attack{"table_bomb", "", "local t = {} for i = 1, 1e9 do t[i] = i end", kTooMuch},
        Attack{"table_of_tables", "", "local t = {} while true do t = { t } end", kTooMuch},
        Attack{"closures", "", "local f while true do local g = f f = function() return g end end",
               kTooMuch},
        Attack{"money_bomb", "",
               "local t = {} for i = 1, 1e9 do t[i] = USD('' .. i % 1000) + USD '1' end", kTooMuch},
        // Each call copies all arguments: the time or the memory runs out first, as the machine is.
        Attack{"varargs", "", "local function f(...) return f(1, ...) end return f()", kStopped},
        Attack{"long_text_to_a_text_function", "",
               "local s = 'xxxxxxxx' for i = 1, 10 do s = s .. s end return s:contains('y')",
               "a text of more than"}),
    attack_name);

INSTANTIATE_TEST_SUITE_P(
    Forbidden, Zoo,
    testing::Values(
        Attack{"load", "", "return load('return 1')()", kUnknown},
        Attack{"loadstring", "", "return loadstring('return 1')()", kUnknown},
        Attack{"dofile", "", "dofile('other.lua')", kUnknown},
        Attack{"require", "", "require('os')", kUnknown},
        Attack{"package", "", "return package.path", kUnknown},
        Attack{"os", "", "os.exit(1)", kUnknown}, Attack{"io", "", "io.open('secret')", kUnknown},
        Attack{"debug", "", "debug.getinfo(1)", kUnknown},
        Attack{"print", "", "print(p.card_bin)", kUnknown},
        Attack{"pcall", "", "while true do pcall(function() while true do end end) end", kUnknown},
        Attack{"xpcall", "", "xpcall(function() end, function() while true do end end)", kUnknown},
        Attack{"error", "", "error({})", kUnknown},
        Attack{"assert", "", "assert(false, {})", kUnknown},
        Attack{"coroutine", "", "coroutine.wrap(function() end)()", kUnknown},
        Attack{"setmetatable", "", "setmetatable({}, { __gc = function() while true do end end })",
               kUnknown},
        Attack{"getmetatable", "", "getmetatable('').__index = nil", kUnknown},
        Attack{"rawset", "", "rawset(p, 'amount', 0)", kUnknown},
        Attack{"rawget", "", "return rawget(p, 'amount')", kUnknown},
        Attack{"next", "", "return next(p) ~= nil", kUnknown},
        Attack{"pairs", "", "for k in pairs(p) do end", "did you mean 'ipairs'?"},
        Attack{"select", "", "return select('#', 1) > 0", kUnknown},
        Attack{"collectgarbage", "", "collectgarbage('stop')", kUnknown},
        Attack{"table_move", "", "table.move({}, 1, 1e9, 2)", kUnknown},
        Attack{"table_concat", "", "table.concat({})", kUnknown},
        Attack{"math_random", "", "return math.random() > 0.5", kUnknown},
        Attack{"globals_table", "", "return _G.rule ~= nil", kUnknown},
        Attack{"string_rep", "", "return string.rep('x', 1e9) == ''", kNoText},
        Attack{"rep_through_the_metatable", "", "return ('x'):rep(1e9) == ''", kNoText},
        Attack{"pattern_bomb", "", "return (('a'):rep(64)):find(('.-'):rep(4) .. 'b') ~= nil",
               kNoText},
        Attack{"find", "", "return ('aaaa'):find('.-b') ~= nil", kNoText},
        Attack{"match", "", "return ('aaaa'):match('.-b') ~= nil", kNoText},
        Attack{"gsub", "", "return ('aaaa'):gsub('a', 'b') ~= nil", kNoText},
        Attack{"gmatch", "", "for _ in ('aaaa'):gmatch('a') do end", kNoText},
        Attack{"format_bomb", "", "return ('%99999999s'):format('x') == ''", kNoText},
        Attack{"byte_code", "", "return string.dump(function() end) == ''", kNoText},
        Attack{"declaring_inside_when", "", "rule 'late' {}", "at the top of the file"},
        Attack{"features_inside_when", "", "features {}", "at the top of the file"}),
    attack_name);

INSTANTIATE_TEST_SUITE_P(
    Remembering, Zoo,
    testing::Values(
        Attack{"global", "", "seen = p.card_fingerprint", "no global variables"},
        Attack{"environment_field", "", "_ENV.seen = p.card_fingerprint", "no global variables"},
        Attack{"outer_variable", "local seen = 0", "seen = seen + 1 return false",
               "assigned 'seen'"},
        Attack{"outer_variable_of_a_helper",
               "local n = 0 local function count() n = n + 1 return n end", "return count() > 5",
               "assigned 'n'"},
        Attack{"hidden_in_a_closure",
               "local function make() local n = 0 return function() n = n + 1 return n end end\n"
               "local tick = make()",
               "return tick() > 5", "assigned 'n'"},
        Attack{"hidden_in_a_table",
               "local n = 0 local kit = { tick = function() n = n + 1 return n end }",
               "return kit.tick() > 5", "assigned 'n'"},
        Attack{"outer_table", "local seen = {}", "seen[1] = p.card_fingerprint",
               "cannot change what is declared outside"},
        Attack{"nested_outer_table", "local seen = { deep = { deeper = {} } }",
               "seen.deep.deeper.x = p.card_fingerprint", "cannot change what is declared outside"},
        Attack{"table_of_a_helper", "local store = {} local function keep(x) store.x = x end",
               "keep(p.card_fingerprint)", "cannot change what is declared outside"},
        Attack{"the_payment", "", "p.amount = USD '0'", "a payment cannot be changed"},
        Attack{"a_new_payment_field", "", "p.seen = true", "a payment cannot be changed"},
        Attack{"metadata", "", "p.metadata.seen = 'x'", "p.metadata cannot be changed"},
        Attack{"a_feature", "local f = features { n = count(by.card, '1h') }", "f.n = 0",
               "a feature cannot be changed"},
        Attack{"a_list", "", "list.blocked = nil", "a list cannot be changed"},
        Attack{"a_list_method", "", "list.blocked.has = nil", "index"},
        Attack{"dimensions", "", "by.card = 'ip'", "by cannot be changed"},
        Attack{"the_text_functions", "", "string.lower = nil", "text functions cannot be changed"},
        Attack{"text_itself", "", "('x').lower = nil", "index"},
        Attack{"money", "", "p.amount.minor = 0", "index"}),
    attack_name);

INSTANTIATE_TEST_SUITE_P(
    Mistaken, Zoo,
    testing::Values(
        Attack{"payment_field", "", "return p.amuont > USD '5'",
               "zoo.lua:3: 'amuont' is not a field of a payment; did you mean 'amount'?"},
        Attack{"half_a_payment_field", "", "return p.card == 'x'", "did you mean 'card_bin'?"},
        Attack{"feature", "local f = features { cards = count(by.card, '1h') }",
               "return f.crads > 3", "'crads' is not a declared feature; did you mean 'cards'?"},
        Attack{"list", "", "return list.blokced:has(p.card_bin)",
               "'blokced' is not a file in lists/; did you mean 'blocked'?"},
        Attack{"list_method", "", "return list.blocked:hass(p.card_bin)", "did you mean 'has'?"},
        Attack{"list_with_a_point", "", "return list.blocked.has(p.card_bin)", "with a colon"},
        Attack{"list_of_a_number", "", "return list.blocked:has(424242)", "a list holds texts"},
        Attack{"currency_name", "", "return p.amount > USB '5'", "is not a name that rules know"},
        Attack{"amount_without_quotes", "", "return p.amount > USD(5)",
               "write an amount as text with at most 2 decimals"},
        Attack{"too_many_decimals", "", "return p.amount > JPY '5.5'", "at most 0 decimals"},
        Attack{"amount_and_number", "", "return p.amount > 5", "money compares and adds only with"},
        Attack{"two_currencies", "", "return p.amount > EUR '5'",
               "EUR cannot be compared with USD: ask for p.currency first"},
        Attack{"two_currencies_equal", "", "return p.amount == EUR '19.99'", "cannot be compared"},
        Attack{"money_field", "", "return p.amount.value > 5", "money has no fields"},
        Attack{"result_not_a_comparison", "", "return p.amount", "return a comparison"},
        Attack{"nil_compared", "", "return p.device > 'x'", "attempt to compare"}),
    attack_name);

}  // namespace
}  // namespace tollgate::lua
