// XmlDocument: an XML document of one namespace, read as a tree of names and texts. Immutable: safe
// from any thread. XmlElement: a place in it; good as long as the document.
//
// What a bank's message needs and no more: a document type, and with it every entity but the five
// built-in ones, is refused, as are processing instructions; size, depth and number of elements are
// bounded. What stands in another namespace than the root has no name here. An attribute is a child
// whose name begins with '@'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::crossborder {

struct XmlLimits {
  std::size_t bytes_max = std::size_t{1} << 20U;
  std::size_t elements_max = 20'000;  // attributes count as elements
  std::size_t depth_max = 32;
};

class XmlDocument;

class XmlElement {
 public:
  XmlElement() = default;

  explicit operator bool() const { return document_ != nullptr; }
  std::string_view name() const;
  std::string_view text() const;  // without the white space around it
  std::size_t line() const;       // from 1

  // The one child of that name; nothing when there is none, or more than one: what stands twice
  // where it may stand once says two things.
  XmlElement child(std::string_view name) const;
  // Down several children at once: at({"Acct", "Id", "IBAN"}).
  template <class... Names>
  XmlElement at(std::string_view name, Names... more) const {
    const XmlElement found = child(name);
    if constexpr (sizeof...(more) == 0)
      return found;
    else
      return found.at(more...);
  }
  std::size_t count(std::string_view name) const;
  // In their order; of any name, attributes too.
  XmlElement first() const;
  XmlElement next() const;

 private:
  friend class XmlDocument;
  XmlElement(const XmlDocument* document, std::uint32_t index)
      : document_(document), index_(index) {}

  const XmlDocument* document_ = nullptr;
  std::uint32_t index_ = 0;
};

class XmlDocument {
 public:
  // Nothing, with a sentence in `problem` that names the line, for what is not such a document.
  static std::optional<XmlDocument> parse(std::string_view bytes, const XmlLimits& limits,
                                          std::string& problem);

  XmlElement root() const { return XmlElement(this, 0); }
  const std::string& space() const { return space_; }  // the namespace's URI
  std::size_t size() const { return nodes_.size(); }

 private:
  friend class XmlElement;
  friend class XmlBuilder;

  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  struct Node {
    std::uint32_t name_at = 0, name_size = 0;
    std::uint32_t text_at = 0, text_size = 0;
    std::uint32_t first = kNone, last = kNone, next = kNone;
    std::uint32_t line = 0;
  };

  std::string_view part(std::uint32_t at, std::uint32_t size) const {
    return std::string_view(pool_).substr(at, size);
  }

  std::string space_;
  std::string pool_;  // all names and texts
  std::vector<Node> nodes_;
};

}  // namespace tollgate::crossborder
