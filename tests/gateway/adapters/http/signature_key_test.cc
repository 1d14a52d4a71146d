#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "gateway/adapters/http/signature/json_web_key.h"
#include "gateway/adapters/http/signature/openssl_key.h"
#include "gateway/base/encoding.h"
#include "tests/gateway/adapters/http/signature_test_support.h"

namespace tollgate::http {
namespace {

using ::testing::HasSubstr;

constexpr Algorithm kAll[] = {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256,
                              Algorithm::rsa_pss_sha512, Algorithm::hmac_sha256};

TEST(SignatureKey, NamesGoBothWays) {
  for (const Algorithm algorithm : kAll)
    EXPECT_EQ(algorithm_from_name(algorithm_name(algorithm)), algorithm);
  for (const char* name : {"", "unknown", "ED25519", "rsa-v1_5-sha256", "none"})
    EXPECT_EQ(algorithm_from_name(name), Algorithm::unknown) << name;
}

TEST(SignatureKey, EveryChangedBitOfASignatureIsRefused) {
  for (const Algorithm algorithm : kAll) {
    SCOPED_TRACE(algorithm_name(algorithm));
    const TestCaller caller(algorithm);
    const std::string signature = caller.signing_key.sign("the base");
    ASSERT_TRUE(caller.view.key->verify("the base", signature));
    EXPECT_FALSE(caller.view.key->verify("the basf", signature));
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += 7) {
      std::string changed = signature;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_FALSE(caller.view.key->verify("the base", changed)) << bit;
    }
    for (const std::string& other : {std::string(), signature.substr(1), signature + '\0',
                                     std::string(64, '\0'), std::string(64, '\xff')})
      EXPECT_FALSE(caller.view.key->verify("the base", other)) << to_hex(other);
  }
}

TEST(SignatureKey, EcdsaSignaturesAreSixtyFourBytes) {
  const TestCaller caller(Algorithm::ecdsa_p256_sha256);
  for (int i = 0; i < 50; ++i) {
    const std::string base = std::to_string(i);
    const std::string signature = caller.signing_key.sign(base);
    EXPECT_EQ(signature.size(), 64U);
    EXPECT_TRUE(caller.view.key->verify(base, signature));
  }
}

// Signed once with a key thrown away since: its first byte is zero, as one in 256 is.
constexpr std::string_view kLeadingZeroKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAte4dl2NdKKFLGwqdxwZz\n"
    "kNccUkGMRfOZ4ev4XzELuataWj06aNku5tdM1LRkM7XwSyGVWQh8ZQT8bZhKivAQ\n"
    "vMMwS88DypIwP2fgb81nVLSvYpbS6q4dBUDu6lIN4lpWW2uVPOEByPrfOKOQdxDY\n"
    "95ZkL6CdwXc9tCxHRZspuAx2Y4u3UzqTArnvawo/I09DsKpbddGSeYizYeq2XOSz\n"
    "qRjiU1goWbJUJ/YflnkZtHT8fxbtmW0bgunrQWE91ipcfC140IAGobl2mkb9WtEo\n"
    "Eei8Tup/Ls46H8KCEIIqOtJM6jJDWF+J0LRKg+XsEL1eWCgOFDhh7h8U9cmQcq/S\n"
    "DQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view kLeadingZeroSignature =
    "AAMlECirzxtejqgBdcKcXAK1/pXXD0GAwuLeUsskGghGZgO9Aoqq8QAAnB8ktjEDDnDFdBnpxSsfMJ+N"
    "KUqu/8PAV0vT2Ehg4T6fgwyq539UmzYeQVsrrB4S6f+O9k7u+KdrbaSAGmqb6ib8l7sY9an83uaue7bA"
    "IN2cj0t+kC7de3YnYoORq4W3K/31DuxOkEgtmEBIAHofOvrqB2Cruyofwd+p9GGjrqY+xZZAqwfWyvWW"
    "TrTgr4nEdXk7aN2ViXP2eOAIjkiBJTBl0PekLtUg4LRQfxQ9MIYlMOwuuBUKrJXWkx3C/cLHDDNEQhbX"
    "4zgXIfMZqrkJN0I3QbTGLg==";

TEST(SignatureKey, AnRsaSignatureKeepsItsLeadingZeros) {
  const auto key = VerifyingKey::from_pem(Algorithm::rsa_pss_sha512, kLeadingZeroKey);
  ASSERT_TRUE(key.ok()) << key.error().message;
  const std::string signature = *from_base64(kLeadingZeroSignature);
  ASSERT_EQ(signature.front(), '\0');
  EXPECT_TRUE(key->verify("the base", signature));
  EXPECT_FALSE(key->verify("the base", signature.substr(1)));
  EXPECT_FALSE(key->verify("the base", '\0' + signature));
}

// Clients sign with the longest salt, no salt or the digest's size.
TEST(SignatureKey, PssVerifiesWithAnySaltLength) {
  const TestCaller caller(Algorithm::rsa_pss_sha512);
  const Secret pem = caller.signing_key.private_pem();
  const auto reader = reader_of(pem.reveal());
  const OpensslPointer<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(reader.get(), nullptr, nullptr, nullptr));
  ASSERT_NE(key, nullptr);
  for (const int salt : {RSA_PSS_SALTLEN_MAX, 0, 20, 64}) {
    const OpensslPointer<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;
    ASSERT_EQ(EVP_DigestSignInit(context.get(), &key_context, EVP_sha512(), nullptr, key.get()), 1);
    ASSERT_TRUE(set_padding(key_context, Algorithm::rsa_pss_sha512, salt));
    unsigned char signature[512];
    std::size_t size = sizeof signature;
    ASSERT_EQ(EVP_DigestSign(context.get(), signature, &size, raw("base"), 4), 1);
    EXPECT_TRUE(caller.view.key->verify("base", as_text({signature, size}))) << salt;
    EXPECT_FALSE(caller.view.key->verify("bass", as_text({signature, size}))) << salt;
  }
}

