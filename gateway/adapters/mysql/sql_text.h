// SqlText: builds one statement in one buffer. Values become literals here and nowhere else, so
// that nothing reaches the server unescaped. Keep one and clear() it: the buffer stays.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/base/clock.h"
#include "gateway/base/id.h"

namespace tollgate::mysql {

class SqlText {
 public:
  SqlText() = default;
  explicit SqlText(std::string_view sql) : sql_(sql) {}  // constant SQL, as in raw()

  SqlText& clear();
  SqlText& raw(std::string_view sql);  // constant SQL, never a value
  // A list of values in brackets: a row of VALUES or the right side of IN. The commas between two
  // rows and between two values are written by themselves; raw() starts afresh.
  SqlText& open_row();
  SqlText& close_row();

  SqlText& number(std::int64_t value);
  SqlText& number(std::uint64_t value);
  template <class Small>
  requires std::is_enum_v<Small> || std::is_integral_v<Small> SqlText& number(Small value) {
    return number(static_cast<std::int64_t>(value));
  }
  SqlText& bytes(std::span<const std::uint8_t> value);  // x'…': ids and digests
  SqlText& text(std::string_view value);                // UTF-8, for a character column
  SqlText& binary(std::string_view value);              // any bytes, for a binary column
  SqlText& time(Timestamp value);
  SqlText& time_from_now(Duration distance);  // counted by the database's clock
  SqlText& null();

  SqlText& id(const Uuid& value) { return bytes(value.bytes); }
  SqlText& text_or_null(const std::optional<std::string>& value) {
    return value ? text(*value) : null();
  }
  SqlText& time_or_null(const std::optional<Timestamp>& value) {
    return value ? time(*value) : null();
  }
  template <class AnyId>
  SqlText& id(const AnyId& value) {
    return id(value.uuid());
  }
  // The right side of IN.
  template <class Ids>
  SqlText& ids(const Ids& all) {
    open_row();
    for (const auto& each : all) id(each);
    return close_row();
  }
  template <class AnyId>
  SqlText& id_or_null(const std::optional<AnyId>& value) {
    return value ? id(value->uuid()) : null();
  }

  std::string_view str() const { return sql_; }

 private:
  void separate();
  void append_escaped(std::string_view value);

  std::string sql_;
  bool after_value_ = false;
  bool after_row_ = false;
};

}  // namespace tollgate::mysql
