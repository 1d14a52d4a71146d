// Row: one row of a result, read column by column from left to right in the order of the SELECT.
// A value that this build cannot read is remembered, not thrown: the query that owns the row
// fails as a whole. Lives as long as the visit that it is passed to.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/clock.h"
#include "gateway/base/id.h"
#include "gateway/base/money.h"

namespace sql {
class ResultSet;
}

namespace tollgate::mysql {

class Row {
 public:
  explicit Row(sql::ResultSet& rows) : rows_(rows) {}

  bool is_null();  // of the next column; passes it only when it is null
  std::string text();
  std::int64_t integer();
  std::uint64_t natural();
  Timestamp time();
  std::optional<Timestamp> time_or_null();
  Money money();  // two columns: amount in minor units, ISO code

  template <class Number>
  Number number() {
    return static_cast<Number>(integer());
  }
  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() {
    std::array<std::uint8_t, N> out{};
    read_bytes(out.data(), N);
    return out;
  }
  template <class AnyId>
  AnyId id() {
    return AnyId(Uuid{bytes<16>()});
  }
  template <class AnyId>
  std::optional<AnyId> id_or_null() {
    if (is_null()) return std::nullopt;
    return id<AnyId>();
  }

  // A sentence about what could not be read; empty while all is well.
  const std::string& malformed() const { return malformed_; }
  void report_malformed(const std::string& what);

 private:
  void read_bytes(std::uint8_t* out, std::size_t size);

  sql::ResultSet& rows_;
  unsigned column_ = 1;
  std::string malformed_;
};

}  // namespace tollgate::mysql
