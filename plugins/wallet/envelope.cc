#include "plugins/wallet/envelope.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tollgate::wallet {
namespace {

using Json = nlohmann::json;

// Walks over the members of an object that is known to be JSON: it looks for ends only.
class Members {
 public:
  explicit Members(std::string_view text) : text_(text) {
    skip_space();
    ++at_;  // the brace
  }

  // The next member; false at the end.
  bool next(std::string_view& name, std::string_view& value) {
    skip_space();
    if (peek() == ',') ++at_;
    skip_space();
    if (peek() != '"') return false;
    name = take_string();
    name = name.substr(1, name.size() - 2);
    skip_space();
    ++at_;  // the colon
    skip_space();
    value = take_value();
    return true;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  std::string_view take_string() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(begin, at_ - begin);
  }

  std::string_view take_value() {
    if (peek() == '"') return take_string();
    const std::size_t begin = at_;
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        (void)take_string();
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}')) break;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
      if (depth == 0 && (c == '}' || c == ']')) break;
    }
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string member_of(std::string_view method) {
  std::string name(method);
  std::replace(name.begin(), name.end(), '.', '_');
  return name + "_response";
}

}  // namespace

std::optional<Envelope> open_envelope(std::string_view method, std::string_view body) {
  const Json whole = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!whole.is_object()) return std::nullopt;
  const std::string answer = member_of(method);
  Envelope envelope;
  int contents = 0;
  int signs = 0;
  Members members(body);
  for (std::string_view name, value; members.next(name, value);) {
    if (name.find('\\') != std::string_view::npos) return std::nullopt;  // two ways to write a name
    if (name == answer || name == "error_response") {
      ++contents;
      envelope.content = value;
    } else if (name == "sign") {
      ++signs;
    }
  }
  const auto sign = whole.find("sign");
  if (contents != 1 || signs != 1 || !sign->is_string() || !envelope.content.starts_with('{'))
    return std::nullopt;
  envelope.sign = sign->get<std::string>();
  return envelope;
}

}  // namespace tollgate::wallet
