#include "gateway/adapters/channel/url_origin.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace tollgate::channel {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { curl_free(text); }
};

std::optional<std::string> part(CURLU* url, CURLUPart which) {
  char* raw = nullptr;
  if (curl_url_get(url, which, &raw, CURLU_DEFAULT_PORT) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, FreeText> text(raw);
  return std::string(text.get());
}

}  // namespace

std::optional<std::string> origin_of(const std::string& url) {
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  if (parsed == nullptr ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    return std::nullopt;
  const auto scheme = part(parsed.get(), CURLUPART_SCHEME);
  auto host = part(parsed.get(), CURLUPART_HOST);
  const auto port = part(parsed.get(), CURLUPART_PORT);
  if (!scheme || !host || !port || (*scheme != "http" && *scheme != "https")) return std::nullopt;
  std::transform(host->begin(), host->end(), host->begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return *scheme + "://" + *host + ":" + *port;
}

}  // namespace tollgate::channel