TEST(SignatureKey, KeysSurviveTheirText) {
  for (const Algorithm algorithm :
       {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::rsa_pss_sha512}) {
    const TestCaller caller(algorithm);
    const auto again = SigningKey::from_pem(algorithm, caller.signing_key.private_pem());
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->public_pem(), caller.signing_key.public_pem());
    EXPECT_TRUE(caller.view.key->verify("base", again->sign("base")));
  }
}

TEST(SignatureKey, WrongKeysAreRefusedWithASentence) {
  const std::string edwards = SigningKey::generate(Algorithm::ed25519).public_pem();
  const std::string rsa = SigningKey::generate(Algorithm::rsa_pss_sha512).public_pem();
  const auto fault = [](Algorithm algorithm, const std::string& pem) {
    const auto key = VerifyingKey::from_pem(algorithm, pem);
    return key.ok() ? "" : key.error().message;
  };
  EXPECT_THAT(fault(Algorithm::ed25519, rsa), HasSubstr("not an Ed25519 key"));
  EXPECT_THAT(fault(Algorithm::ecdsa_p256_sha256, edwards), HasSubstr("P-256"));
  EXPECT_THAT(fault(Algorithm::rsa_pss_sha512, edwards), HasSubstr("not an RSA key"));
  EXPECT_THAT(fault(Algorithm::ed25519, ""), HasSubstr("cannot be read"));
  EXPECT_THAT(
      fault(Algorithm::ed25519, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
      HasSubstr("cannot be read"));
  EXPECT_THAT(fault(Algorithm::hmac_sha256, edwards), HasSubstr("no key pair"));
  EXPECT_THAT(fault(Algorithm::unknown, edwards), HasSubstr("no key pair"));
}

TEST(SignatureKey, WeakKeysAreRefused) {
  const auto public_pem = [](EVP_PKEY* pair) {
    const OpensslPointer<EVP_PKEY> key(pair);
    const OpensslPointer<BIO> bio(BIO_new(BIO_s_mem()));
    CHECK(PEM_write_bio_PUBKEY(bio.get(), key.get()) == 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
  };
  const auto small =
      VerifyingKey::from_pem(Algorithm::rsa_pss_sha512, public_pem(EVP_RSA_gen(1024)));
  ASSERT_FALSE(small.ok());
  EXPECT_THAT(small.error().message, HasSubstr("1024 bits"));
  const auto curve =
      VerifyingKey::from_pem(Algorithm::ecdsa_p256_sha256, public_pem(EVP_EC_gen("P-384")));
  ASSERT_FALSE(curve.ok());
  EXPECT_THAT(curve.error().message, HasSubstr("P-256"));
  EXPECT_FALSE(VerifyingKey::from_secret(Secret(std::string(31, 'x'))).ok());
  EXPECT_TRUE(VerifyingKey::from_secret(Secret(std::string(32, 'x'))).ok());
  EXPECT_FALSE(SigningKey::from_secret(Secret("short")).ok());
}

TEST(SignatureKey, EncryptedPrivateKeysAreRefusedWithoutAsking) {
  const auto key = SigningKey::from_pem(
      Algorithm::ed25519,
      Secret("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAc"
             "BAgAAAAAAAAAAAICCAAw\n-----END ENCRYPTED PRIVATE KEY-----\n"));
  ASSERT_FALSE(key.ok());
  EXPECT_THAT(key.error().message, HasSubstr("cannot be read"));
}

// RFC 8032 section 7.1, test 2.
TEST(SignatureKey, RawEd25519Keys) {
  const auto key = VerifyingKey::from_ed25519(
      *from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
  ASSERT_TRUE(key.ok());
  EXPECT_TRUE(key->verify(
      "\x72", *from_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")));
  EXPECT_FALSE(VerifyingKey::from_ed25519(std::string(31, 'x')).ok());
}

TEST(SignatureKey, OneKeyServesManyThreads) {
  for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::hmac_sha256}) {
    const TestCaller caller(algorithm);
    std::atomic<int> held = 0;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) {
          const std::string base = std::to_string(t) + "/" + std::to_string(i);
          if (caller.view.key->verify(base, caller.signing_key.sign(base))) ++held;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(held, 200);
  }
}

TEST(JsonWebKey, HoldsThePublicKey) {
  // RFC 8037 appendix A.2.
  const std::string pem =
      "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
      "-----END PUBLIC KEY-----\n";
  const auto edwards = json_web_key(Algorithm::ed25519, pem, "gw-2026.1");
  ASSERT_TRUE(edwards.ok()) << edwards.error().message;
  const auto jwk = nlohmann::json::parse(*edwards);
  EXPECT_EQ(jwk.at("x"), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  EXPECT_EQ(jwk.at("kty"), "OKP");
  EXPECT_EQ(jwk.at("crv"), "Ed25519");
  EXPECT_EQ(jwk.at("kid"), "gw-2026.1");

  const auto curve =
      json_web_key(Algorithm::ecdsa_p256_sha256,
                   SigningKey::generate(Algorithm::ecdsa_p256_sha256).public_pem(), "k");
  ASSERT_TRUE(curve.ok());
  EXPECT_EQ(nlohmann::json::parse(*curve).at("x").get<std::string>().size(), 43U);
  const auto rsa = json_web_key(Algorithm::rsa_pss_sha512,
                                SigningKey::generate(Algorithm::rsa_pss_sha512).public_pem(), "k");
  ASSERT_TRUE(rsa.ok());
  EXPECT_EQ(nlohmann::json::parse(*rsa).at("e"), "AQAB");

  EXPECT_FALSE(json_web_key(Algorithm::ed25519, pem, "a\"b").ok());
  EXPECT_FALSE(json_web_key(Algorithm::ecdsa_p256_sha256, pem, "k").ok());
}

}  // namespace
}  // namespace tollgate::http
