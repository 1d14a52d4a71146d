// ISO 8583 messages in every dialect. The first byte chooses the dialect; the rest is the message.
//
// sources: plugins/card/encode.cc plugins/card/decode.cc plugins/card/dialect.cc
// sources: plugins/card/content.cc plugins/card/forms.cc plugins/card/correlation.cc
#include "plugins/card/codec.h"
#include "plugins/card/correlation.h"
#include "tests/fuzz/fuzz.h"

namespace tollgate::fuzz {
namespace {

using namespace tollgate::card;

Message everything() {
  Message message("0420");
  for (const Element& element : kDialects.front().elements) {
    const std::size_t size = element.prefix == SizePrefix::none ? element.size : 5;
    const char fill = element.content == Content::binary ? '\xff' : '7';
    message.set(element.number, std::string(size, fill));
  }
  return message;
}

Message echo() {
  Message message("0810");
  message.set(7, "1121123000");
  message.set(11, "000001");
  message.set(39, "00");
  return message;
}

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> seeds;
  for (std::size_t i = 0; i < kDialects.size(); ++i) {
    for (const Message& message : {everything(), echo()}) {
      std::string problem;
      const auto bytes = encode(kDialects[i], message, problem);
      PROMISE(bytes, problem.c_str());
      seeds.push_back(static_cast<char>(i) + *bytes);
    }
  }
  return seeds;
}

void try_once(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto choice = static_cast<unsigned char>(bytes.front()) % kDialects.size();
  const Dialect& dialect = kDialects[choice];
  std::string problem;
  const auto message = decode(dialect, bytes.substr(1), problem);
  PROMISE(message.has_value() == problem.empty(), "what is refused has a reason, and no other has");
  if (!message) return;
  for (const auto& [number, value] : message->elements()) {
    const Element* element = dialect.find(number);
    PROMISE(element != nullptr, "every element is one of the dialect");
    PROMISE(!value.empty() && value.size() <= element->size, "no element is empty or too long");
  }
  const auto again = encode(dialect, *message, problem);
  PROMISE(again, "what was read can be written");
  PROMISE(decode(dialect, *again, problem) == message, "what was written is read as it was");
  // A secondary bitmap without elements is all that may be lost.
  PROMISE(again->size() <= bytes.size() - 1, "nothing is added");
  for (const Dialect& other : kDialects) {
    const auto across = encode(other, *message, problem);
    PROMISE(across && decode(other, *across, problem) == message, "each dialect can tell the same");
  }
  const std::string key = correlation_key(*message, message->type());
  PROMISE(key.size() <= 128, "a key is of the size that the host takes");
}

}  // namespace tollgate::fuzz
