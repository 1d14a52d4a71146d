// The wallet's answers and notifications, as far as they are read before a signature is looked at.
//
// sources: plugins/wallet/envelope.cc plugins/wallet/form.cc plugins/wallet/base64.cc
// links: nlohmann_json::nlohmann_json
#include <nlohmann/json.hpp>

#include "plugins/wallet/base64.h"
#include "plugins/wallet/envelope.h"
#include "plugins/wallet/form.h"
#include "tests/fuzz/fuzz.h"

namespace tollgate::fuzz {

using namespace tollgate::wallet;

std::vector<std::string> seeds() {
  return {R"({"alipay_trade_query_response":{"code":"10000","a":["}",{"b":1}]},"sign":"Zm8="})",
          R"({ "sign" : "x\/y" , "error_response" : { "code" : "40002" } })",
          "app_id=2026&notify_id=n1&sign=Zm9v%2BA%3D%3D&sign_type=RSA2&subject=a+b"};
}

void try_once(std::string_view bytes) {
  if (const auto envelope = open_envelope("alipay.trade.query", bytes)) {
    const auto content = nlohmann::json::parse(envelope->content, nullptr, false);
    PROMISE(content.is_object(), "what is signed is one whole object");
    PROMISE(bytes.find(envelope->content) != std::string_view::npos, "it is of the input");
    const auto whole = nlohmann::json::parse(bytes, nullptr, false);
    const bool error = whole.contains("error_response");
    PROMISE(whole[error ? "error_response" : "alipay_trade_query_response"] == content,
            "it is the object that a reader of JSON sees");
  }
  if (const auto form = decode_form(bytes)) {
    PROMISE(!form->empty(), "a form has a parameter");
    PROMISE(decode_form(encode_form(*form)) == form, "it is read back as it was written");
  }
  if (const auto decoded = decode_base64(bytes))
    PROMISE(encode_base64(*decoded) == bytes, "there is one text for the same bytes");
}

}  // namespace tollgate::fuzz
