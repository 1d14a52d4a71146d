// From the acquirer's answer to an outcome. Only an answer to this very message, about this very
// amount, is believed; anything else is unknown.
#pragma once

#include "plugins/card/message.h"
#include "plugins/card/settings.h"
#include "tollgate/cpp/message.hpp"
#include "tollgate/cpp/outcome.hpp"
#include "tollgate/cpp/request.hpp"

namespace tollgate::card {

// `sent` is the message that `reply` answers.
sdk::Outcome read_answer(const Settings& settings, const sdk::Request& request, const Message& sent,
                         const sdk::Reply& reply);

}  // namespace tollgate::card
