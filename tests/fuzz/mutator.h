// Mutator: makes inputs from earlier ones; which, its seed alone decides. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tollgate::fuzz {

constexpr std::size_t kInputSizeMax = 8192;

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  // One of `corpus`, which is not empty, changed in one to eight places. At most kInputSizeMax
  // bytes.
  std::string make(const std::vector<std::string>& corpus);

 private:
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  void change(std::string& input, const std::string& other);
  void overwrite(std::string& input);
  void resize(std::string& input, const std::string& other);

  std::mt19937_64 random_;
};

}  // namespace tollgate::fuzz
