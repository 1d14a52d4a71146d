#include "gateway/adapters/http/message.h"

#include <algorithm>

namespace tollgate::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string_view> HttpRequest::header_values(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : headers)
    if (equal_ignoring_case(key, name)) values.emplace_back(value);
  return values;
}

std::string_view HttpRequest::header(std::string_view name) const {
  std::string_view found;
  int count = 0;
  for (const auto& [key, value] : headers) {
    if (!equal_ignoring_case(key, name)) continue;
    found = value;
    ++count;
  }
  return count == 1 ? found : std::string_view();
}

}  // namespace tollgate::http
