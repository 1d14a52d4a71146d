// What banks keep for themselves on the way. Pure functions.
#pragma once

#include <optional>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/xml_document.h"

namespace tollgate::crossborder {

// Adds one charge. False: it is no amount, of another currency than those before, or too much.
bool add_charge(const XmlElement& amount, std::optional<Amount>& sum);

// Of a Chrgs element, in any of its forms. False as above; true with nothing in `sum`: there are
// none.
bool read_charges(const XmlElement& charges, std::optional<Amount>& sum);

}  // namespace tollgate::crossborder
