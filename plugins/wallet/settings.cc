#include "plugins/wallet/settings.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugins/wallet/characters.h"

namespace tollgate::wallet {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kUrlMax = 512;
constexpr std::size_t kKeyMax = 16384;

bool is_url(std::string_view text) {
  const bool scheme = text.starts_with("https://") || text.starts_with("http://");
  return scheme && is_printable(text) && text.find(' ') == std::string_view::npos &&
         text.size() > text.find("://") + 3;
}

// Takes one setting after another; the first that is wrong stays as the problem.
class Reader {
 public:
  Reader(Json object, std::string& problem) : object_(std::move(object)), problem_(problem) {}

  void refuse(const char* name, const std::string& rule) {
    if (problem_.empty()) problem_ = "The setting " + std::string(name) + " must be " + rule + ".";
  }

  Json take(const char* name) {
    const auto at = object_.find(name);
    if (at == object_.end()) return {};
    Json value = std::move(*at);
    object_.erase(at);
    return value;
  }

  // Empty where it is missing and need not be there.
  std::string text(const char* name, std::size_t size_max, bool required) {
    const Json value = take(name);
    if (value.is_null() && !required) return {};
    const bool good = value.is_string() && !value.get_ref<const std::string&>().empty() &&
                      value.get_ref<const std::string&>().size() <= size_max;
    if (!good) {
      refuse(name, "a text of 1 to " + std::to_string(size_max) + " characters");
      return {};
    }
    return value.get<std::string>();
  }

  std::string printable(const char* name, std::size_t size_max, bool required) {
    std::string value = text(name, size_max, required);
    if (!is_printable(value)) refuse(name, "printable ASCII");
    return value;
  }

  std::string url(const char* name, bool required) {
    std::string value = text(name, kUrlMax, required);
    if (!value.empty() && !is_url(value)) refuse(name, "an http or https URL");
    return value;
  }

  std::int64_t number(const char* name, std::int64_t fallback, std::int64_t least,
                      std::int64_t most) {
    const Json value = take(name);
    if (value.is_null()) return fallback;
    if (value.is_number_integer() && value >= least && value <= most)
      return value.get<std::int64_t>();
    refuse(name, "a whole number of " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
  }

  // Whether it is the second of two words; the first is the default.
  bool second_word(const char* name, const char* first, const char* second) {
    const Json value = take(name);
    if (!value.is_null() && value != first && value != second)
      refuse(name, std::string(first) + " or " + second);
    return value == second;
  }

  bool finish() {
    if (problem_.empty() && !object_.empty())
      problem_ = "There is a setting that is unknown; see the settings schema for those there are.";
    return problem_.empty();
  }

 private:
  Json object_;
  std::string& problem_;
};

bool is_digits(std::string_view text, std::size_t size) {
  return text.size() == size &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void read_qr(Reader& reader, Settings& into) {
  const bool plain = reader.second_word("qr_format", "emvco", "wallet");
  QrMerchant merchant;
  merchant.scheme_id = reader.printable("qr_scheme_id", 32, !plain);
  merchant.name = reader.printable("merchant_name", 25, !plain);
  merchant.city = reader.printable("merchant_city", 15, !plain);
  merchant.country = reader.printable("merchant_country", 2, false);
  merchant.category_code = reader.printable("merchant_category_code", 4, !plain);
  if (merchant.country.empty()) merchant.country = "CN";
  if (merchant.country.size() != 2) reader.refuse("merchant_country", "two letters");
  if (!merchant.category_code.empty() && !is_digits(merchant.category_code, 4))
    reader.refuse("merchant_category_code", "four digits");
  if (!plain) into.qr = std::move(merchant);
}

}  // namespace

std::unique_ptr<const Settings> read_settings(std::string_view json, std::string& problem) {
  Json object = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    problem = "The settings are not one JSON object.";
    return nullptr;
  }
  Reader reader(std::move(object), problem);
  auto ours = PrivateKey::parse(reader.text("private_key", kKeyMax, true));
  auto wallets = PublicKey::parse(reader.text("wallet_public_key", kKeyMax, true));
  if (!ours || !ours->works())
    reader.refuse("private_key", "an RSA private key of 2048 bits or more, not encrypted");
  if (!wallets) reader.refuse("wallet_public_key", "an RSA public key of 2048 bits or more");
  if (!problem.empty()) return nullptr;

  auto settings = std::make_unique<Settings>(std::move(*ours), std::move(*wallets));
  settings->gateway_url = reader.url("gateway_url", true);
  if (settings->gateway_url.find_first_of("?#") != std::string::npos)
    reader.refuse("gateway_url", "without a query");
  settings->app_id = reader.printable("app_id", 32, true);
  settings->notify_url = reader.url("notify_url", false);
  settings->return_url = reader.url("return_url", false);
  if (reader.second_word("presentation", "qr_code", "redirect"))
    settings->presentation = Presentation::redirect;
  read_qr(reader, *settings);
  settings->valid_minutes = reader.number("valid_minutes", settings->valid_minutes, 1, 1440);
  settings->payer_code_wait_s =
      reader.number("payer_code_wait_s", settings->payer_code_wait_s, 1, 600);
  settings->timeout_ms =
      static_cast<std::uint32_t>(reader.number("timeout_ms", settings->timeout_ms, 100, 120'000));
  if (!reader.finish()) return nullptr;
  return settings;
}

}  // namespace tollgate::wallet
