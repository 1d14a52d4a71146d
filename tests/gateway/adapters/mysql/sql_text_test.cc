#include "gateway/adapters/mysql/sql_text.h"

#include <gtest/gtest.h>

#include "gateway/base/digest.h"

namespace tollgate::mysql {
namespace {

TEST(SqlText, PutsTheCommasOfRowsAndValues) {
  SqlText sql("INSERT INTO t VALUES ");
  sql.open_row().number(-1).text("a").close_row();
  sql.open_row().number(std::uint64_t{18'446'744'073'709'551'615U}).null().close_row();
  sql.raw(" ON DUPLICATE KEY UPDATE a = ").number(7);
  EXPECT_EQ(sql.str(),
            "INSERT INTO t VALUES (-1,'a'),(18446744073709551615,NULL) ON DUPLICATE KEY UPDATE a = "
            "7");
  EXPECT_EQ(sql.clear().open_row().number(true).close_row().str(), "(1)");
}

TEST(SqlText, EscapesWhatEndsALiteral) {
  SqlText sql;
  sql.text("O'Neill \\ \"x\"").binary(std::string_view("\0'\xff", 3));
  EXPECT_EQ(sql.str(), "'O\\'Neill \\\\ \"x\"',_binary'\\0\\'\xff'");
  EXPECT_EQ(SqlText().text("").str(), "''");
}

TEST(SqlText, WritesBytesAsHex) {
  EXPECT_EQ(SqlText().bytes(std::array<std::uint8_t, 3>{0x00, 0xab, 0xff}).str(), "x'00abff'");
}

TEST(SqlText, WritesTimesWithMicroseconds) {
  EXPECT_EQ(SqlText().time(from_unix_micros(0)).str(), "'1970-01-01 00:00:00.000000'");
  EXPECT_EQ(SqlText().time(from_unix_micros(1'709'251'199'000'001)).str(),
            "'2024-02-29 23:59:59.000001'");
  EXPECT_EQ(SqlText().time(from_unix_micros(-1)).str(), "'1969-12-31 23:59:59.999999'");
  EXPECT_EQ(SqlText().time_or_null(std::nullopt).str(), "NULL");
}

}  // namespace
}  // namespace tollgate::mysql
