#include "plugins/wallet/rsa2.h"

#include <gtest/gtest.h>

#include "plugins/wallet/base64.h"
#include "tests/plugins/wallet/wallet_side.h"

namespace tollgate::wallet {
namespace {

// The base64 inside a PEM, without its line breaks.
std::string bare(std::string pem) {
  pem.erase(0, pem.find('\n'));
  pem.erase(pem.find("-----"));
  std::erase(pem, '\n');
  return pem;
}

// What the openssl program says: printf 'a=1&b=2' | openssl dgst -sha256 -sign merchant.pem |
// base64 -w0
TEST(WalletRsa2, SignsAsTheOpensslProgramDoes) {
  const auto key = PrivateKey::parse(key_file("merchant.pem"));
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->works());
  EXPECT_EQ(key->sign("a=1&b=2"),
            "Ydx0+wadUSW7cY54B9Rt1A3HUdB1XsVKOhDZhBdQYrWpyaFW+g8UdIIpSx03r9QZeR/UR65No98myt/1"
            "abcykcbhGTys4wQWqRWeM+J0nnqajUsJ3by+DgmeW2snOEh1lQNGyfCIu31lHWR4mVAs/WtOwKp/hJob"
            "v+4xQe0giqvLvwg3cJSIGg1slaFaaFDnnlQo4KbzQ7qOpb1XQqlTKPrsFLQPg06vMt0deOPE4ECSrd8g"
            "GhZvLy8ErkyIfU1520qwK70wBEKEI76djm+MvhVep7LZzXLBbjowOcJFOSiwUfsFH424koW5Zfl4oo5Z"
            "eH9zYge+EcRChM0xPh9/PQ==");
}

TEST(WalletRsa2, TakesKeysAsPemAndBare) {
  const std::string ours = key_file("merchant.pem");
  const std::string public_half = key_file("merchant_public.pem");
  const auto signature = PrivateKey::parse(bare(ours))->sign("text");
  for (const std::string& key : {public_half, bare(public_half), "\n " + public_half + " \r\n"})
    EXPECT_TRUE(PublicKey::parse(key)->verifies("text", *signature)) << key;
}

TEST(WalletRsa2, VerifiesThisTextByThisKeyOnly) {
  const auto wallets = PublicKey::parse(key_file("wallet_public.pem"));
  const std::string signature = signed_by_wallet("text");
  EXPECT_TRUE(wallets->verifies("text", signature));
  EXPECT_FALSE(wallets->verifies("text ", signature));
  EXPECT_FALSE(
      wallets->verifies("text", *PrivateKey::parse(key_file("merchant.pem"))->sign("text")));
  for (const std::string& odd : {std::string(), signature + "=", signature.substr(4),
                                 signature + signature, std::string("AAAA")})
    EXPECT_FALSE(wallets->verifies("text", odd)) << odd;
}

TEST(WalletRsa2, RefusesWhatIsNoSuchKey) {
  const std::string ours = key_file("merchant.pem");
  const std::string theirs = key_file("wallet_public.pem");
  for (const std::string& text :
       {std::string(), std::string("key"), std::string("-----BEGIN PRIVATE KEY-----"), theirs,
        bare(ours).substr(4), bare(ours) + "AAAA", std::string("-----BEGIN x-----END "),
        ours.substr(0, ours.size() / 2)})
    EXPECT_FALSE(PrivateKey::parse(text)) << text;
  for (const std::string& text : {std::string(), std::string("key"), ours, bare(theirs) + "AAAA"})
    EXPECT_FALSE(PublicKey::parse(text)) << text;
  // Of 512 bits, and of a curve: openssl genpkey, openssl pkey -pubout.
  EXPECT_FALSE(PublicKey::parse(
      "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKccgxvn78ivZKQT+PCUXULqAYoLJpz8NCVuZZ8pY2YiZWoJ"
      "kTZ3FLirICwunjW8buPx9gEgzTIqccGuqAPQPsUCAwEAAQ=="));
  EXPECT_FALSE(PublicKey::parse(
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAER4t8yJ7t+PqPOGv6UYxeutMGfqEWnuo520tupJzfOKYd"
      "Ssx3vpQRdI/lNJTQsAW3bNlDz8hedfi61Pr63HJ1Kw=="));
}

}  // namespace
}  // namespace tollgate::wallet
