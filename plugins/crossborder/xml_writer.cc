#include "plugins/crossborder/xml_writer.h"

namespace tollgate::crossborder {

XmlWriter::XmlWriter(std::string_view space)
    : text_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"" + std::string(space) +
            "\">"),
      open_{"Document"} {}

XmlWriter& XmlWriter::open(std::string_view name) {
  text_.append("<").append(name).append(">");
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::close() {
  text_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::leaf(std::string_view name, std::string_view text) {
  if (text.empty()) return *this;
  open(name);
  escape(text);
  return close();
}

XmlWriter& XmlWriter::amount(std::string_view name, std::string_view currency,
                             std::string_view decimal) {
  text_.append("<").append(name).append(" Ccy=\"").append(currency).append("\">");
  text_.append(decimal).append("</").append(name).append(">");
  return *this;
}

std::string XmlWriter::finish() && {
  while (!open_.empty()) close();
  return std::move(text_);
}

void XmlWriter::escape(std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        text_ += "&amp;";
        break;
      case '<':
        text_ += "&lt;";
        break;
      case '>':
        text_ += "&gt;";
        break;
      default:
        text_.push_back(c);
    }
  }
}

}  // namespace tollgate::crossborder
