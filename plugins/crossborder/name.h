// Names of people and companies, made comparable: without case, accents, punctuation and the order
// of their words. A plain value and pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::crossborder {

// The words of a name in alphabetical order, in two readings of the letters that are written either
// way: Müller is MULLER in one and MUELLER in the other.
struct NormalName {
  std::string plain;
  std::string expanded;

  bool operator==(const NormalName&) const = default;
};

// Nothing: it is not UTF-8, or has no letter or digit at all.
std::optional<NormalName> normal_name(std::string_view name);

// Whether one reading of the one is a reading of the other.
bool same_name(const NormalName& one, const NormalName& other);

}  // namespace tollgate::crossborder
