#include "tests/bench/load/card_tokens.h"

#include <fmt/format.h>

#include "tests/bench/load/answer_fields.h"

namespace tollgate::bench {
namespace {

// A card number of a range for tests, with its check digit (Luhn).
std::string card_number(std::uint64_t account) {
  std::string number = fmt::format("424242{:09}", account % 1'000'000'000);
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const int digit = number[i] - '0';
    const int doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += i % 2 == 0 ? doubled : digit;
  }
  number.push_back(static_cast<char>('0' + (10 - sum % 10) % 10));
  return number;
}

}  // namespace

CardTokens::CardTokens(RequestWriter& writer, Random& random, std::size_t count)
    : writer_(writer),
      first_card_(random.next()),
      run_(fmt::format("{:016x}", random.next())),
      count_(count) {}

bool CardTokens::next(std::string& out, Instant) {
  if (sent_ == count_ || !why_not_.empty()) return false;
  const std::string body =
      fmt::format(R"({{"card":{{"number":"{}","expiry_month":12,"expiry_year":2035}}}})",
                  card_number(first_card_ + sent_));
  ++sent_;
  writer_.append_post(out, "/v1/card_tokens", body, fmt::format("{}t{:015}", run_, sent_));
  return true;
}

void CardTokens::answered(const Answer& answer, Instant, Instant) {
  const std::string_view id = id_in(answer.body);
  if (answer.status == 201 && id.starts_with("pm_"))
    ids_.emplace_back(id);
  else
    why_not_ = fmt::format("the gateway answered {}: {}", answer.status, answer.body);
}

Result<std::vector<std::string>> CardTokens::take() {
  if (!why_not_.empty()) return Error{ErrorCode::unavailable, "No card tokens: " + why_not_ + "."};
  return std::move(ids_);
}

Result<std::vector<std::string>> make_cards(LoadOptions load, std::size_t count,
                                            RequestWriter& writer) {
  load.rate = 0;
  auto loop = LoadLoop::open(load);
  if (!loop) return std::move(loop).error();
  SystemRandom random;
  CardTokens tokens(writer, random, count);
  if (auto done = loop->run(tokens); !done) return std::move(done).error();
  return tokens.take();
}

}  // namespace tollgate::bench
