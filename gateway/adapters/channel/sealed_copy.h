// SealedCopy: a copy of an open file in memory that nothing can change any more, not even its
// maker: what was verified is what is loaded. Move-only; the bytes live as long as it does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/result.h"

namespace tollgate::channel {

class SealedCopy {
 public:
  // Of the `size` bytes behind `file_descriptor`. `name` is what maps and debuggers show. Errors:
  // conflict when the file has another size by then, limit_exceeded when there is no room.
  static Result<SealedCopy> make(int file_descriptor, std::uint64_t size, const std::string& name);

  SealedCopy(SealedCopy&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  SealedCopy& operator=(SealedCopy&&) = delete;
  ~SealedCopy();

  int descriptor() const { return descriptor_; }
  std::string_view bytes() const { return {data_, size_}; }

 private:
  explicit SealedCopy(int descriptor) : descriptor_(descriptor) {}
  bool copy(int from, std::uint64_t size) const;
  bool seal_and_map(std::uint64_t size);

  int descriptor_;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tollgate::channel
