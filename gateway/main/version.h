// The version of this build; the same as in CMakeLists.txt and CHANGELOG.md (a test compares them).
#pragma once

namespace tollgate {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace tollgate
