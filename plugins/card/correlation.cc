#include "plugins/card/correlation.h"

namespace tollgate::card {

std::optional<std::string> answer_type(std::string_view type) {
  if (type.size() != 4) return std::nullopt;
  // The third digit is the function: 0 request, 1 its response, 2 advice, 3 its response. The
  // fourth says who sends it, odd for a repeat; an answer does not repeat that.
  if (type[2] == '0') return std::string(type.substr(0, 2)) + "10";
  if (type[2] == '2') return std::string(type.substr(0, 2)) + "30";
  return std::nullopt;
}

std::string correlation_key(const Message& message, std::string_view answered_by) {
  std::string key(answered_by);
  for (const int number : {7, 11, 32, 41}) {
    if (!message.has(number)) return {};
    key.append("|").append(message.get(number));
  }
  return key;
}

}  // namespace tollgate::card
