// What a payment is for, in the four letters of ISO 20022's external purpose codes. Many countries
// ask for one before money may cross their border. Pure functions.
#pragma once

#include <span>
#include <string_view>

namespace tollgate::crossborder {

struct Purpose {
  std::string_view code;     // "GDDS"
  std::string_view meaning;  // for people
};

std::span<const Purpose> purposes();  // sorted by code
bool is_purpose(std::string_view code);

}  // namespace tollgate::crossborder
