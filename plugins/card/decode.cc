#include <utility>

#include "plugins/card/codec.h"
#include "plugins/card/content.h"
#include "plugins/card/forms.h"

namespace tollgate::card {
namespace {

constexpr std::size_t kTypeSize = 4;
constexpr std::size_t kBitmapSize = 8;

// Takes from the front, and never more than there is.
class Reader {
 public:
  Reader(const Dialect& dialect, std::string_view bytes) : dialect_(dialect), rest_(bytes) {}

  std::optional<std::string> digits(std::size_t count) {
    const auto taken = take(wire_size(dialect_.digits, count));
    return taken ? from_wire(dialect_.digits, *taken, count) : std::nullopt;
  }
  std::optional<std::string> binary(std::size_t count) {
    const auto taken = take(wire_size(dialect_.binary, count));
    return taken ? from_wire(dialect_.binary, *taken) : std::nullopt;
  }
  std::optional<std::string> characters(std::size_t count) {
    const auto taken = take(count);
    return taken ? std::optional(std::string(*taken)) : std::nullopt;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::optional<std::string_view> take(std::size_t size) {
    if (size > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  const Dialect& dialect_;
  std::string_view rest_;
};

bool has_bit(std::string_view bitmap, int number) {
  const auto index = static_cast<std::size_t>(number - 1);
  return (static_cast<unsigned char>(bitmap[index / 8]) & (0x80u >> (index % 8))) != 0;
}

// Both bitmaps, or the first alone.
std::optional<std::string> read_bitmap(Reader& reader) {
  auto first = reader.binary(kBitmapSize);
  if (!first || !has_bit(*first, 1)) return first;
  const auto second = reader.binary(kBitmapSize);
  if (!second) return std::nullopt;
  return *first + *second;
}

std::optional<std::size_t> read_size(const Element& element, Reader& reader) {
  if (element.prefix == SizePrefix::none) return element.size;
  const auto digits = reader.digits(static_cast<std::size_t>(element.prefix));
  if (!digits) return std::nullopt;
  std::size_t size = 0;
  for (const char digit : *digits) size = size * 10 + static_cast<std::size_t>(digit - '0');
  if (size == 0 || size > element.size) return std::nullopt;
  return size;
}

std::optional<std::string> read_element(const Element& element, Reader& reader) {
  const auto size = read_size(element, reader);
  if (!size) return std::nullopt;
  if (element.content == Content::digits) return reader.digits(*size);
  if (element.content == Content::binary) return reader.binary(*size);
  auto value = reader.characters(*size);
  if (!value || !content_is(element.content, *value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Message> decode(const Dialect& dialect, std::string_view bytes,
                              std::string& problem) {
  Reader reader(dialect, bytes);
  const auto type = reader.digits(kTypeSize);
  if (!type) {
    problem = "The message type is not four digits.";
    return std::nullopt;
  }
  const auto bitmap = read_bitmap(reader);
  if (!bitmap) {
    problem = "The bitmap cannot be read.";
    return std::nullopt;
  }
  Message message(*type);
  const int last = static_cast<int>(bitmap->size()) * 8;
  for (int number = 2; number <= last; ++number) {
    if (!has_bit(*bitmap, number)) continue;
    const Element* element = dialect.find(number);
    auto value = element == nullptr ? std::nullopt : read_element(*element, reader);
    if (!value) {
      problem = "Element " + std::to_string(number) +
                (element == nullptr ? " is not in the dialect." : " cannot be read.");
      return std::nullopt;
    }
    message.set(number, std::move(*value));
  }
  if (!reader.empty()) {
    problem = "There are bytes after the last element.";
    return std::nullopt;
  }
  return message;
}

}  // namespace tollgate::card
