#include "plugins/card/codec.h"
#include "plugins/card/content.h"

namespace tollgate::card {
namespace {

constexpr std::size_t kTypeSize = 4;
constexpr std::size_t kBitmapSize = 8;

// Takes bytes from the front, and never more than there are.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string_view> take(std::size_t size) {
    if (size > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool has_bit(std::string_view bitmap, int number) {
  const auto index = static_cast<std::size_t>(number - 1);
  return (static_cast<unsigned char>(bitmap[index / 8]) & (0x80u >> (index % 8))) != 0;
}

// Both bitmaps, or the first alone.
std::optional<std::string> read_bitmap(Reader& reader) {
  const auto first = reader.take(kBitmapSize);
  if (!first) return std::nullopt;
  if (!has_bit(*first, 1)) return std::string(*first);
  const auto second = reader.take(kBitmapSize);
  if (!second) return std::nullopt;
  return std::string(*first) + std::string(*second);
}

std::optional<std::size_t> read_size(const Element& element, Reader& reader) {
  if (element.prefix == SizePrefix::none) return element.size;
  const auto digits = reader.take(static_cast<std::size_t>(element.prefix));
  if (!digits || !content_is(Content::digits, *digits)) return std::nullopt;
  std::size_t size = 0;
  for (const char digit : *digits) size = size * 10 + static_cast<std::size_t>(digit - '0');
  if (size == 0 || size > element.size) return std::nullopt;
  return size;
}

std::optional<std::string_view> read_element(const Element& element, Reader& reader) {
  const auto size = read_size(element, reader);
  if (!size) return std::nullopt;
  const auto value = reader.take(*size);
  if (!value || !content_is(element.content, *value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Message> decode(const Dialect& dialect, std::string_view bytes,
                              std::string& problem) {
  Reader reader(bytes);
  const auto type = reader.take(kTypeSize);
  if (!type || !content_is(Content::digits, *type)) {
    problem = "The message type is not four digits.";
    return std::nullopt;
  }
  const auto bitmap = read_bitmap(reader);
  if (!bitmap) {
    problem = "The bitmap is cut short.";
    return std::nullopt;
  }
  Message message{std::string(*type)};
  const int last = static_cast<int>(bitmap->size()) * 8;
  for (int number = 2; number <= last; ++number) {
    if (!has_bit(*bitmap, number)) continue;
    const Element* element = dialect.find(number);
    const auto value = element == nullptr ? std::nullopt : read_element(*element, reader);
    if (!value) {
      problem = "Element " + std::to_string(number) +
                (element == nullptr ? " is not in the dialect." : " cannot be read.");
      return std::nullopt;
    }
    message.set(number, std::string(*value));
  }
  if (!reader.empty()) {
    problem = "There are bytes after the last element.";
    return std::nullopt;
  }
  return message;
}

}  // namespace tollgate::card
