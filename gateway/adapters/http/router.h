// Router: finds the handler of a request by method and path. Filled once, then read-only and safe
// from any thread. Patterns are literal segments and {parameters}: "/v1/payments/{id}/capture".
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/http/edge/responder.h"
#include "gateway/adapters/http/message.h"

namespace tollgate::http {

// The values of a pattern's parameters, exactly as they stand in the path.
class PathParameters {
 public:
  static constexpr std::size_t kMost = 4;

  // Asking for a name that the pattern does not have is a programmer's error.
  const std::string& operator[](std::string_view name) const;
  std::size_t size() const { return size_; }

 private:
  friend class Router;
  std::array<std::string_view, kMost> names_;  // into the router's patterns
  std::array<std::string, kMost> values_;
  std::size_t size_ = 0;
};

using RouteHandler = std::function<void(HttpRequest, PathParameters, Responder)>;

class Router {
 public:
  Router();

  // A malformed pattern, an unknown method or a route given twice is a programmer's error.
  void add(std::string_view method, std::string_view pattern, RouteHandler handler);

  // Calls the route's handler, or answers 404, or 405 with Allow. GET serves HEAD; OPTIONS is
  // answered with Allow where no route takes it. A literal segment wins over a parameter.
  void dispatch(HttpRequest request, Responder responder) const;

 private:
  struct Route {
    std::string method;
    RouteHandler handler;
    std::vector<std::string> parameter_names;
  };
  struct Node {
    std::vector<std::pair<std::string, std::uint32_t>> literals;
    std::uint32_t parameter = 0;  // 0: none; the root is nobody's child
    std::vector<Route> routes;
  };
  struct Match {
    const Node* node = nullptr;
    std::array<std::string_view, PathParameters::kMost> values;
    std::size_t size = 0;
  };

  std::uint32_t child_for(std::uint32_t parent, std::string_view segment);
  bool find(const Node& node, std::string_view rest, Match& match) const;
  static std::string allowed_methods(const Node& node);

  std::vector<Node> nodes_;  // [0] is the root
};

}  // namespace tollgate::http
