// Which of the messages that a bank sends a document is. Pure functions.
#pragma once

#include <string>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/xml_document.h"

namespace tollgate::crossborder {

enum class MessageKind {
  unknown = 0,
  status_report,  // pain.002: what became of instructions
  advice,         // camt.054: what was booked, as it is booked
  statement       // camt.053: what was booked in a day, with balances
};

// By the namespace of its root. Every version counts: what the readers look at has been the same in
// all of them, and what they miss they refuse.
MessageKind kind_of(const XmlDocument& document);

// An amount with its currency, as <Amt Ccy="EUR">19.99</Amt>. Nothing: it is none.
std::optional<Amount> read_amount(const XmlElement& element);

// The first child of that name, also where there are several.
XmlElement first_child(const XmlElement& parent, std::string_view name);

// "The message, line 12: …": where in the message something is wrong.
std::string problem_at(const XmlElement& element, const std::string& what);
// The line of such a sentence; 1 of one that names none.
std::size_t line_of(std::string_view problem);

}  // namespace tollgate::crossborder
