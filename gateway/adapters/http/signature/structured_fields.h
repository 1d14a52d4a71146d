// Structured field values (RFC 8941) as signatures need them: dictionaries of items and inner
// lists. Plain values and pure functions, safe from any thread.
//
// Stricter than the RFC where two readers could understand one text differently: a key given
// twice, a decimal, and base64 that an encoder would not have written are refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/base/result.h"

namespace tollgate::http {

// Bounds of one field; more is ErrorCode::limit_exceeded.
constexpr std::size_t kMaxFieldBytes = 16384;
constexpr std::size_t kMaxDictionaryMembers = 32;
constexpr std::size_t kMaxInnerListItems = 64;
constexpr std::size_t kMaxParameters = 16;

struct Token {
  std::string text;
  bool operator==(const Token&) const = default;
};

struct ByteSequence {
  std::string bytes;  // decoded
  bool operator==(const ByteSequence&) const = default;
};

using BareItem = std::variant<bool, std::int64_t, std::string, Token, ByteSequence>;

struct Parameter {
  std::string key;
  BareItem value;  // true when no value was written
};
using Parameters = std::vector<Parameter>;  // in order, keys unique

// The parameter's value, or nullptr.
const BareItem* find_parameter(const Parameters& parameters, std::string_view key);

// `source` is the text as received, with the parameters; it views the text that was parsed.
struct Item {
  BareItem value;
  Parameters parameters;
  std::string_view source;
};

struct InnerList {
  std::vector<Item> items;
  Parameters parameters;
};

struct Member {
  std::string key;
  std::variant<Item, InnerList> value;
  std::string_view source;  // what follows "key=", or the parameters when there is no "="
};
using Dictionary = std::vector<Member>;  // in order, keys unique

const Member* find_member(const Dictionary& dictionary, std::string_view key);

// The lines of one field must have been joined with ", ". An empty text is an empty dictionary.
// Errors: invalid_argument with the place of the fault, limit_exceeded. The text must outlive
// every `source`.
Result<Dictionary> parse_dictionary(std::string_view text);

// As they are written: "\"a\\\"b\"" and ":AQID:". The string's characters must be visible ASCII
// or space (CHECK).
std::string quote_string(std::string_view characters);
std::string quote_bytes(std::string_view bytes);

}  // namespace tollgate::http
