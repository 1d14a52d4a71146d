// HeadScanner: finds the end of a request head in bytes that arrive in any pieces, looking at each
// byte once, and refuses what Beast's parser would let pass or wait for: bare line feeds, folded
// lines, too many or too long lines. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "gateway/adapters/http/edge/refusal.h"

namespace tollgate::http {

class HeadScanner {
 public:
  HeadScanner(std::size_t max_bytes, std::size_t max_headers)
      : max_bytes_(max_bytes), max_headers_(max_headers) {}

  // `bytes` begins with the request line and is, from call to call, the same text grown longer.
  // Gives a refusal, or nothing: then complete() says whether length() is known.
  std::optional<Refusal> scan(std::string_view bytes);

  bool complete() const { return length_ != 0; }
  std::size_t length() const { return length_; }  // of the head with its empty line
  void reset() { *this = HeadScanner(max_bytes_, max_headers_); }

 private:
  std::optional<Refusal> end_line(std::string_view line);

  std::size_t max_bytes_;
  std::size_t max_headers_;
  std::size_t line_start_ = 0;
  std::size_t position_ = 0;  // bytes before it hold no further line feed
  std::size_t lines_ = 0;
  std::size_t length_ = 0;
};

bool is_token_char(char c);
bool is_token(std::string_view text);

}  // namespace tollgate::http
