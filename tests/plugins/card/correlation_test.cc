#include "plugins/card/correlation.h"

#include <gtest/gtest.h>

#include "tests/plugins/card/settings_json.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::card {
namespace {

TEST(Correlation, EachTypeHasItsAnswer) {
  const std::pair<const char*, const char*> types[] = {
      {"0100", "0110"}, {"0200", "0210"}, {"0220", "0230"}, {"0221", "0230"}, {"0400", "0410"},
      {"0401", "0410"}, {"0420", "0430"}, {"0421", "0430"}, {"0800", "0810"}};
  for (const auto& [type, answer] : types) EXPECT_EQ(answer_type(type), answer);
  for (const char* type : {"0110", "0430", "", "01", "01000"}) EXPECT_FALSE(answer_type(type));
}

TEST(Correlation, KeyIsTypeAndFourElements) {
  Message message("0110");
  message.set(7, "1121123000");
  message.set(11, "000001");
  message.set(32, "123456");
  EXPECT_EQ(correlation_key(message, "0110"), "");
  message.set(41, "TERM0001");
  EXPECT_EQ(correlation_key(message, "0110"), "0110|1121123000|000001|123456|TERM0001");
}

TEST(Correlation, TheBuiltChannelTellsRepliesFromTheRest) {
  const test::LoadedChannel card("card", test::card_settings({"127.0.0.1:1"}));
  test::TestRequest request;
  request.kind = TOLLGATE_OPERATION_ECHO;
  const std::string question = test::first_frame(card, request);
  std::string key;
  EXPECT_EQ(card.correlate(question, key),
            TOLLGATE_FRAME_UNSOLICITED);  // their echo, not an answer
  EXPECT_EQ(card.correlate("0810" + question.substr(4), key), TOLLGATE_FRAME_REPLY);
  EXPECT_EQ(key, "0810|1121123000|000001|123456|TERM0001");
  for (const std::string frame : {"", "garbage", "0810", "0810\0\0\0\0\0\0\0\0"}) {
    EXPECT_EQ(card.correlate(frame, key), TOLLGATE_FRAME_UNREADABLE);
  }
  const std::string nothing_in_it = "0810" + std::string(8, '\0');
  EXPECT_EQ(card.correlate(nothing_in_it, key), TOLLGATE_FRAME_UNREADABLE);
}

}  // namespace
}  // namespace tollgate::card
