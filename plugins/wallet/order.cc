#include "plugins/wallet/order.h"

#include <algorithm>
#include <charconv>

#include "plugins/wallet/amount.h"
#include "plugins/wallet/wallet_time.h"
#include "tollgate/outcome.h"

namespace tollgate::wallet {
namespace {

using Json = nlohmann::json;
using sdk::NextAction;
using sdk::Outcome;

constexpr std::string_view kPayerCode = "wallet_auth_code";  // keys of a payment's metadata
constexpr std::string_view kPresentation = "wallet_presentation";
constexpr std::string_view kReturnUrl = "wallet_return_url";
constexpr std::string_view kFlow = "flow";  // keys of an outcome's data
constexpr std::string_view kExpiresAt = "expires_at_unix_us";
constexpr std::string_view kShown = "shown_";

constexpr std::size_t kPayerCodeMin = 16;
constexpr std::size_t kPayerCodeMax = 64;
// How much longer than the gateway the wallet waits for a payer to confirm: the gateway ends it,
// and knows that it did.
constexpr std::int64_t kGraceUs = 60 * kMicrosPerSecond;
constexpr std::size_t kSubjectMax = 96;  // bytes: a page's address holds it, percent-encoded

std::string_view word_of(Flow flow) {
  switch (flow) {
    case Flow::redirect:
      return "redirect";
    case Flow::payer_code:
      return "payer_code";
    default:
      return "qr_code";
  }
}

// At most `size_max` bytes, cut between characters, without the characters the wallet forbids.
std::string subject_of(const sdk::Request& request) {
  std::string_view text = request.description;
  if (text.empty()) text = request.merchant_reference;
  if (text.size() > kSubjectMax) {
    std::size_t end = kSubjectMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  std::string subject(text);
  for (char& c : subject)
    if (static_cast<unsigned char>(c) < ' ' || c == '/' || c == '=' || c == '&') c = ' ';
  const bool blank = subject.find_first_not_of(' ') == std::string::npos;
  return blank ? "Payment" : subject;
}

NextAction action_of(Flow flow, const std::string& shown) {
  if (flow == Flow::redirect) return NextAction::redirect(shown);
  if (flow == Flow::qr_code) return NextAction::show_qr_code(shown);
  return NextAction::await_notification();
}

}  // namespace

std::string_view payer_code_of(const sdk::Request& request) {
  return sdk::find_value(request.metadata, kPayerCode).value_or(std::string_view());
}

std::optional<Flow> flow_of(const Settings& settings, const sdk::Request& request) {
  if (const auto code = sdk::find_value(request.metadata, kPayerCode)) {
    const bool digits =
        std::all_of(code->begin(), code->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || code->size() < kPayerCodeMin || code->size() > kPayerCodeMax)
      return std::nullopt;
    return Flow::payer_code;
  }
  if (const auto asked = sdk::find_value(request.metadata, kPresentation)) {
    if (*asked == word_of(Flow::qr_code)) return Flow::qr_code;
    if (*asked == word_of(Flow::redirect)) return Flow::redirect;
    return std::nullopt;
  }
  return settings.presentation == Presentation::redirect ? Flow::redirect : Flow::qr_code;
}

std::string return_url_of(const Settings& settings, const sdk::Request& request) {
  const auto asked = sdk::find_value(request.metadata, kReturnUrl);
  return asked ? std::string(*asked) : settings.return_url;
}

std::int64_t expires_at_unix_us(const Settings& settings, Flow flow, std::int64_t begun_unix_us) {
  const std::int64_t seconds =
      flow == Flow::payer_code ? settings.payer_code_wait_s : settings.valid_minutes * 60;
  return begun_unix_us + seconds * kMicrosPerSecond;
}

Json order_content(const Settings& settings, Flow flow, const sdk::Request& request) {
  const std::int64_t closes_at = expires_at_unix_us(settings, flow, request.time_unix_us) +
                                 (flow == Flow::payer_code ? kGraceUs : 0);
  Json content = {{"out_trade_no", std::string(request.operation_id)},
                  {"total_amount", decimal_of(request.amount.minor, request.amount.exponent)},
                  {"subject", subject_of(request)},
                  {"time_expire", wallet_time(closes_at)}};
  if (flow == Flow::payer_code) {
    content["scene"] = "bar_code";
    content["auth_code"] = std::string(payer_code_of(request));
  }
  if (flow == Flow::redirect) content["product_code"] = "FAST_INSTANT_TRADE_PAY";
  return content;
}

std::optional<std::string> code_to_show(const Settings& settings, const sdk::Request& request,
                                        const std::string& wallet_text) {
  if (!settings.qr) return wallet_text.empty() ? std::nullopt : std::optional(wallet_text);
  QrOrder order;
  order.text = wallet_text;
  order.amount = decimal_of(request.amount.minor, request.amount.exponent);
  order.currency = request.amount.numeric;
  order.reference = std::string(request.operation_id);
  return merchant_qr(*settings.qr, order);
}

Outcome waiting(Flow flow, const std::string& shown, std::int64_t expires_at_unix_us) {
  Outcome outcome = Outcome::pending({});
  outcome.next_action = action_of(flow, shown);
  outcome.next_action->expires_at_unix_us = expires_at_unix_us;
  outcome.data.emplace_back(kFlow, word_of(flow));
  outcome.data.emplace_back(kExpiresAt, std::to_string(expires_at_unix_us));
  // A value of the data holds less than an address may be long.
  for (std::size_t at = 0; at < shown.size(); at += TOLLGATE_DATA_VALUE_MAX)
    outcome.data.emplace_back(std::string(kShown) + std::to_string(at / TOLLGATE_DATA_VALUE_MAX),
                              shown.substr(at, TOLLGATE_DATA_VALUE_MAX));
  return outcome;
}

std::optional<Outcome> still_waiting(const sdk::Original& original) {
  if (original.outcome_kind != TOLLGATE_OUTCOME_PENDING) return std::nullopt;
  const auto word = original.find(kFlow);
  const auto expires = original.find(kExpiresAt);
  if (!word || !expires) return std::nullopt;
  std::int64_t expires_at = 0;
  const auto read = std::from_chars(expires->data(), expires->data() + expires->size(), expires_at);
  if (read.ec != std::errc() || expires_at < 0) return std::nullopt;
  std::string shown;
  for (std::size_t part = 0; part < TOLLGATE_DATA_MAX; ++part) {
    const auto more = original.find(std::string(kShown) + std::to_string(part));
    if (!more) break;
    shown += *more;
  }
  for (const Flow flow : {Flow::qr_code, Flow::redirect, Flow::payer_code}) {
    if (*word != word_of(flow)) continue;
    if (shown.empty() != (flow == Flow::payer_code)) return std::nullopt;
    Outcome outcome = waiting(flow, shown, expires_at);
    outcome.channel_reference = std::string(original.channel_reference);
    return outcome;
  }
  return std::nullopt;
}

}  // namespace tollgate::wallet
