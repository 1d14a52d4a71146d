// JSON text of the small lists that live inside a row. Writing never fails: bytes that are not
// UTF-8 are replaced, because a channel's garbage must not keep an outcome from being stored.
// An empty value is nothing (NULL). Reading gives nothing when the text is not what was written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/payment/authentication.h"
#include "gateway/payment/operation.h"
#include "gateway/payment/party.h"

namespace tollgate::mysql {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string> pairs_to_json(const TextPairs& pairs);
std::optional<TextPairs> pairs_from_json(std::string_view text);

std::optional<std::string> list_to_json(const std::vector<std::string>& list);
std::optional<std::vector<std::string>> list_from_json(std::string_view text);

std::optional<std::string> next_action_to_json(const std::optional<NextAction>& action);
std::optional<NextAction> next_action_from_json(std::string_view text);

std::optional<std::string> authentication_to_json(const std::optional<Authentication>& done);
std::optional<Authentication> authentication_from_json(std::string_view text);

std::optional<std::string> exchange_to_json(const std::optional<Exchange>& exchange);
std::optional<Exchange> exchange_from_json(std::string_view text);

std::optional<std::string> party_to_json(const std::optional<Party>& party);
std::optional<Party> party_from_json(std::string_view text);

// Everything of an outcome but its kind, which is a column of its own.
std::optional<std::string> outcome_details_to_json(const Outcome& outcome);
bool read_outcome_details(std::string_view text, Outcome& outcome);

}  // namespace tollgate::mysql
