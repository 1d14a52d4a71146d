#include "gateway/adapters/channel/frame_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tollgate::channel {
namespace {

std::string framed(const FrameFormat& format, std::string_view frame) {
  const LengthPrefix prefix = length_prefix(format, frame.size());
  return std::string(reinterpret_cast<const char*>(prefix.bytes.data()), prefix.size) +
         std::string(frame);
}

std::vector<std::string> read_in_pieces(const FrameFormat& format, std::string_view stream,
                                        std::size_t piece) {
  FrameReader reader(format);
  std::vector<std::string> frames;
  while (!stream.empty()) {
    const auto room = reader.room();
    const std::size_t size = std::min({piece, room.size(), stream.size()});
    std::copy_n(stream.data(), size, room.data());
    reader.commit(size);
    stream.remove_prefix(size);
    while (const auto frame = reader.next()) frames.emplace_back(*frame);
  }
  return frames;
}

TEST(FrameCodec, WritesTheLengthBigEndian) {
  EXPECT_EQ(framed({2, false, 65535}, std::string(258, 'x')).substr(0, 2), "\x01\x02");
  EXPECT_EQ(framed({2, true, 65535}, std::string(258, 'x')).substr(0, 2), "\x01\x04");
  EXPECT_EQ(framed({4, false, 65535}, "abc").substr(0, 4), std::string("\0\0\0\3", 4));
}

TEST(FrameCodec, KnowsWhatFits) {
  EXPECT_TRUE((FrameFormat{2, false, 65535}).fits(65535));
  EXPECT_FALSE((FrameFormat{2, true, 65535}).fits(65534));
  EXPECT_FALSE((FrameFormat{2, false, 1 << 20}).fits(65536));
  EXPECT_FALSE((FrameFormat{4, false, 100}).fits(101));
}

TEST(FrameCodec, PutsFramesTogetherFromPiecesOfAnySize) {
  for (const FrameFormat& format : {FrameFormat{2, false, 65535}, FrameFormat{2, true, 65535},
                                    FrameFormat{4, false, 65535}, FrameFormat{4, true, 65535}}) {
    const std::vector<std::string> frames = {"one", "", std::string(40000, 'b'), "x"};
    std::string stream;
    for (const auto& frame : frames) stream += framed(format, frame);
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{3}, std::size_t{1000}, stream.size()})
      EXPECT_EQ(read_in_pieces(format, stream, piece), frames);
  }
}

TEST(FrameCodec, BreaksOnALengthOutOfBounds) {
  const auto breaks = [](const FrameFormat& format, std::string_view bytes) {
    FrameReader reader(format);
    std::copy(bytes.begin(), bytes.end(), reader.room().data());
    reader.commit(bytes.size());
    return !reader.next().has_value() && reader.broken();
  };
  EXPECT_TRUE(breaks({2, false, 100}, std::string("\0\x65", 2)));
  EXPECT_FALSE(breaks({2, false, 100}, std::string("\0\x64", 2)));
  EXPECT_TRUE(breaks({4, false, 65535}, "\xff\xff\xff\xff"));
  EXPECT_TRUE(breaks({2, true, 100}, std::string("\0\1", 2)));  // shorter than its own prefix
  EXPECT_FALSE(breaks({2, true, 100}, std::string("\0\2", 1)));
}

}  // namespace
}  // namespace tollgate::channel
