// XmlWriter: writes the elements of a message, indented as nobody needs it: not at all. Not
// thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tollgate::crossborder {

class XmlWriter {
 public:
  explicit XmlWriter(std::string_view space);

  XmlWriter& open(std::string_view name);
  XmlWriter& close();
  // `text` is printable UTF-8; an empty one writes nothing: such an element is left out.
  XmlWriter& leaf(std::string_view name, std::string_view text);
  XmlWriter& amount(std::string_view name, std::string_view currency, std::string_view decimal);
  // Closes what is open.
  std::string finish() &&;

 private:
  void escape(std::string_view text);

  std::string text_;
  std::vector<std::string> open_;
};

}  // namespace tollgate::crossborder
