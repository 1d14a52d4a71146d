#include "tests/bench/load/payments.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tests/bench/load/answer_fields.h"

namespace tollgate::bench {
namespace {

constexpr std::string_view kPaymentPrefix = "pay_";

}  // namespace

std::uint64_t Tally::errors() const {
  std::uint64_t sum = lost;
  for (const auto& [status, count] : wrong) sum += count;
  return sum;
}

std::uint64_t Tally::repeated_ids() {
  std::sort(ids.begin(), ids.end());
  std::uint64_t repeated = 0;
  for (std::size_t i = 1; i < ids.size(); ++i) repeated += ids[i] == ids[i - 1] ? 1 : 0;
  return repeated;
}

Payments::Payments(RequestWriter& writer, Random& random, std::vector<std::string> cards,
                   PaymentWindow window)
    : writer_(writer),
      cards_(std::move(cards)),
      window_(std::move(window)),
      run_(fmt::format("{:016x}", random.next())) {
  CHECK(!cards_.empty());
  tally_.latencies_us.reserve(std::size_t{1} << 20);  // pages are touched as they are used
  tally_.ids.reserve(std::size_t{1} << 20);
}

bool Payments::next(std::string& out, Instant now) {
  watch(now);
  if (now >= window_.end || sent_ == window_.payments_max) return false;
  ++sent_;
  const std::string unique = fmt::format("{}p{:015}", run_, sent_);
  // 1.00 to 500.49; the instant channel declines amounts that end in 05.
  std::uint64_t amount = 100 + amounts_() % 49'950;
  if (amount % 100 == 5) ++amount;
  body_.clear();
  fmt::format_to(std::back_inserter(body_),
                 R"({{"amount":{},"currency":"EUR","payment_method":"{}",)"
                 R"("merchant_reference":"{}"}})",
                 amount, cards_[sent_ % cards_.size()], unique);
  writer_.append_post(out, "/v1/payments", body_, unique);
  return true;
}

void Payments::answered(const Answer& answer, Instant started, Instant now) {
  watch(now);
  const std::string_view id = id_in(answer.body);
  const auto uuid = id.starts_with(kPaymentPrefix)
                        ? uuid_from_base32(id.substr(kPaymentPrefix.size()))
                        : std::nullopt;
  if (answer.status != 201 || !uuid || !has_succeeded(answer.body)) {
    if (++tally_.wrong[answer.status] == 1 && tally_.first_wrong.empty())
      tally_.first_wrong = answer.body;
    return;
  }
  tally_.ids.push_back(*uuid);
  if (now < window_.begin || now >= window_.end) return;
  const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(now - started);
  tally_.latencies_us.push_back(static_cast<std::uint32_t>(latency.count()));
}

void Payments::watch(Instant now) {
  if (now >= window_.begin && window_.on_begin) std::exchange(window_.on_begin, nullptr)();
  if (now >= window_.end && window_.on_end) std::exchange(window_.on_end, nullptr)();
}

}  // namespace tollgate::bench
