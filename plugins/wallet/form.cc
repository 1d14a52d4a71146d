#include "plugins/wallet/form.h"

namespace tollgate::wallet {
namespace {

constexpr std::size_t kParametersMax = 128;
constexpr std::string_view kHex = "0123456789ABCDEF";

// What stands in a form as it is; a superset of what encode_form leaves as it is.
bool stands_for_itself(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("-._~*!'()").find(c) != std::string_view::npos;
}

bool is_unreserved(char c) {
  return stands_for_itself(c) && std::string_view("*!'()").find(c) == std::string_view::npos;
}

void append_encoded(std::string& into, std::string_view text) {
  for (const char c : text) {
    if (is_unreserved(c)) {
      into.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    into.push_back('%');
    into.push_back(kHex[byte >> 4U]);
    into.push_back(kHex[byte & 15U]);
  }
}

std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      plain.push_back(' ');
    } else if (text[at] == '%') {
      if (text.size() - at < 3) return std::nullopt;
      const auto high = kHex.find(text[at + 1]);
      const auto low = kHex.find(text[at + 2]);
      if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
      plain.push_back(static_cast<char>(high << 4U | low));
      at += 2;
    } else if (stands_for_itself(text[at])) {
      plain.push_back(text[at]);
    } else {
      return std::nullopt;
    }
  }
  return plain;
}

}  // namespace

std::string signed_text(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text.push_back('&');
    text.append(name).append("=").append(value);
  }
  return text;
}

std::string encode_form(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text.push_back('&');
    append_encoded(text, name);
    text.push_back('=');
    append_encoded(text, value);
  }
  return text;
}

std::optional<Parameters> decode_form(std::string_view text) {
  Parameters parameters;
  for (;;) {
    const std::string_view pair = text.substr(0, text.find('&'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(pair.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    const bool is_new = parameters.emplace(std::move(*name), std::move(*value)).second;
    if (!is_new || parameters.size() > kParametersMax) return std::nullopt;
    if (pair.size() == text.size()) return parameters;
    text.remove_prefix(pair.size() + 1);
  }
}

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  const auto at = parameters.find(name);
  return at == parameters.end() ? std::string_view() : std::string_view(at->second);
}

}  // namespace tollgate::wallet
