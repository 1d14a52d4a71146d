#include "gateway/adapters/channel/frame_codec.h"

#include <algorithm>

#include "gateway/base/check.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {
namespace {

constexpr std::size_t kRoomBytes = 16384;  // offered to one read

}  // namespace

bool FrameFormat::fits(std::size_t frame_bytes) const {
  const std::uint64_t largest = length_size == 2 ? 0xffffU : 0xffffffffU;
  const std::uint64_t said = frame_bytes + (length_includes_itself ? length_size : 0);
  return frame_bytes <= frame_bytes_max && said <= largest;
}

LengthPrefix length_prefix(const FrameFormat& format, std::size_t frame_bytes) {
  CHECK(format.fits(frame_bytes));
  LengthPrefix prefix;
  prefix.size = format.length_size;
  std::size_t rest = frame_bytes + (format.length_includes_itself ? format.length_size : 0);
  for (std::size_t i = prefix.size; i-- > 0; rest >>= 8U)
    prefix.bytes.at(i) = static_cast<std::uint8_t>(rest);
  return prefix;
}

FrameReader::~FrameReader() { wipe(buffer_.data(), buffer_.size()); }

std::span<char> FrameReader::room() {
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < kRoomBytes) {
    // Grown by hand: a vector that grows leaves the old bytes behind unwiped.
    std::vector<char> longer(std::max(end_ + kRoomBytes, 2 * buffer_.size()));
    std::copy(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(end_), longer.begin());
    wipe(buffer_.data(), buffer_.size());
    buffer_.swap(longer);
  }
  return std::span(buffer_).subspan(end_);
}

void FrameReader::commit(std::size_t size) {
  CHECK(size <= buffer_.size() - end_);
  end_ += size;
}

std::optional<std::string_view> FrameReader::next() {
  if (broken_ || available() < format_.length_size) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < format_.length_size; ++i)
    length = length << 8U | static_cast<std::uint8_t>(buffer_[begin_ + i]);
  if (format_.length_includes_itself) {
    broken_ = length < format_.length_size;
    length -= format_.length_size;
  }
  broken_ = broken_ || length > format_.frame_bytes_max;
  if (broken_ || available() - format_.length_size < length) return std::nullopt;
  const std::string_view frame(buffer_.data() + begin_ + format_.length_size, length);
  begin_ += format_.length_size + length;
  return frame;
}

}  // namespace tollgate::channel
