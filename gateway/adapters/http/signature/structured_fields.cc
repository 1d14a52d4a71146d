#include "gateway/adapters/http/signature/structured_fields.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/base/ascii.h"
#include "gateway/base/check.h"
#include "gateway/base/encoding.h"

namespace tollgate::http {
namespace {

bool is_key_character(char c) {
  return is_lower(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '*';
}

bool is_token_character(char c) {
  return is_letter(c) || is_digit(c) ||
         std::string_view("!#$%&'*+-.^_`|~:/").find(c) != std::string_view::npos;
}

// One pass over one text. Every step returns false once `error_` is set.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Dictionary> dictionary() {
    Dictionary members;
    if (parse_members(members)) return members;
    return std::move(*error_);
  }

 private:
  bool parse_members(Dictionary& members) {
    if (text_.size() > kMaxFieldBytes) return exceed("The field is longer than 16384 bytes");
    skip_spaces();
    while (!at_end()) {
      if (members.size() == kMaxDictionaryMembers) return exceed("The field has over 32 members");
      Member& member = members.emplace_back();
      if (!parse_key(member.key)) return false;
      if (std::any_of(members.begin(), members.end() - 1,
                      [&](const Member& other) { return other.key == member.key; }))
        return refuse("a key is given twice");
      if (!parse_member_value(member)) return false;
      skip_optional_whitespace();
      if (at_end()) return true;
      if (!take(',')) return refuse("a comma or the end was expected");
      skip_optional_whitespace();
      if (at_end()) return refuse("nothing follows the last comma");
    }
    return true;
  }

  bool parse_member_value(Member& member) {
    const bool has_value = take('=');
    const std::size_t begin = position_;
    if (has_value && peek() == '(') {
      InnerList list;
      if (!parse_inner_list(list)) return false;
      member.value = std::move(list);
    } else {
      Item item{.value = true, .parameters = {}, .source = {}};
      if (has_value && !parse_bare_item(item.value)) return false;
      if (!parse_parameters(item.parameters)) return false;
      item.source = since(begin);
      member.value = std::move(item);
    }
    member.source = since(begin);
    return true;
  }

  bool parse_inner_list(InnerList& list) {
    take('(');
    while (true) {
      skip_spaces();
      if (take(')')) return parse_parameters(list.parameters);
      if (list.items.size() == kMaxInnerListItems) return exceed("A list has over 64 items");
      const std::size_t begin = position_;
      Item& item = list.items.emplace_back();
      if (!parse_bare_item(item.value) || !parse_parameters(item.parameters)) return false;
      item.source = since(begin);
      if (peek() != ' ' && peek() != ')') return refuse("a space or ')' was expected");
    }
  }

  bool parse_parameters(Parameters& parameters) {
    while (take(';')) {
      if (parameters.size() == kMaxParameters) return exceed("An item has over 16 parameters");
      skip_spaces();
      Parameter parameter{.key = {}, .value = true};
      if (!parse_key(parameter.key)) return false;
      if (find_parameter(parameters, parameter.key) != nullptr)
        return refuse("a parameter is given twice");
      if (take('=') && !parse_bare_item(parameter.value)) return false;
      parameters.push_back(std::move(parameter));
    }
    return true;
  }

  bool parse_key(std::string& key) {
    if (!is_lower(peek()) && peek() != '*')
      return refuse("a key that starts with a lower-case letter was expected");
    const std::size_t begin = position_;
    while (!at_end() && is_key_character(peek())) ++position_;
    key = since(begin);
    return true;
  }

  bool parse_bare_item(BareItem& item) {
    const char first = peek();
    if (first == '"') return parse_string(item);
    if (first == ':') return parse_bytes(item);
    if (first == '?') return parse_boolean(item);
    if (first == '-' || is_digit(first)) return parse_integer(item);
    if (first == '*' || is_letter(first)) return parse_token(item);
    return refuse("a value was expected");
  }

