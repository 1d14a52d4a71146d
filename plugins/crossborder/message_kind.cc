#include "plugins/crossborder/message_kind.h"

#include <algorithm>
#include <charconv>

namespace tollgate::crossborder {
namespace {

bool is_version_of(std::string_view space, std::string_view message) {
  constexpr std::string_view kSpace = "urn:iso:std:iso:20022:tech:xsd:";
  if (!space.starts_with(kSpace)) return false;
  space.remove_prefix(kSpace.size());
  return space.starts_with(message) && space.size() == message.size() + 2;
}

}  // namespace

MessageKind kind_of(const XmlDocument& document) {
  if (document.root().name() != "Document") return MessageKind::unknown;
  const std::string& space = document.space();
  if (is_version_of(space, "pain.002.001.")) return MessageKind::status_report;
  if (is_version_of(space, "camt.054.001.")) return MessageKind::advice;
  if (is_version_of(space, "camt.053.001.")) return MessageKind::statement;
  return MessageKind::unknown;
}

std::optional<Amount> read_amount(const XmlElement& element) {
  const auto currency = element.child("@Ccy").text();
  const bool is_code =
      currency.size() == 3 &&
      std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_code) return std::nullopt;
  const auto minor = minor_of(element.text(), exponent_of(currency));
  if (!minor) return std::nullopt;
  return Amount{*minor, std::string(currency)};
}

XmlElement first_child(const XmlElement& parent, std::string_view name) {
  for (XmlElement each = parent.first(); each; each = each.next())
    if (each.name() == name) return each;
  return {};
}

std::string problem_at(const XmlElement& element, const std::string& what) {
  return "The message, line " + std::to_string(element.line()) + ": " + what + ".";
}

std::size_t line_of(std::string_view problem) {
  constexpr std::string_view kBefore = "The message, line ";
  std::size_t line = 1;
  if (problem.starts_with(kBefore)) {
    problem.remove_prefix(kBefore.size());
    std::from_chars(problem.data(), problem.data() + problem.size(), line);
  }
  return line;
}

}  // namespace tollgate::crossborder
