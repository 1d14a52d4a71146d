#include "gateway/adapters/vault/aes_gcm.h"

#include <openssl/evp.h>

#include <memory>

#include "gateway/adapters/vault/key_ring.h"
#include "gateway/base/check.h"

namespace tollgate::vault {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;  // freeing wipes the key schedule

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* writable(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

Context make_context(bool seal, const Secret& key, std::string_view nonce) {
  CHECK(key.size() == kKeyBytes);
  CHECK(nonce.size() == kGcmNonceBytes);
  Context context(EVP_CIPHER_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key.reveal()), raw(nonce),
                          seal ? 1 : 0) == 1);
  return context;
}

void add_associated(EVP_CIPHER_CTX* context, std::string_view associated) {
  int size = 0;
  CHECK(EVP_CipherUpdate(context, nullptr, &size, raw(associated),
                         static_cast<int>(associated.size())) == 1);
}

}  // namespace

std::string gcm_seal(const Secret& key, std::string_view nonce, std::string_view associated,
                     const Secret& plaintext) {
  const Context context = make_context(true, key, nonce);
  add_associated(context.get(), associated);
  std::string sealed(plaintext.size() + kGcmTagBytes, '\0');
  int size = 0;
  CHECK(EVP_CipherUpdate(context.get(), writable(sealed), &size, raw(plaintext.reveal()),
                         static_cast<int>(plaintext.size())) == 1);
  CHECK(static_cast<std::size_t>(size) == plaintext.size());  // GCM is a stream: nothing is left
  CHECK(EVP_CipherFinal_ex(context.get(), writable(sealed) + size, &size) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kGcmTagBytes,
                            writable(sealed) + plaintext.size()) == 1);
  return sealed;
}

std::optional<Secret> gcm_open(const Secret& key, std::string_view nonce,
                               std::string_view associated, std::string_view sealed) {
  if (sealed.size() < kGcmTagBytes) return std::nullopt;
  const std::string_view ciphertext = sealed.substr(0, sealed.size() - kGcmTagBytes);
  std::string tag(sealed.substr(ciphertext.size()));
  const Context context = make_context(false, key, nonce);
  add_associated(context.get(), associated);
  // On the heap even when short, so that moving it leaves no copy in the string's own buffer.
  std::string plaintext;
  plaintext.reserve(ciphertext.size() + kGcmTagBytes);
  plaintext.resize(ciphertext.size());
  int size = 0;
  CHECK(EVP_CipherUpdate(context.get(), writable(plaintext), &size, raw(ciphertext),
                         static_cast<int>(ciphertext.size())) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kGcmTagBytes, tag.data()) == 1);
  Secret opened(std::move(plaintext));  // owned before the verdict, so that a refusal wipes it
  unsigned char rest[16];
  if (EVP_CipherFinal_ex(context.get(), rest, &size) != 1) return std::nullopt;
  return opened;
}

}  // namespace tollgate::vault
