#include "gateway/adapters/http/api/query_string.h"

#include <charconv>

#include "gateway/base/json_writer.h"

namespace tollgate::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high << 4 | low));
      i += 2;
    }
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace

QueryString::QueryString(std::string_view query) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto name = decode(pair.substr(0, equals));
    const auto value =
        decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!name || !value) {
      fail("parameter_invalid", pair.substr(0, equals), "Percent-encode UTF-8 text as %XX.");
    } else if (!values_.emplace(*name, *value).second) {
      fail("parameter_invalid", *name, "The parameter stands twice.");
    }
  }
}

void QueryString::fail(std::string_view code, std::string_view name, std::string detail) {
  if (problem_) return;
  problem_ = Problem(code, std::move(detail));
  problem_->param = name;
}

std::string QueryString::text(std::string_view name) {
  known_.emplace(name, true);
  const auto at = values_.find(name);
  return at == values_.end() ? std::string() : at->second;
}

std::size_t QueryString::number(std::string_view name, std::size_t absent, std::size_t least,
                                std::size_t most) {
  const std::string value = text(name);
  if (value.empty()) return absent;
  std::size_t parsed = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, parsed);
  if (error == std::errc() && stop == end && parsed >= least && parsed <= most) return parsed;
  fail("parameter_invalid", name,
       std::string(name) + " must be a whole number from " + std::to_string(least) + " to " +
           std::to_string(most) + ".");
  return absent;
}

void QueryString::finish() {
  std::string valid;
  for (const auto& [name, used] : known_) valid += (valid.empty() ? "" : ", ") + name;
  for (const auto& [name, value] : values_)
    if (!known_.contains(name)) fail("parameter_unknown", name, "This list takes: " + valid + ".");
}

}  // namespace tollgate::http
