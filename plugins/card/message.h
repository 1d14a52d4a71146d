// Message: an ISO 8583 message as a type and numbered elements; a plain value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace tollgate::card {

class Message {
 public:
  explicit Message(std::string type = {}) : type_(std::move(type)) {}

  // The message type identifier: four digits, "0100".
  const std::string& type() const { return type_; }
  const std::map<int, std::string>& elements() const { return elements_; }

  bool has(int number) const { return elements_.count(number) != 0; }
  // Empty when the message does not have the element.
  std::string_view get(int number) const {
    const auto at = elements_.find(number);
    return at == elements_.end() ? std::string_view() : std::string_view(at->second);
  }
  void set(int number, std::string value) { elements_[number] = std::move(value); }

  bool operator==(const Message&) const = default;

 private:
  std::string type_;
  std::map<int, std::string> elements_;
};

}  // namespace tollgate::card
