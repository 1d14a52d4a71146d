// QueryString: the parameters of a request's query, decoded once, each allowed once. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/adapters/http/problem.h"

namespace tollgate::http {

class QueryString {
 public:
  explicit QueryString(std::string_view query);

  std::string text(std::string_view name);  // empty when absent
  std::size_t number(std::string_view name, std::size_t absent, std::size_t least,
                     std::size_t most);
  void fail(std::string_view code, std::string_view name, std::string detail);
  void finish();  // refuses unknown parameters
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, bool, std::less<>> known_;
  std::optional<Problem> problem_;
};

}  // namespace tollgate::http
