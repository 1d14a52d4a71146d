#include "plugins/wallet/api.h"

#include "plugins/wallet/envelope.h"
#include "plugins/wallet/form.h"
#include "plugins/wallet/wallet_time.h"

namespace tollgate::wallet {
namespace {

using Json = nlohmann::json;

constexpr std::int32_t kHttpOk = 200;

// The calls whose result the wallet tells by itself later.
bool is_told_later(std::string_view method) {
  return method == method::kPay || method == method::kPrecreate || method == method::kPage;
}

}  // namespace

std::string Answer::text(const char* name) const {
  const auto at = content.find(name);
  return at != content.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<std::string> Api::signed_form(std::string_view method, const Json& content,
                                            const std::string& return_url,
                                            std::int64_t time_unix_us) const {
  Parameters parameters = {
      {"app_id", settings_.app_id},
      {"biz_content", content.dump(-1, ' ', false, Json::error_handler_t::replace)},
      {"charset", "utf-8"},
      {"format", "JSON"},
      {"method", std::string(method)},
      {"sign_type", "RSA2"},
      {"timestamp", wallet_time(time_unix_us)},
      {"version", "1.0"}};
  if (is_told_later(method) && !settings_.notify_url.empty())
    parameters.emplace("notify_url", settings_.notify_url);
  if (!return_url.empty()) parameters.emplace("return_url", return_url);
  auto sign = settings_.private_key.sign(signed_text(parameters));
  if (!sign) return std::nullopt;
  parameters.emplace("sign", std::move(*sign));
  return encode_form(parameters);
}

std::optional<sdk::Http> Api::call(std::string_view method, const Json& content,
                                   std::int64_t time_unix_us) const {
  auto form = signed_form(method, content, {}, time_unix_us);
  if (!form) return std::nullopt;
  sdk::Http message("POST", settings_.gateway_url, std::move(*form));
  message.add_header("Content-Type", "application/x-www-form-urlencoded;charset=utf-8");
  message.timeout_ms = settings_.timeout_ms;
  return message;
}

std::optional<std::string> Api::page(const Json& content, const std::string& return_url,
                                     std::int64_t time_unix_us) const {
  auto form = signed_form(method::kPage, content, return_url, time_unix_us);
  if (!form) return std::nullopt;
  return settings_.gateway_url + "?" + *form;
}

std::optional<Answer> Api::read(std::string_view method, const sdk::Reply& reply,
                                std::string& why) const {
  const auto envelope = open_envelope(method, reply.body);
  if (reply.http_status != kHttpOk || !envelope) {
    why = "The wallet's answer cannot be understood.";
    return std::nullopt;
  }
  if (!settings_.wallet_public_key.verifies(envelope->content, envelope->sign)) {
    why = "The wallet's answer is not signed by the wallet.";
    return std::nullopt;
  }
  Answer answer;
  answer.content = Json::parse(envelope->content, nullptr, /*allow_exceptions=*/false);
  answer.code = answer.text("code");
  answer.sub_code = answer.text("sub_code");
  answer.message = answer.text("sub_msg");
  if (answer.message.empty()) answer.message = answer.text("msg");
  if (answer.code.empty()) {
    why = "The wallet's answer has no code.";
    return std::nullopt;
  }
  return answer;
}

}  // namespace tollgate::wallet
