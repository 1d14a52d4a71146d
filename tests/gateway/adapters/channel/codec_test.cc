// The bytes between the gateway and a plugin's process: what is written is read, and any other
// bytes are refused without reading behind them.
#include "gateway/adapters/channel/isolation/codec.h"

#include <gtest/gtest.h>

#include <random>

#include "gateway/adapters/channel/isolation/declaration_codec.h"
#include "gateway/adapters/channel/isolation/request_codec.h"
#include "gateway/adapters/channel/isolation/step_codec.h"

namespace tollgate::channel {
namespace {

tollgate_view view(std::string_view text) { return {text.data(), text.size()}; }
std::string_view text(tollgate_view view) { return {view.data, view.size}; }

std::string outcome_bytes() {
  tollgate_money half{50, "EUR", 978, 2};
  const std::vector<tollgate_pair> data = {{view("a"), view("1")}, {view("b"), view("")}};
  tollgate_outcome outcome{};
  outcome.size = sizeof outcome;
  outcome.kind = TOLLGATE_OUTCOME_APPROVED;
  outcome.channel_reference = view("ref");
  outcome.approved_amount = &half;
  outcome.data = data.data();
  outcome.data_count = data.size();
  tollgate_step step{sizeof step, TOLLGATE_STEP_DONE, nullptr, &outcome};
  Writer writer;
  StepRoom room;
  code(writer, step, room);
  EXPECT_FALSE(writer.broken());
  return writer.take();
}

TEST(Codec, ReadsWhatIsWritten) {
  const std::string bytes = outcome_bytes();
  Reader reader(bytes);
  tollgate_step step{};
  StepRoom room;
  code(reader, step, room);
  ASSERT_TRUE(reader.whole());
  ASSERT_NE(step.outcome, nullptr);
  EXPECT_EQ(step.message, nullptr);
  EXPECT_EQ(text(step.outcome->channel_reference), "ref");
  EXPECT_EQ(step.outcome->approved_amount->minor, 50);
  ASSERT_EQ(step.outcome->data_count, 2U);
  EXPECT_EQ(text(step.outcome->data[1].key), "b");
}

TEST(Codec, CarriesWhoIsOnTheOtherSideAndWhatFor) {
  tollgate_party payee{};
  payee.size = sizeof payee;
  payee.name = view("Ada");
  payee.iban = view("GB29NWBK60161331926819");
  payee.account = view("123");
  payee.bic = view("NWBKGB2L");
  payee.country = view("GB");
  tollgate_request request{};
  request.size = sizeof request;
  request.kind = TOLLGATE_OPERATION_PAYOUT;
  request.counterparty = &payee;
  request.purpose = view("SUPP");
  Writer writer;
  RequestRoom written;
  code(writer, request, written);
  ASSERT_FALSE(writer.broken());
  const std::string bytes = writer.take();
  Reader reader(bytes);
  tollgate_request read{};
  RequestRoom room;
  code(reader, read, room);
  ASSERT_TRUE(reader.whole());
  ASSERT_NE(read.counterparty, nullptr);
  EXPECT_EQ(text(read.counterparty->name), "Ada");
  EXPECT_EQ(text(read.counterparty->iban), "GB29NWBK60161331926819");
  EXPECT_EQ(text(read.counterparty->account), "123");
  EXPECT_EQ(text(read.counterparty->bic), "NWBKGB2L");
  EXPECT_EQ(text(read.counterparty->country), "GB");
  EXPECT_EQ(text(read.purpose), "SUPP");
}

TEST(Codec, RefusesEveryCutAndEveryByteTooMany) {
  const std::string bytes = outcome_bytes() + "x";
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    Reader reader(cut);
    tollgate_step step{};
    StepRoom room;
    code(reader, step, room);
    EXPECT_EQ(reader.whole(), size == bytes.size() - 1) << size;
  }
}

template <class Struct, class Room>
void read_as(const std::string& bytes) {
  Reader reader(bytes);
  Struct value{};
  Room room;
  code(reader, value, room);
}

// With the sanitizers of the debug build this is a test of bounds.
TEST(Codec, SurvivesAnyBytes) {
  std::mt19937 random(7);
  const std::string honest = outcome_bytes();
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = honest;
    for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    bytes.resize(random() % (bytes.size() + 1));
    read_as<tollgate_step, StepRoom>(bytes);
    read_as<tollgate_request, RequestRoom>(bytes);
    read_as<tollgate_reading, ReadingRoom>(bytes);
    read_as<tollgate_descriptor, DescriptorRoom>(bytes);
    read_as<Abilities, AbilitiesRoom>(bytes);
  }
}

TEST(Codec, RefusesToWriteWhatIsOutOfBounds) {
  const auto is_broken = [](tollgate_view view) {
    Writer writer;
    writer.view(view);
    return writer.broken();
  };
  EXPECT_FALSE(is_broken({nullptr, 0}));
  EXPECT_TRUE(is_broken({nullptr, 1}));
  EXPECT_TRUE(is_broken({"x", kViewBytesMax + 1}));
  Writer writer;
  std::size_t count = kListEntriesMax + 1;
  writer.count(count, "x");
  EXPECT_TRUE(writer.broken());
}

TEST(Codec, ReadsNoMoreOfAStructThanItsSizeCovers) {
  tollgate_outcome newer{};
  newer.size = TOLLGATE_OUTCOME_SIZE_V1;
  newer.next_action = reinterpret_cast<const tollgate_next_action*>(0x10);
  const tollgate_outcome copy = sized_copy(&newer);
  EXPECT_EQ(copy.next_action, nullptr);
  newer.size = sizeof newer + 64;
  EXPECT_EQ(sized_copy(&newer).size, sizeof newer);
}

}  // namespace
}  // namespace tollgate::channel
