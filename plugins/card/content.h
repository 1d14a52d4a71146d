// Whether a value may stand in an element; shared by both directions of the codec.
#pragma once

#include <string_view>

#include "plugins/card/dialect.h"

namespace tollgate::card {

bool content_is(Content content, std::string_view value);

}  // namespace tollgate::card
