// Trials whose answers come from a fixture.
#pragma once

#include "plugin-sdk/channel-check/fixture.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {

// The operation that a fixture recorded.
Ask ask_of(const Fixture& fixture);
// Answers as recorded; no reply to what goes beyond.
Trial run(const Subject& subject, const Fixture& fixture);
// As recorded for the first `answered` messages, then with `status`.
Trial run_until(const Subject& subject, const Fixture& fixture, std::size_t answered,
                channel::WireStatus status);

}  // namespace tollgate::kit
