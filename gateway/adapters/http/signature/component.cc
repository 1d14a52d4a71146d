#include "gateway/adapters/http/signature/component.h"

#include <algorithm>
#include <array>

namespace tollgate::http {
namespace {

constexpr std::array<std::string_view, 9> kDerived = {
    "@method", "@authority",      "@path",   "@query",      "@target-uri",
    "@scheme", "@request-target", "@status", "@query-param"};

Error refusal(std::string_view identifier, std::string_view fault) {
  return {ErrorCode::invalid_argument,
          "The covered component " + std::string(identifier) + " " + std::string(fault) + "."};
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_known_name(std::string_view name) {
  if (name.starts_with('@')) return std::count(kDerived.begin(), kDerived.end(), name) == 1;
  return !name.empty() && std::all_of(name.begin(), name.end(), is_name_character);
}

bool is_flag(const Parameter& parameter) {
  const bool* value = std::get_if<bool>(&parameter.value);
  return value != nullptr && *value;
}

Result<Component> read_component(const Item& item) {
  const auto* name = std::get_if<std::string>(&item.value);
  if (name == nullptr) return refusal(item.source, "is not a quoted name");
  if (!is_known_name(*name))
    return refusal(item.source, "is neither a lower-case header name nor a known derived one");
  Component component;
  component.name = *name;
  component.identifier = item.source;
  const bool derived = name->starts_with('@');
  bool has_query_name = false;
  for (const Parameter& parameter : item.parameters) {
    const auto* text = std::get_if<std::string>(&parameter.value);
    if (parameter.key == "req" && is_flag(parameter)) {
      component.from_request = true;
    } else if (parameter.key == "bs" && is_flag(parameter) && !derived) {
      component.byte_sequence = true;
    } else if (parameter.key == "name" && text != nullptr && *name == "@query-param") {
      component.query_parameter = *text;
      has_query_name = true;
    } else {
      return refusal(item.source, "has a parameter that is not supported; use req, bs or name");
    }
  }
  if (*name == "@query-param" && !has_query_name)
    return refusal(item.source, "needs the parameter name");
  return component;
}

bool same_component(const Component& a, const Component& b) {
  return a.name == b.name && a.query_parameter == b.query_parameter &&
         a.from_request == b.from_request && a.byte_sequence == b.byte_sequence;
}

}  // namespace

Result<std::vector<Component>> read_components(const InnerList& list) {
  std::vector<Component> components;
  components.reserve(list.items.size());
  for (const Item& item : list.items) {
    auto component = read_component(item);
    if (!component) return component.error();
    for (const Component& earlier : components)
      if (same_component(earlier, *component)) return refusal(item.source, "is given twice");
    components.push_back(std::move(*component));
  }
  return components;
}

}  // namespace tollgate::http
