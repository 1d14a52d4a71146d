#include "plugins/card/codec.h"
#include "plugins/card/content.h"

namespace tollgate::card {
namespace {

void set_bit(std::string& bitmap, int number) {
  const auto index = static_cast<std::size_t>(number - 1);
  bitmap[index / 8] =
      static_cast<char>(static_cast<unsigned char>(bitmap[index / 8]) | (0x80u >> (index % 8)));
}

// Appends the element with its size in front. False when the value does not fit.
bool append_element(const Element& element, std::string_view value, std::string& bytes) {
  if (!content_is(element.content, value)) return false;
  if (element.prefix == SizePrefix::none) {
    if (value.size() != element.size) return false;
  } else {
    if (value.empty() || value.size() > element.size) return false;
    const std::string size = std::to_string(value.size());
    bytes.append(static_cast<std::size_t>(element.prefix) - size.size(), '0').append(size);
  }
  bytes.append(value);
  return true;
}

}  // namespace

std::optional<std::string> encode(const Dialect& dialect, const Message& message,
                                  std::string& problem) {
  if (message.type().size() != 4 || !content_is(Content::digits, message.type())) {
    problem = "The message type is not four digits.";
    return std::nullopt;
  }
  const bool secondary = !message.elements().empty() && message.elements().rbegin()->first > 64;
  std::string bitmap(secondary ? 16 : 8, '\0');
  if (secondary) set_bit(bitmap, 1);
  std::string body;
  for (const auto& [number, value] : message.elements()) {
    const Element* element = dialect.find(number);
    if (element == nullptr || !append_element(*element, value, body)) {
      problem =
          "Element " + std::to_string(number) + " does not fit " + std::string(dialect.name) + ".";
      return std::nullopt;
    }
    set_bit(bitmap, number);
  }
  return message.type() + bitmap + body;
}

}  // namespace tollgate::card
