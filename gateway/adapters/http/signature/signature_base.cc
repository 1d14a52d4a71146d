#include "gateway/adapters/http/signature/signature_base.h"

#include <algorithm>

#include "gateway/adapters/http/signature/query_parameter.h"

namespace tollgate::http {
namespace {

Error refusal(const Component& component, std::string_view fault) {
  return {ErrorCode::invalid_argument, "The covered component " +
                                           std::string(component.identifier) + " " +
                                           std::string(fault) + "."};
}

// Obsolete folding (RFC 9112 section 5.2): a line break with the blanks around it is one space.
std::string unfold(std::string_view value) {
  std::string unfolded;
  for (std::size_t i = 0; i < value.size();) {
    const std::size_t line_break = value.find_first_of("\r\n", i);
    unfolded.append(value.substr(i, line_break - i));
    if (line_break == std::string_view::npos) break;
    std::size_t next = line_break + (value.substr(line_break, 2) == "\r\n" ? 2 : 1);
    if (next == value.size() || (value[next] != ' ' && value[next] != '\t'))
      return std::string(value);  // not a fold: refused later as not visible
    while (next < value.size() && (value[next] == ' ' || value[next] == '\t')) ++next;
    while (!unfolded.empty() && (unfolded.back() == ' ' || unfolded.back() == '\t'))
      unfolded.pop_back();
    unfolded.push_back(' ');
    i = next;
  }
  return unfolded;
}

std::string_view trim(std::string_view value) {
  constexpr std::string_view kBlank = " \t";
  const std::size_t begin = value.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return value.substr(begin, value.find_last_not_of(kBlank) - begin + 1);
}

template <class Append>
std::optional<std::string> join_lines(const std::vector<HeaderField>& headers,
                                      std::string_view name, Append append) {
  std::optional<std::string> joined;
  for (const auto& [key, value] : headers) {
    if (!equal_ignoring_case(key, name)) continue;
    if (joined) {
      joined->append(", ");
    } else {
      joined.emplace();
    }
    append(*joined, trim(value));
  }
  return joined;
}

void append_unfolded(std::string& out, std::string_view value) {
  if (value.find_first_of("\r\n") == std::string_view::npos) {
    out.append(value);
  } else {
    out.append(unfold(value));
  }
}

void append_bytes(std::string& out, std::string_view value) {
  std::string unfolded;
  append_unfolded(unfolded, value);
  out.append(quote_bytes(unfolded));
}

bool is_field_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return (c >= 0x20 && c <= 0x7e) || c == '\t'; });
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return lower;
}

// Lower case, without the scheme's default port. Empty when the request has no single Host.
std::string normal_authority(const MessageToSign& message) {
  const PublicUrl& url = message.public_url;
  std::string authority =
      lower_case(url.authority.empty() ? message.request.header("host") : url.authority);
  const std::string_view port = url.scheme == "https" ? ":443" : ":80";
  if (authority.ends_with(port)) authority.resize(authority.size() - port.size());
  return authority;
}

Result<std::string> derived_value(const MessageToSign& message, const Component& component) {
  const HttpRequest& request = message.request;
  const std::string& name = component.name;
  if (name == "@method") return request.method;
  if (name == "@path") return request.path.empty() ? "/" : request.path;
  if (name == "@query") return "?" + request.query;
  if (name == "@request-target") return request.target;
  if (name == "@scheme") return lower_case(message.public_url.scheme);
  if (name == "@query-param")
    return query_parameter_value(request.query, component.query_parameter);
  std::string authority = normal_authority(message);
  if (authority.empty()) return refusal(component, "needs exactly one Host header");
  if (name == "@authority") return authority;
  CHECK(name == "@target-uri");
  return lower_case(message.public_url.scheme) + "://" + authority +
         (request.target.empty() ? "/" : request.target);
}

Result<std::string> field_value(const MessageToSign& message, const Component& component) {
  const bool of_response = message.response != nullptr && !component.from_request;
  if (of_response && component.is_plain("content-type")) return message.response->content_type;
  const auto& headers = of_response ? message.response->headers : message.request.headers;
  auto value = component.byte_sequence ? join_lines(headers, component.name, append_bytes)
                                       : join_lines(headers, component.name, append_unfolded);
  if (!value) return refusal(component, "is not in the message");
  return std::move(*value);
}

Result<std::string> component_value(const MessageToSign& message, const Component& component) {
  const bool signs_response = message.response != nullptr;
  if (component.from_request && !signs_response)
    return refusal(component, "has the parameter req, which belongs to responses");
  if (!component.name.starts_with('@')) return field_value(message, component);
  if (component.name == "@status") {
    if (!signs_response || component.from_request)
      return refusal(component, "belongs to responses");
    return std::to_string(message.response->status);
  }
  if (signs_response && !component.from_request)
    return refusal(component, "belongs to requests: add the parameter req");
  return derived_value(message, component);
}

}  // namespace

std::optional<std::string> joined_field(const std::vector<HeaderField>& headers,
                                        std::string_view name) {
  return join_lines(headers, name, append_unfolded);
}

Result<std::string> signature_base(const MessageToSign& message,
                                   std::span<const Component> components,
                                   std::string_view signature_params) {
  std::string base;
  base.reserve(512 + signature_params.size());
  for (const Component& component : components) {
    const auto value = component_value(message, component);
    if (!value) return value.error();
    if (!is_field_value(*value)) return refusal(component, "has a value that is not visible ASCII");
    base.append(component.identifier).append(": ").append(*value).append("\n");
  }
  base.append("\"@signature-params\": ").append(signature_params);
  return base;
}

}  // namespace tollgate::http
