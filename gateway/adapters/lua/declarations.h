// Declarations: what the rule files of one bundle declare, checked and in plain C++. Immutable
// once read: safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/base/result.h"
#include "gateway/risk/decision.h"
#include "gateway/risk/facts.h"
#include "gateway/risk/feature.h"

namespace tollgate::lua {

inline constexpr std::size_t kRulesMax = 2000;
inline constexpr std::size_t kFeaturesMax = 64;
inline constexpr std::size_t kTestsMax = 5000;
inline constexpr std::int64_t kScoreMax = 1000;  // of one rule, either sign

enum class RuleMode : std::uint8_t {
  off = 0,
  shadow,  // evaluated and reported, decides nothing
  live,
};

struct Place {
  std::string file;
  int line = 0;
};

struct RuleDeclaration {
  std::string name;
  Place place;
  RuleMode mode = RuleMode::off;
  std::string reason;
  risk::Verdict action = risk::Verdict::unknown;  // unknown when the rule has a score
  std::int64_t score = 0;
  risk::Verdict on_error = risk::Verdict::review;  // safe without stopping every payment
};

struct TestDeclaration {
  std::string name;
  Place place;
  risk::PaymentFacts facts;
  std::vector<risk::FeatureValue> features;  // the others are 0
  risk::Verdict expect = risk::Verdict::unknown;
  std::string reason;              // must be among the reasons, unless empty
  std::vector<std::string> fires;  // rules, live or shadow, that must hold
};

struct Declarations {
  std::vector<risk::Feature> features;
  std::vector<RuleDeclaration> rules;  // files by name, then as written
  risk::Thresholds thresholds;
  std::vector<TestDeclaration> tests;
  std::uint32_t dimensions = 0;  // that the features read, see risk::Sample
};

}  // namespace tollgate::lua
