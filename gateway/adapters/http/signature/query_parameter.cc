#include "gateway/adapters/http/signature/query_parameter.h"

#include <optional>

namespace tollgate::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// As a form does: '+' is a space, and a '%' without two hex digits stands for itself.
std::string decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return decoded;
}

bool stays(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' ||
         c == '-' || c == '.' || c == '_';
}

std::string encode(std::string_view bytes) {
  constexpr std::string_view kUpperHex = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(bytes.size());
  for (const char c : bytes) {
    if (stays(c)) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.push_back('%');
    encoded.push_back(kUpperHex[byte >> 4]);
    encoded.push_back(kUpperHex[byte & 15U]);
  }
  return encoded;
}

}  // namespace

Result<std::string> query_parameter_value(std::string_view query, std::string_view encoded_name) {
  const std::string wanted = decode(encoded_name);
  std::optional<std::string> value;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (decode(pair.substr(0, equals)) != wanted) continue;
    if (value) {
      return Error{ErrorCode::invalid_argument,
                   "The query parameter " + std::string(encoded_name) + " stands more than once.",
                   "Cover \"@query\" in place of it."};
    }
    value = encode(decode(pair.substr(std::min(equals + 1, pair.size()))));
  }
  if (!value) {
    return Error{ErrorCode::invalid_argument,
                 "The query parameter " + std::string(encoded_name) + " is covered but absent."};
  }
  return std::move(*value);
}

}  // namespace tollgate::http
