// RawClient: a TCP client for tests that sends exactly the bytes it is given and tells how the
// connection ends. Blocking, with a generous patience: a test that has to wait it out has failed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tollgate::http {

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // The field's value, "" when absent; several values are joined with ", ".
  std::string header(std::string_view name) const;
};

class RawClient {
 public:
  enum class Fate { open, closed, reset };
  static constexpr std::chrono::milliseconds kPatience{20'000};

  explicit RawClient(std::uint16_t port, const char* address = "127.0.0.1");
  ~RawClient();
  RawClient(RawClient&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  int descriptor() const { return descriptor_; }
  bool connected() const { return descriptor_ >= 0; }
  bool send(std::string_view bytes) const;
  void half_close() const;
  void abort();  // closes with a reset

  // The next answer; nothing when the connection ends or patience runs out first, or when what
  // comes is not an answer. The answer to a
  // HEAD has no body whatever its Content-Length says.
  std::optional<Answer> read_answer(bool to_head = false);
  // Whether the server closes within `patience`; bytes that come first are kept for read_answer.
  Fate fate(std::chrono::milliseconds patience = kPatience);
  const std::string& unread() const { return buffer_; }

 private:
  bool fill(std::chrono::milliseconds patience);

  int descriptor_;
  Fate fate_ = Fate::open;
  std::string buffer_;
};

// "GET /path HTTP/1.1" with Host and nothing else.
std::string get(std::string_view path);
std::string post(std::string_view path, std::string_view body);

}  // namespace tollgate::http
