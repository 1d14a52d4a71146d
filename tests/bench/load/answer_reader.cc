#include "tests/bench/load/answer_reader.h"

#include <charconv>
#include <optional>

namespace tollgate::bench {
namespace {

constexpr std::string_view kStatusLine = "HTTP/1.1 ";
constexpr std::string_view kLength = "\r\nContent-Length: ";
constexpr std::size_t kAnswerBytesMax = 1 << 20;

std::optional<std::size_t> number_at(std::string_view bytes, std::size_t position) {
  std::size_t number = 0;
  const char* const begin = bytes.data() + position;
  const auto [end, failure] = std::from_chars(begin, bytes.data() + bytes.size(), number);
  if (failure != std::errc() || end == begin) return std::nullopt;
  return number;
}

}  // namespace

AnswerReader::State AnswerReader::feed(std::string_view received) {
  if (is_done_) {
    kept_.clear();
    is_done_ = false;
  }
  if (!kept_.empty()) {
    kept_.append(received);
    received = kept_;
  }
  const State state = read(received);
  is_done_ = state == State::complete;
  if (state == State::incomplete && kept_.empty()) kept_.assign(received);
  return state;
}

AnswerReader::State AnswerReader::read(std::string_view bytes) {
  if (bytes.size() > kAnswerBytesMax) return State::malformed;
  const std::size_t head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return State::incomplete;
  const std::string_view head = bytes.substr(0, head_end + 2);
  const std::size_t length_at = head.find(kLength);
  if (!head.starts_with(kStatusLine) || length_at == std::string_view::npos)
    return State::malformed;
  const auto status = number_at(head, kStatusLine.size());
  const auto length = number_at(head, length_at + kLength.size());
  if (!status || !length || *length > kAnswerBytesMax) return State::malformed;
  const std::string_view body = bytes.substr(head_end + 4);
  if (body.size() < *length) return State::incomplete;
  if (body.size() > *length) return State::malformed;
  answer_ = Answer{static_cast<int>(*status), body};
  return State::complete;
}

}  // namespace tollgate::bench
