// Check: one promise of the plugin contract and the function that tries a channel on it. Each runs
// in a child process of its own (runner.h), so it may crash, hang, or leave anything behind.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "plugin-sdk/channel-check/subject.h"
#include "plugin-sdk/channel-check/verdict.h"

namespace tollgate::kit {

struct Check {
  std::string_view name;     // "family.check"
  std::string_view promise;  // what a channel that passes keeps, as a sentence
  Verdict (*run)(Subject& subject);
};

// A secret that is shorter turns up by chance.
inline constexpr std::size_t kSecretBytesMin = 4;
// How often what it began is left unfinished, and how much memory may then be held.
inline constexpr int kAbandoned = 3000;
inline constexpr std::size_t kLeakedBytesMax = 128U << 10U;
// How many places of a recorded text are changed or tried.
inline constexpr std::size_t kPlacesMax = 400;

std::span<const Check> load_checks();
std::span<const Check> outcome_checks();
std::span<const Check> money_checks();
std::span<const Check> idempotency_checks();
std::span<const Check> notification_checks();
std::span<const Check> statement_checks();
std::span<const Check> statement_content_checks();
std::span<const Check> secret_checks();
std::span<const Check> operation_checks();
std::span<const Check> bounds_checks();
std::span<const Check> fuzz_checks();
std::span<const Check> fixture_checks();

// Whether bounds.contract passes: what breaks the contract anyway tells the other checks nothing.
bool keeps_contract(Subject& subject);

// All of them, in the order in which they are best read.
std::vector<Check> all_checks();

}  // namespace tollgate::kit
