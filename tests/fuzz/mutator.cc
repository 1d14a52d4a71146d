#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <iterator>

namespace tollgate::fuzz {
namespace {

// Bytes that formats give a meaning to: bounds, digits, separators, ends of lines.
constexpr char kTelling[] = {'\0', '\x01', '\x7f', '\x80', '\xff', '0', '9', '-', ' ', '\n', '\r',
                             ',',  ':',    '"',    '<',    '>',    '{', '}', '&', '=', '%',  '\\'};

}  // namespace

// Changes that leave the size.
void Mutator::overwrite(std::string& input) {
  const std::size_t at = below(input.size());
  switch (below(5)) {
    case 0:
      input[at] = static_cast<char>(static_cast<unsigned char>(input[at]) ^ (1u << below(8)));
      break;
    case 1:
      input[at] = static_cast<char>(random_());
      break;
    case 2:
      input[at] = kTelling[below(std::size(kTelling))];
      break;
    case 3:  // one more or less: sizes, counts and sums
      input[at] = static_cast<char>(input[at] + (below(2) == 0 ? 1 : -1));
      break;
    default: {
      const std::size_t size = std::min(input.size() - at, 1 + below(16));
      input.replace(at, size, size, input[below(input.size())]);
    }
  }
}

// Changes that need not leave it: less, a part of the same or of another input besides or instead.
void Mutator::resize(std::string& input, const std::string& other) {
  const std::size_t at = below(input.size() + 1);
  const std::size_t size = below(std::min<std::size_t>(input.size() - at, 64) + 1);
  const std::size_t from = below(other.size() + 1);
  const std::size_t most = below(4) == 0 ? other.size() - from : 64;
  const std::string part = other.substr(from, std::min(other.size() - from, below(most + 1)));
  switch (below(5)) {
    case 0:
      input.erase(at, size);
      break;
    case 1:
      input.insert(at, 1, kTelling[below(std::size(kTelling))]);
      break;
    case 2:
      input.insert(at, input.substr(below(input.size() + 1), size));
      break;
    case 3:
      input.replace(at, size, part);
      break;
    default:
      input.replace(at, std::string::npos, other.substr(from));
  }
}

void Mutator::change(std::string& input, const std::string& other) {
  if (input.empty() || below(3) == 0)
    resize(input, other);
  else
    overwrite(input);
  if (input.size() > kInputSizeMax) input.resize(kInputSizeMax);
}

std::string Mutator::make(const std::vector<std::string>& corpus) {
  std::string input = corpus[below(corpus.size())];
  const std::size_t changes = std::size_t{1} << below(4);
  for (std::size_t i = 0; i < changes; ++i) change(input, corpus[below(corpus.size())]);
  return input;
}

}  // namespace tollgate::fuzz
