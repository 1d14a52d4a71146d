// Card numbers in texts that come from a channel unasked: nobody showed the plugin a card, so there
// is no number to compare with. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::channel {

// `text` with every run of 12 to 19 digits (single spaces or hyphens between them) that is a card
// number of a known brand, by its check digit, replaced by "[card]".
std::string without_card_numbers(std::string_view text);

bool has_card_number(std::string_view text);

}  // namespace tollgate::channel
