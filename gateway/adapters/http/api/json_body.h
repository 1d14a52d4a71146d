// JsonBody: the JSON object of a request, read field by field. It remembers the first thing that
// is wrong, names it with its path, and refuses every field that nobody asked for. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/problem.h"
#include "gateway/payment/payment.h"

namespace tollgate::http {

constexpr int kJsonDepthMax = 32;
constexpr std::size_t kMetadataPairsMax = 50;
constexpr std::size_t kMetadataKeyCharsMax = 40;
constexpr std::size_t kMetadataValueCharsMax = 500;

enum class Presence { required, optional };

class JsonBody {
 public:
  // A body that is not one JSON object of UTF-8 text, is nested deeper than 32, or names a member
  // twice, is a problem; so is another Content-Type than application/json (415).
  explicit JsonBody(const HttpRequest& request);
  ~JsonBody();
  JsonBody(JsonBody&&) noexcept;
  JsonBody& operator=(JsonBody&&) = delete;

  // Empty when the optional field is absent or null. At most `chars_max` bytes of text.
  std::string text(std::string_view name, Presence presence, std::size_t chars_max);
  std::optional<std::int64_t> integer(std::string_view name, Presence presence, std::int64_t least,
                                      std::int64_t most);
  // `fallback` when absent or null.
  bool boolean(std::string_view name, bool fallback);
  // One of `choices`; the first one when absent.
  std::string choice(std::string_view name, std::initializer_list<std::string_view> choices);
  Metadata metadata(std::string_view name);
  // A list of 1 to `items_max` texts, each of at most `chars_max` bytes; empty when absent.
  std::vector<std::string> texts(std::string_view name, Presence presence, std::size_t items_max,
                                 std::size_t chars_max);
  // True when the member is there and not null.
  bool has(std::string_view name) const;
  // The object below `name`; its problems are this body's problems. Call finish() on it as well.
  JsonBody object(std::string_view name, Presence presence);

  void fail(std::string_view code, std::string_view name, std::string detail);
  // Refuses unknown fields.
  void finish();
  const std::optional<Problem>& problem() const;

 private:
  struct State;
  explicit JsonBody(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace tollgate::http
