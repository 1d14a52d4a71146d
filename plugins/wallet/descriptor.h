// What the channel says of itself before anything is created.
#pragma once

#include "tollgate/cpp/descriptor.hpp"

namespace tollgate::wallet {

sdk::Descriptor descriptor();

}  // namespace tollgate::wallet
