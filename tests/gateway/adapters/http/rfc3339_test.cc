#include "gateway/adapters/http/api/rfc3339.h"

#include <gtest/gtest.h>

namespace tollgate::http {
namespace {

TEST(Rfc3339, ReadsWhatWeWrite) {
  for (const std::int64_t micros : {0LL, 1'795'000'000'123'456LL, 951'782'400'000'000LL}) {
    const Timestamp time = from_unix_micros(micros);
    EXPECT_EQ(parse_rfc3339(to_rfc3339(time)), time) << to_rfc3339(time);
  }
  EXPECT_EQ(parse_rfc3339("2026-11-21T12:30:00Z"), parse_rfc3339("2026-11-21T12:30:00.0Z"));
  EXPECT_EQ(parse_rfc3339("2026-11-21T12:30:00.5Z"), parse_rfc3339("2026-11-21T12:30:00.500000Z"));
  EXPECT_EQ(*parse_rfc3339("2026-11-21T12:30:00.000001Z") - *parse_rfc3339("2026-11-21T12:30:00Z"),
            Duration(1));
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const char* text :
       {"", "Z", "2026-11-21", "2026-11-21T12:30:00", "2026-11-21T12:30:00+01:00",
        "2026-11-21 12:30:00Z", "2026-11-21t12:30:00z", "2026-02-30T12:30:00Z",
        "2026-13-01T12:30:00Z", "2026-11-21T24:00:00Z", "2026-11-21T12:60:00Z",
        "2026-11-21T12:30:61Z", "2026-11-21T12:30:00.Z", "2026-11-21T12:30:00.1234567Z",
        "2026-11-21T12:30:00,5Z", "-026-11-21T12:30:00Z", "2026-11-21T12:30:0xZ", "1795000000"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

}  // namespace
}  // namespace tollgate::http
