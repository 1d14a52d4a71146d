// Keys that the host keeps: what they sign is what OpenSSL and the standards' vectors say, and the
// same each time; what is no good key is refused without a word of what is in it.
#include "gateway/adapters/channel/signing_keys.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <thread>

#include "gateway/adapters/channel/isolation/codec.h"
#include "gateway/adapters/channel/isolation/host_questions.h"
#include "gateway/adapters/channel/plugin_host.h"
#include "gateway/adapters/channel/plugin_operation.h"
#include "gateway/adapters/channel/step_reader.h"
#include "gateway/base/encoding.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"

namespace tollgate::channel {
namespace {

using Keys = std::vector<std::pair<std::string, Secret>>;

// The key's text in PEM, with a pass phrase or without.
std::string pem_of(EVP_PKEY* key, const char* pass_phrase = nullptr) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(
      bio, key, pass_phrase != nullptr ? EVP_aes_128_cbc() : nullptr,
      reinterpret_cast<const unsigned char*>(pass_phrase),
      pass_phrase != nullptr ? static_cast<int>(std::string_view(pass_phrase).size()) : 0, nullptr,
      nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

struct Pair {
  explicit Pair(EVP_PKEY* made) : key(made), pem(pem_of(made)) {}
  ~Pair() { EVP_PKEY_free(key); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  bool holds(std::string_view text, const std::string& signature, const EVP_MD* digest) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const bool good =
        EVP_DigestVerifyInit(context, nullptr, digest, nullptr, key) == 1 &&
        EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                         signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size()) == 1;
    EVP_MD_CTX_free(context);
    return good;
  }

  EVP_PKEY* key;
  std::string pem;
};

const Pair& rsa() {
  static const Pair kPair(EVP_RSA_gen(2048));
  return kPair;
}

SigningKeys opened(const std::string& name, const std::string& text) {
  auto keys = SigningKeys::open({{name, Secret(text)}});
  if (!keys) throw std::runtime_error(keys.error().message);
  return std::move(*keys);
}

TEST(SigningKeys, HmacIsThatOfRfc4231) {
  const SigningKeys keys = opened("mac", std::string(20, '\x0b'));
  EXPECT_EQ(keys.algorithm_of("mac"), SignAlgorithm::hmac_sha256);
  EXPECT_EQ(to_hex(*keys.sign("mac", "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(SigningKeys, Ed25519IsThatOfRfc8032) {
  const std::string seed =
      *from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const Pair pair(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()), seed.size()));
  const SigningKeys keys = opened("bank", pair.pem);
  EXPECT_EQ(keys.algorithm_of("bank"), SignAlgorithm::ed25519);
  EXPECT_EQ(
      to_hex(*keys.sign("bank", "")),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
      "f9b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST(SigningKeys, RsaIsVerifiedByOpenSslAndTheSameEachTime) {
  const SigningKeys keys = opened("merchant", rsa().pem);
  EXPECT_EQ(keys.algorithm_of("merchant"), SignAlgorithm::rsa_sha256);
  const std::string signature = *keys.sign("merchant", "a=1&b=2");
  EXPECT_EQ(signature.size(), 256u);
  EXPECT_TRUE(rsa().holds("a=1&b=2", signature, EVP_sha256()));
  EXPECT_FALSE(rsa().holds("a=1&b=3", signature, EVP_sha256()));
  EXPECT_EQ(*keys.sign("merchant", "a=1&b=2"), signature);
  EXPECT_NE(*keys.sign("merchant", "a=1&b=3"), signature);
}

TEST(SigningKeys, SignFromManyThreadsAtOnce) {
  const SigningKeys keys = opened("merchant", rsa().pem);
  const std::string signature = *keys.sign("merchant", "text");
  std::vector<std::thread> threads;
  std::atomic<int> same = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 10; ++round) same += *keys.sign("merchant", "text") == signature;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 40);
}

TEST(SigningKeys, AKeyThatIsNotThereSignsNothing) {
  const SigningKeys keys = opened("merchant", rsa().pem);
  EXPECT_EQ(keys.algorithm_of("merchan"), SignAlgorithm::unknown);
  EXPECT_FALSE(keys.sign("merchan", "text"));
  EXPECT_FALSE(keys.sign("", "text"));
  EXPECT_FALSE(keys.sign("merchant", std::string(TOLLGATE_SIGN_TEXT_MAX + 1, 'x')));
  EXPECT_TRUE(keys.sign("merchant", std::string(TOLLGATE_SIGN_TEXT_MAX, 'x')));
}

TEST(SigningKeys, WhatIsNoGoodKeyIsRefusedByItsName) {
  const Pair small(EVP_RSA_gen(1024));
  const Pair curve(EVP_EC_gen("P-256"));
  const std::string body = rsa().pem.substr(rsa().pem.find('\n') + 1, 40);
  const std::string bad[] = {"",
                             "fifteen bytes..",
                             small.pem,
                             curve.pem,
                             pem_of(rsa().key, "pass phrase"),
                             rsa().pem.substr(0, rsa().pem.size() / 2),
                             "-----BEGIN PRIVATE KEY-----\nno base64\n-----END PRIVATE KEY-----\n"};
  for (const auto& text : bad) {
    const auto keys = SigningKeys::open({{"merchant", Secret(text)}});
    ASSERT_FALSE(keys.ok()) << text;
    EXPECT_EQ(keys.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(keys.error().message.find("merchant"), std::string::npos);
    EXPECT_EQ(keys.error().message.find(body), std::string::npos);
  }
  EXPECT_FALSE(SigningKeys::open({{std::string(65, 'n'), Secret(rsa().pem)}}).ok());
  EXPECT_FALSE(SigningKeys::open({{"", Secret(rsa().pem)}}).ok());
}

// Through the contract: the plugin has the key's name only, in the gateway and in its own process.
class SigningPlugin : public ::testing::TestWithParam<bool> {
 protected:
  static std::shared_ptr<PluginChannel> make(const Keys& keys, const std::string& name) {
    ChannelAccount account = make_account("signing", R"({"key":")" + name + "\"}");
    account.keys = keys;
    account.isolated = GetParam();
    return make_channel(account);
  }
  static Outcome sign(const PluginChannel& channel, const std::string& text) {
    const auto call = make_sale(text);
    PluginRequest request(channel, call, {});
    PluginOperation operation(channel, request);
    auto step = read_step(operation.begin(), request);
    return step && step->outcome ? *step->outcome : Outcome();
  }
  static Outcome sign_with_plugin(const Keys& keys, const std::string& name,
                                  const std::string& text) {
    return sign(*make(keys, name), text);
  }
};

INSTANTIATE_TEST_SUITE_P(Signing, SigningPlugin, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Isolated" : "InProcess"; });

TEST_P(SigningPlugin, SignsWithItsAccountsKeys) {
  const Keys keys = {{"merchant", Secret(rsa().pem)}, {"mac", Secret(std::string(20, '\x0b'))}};
  const Outcome mac = sign_with_plugin(keys, "mac", "Hi There");
  EXPECT_EQ(mac.kind, OutcomeKind::approved);
  ASSERT_EQ(mac.data.size(), 2u);
  EXPECT_EQ(mac.data[0].second, "1");
  EXPECT_EQ(mac.data[1].second, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST_P(SigningPlugin, SignsWhatIsAsLargeAsATextMayBe) {
  const auto channel = make({{"mac", Secret(std::string(20, '\x0b'))}}, "mac");
  EXPECT_EQ(sign(*channel, std::string(TOLLGATE_SIGN_TEXT_MAX, 'x')).kind, OutcomeKind::approved);
  EXPECT_EQ(sign(*channel, std::string(TOLLGATE_SIGN_TEXT_MAX + 1, 'x')).kind,
            OutcomeKind::not_sent);
  EXPECT_EQ(sign(*channel, "").kind, OutcomeKind::approved);
}

// Two accounts of one plugin share its process, and not their keys.
TEST_P(SigningPlugin, AnotherAccountsKeyIsNotThere) {
  PluginLibrary::Options options;
  options.path = test_plugin("signing");
  if (GetParam()) options.host_program = channel_host_program();
  const auto library = PluginLibrary::load(options);
  ASSERT_TRUE(library.ok());
  const auto make_here = [&](char fill, const std::string& key) {
    ChannelAccount account = make_account("signing", R"({"key":")" + key + "\"}");
    account.keys = {{key, Secret(std::string(20, fill))}};
    return PluginChannel::create(*library, account);
  };
  const auto one = make_here('a', "mac");
  const auto other = make_here('b', "mac");
  const auto third = make_here('c', "another");
  ASSERT_TRUE(one.ok() && other.ok() && third.ok());
  const std::string signature = sign(**one, "text").data.at(1).second;
  EXPECT_NE(sign(**other, "text").data.at(1).second, signature);
  EXPECT_EQ(sign(**one, "text").data.at(1).second, signature);

  ChannelAccount account = make_account("signing", R"({"key":"another"})");
  account.keys = {{"mac", Secret(std::string(20, 'a'))}};
  EXPECT_FALSE(PluginChannel::create(*library, account).ok());
}

// What asks too much of the gateway costs its process, and the next one signs again.
TEST_P(SigningPlugin, AsksNeitherTooOftenNorTooLong) {
  const auto channel = make({{"mac", Secret(std::string(20, '\x0b'))}}, "mac");
  for (const char* greedy : {"often", "slowly"}) {
    const Outcome outcome = sign(*channel, greedy);
    EXPECT_EQ(outcome.kind, GetParam() ? OutcomeKind::not_sent : OutcomeKind::approved) << greedy;
    EXPECT_EQ(outcome.code, GetParam() ? "plugin_fault" : "") << greedy;
    EXPECT_EQ(sign(*channel, "text").kind, OutcomeKind::approved) << greedy;
  }
}

// A process that somebody took over gets the signatures of the account whose call it is, if any.
TEST(HostQuestions, OnlyTheAccountOfTheCallAnswers) {
  const PluginHost host(opened("mac", std::string(20, '\x0b')));
  Writer writer;
  tollgate_view key{"mac", 3};
  writer.view(key);
  const std::string question = writer.take();
  const auto ask = [&](const NumberedHost& of, std::string_view bytes) {
    const std::string answer = answer_question(of, {0, FrameKind::ask_algorithm, 7}, bytes);
    Reader reader(answer);
    tollgate_sign_algorithm algorithm = -1;
    reader.number(algorithm);
    EXPECT_TRUE(reader.whole());
    return algorithm;
  };
  EXPECT_EQ(ask({7, host.raw()}, question), TOLLGATE_SIGN_HMAC_SHA256);
  EXPECT_EQ(ask({8, host.raw()}, question), TOLLGATE_SIGN_UNKNOWN);
  EXPECT_EQ(ask({7, nullptr}, question), TOLLGATE_SIGN_UNKNOWN);
  EXPECT_EQ(ask({7, host.raw()}, question.substr(1)), TOLLGATE_SIGN_UNKNOWN);
}

TEST_P(SigningPlugin, RefusesSettingsWhoseKeyIsNotTheAccounts) {
  EXPECT_THROW((void)sign_with_plugin({{"other", Secret(rsa().pem)}}, "merchant", "text"),
               std::runtime_error);
  EXPECT_THROW((void)sign_with_plugin({}, "merchant", "text"), std::runtime_error);
}

TEST_P(SigningPlugin, ABadKeyRefusesTheAccount) {
  try {
    (void)sign_with_plugin({{"merchant", Secret("short")}}, "merchant", "text");
    ADD_FAILURE() << "it was taken";
  } catch (const std::runtime_error& refused) {
    EXPECT_NE(
        std::string(refused.what()).find("The channel account main: The signing key merchant"),
        std::string::npos);
  }
}

}  // namespace
}  // namespace tollgate::channel
