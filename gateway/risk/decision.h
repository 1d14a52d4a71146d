// Decision: what the rules say about one attempt to pay, with everything needed to explain it
// later. Plain data; decide() is a pure function.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/digest.h"

namespace tollgate::risk {

// In order of severity: the larger wins. `unknown` is never the verdict of a finished decision.
enum class Verdict : std::uint8_t { unknown = 0, allow, challenge, review, block, sanctions };

std::string_view name_of(Verdict verdict);                    // "block"
std::optional<Verdict> verdict_named(std::string_view name);  // never `unknown`
inline Verdict more_severe(Verdict a, Verdict b) { return a < b ? b : a; }

// The score from which each verdict holds; an absent one is never reached.
struct Thresholds {
  std::optional<std::int64_t> challenge;
  std::optional<std::int64_t> review;
  std::optional<std::int64_t> block;

  bool any() const { return challenge || review || block; }
  Verdict verdict_of(std::int64_t score) const;
};

// A rule whose condition held. It has an action or a score, never both.
struct RuleHit {
  std::string rule;
  std::string reason;                 // the reason code, "R101"
  Verdict action = Verdict::unknown;  // unknown: the rule only adds its score
  std::int64_t score = 0;
};

// A rule that could not be evaluated. Its declared fail policy decided in its place.
struct RuleFailure {
  std::string rule;
  std::string reason;
  Verdict applied = Verdict::unknown;  // unknown for a shadow rule: it decides nothing
  std::string sentence;                // what went wrong, with file and line
};

struct FeatureValue {
  std::string name;
  std::int64_t value = 0;  // a count; for a sum minor units of the payment's own currency
};

struct Decision {
  Verdict verdict = Verdict::unknown;
  std::int64_t score = 0;           // of the live rules that held
  std::vector<RuleHit> reasons;     // live rules that held, in declared order
  std::vector<RuleHit> shadow;      // shadow rules that held: they only tell what would be
  std::vector<RuleFailure> failed;  // live and shadow
  std::vector<FeatureValue> features;
  Digest32 bundle_digest{};  // SHA-256 over all files of the bundle that decided
  std::int64_t micros = 0;   // spent on features and rules
};

// Fills in score and verdict from reasons and failed: the most severe of the actions, of the
// fail policies and of what the summed score reaches; `allow` when none of them speaks.
void decide(const Thresholds& thresholds, Decision& decision);

}  // namespace tollgate::risk
