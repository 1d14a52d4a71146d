#include "gateway/adapters/channel/plugin_host.h"

#include <string_view>

#include "gateway/adapters/channel/contract.h"

namespace tollgate::channel {
namespace {

static_assert(static_cast<int>(SignAlgorithm::hmac_sha256) == TOLLGATE_SIGN_HMAC_SHA256);
static_assert(static_cast<int>(SignAlgorithm::rsa_sha256) == TOLLGATE_SIGN_RSA_SHA256);
static_assert(static_cast<int>(SignAlgorithm::ed25519) == TOLLGATE_SIGN_ED25519);

constexpr std::string_view kVersion = TOLLGATE_SDK_VERSION;

}  // namespace

const tollgate_sign PluginHost::kSign = {sizeof(tollgate_sign), 0, &algorithm_of, &make_signature};

PluginHost::PluginHost(SigningKeys keys)
    : tollgate_host{sizeof(tollgate_host),
                    TOLLGATE_ABI_VERSION,
                    {kVersion.data(), kVersion.size()},
                    &find_ability},
      keys_(std::move(keys)) {}

const void* PluginHost::find_ability(const tollgate_host*, const char* id) {
  return id != nullptr && std::string_view(id) == TOLLGATE_SIGN ? &kSign : nullptr;
}

tollgate_sign_algorithm PluginHost::algorithm_of(const tollgate_host* host, tollgate_view key) {
  return static_cast<tollgate_sign_algorithm>(of(host).keys_.algorithm_of(text_of(key)));
}

// No exception may leave it: the plugin may be written in C.
std::uint32_t PluginHost::make_signature(const tollgate_host* host, tollgate_view key,
                                         tollgate_view text, tollgate_buffer* signature) {
  try {
    const auto made = of(host).keys_.sign(text_of(key), text_of(text));
    if (!made || made->size() > signature->capacity) return 0;
    signature->size = made->copy(signature->data, signature->capacity);
    return 1;
  } catch (...) {
    return 0;
  }
}

}  // namespace tollgate::channel
