#include "gateway/adapters/http/router.h"

#include <algorithm>

#include "gateway/adapters/http/problem.h"
#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {"DELETE", "GET",  "HEAD", "OPTIONS",
                                                      "PATCH",  "POST", "PUT"};
constexpr std::string_view kEveryMethod = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

// Cuts the first segment off "/a/b": gives "a" and leaves "/b".
std::string_view take_segment(std::string_view& rest) {
  const auto end = std::min(rest.find('/', 1), rest.size());
  const std::string_view segment = rest.substr(1, end - 1);
  rest.remove_prefix(end);
  return segment;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

HttpResponse no_content(std::string allow) {
  HttpResponse response;
  response.status = 204;
  response.headers.emplace_back("Allow", std::move(allow));
  return response;
}

HttpResponse not_found(const HttpRequest& request) {
  Problem problem("resource_not_found", "There is nothing at this path. Check it against /docs.");
  problem.request_id = request.request_id;
  return to_response(problem);
}

HttpResponse not_allowed(const HttpRequest& request, std::string allow) {
  Problem problem("method_not_allowed", "Use one of " + allow + " here.");
  problem.request_id = request.request_id;
  HttpResponse response = to_response(problem);
  response.headers.emplace_back("Allow", std::move(allow));
  return response;
}

}  // namespace

const std::string& PathParameters::operator[](std::string_view name) const {
  const auto* const found = std::find(names_.begin(), names_.begin() + size_, name);
  CHECK(found != names_.begin() + size_);
  return values_[static_cast<std::size_t>(found - names_.begin())];
}

Router::Router() : nodes_(1) {}

void Router::add(std::string_view method, std::string_view pattern, RouteHandler handler) {
  CHECK(std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end());
  CHECK(pattern.starts_with('/'));
  Route route{std::string(method), std::move(handler), {}};
  std::uint32_t node = 0;
  for (std::string_view rest = pattern; !rest.empty();) {
    const std::string_view segment = take_segment(rest);
    if (is_parameter(segment))
      route.parameter_names.emplace_back(segment.substr(1, segment.size() - 2));
    node = child_for(node, segment);
  }
  CHECK(route.parameter_names.size() <= PathParameters::kMost);
  for (const Route& other : nodes_[node].routes) CHECK(other.method != method);
  nodes_[node].routes.push_back(std::move(route));
}

std::uint32_t Router::child_for(std::uint32_t parent, std::string_view segment) {
  CHECK(is_parameter(segment) || segment.find_first_of("{}") == std::string_view::npos);
  const auto added = static_cast<std::uint32_t>(nodes_.size());
  if (is_parameter(segment)) {
    if (nodes_[parent].parameter != 0) return nodes_[parent].parameter;
    nodes_[parent].parameter = added;
  } else {
    for (const auto& [text, child] : nodes_[parent].literals)
      if (text == segment) return child;
    nodes_[parent].literals.emplace_back(segment, added);
  }
  nodes_.emplace_back();
  return added;
}

// Visits a node at most once: the depth is that of the longest pattern, not of the path.
bool Router::find(const Node& node, std::string_view rest, Match& match) const {
  if (rest.empty()) {
    match.node = &node;
    return !node.routes.empty();
  }
  std::string_view after = rest;
  const std::string_view segment = take_segment(after);
  for (const auto& [text, child] : node.literals)
    if (text == segment && find(nodes_[child], after, match)) return true;
  if (node.parameter == 0 || segment.empty() || match.size == match.values.size()) return false;
  match.values[match.size++] = segment;
  if (find(nodes_[node.parameter], after, match)) return true;
  --match.size;
  return false;
}

std::string Router::allowed_methods(const Node& node) {
  std::string allow;
  for (const std::string_view method : kMethods) {
    const auto has = [&](std::string_view name) {
      return std::any_of(node.routes.begin(), node.routes.end(),
                         [&](const Route& route) { return route.method == name; });
    };
    if (!has(method) && method != "OPTIONS" && !(method == "HEAD" && has("GET"))) continue;
    if (!allow.empty()) allow += ", ";
    allow += method;
  }
  return allow;
}

void Router::dispatch(HttpRequest request, Responder responder) const {
  if (request.path == "*") return responder.send(no_content(std::string(kEveryMethod)));
  Match match;
  if (!request.path.starts_with('/') || !find(nodes_[0], request.path, match))
    return responder.send(not_found(request));

  const auto route_for = [&](std::string_view method) {
    return std::find_if(match.node->routes.begin(), match.node->routes.end(),
                        [&](const Route& route) { return route.method == method; });
  };
  auto route = route_for(request.method);
  if (route == match.node->routes.end() && request.method == "HEAD") route = route_for("GET");
  if (route == match.node->routes.end()) {
    std::string allow = allowed_methods(*match.node);
    if (request.method == "OPTIONS") return responder.send(no_content(std::move(allow)));
    return responder.send(not_allowed(request, std::move(allow)));
  }
  PathParameters parameters;
  for (; parameters.size_ < match.size; ++parameters.size_) {
    parameters.names_[parameters.size_] = route->parameter_names[parameters.size_];
    parameters.values_[parameters.size_] = match.values[parameters.size_];
  }
  route->handler(std::move(request), std::move(parameters), std::move(responder));
}

}  // namespace tollgate::http
