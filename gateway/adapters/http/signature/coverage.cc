#include "gateway/adapters/http/signature/coverage.h"

#include <algorithm>

namespace tollgate::http {

std::string_view missing_component(const HttpRequest& request,
                                   std::span<const Component> components) {
  const auto covers = [&](std::string_view name) {
    return std::any_of(components.begin(), components.end(),
                       [&](const Component& component) { return component.is_plain(name); });
  };
  if (!covers("@method")) return "@method";
  if (!covers("@target-uri")) {
    if (!covers("@authority")) return "@authority";
    if (!covers("@path")) return "@path";
    if (request.has_query && !covers("@query")) return "@query";
  }
  if (!request.body.empty()) {
    if (!covers("content-digest")) return "content-digest";
    if (!covers("content-type")) return "content-type";
  }
  if (!request.header_values("idempotency-key").empty() && !covers("idempotency-key"))
    return "idempotency-key";
  return {};
}

}  // namespace tollgate::http
