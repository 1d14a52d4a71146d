#include "gateway/app/webhooks/sealed_answer.h"

#include <charconv>

#include "gateway/base/encoding.h"

namespace tollgate {
namespace {

// In JSON text only a member can look like this: a quote inside a text stands behind a backslash.
constexpr std::string_view kMember = "\"secret\":\"";
constexpr std::string_view kMark = "sealed:";

// "sealed:<endpoint>:<number>:<base64>"
std::optional<WebhookSecret> parse_placeholder(std::string_view text, MerchantId merchant) {
  if (!text.starts_with(kMark)) return std::nullopt;
  text.remove_prefix(kMark.size());
  const auto first = text.find(':');
  const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto endpoint = WebhookEndpointId::parse(text.substr(0, first));
  const auto sealed = from_base64(text.substr(second + 1));
  WebhookSecret secret;
  const char* end = text.data() + second;
  const auto [stop, error] = std::from_chars(text.data() + first + 1, end, secret.number);
  if (!endpoint || !sealed || error != std::errc() || stop != end) return std::nullopt;
  secret.endpoint_id = *endpoint;
  secret.merchant_id = merchant;
  secret.sealed = *sealed;
  return secret;
}

}  // namespace

std::string sealed_placeholder(const WebhookSecret& secret) {
  return std::string(kMark) + secret.endpoint_id.str() + ":" + std::to_string(secret.number) + ":" +
         to_base64(secret.sealed);
}

Status open_answer(StoredAnswer& answer, MerchantId merchant, const WebhookServices& webhooks) {
  const auto member = answer.body.find(kMember);
  if (member == std::string::npos) return ok_status();
  const auto begin = member + kMember.size();
  const auto end = answer.body.find('"', begin);
  const auto sealed =
      parse_placeholder(std::string_view(answer.body).substr(begin, end - begin), merchant);
  if (!sealed) return Error{ErrorCode::internal, "A stored answer has no sealed secret."};
  auto secret = webhooks.open_secret(*sealed);
  if (!secret.ok()) return secret.error();
  answer.body.replace(begin, end - begin, secret->reveal());
  return ok_status();
}

}  // namespace tollgate
