// RSA2: the wallet's signature, SHA256withRSA (RFC 8017, RSASSA-PKCS1-v1_5) in base64, both ways.
// The same key and text always give the same signature. Immutable; safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace tollgate::wallet {

// A key as PEM, or as the base64 inside one: PKCS#8 or PKCS#1 of a private key,
// SubjectPublicKeyInfo of a public one. RSA of 2048 to 8192 bits. Nothing: it is not such a key.
class PrivateKey {
 public:
  static std::optional<PrivateKey> parse(std::string_view text);
  // Nothing when OpenSSL cannot (no memory).
  std::optional<std::string> sign(std::string_view text) const;
  // Whether what it signs can be verified with its own public half: a damaged key signs nonsense.
  bool works() const;

 private:
  explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

class PublicKey {
 public:
  static std::optional<PublicKey> parse(std::string_view text);
  bool verifies(std::string_view text, std::string_view signature_base64) const;

 private:
  explicit PublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace tollgate::wallet