  bool parse_string(BareItem& item) {
    std::string characters;
    for (++position_; !at_end(); ++position_) {
      char c = peek();
      if (c == '"') {
        ++position_;
        item = std::move(characters);
        return true;
      }
      if (c == '\\') {
        ++position_;
        c = peek();
        if (c != '"' && c != '\\') return refuse("only a quote or a backslash can be escaped");
      }
      if (!is_printable(c)) return refuse("a string holds a character that is not visible ASCII");
      characters.push_back(c);
    }
    return refuse("a string is not closed");
  }

  bool parse_bytes(BareItem& item) {
    const std::size_t end = text_.find(':', position_ + 1);
    if (end == std::string_view::npos) return refuse("a byte sequence is not closed");
    auto bytes = from_base64(text_.substr(position_ + 1, end - position_ - 1));
    if (!bytes) return refuse("a byte sequence is not padded base64");
    position_ = end + 1;
    item = ByteSequence{std::move(*bytes)};
    return true;
  }

  bool parse_boolean(BareItem& item) {
    ++position_;
    if (peek() != '0' && peek() != '1') return refuse("a boolean is ?0 or ?1");
    item = peek() == '1';
    ++position_;
    return true;
  }

  bool parse_integer(BareItem& item) {
    constexpr int kMaxDigits = 15;
    const bool negative = take('-');
    std::int64_t value = 0;
    int digits = 0;
    for (; !at_end() && is_digit(peek()); ++position_) {
      if (++digits > kMaxDigits) return refuse("an integer has over 15 digits");
      value = value * 10 + (peek() - '0');
    }
    if (digits == 0) return refuse("a digit was expected");
    if (peek() == '.') return refuse("decimals are not used in these fields");
    item = negative ? -value : value;
    return true;
  }

  bool parse_token(BareItem& item) {
    const std::size_t begin = position_;
    while (!at_end() && is_token_character(peek())) ++position_;
    item = Token{std::string(since(begin))};
    return true;
  }

  bool at_end() const { return position_ == text_.size(); }
  // A zero byte at the end: no rule above accepts one.
  char peek() const { return position_ < text_.size() ? text_[position_] : '\0'; }
  std::string_view since(std::size_t begin) const { return text_.substr(begin, position_ - begin); }
  bool take(char c) {
    if (at_end() || peek() != c) return false;
    ++position_;
    return true;
  }
  void skip_spaces() {
    while (peek() == ' ') ++position_;
  }
  void skip_optional_whitespace() {
    while (peek() == ' ' || peek() == '\t') ++position_;
  }

  bool refuse(std::string_view fault) {
    error_ = Error{ErrorCode::invalid_argument,
                   "At character " + std::to_string(position_) + " " + std::string(fault) + ".",
                   "Write the field as RFC 8941 defines it."};
    return false;
  }
  bool exceed(std::string_view fault) {
    error_ = Error{ErrorCode::limit_exceeded, std::string(fault) + ".", "Send a shorter field."};
    return false;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::optional<Error> error_;
};

}  // namespace

const BareItem* find_parameter(const Parameters& parameters, std::string_view key) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& each) { return each.key == key; });
  return found == parameters.end() ? nullptr : &found->value;
}

const Member* find_member(const Dictionary& dictionary, std::string_view key) {
  const auto found = std::find_if(dictionary.begin(), dictionary.end(),
                                  [&](const Member& each) { return each.key == key; });
  return found == dictionary.end() ? nullptr : &*found;
}

Result<Dictionary> parse_dictionary(std::string_view text) { return Parser(text).dictionary(); }

std::string quote_string(std::string_view characters) {
  std::string quoted = "\"";
  for (const char c : characters) {
    CHECK(is_printable(c));
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

std::string quote_bytes(std::string_view bytes) { return ":" + to_base64(bytes) + ":"; }

}  // namespace tollgate::http
