// Secret: bytes that must not be printed, logged or left in memory. It has no conversion and no
// stream operator; the one way to the bytes is reveal(), so that a reviewer can grep for it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tollgate {

// Overwrites the bytes in a way the compiler may not remove.
void wipe(void* data, std::size_t size);

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.clear(); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { clear(); }

  std::string_view reveal() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  void clear();

  // Compares in time that depends on the sizes only.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  std::string bytes_;
};

bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace tollgate
