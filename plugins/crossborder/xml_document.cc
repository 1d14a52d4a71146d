#include "plugins/crossborder/xml_document.h"

#include <expat.h>
#include <openssl/sha.h>

#include <array>
#include <cstring>
#include <memory>

namespace tollgate::crossborder {
namespace {

constexpr char kBetween = '|';  // a namespace's URI and a name; no URI has it

// Guards the parser's tables against names made to collide. Of the document itself, because the
// parser would otherwise fetch randomness, which a channel does without.
unsigned long salt_of(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  unsigned long salt = 0;
  std::memcpy(&salt, digest.data(), sizeof salt);
  return salt | 1U;  // 0 would mean: none
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

// Takes the parser's events. The first problem ends the parsing.
class XmlBuilder {
 public:
  XmlBuilder(XML_Parser parser, const XmlLimits& limits, XmlDocument& into)
      : parser_(parser), limits_(limits), into_(into) {
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, &on_start, &on_end);
    XML_SetCharacterDataHandler(parser, &on_text);
    XML_SetStartDoctypeDeclHandler(parser, &on_doctype);
    XML_SetProcessingInstructionHandler(parser, &on_instruction);
  }

  const std::string& problem() const { return problem_; }

 private:
  struct Open {
    std::uint32_t index = 0;
    std::string text;
  };

  static XmlBuilder& self(void* data) { return *static_cast<XmlBuilder*>(data); }
  static void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    self(data).start(name, attributes);
  }
  static void on_end(void* data, const XML_Char*) { self(data).end(); }
  static void on_text(void* data, const XML_Char* text, int size) {
    auto& stack = self(data).stack_;
    if (!stack.empty()) stack.back().text.append(text, static_cast<std::size_t>(size));
  }
  static void on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    self(data).stop("has a document type, which no such message has");
  }
  static void on_instruction(void* data, const XML_Char*, const XML_Char*) {
    self(data).stop("has a processing instruction, which no such message has");
  }

  void stop(const char* problem) {
    if (problem_.empty()) problem_ = problem;
    XML_StopParser(parser_, XML_FALSE);
  }

  // Its name where it is of the root's namespace; else none, so that nobody finds it.
  std::string_view local(std::string_view name) {
    const auto at = name.find(kBetween);
    const auto space = at == std::string_view::npos ? std::string_view() : name.substr(0, at);
    if (into_.nodes_.empty()) into_.space_ = space;
    if (space != into_.space_) return {};
    return at == std::string_view::npos ? name : name.substr(at + 1);
  }

  void start(std::string_view name, const XML_Char** attributes) {
    if (!problem_.empty()) return;
    if (stack_.size() >= limits_.depth_max) return stop("is nested too deeply");
    const auto index = add(local(name));
    if (!index) return;
    stack_.push_back({*index, {}});
    for (; attributes[0] != nullptr; attributes += 2) {
      const std::string_view attribute = attributes[0];
      if (attribute.find(kBetween) != std::string_view::npos) continue;  // xsi:schemaLocation
      const auto child = add("@" + std::string(attribute));
      if (!child) return;
      keep_text(*child, trimmed(attributes[1]));
    }
  }

  void end() {
    if (!problem_.empty() || stack_.empty()) return;
    keep_text(stack_.back().index, trimmed(stack_.back().text));
    stack_.pop_back();
  }

  std::optional<std::uint32_t> add(std::string_view name) {
    auto& nodes = into_.nodes_;
    if (nodes.size() >= limits_.elements_max) {
      stop("has too many elements");
      return std::nullopt;
    }
    const auto index = static_cast<std::uint32_t>(nodes.size());
    auto& node = nodes.emplace_back();
    node.name_at = static_cast<std::uint32_t>(into_.pool_.size());
    node.name_size = static_cast<std::uint32_t>(name.size());
    node.line = static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser_));
    into_.pool_ += name;
    if (stack_.empty()) return index;
    auto& parent = nodes[stack_.back().index];
    if (parent.last == XmlDocument::kNone)
      parent.first = index;
    else
      nodes[parent.last].next = index;
    parent.last = index;
    return index;
  }

  void keep_text(std::uint32_t index, std::string_view text) {
    auto& node = into_.nodes_[index];
    node.text_at = static_cast<std::uint32_t>(into_.pool_.size());
    node.text_size = static_cast<std::uint32_t>(text.size());
    into_.pool_ += text;
  }

  XML_Parser parser_;
  const XmlLimits& limits_;
  XmlDocument& into_;
  std::vector<Open> stack_;
  std::string problem_;
};

std::optional<XmlDocument> XmlDocument::parse(std::string_view bytes, const XmlLimits& limits,
                                              std::string& problem) {
  if (bytes.size() > limits.bytes_max) {
    problem = "The message has more than " + std::to_string(limits.bytes_max) + " bytes.";
    return std::nullopt;
  }
  // The parser would take it for UTF-16, whatever it is told.
  if (bytes.find('\0') != std::string_view::npos) {
    problem = "The message is not UTF-8.";
    return std::nullopt;
  }
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS("UTF-8", kBetween), &XML_ParserFree);
  if (!parser) {
    problem = "There is no memory for reading the message.";
    return std::nullopt;
  }
  XML_SetHashSalt(parser.get(), salt_of(bytes));
  XmlDocument document;
  const XmlBuilder builder(parser.get(), limits, document);
  const auto status =
      XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  if (status == XML_STATUS_OK) return document;
  std::string why = builder.problem();
  if (why.empty())
    why = std::string("is not well-formed XML: ") + XML_ErrorString(XML_GetErrorCode(parser.get()));
  problem = "The message, line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) +
            ": it " + why + ".";
  return std::nullopt;
}

std::string_view XmlElement::name() const {
  if (document_ == nullptr) return {};
  const auto& node = document_->nodes_[index_];
  return document_->part(node.name_at, node.name_size);
}

std::string_view XmlElement::text() const {
  if (document_ == nullptr) return {};
  const auto& node = document_->nodes_[index_];
  return document_->part(node.text_at, node.text_size);
}

std::size_t XmlElement::line() const {
  return document_ == nullptr ? 0 : document_->nodes_[index_].line;
}

XmlElement XmlElement::first() const {
  if (document_ == nullptr) return {};
  const auto index = document_->nodes_[index_].first;
  return index == XmlDocument::kNone ? XmlElement() : XmlElement(document_, index);
}

XmlElement XmlElement::next() const {
  if (document_ == nullptr) return {};
  const auto index = document_->nodes_[index_].next;
  return index == XmlDocument::kNone ? XmlElement() : XmlElement(document_, index);
}

XmlElement XmlElement::child(std::string_view wanted) const {
  XmlElement found;
  for (XmlElement each = first(); each; each = each.next()) {
    if (each.name() != wanted) continue;
    if (found) return {};
    found = each;
  }
  return found;
}

std::size_t XmlElement::count(std::string_view wanted) const {
  std::size_t count = 0;
  for (XmlElement each = first(); each; each = each.next()) count += each.name() == wanted ? 1 : 0;
  return count;
}

}  // namespace tollgate::crossborder
