// Frames on a byte stream: a big-endian length of two or four bytes, then that many bytes.
// FrameReader turns whatever pieces arrive into whole frames. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tollgate::channel {

struct FrameFormat {
  std::size_t length_size = 2;  // bytes of the prefix: 2 or 4
  bool length_includes_itself = false;
  std::size_t frame_bytes_max = 65535;  // of a frame without its prefix, either way

  // Whether the prefix can say the length and the bound allows it.
  bool fits(std::size_t frame_bytes) const;
};

struct LengthPrefix {
  std::array<std::uint8_t, 4> bytes{};
  std::size_t size = 0;
};

// Needs format.fits(frame_bytes).
LengthPrefix length_prefix(const FrameFormat& format, std::size_t frame_bytes);

class FrameReader {
 public:
  explicit FrameReader(const FrameFormat& format) : format_(format) {}
  ~FrameReader();  // wipes: frames hold card numbers
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;

  // Where the next bytes of the stream go; never empty. Ends the views given by next().
  std::span<char> room();
  void commit(std::size_t size);  // that many bytes of room() were filled

  // The next whole frame; nothing when more bytes are needed or the stream is broken. The view
  // ends at the next call of room().
  std::optional<std::string_view> next();

  // A length out of bounds: nothing that follows can be trusted; close the connection.
  bool broken() const { return broken_; }

 private:
  std::size_t available() const { return end_ - begin_; }

  const FrameFormat format_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what has not been given out
  std::size_t end_ = 0;    // of what has been filled
  bool broken_ = false;
};

}  // namespace tollgate::channel
