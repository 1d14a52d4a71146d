// What a body of the gateway says about itself, found without parsing it: member names and ids
// hold no characters that JSON would escape.
#pragma once

#include <string_view>

namespace tollgate::bench {

// The value of the first member `id`; empty when there is none.
inline std::string_view id_in(std::string_view body) {
  constexpr std::string_view kName = R"("id":")";
  const std::size_t name = body.find(kName);
  if (name == std::string_view::npos) return {};
  const std::string_view value = body.substr(name + kName.size());
  return value.substr(0, value.find('"'));
}

inline bool has_succeeded(std::string_view body) {
  return body.find(R"("status":"succeeded")") != std::string_view::npos;
}

}  // namespace tollgate::bench
