// AnswerReader: finds where one HTTP/1.1 answer ends and what it says. It trusts the gateway to
// send Content-Length and no chunks, and calls anything else malformed. For one thread.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::bench {

struct Answer {
  int status = 0;
  std::string_view body;  // valid until the next call of the reader
};

class AnswerReader {
 public:
  enum class State { incomplete, complete, malformed };

  // Takes what was received. When complete, answer() holds; what follows the answer is malformed,
  // because only one request is ever in flight. The bytes must live as long as the answer is used.
  State feed(std::string_view received);
  const Answer& answer() const { return answer_; }

 private:
  State read(std::string_view bytes);

  std::string kept_;  // empty as long as every answer arrives in one piece
  bool is_done_ = false;
  Answer answer_;
};

}  // namespace tollgate::bench
