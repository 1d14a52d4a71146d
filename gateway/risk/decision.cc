#include "gateway/risk/decision.h"

namespace tollgate::risk {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 6> kVerdicts = {"unknown", "allow", "challenge",
                                                       "review",  "block", "sanctions"};

}  // namespace

std::string_view name_of(Verdict verdict) {
  const auto index = static_cast<std::size_t>(verdict);
  return index < kVerdicts.size() ? kVerdicts[index] : kVerdicts[0];
}

std::optional<Verdict> verdict_named(std::string_view name) {
  for (std::size_t i = 1; i < kVerdicts.size(); ++i)
    if (kVerdicts[i] == name) return static_cast<Verdict>(i);
  return std::nullopt;
}

Verdict Thresholds::verdict_of(std::int64_t score) const {
  if (block && score >= *block) return Verdict::block;
  if (review && score >= *review) return Verdict::review;
  if (challenge && score >= *challenge) return Verdict::challenge;
  return Verdict::allow;
}

void decide(const Thresholds& thresholds, Decision& decision) {
  decision.score = 0;
  decision.verdict = Verdict::allow;
  for (const auto& hit : decision.reasons) {
    decision.score += hit.score;
    decision.verdict = more_severe(decision.verdict, hit.action);
  }
  for (const auto& failure : decision.failed)
    decision.verdict = more_severe(decision.verdict, failure.applied);
  decision.verdict = more_severe(decision.verdict, thresholds.verdict_of(decision.score));
}

}  // namespace tollgate::risk
