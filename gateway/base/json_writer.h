// JsonWriter: appends JSON text to a string, without a tree in between: it runs several times in
// every payment. Commas are its own business; matching begin and end are the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tollgate {

class JsonWriter {
 public:
  explicit JsonWriter(std::size_t reserve_bytes = 1024) { text_.reserve(reserve_bytes); }

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);
  // Text must be UTF-8; bytes that are not are written as U+FFFD.
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::uint32_t number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(bool flag);
  JsonWriter& null();
  // Text that is JSON already.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    key(name);
    return value(content);
  }
  // Null when the text is empty: an absent value reads better than "".
  JsonWriter& member_or_null(std::string_view name, std::string_view text);

  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

// The text with JSON's quotes and escapes.
void append_json_string(std::string& out, std::string_view text);
// True when all of it is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

}  // namespace tollgate
