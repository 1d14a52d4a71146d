#include "plugins/card/codec.h"
#include "plugins/card/content.h"
#include "plugins/card/forms.h"

namespace tollgate::card {
namespace {

void set_bit(std::string& bitmap, int number) {
  const auto index = static_cast<std::size_t>(number - 1);
  bitmap[index / 8] =
      static_cast<char>(static_cast<unsigned char>(bitmap[index / 8]) | (0x80u >> (index % 8)));
}

std::string value_on_wire(const Dialect& dialect, Content content, std::string_view value) {
  if (content == Content::digits) return to_wire(dialect.digits, value);
  if (content == Content::binary) return to_wire(dialect.binary, value);
  return std::string(value);
}

// Appends the element with its size in front. False when the value does not fit.
bool append_element(const Dialect& dialect, const Element& element, std::string_view value,
                    std::string& bytes) {
  if (!content_is(element.content, value)) return false;
  if (element.prefix == SizePrefix::none) {
    if (value.size() != element.size) return false;
  } else {
    if (value.empty() || value.size() > element.size) return false;
    std::string size = std::to_string(value.size());
    size.insert(0, static_cast<std::size_t>(element.prefix) - size.size(), '0');
    bytes.append(to_wire(dialect.digits, size));
  }
  bytes.append(value_on_wire(dialect, element.content, value));
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
    if (element == nullptr || !append_element(dialect, *element, value, body)) {
      problem = "Element " + std::to_string(number) + " does not fit the dialect " +
                std::string(dialect.name) + ".";
      return std::nullopt;
    }
    set_bit(bitmap, number);
  }
  return to_wire(dialect.digits, message.type()) + to_wire(dialect.binary, bitmap) + body;
}

}  // namespace tollgate::card
