// What a plugin's file must prove, and that nothing can change between the proof and the loading.
#include "gateway/adapters/channel/plugin_trust.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/adapters/channel/plugin_file.h"
#include "gateway/adapters/http/signature/signing_key.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"

namespace tollgate::channel {
namespace {

using ::testing::HasSubstr;

PluginKey public_half(const http::SigningKey& pair, const std::string& name) {
  auto key = std::make_shared<http::VerifyingKey>(
      std::move(*http::VerifyingKey::from_pem(http::Algorithm::ed25519, pair.public_pem())));
  return {name, [key](std::string_view bytes, std::string_view signature) {
            return key->verify(bytes, signature);
          }};
}

// A plugin in a folder of its own, a vendor who signs and a stranger.
class PluginTrustTest : public ::testing::Test {
 protected:
  PluginTrustTest() {
    std::string name = (std::filesystem::temp_directory_path() / "tollgate-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ + "/plugin.so";
    write(path_, bytes_of(test_plugin("instant")));
  }
  ~PluginTrustTest() override { std::filesystem::remove_all(folder_); }

  static void write(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
    ::chmod(path.c_str(), 0644);
  }
  void sign(const http::SigningKey& pair) { write(path_ + ".sig", pair.sign(bytes_of(path_))); }

  Result<std::shared_ptr<PluginLibrary>> load(PluginTrust trust) const {
    PluginLibrary::Options options;
    options.path = path_;
    options.trust = std::move(trust);
    options.keys = {public_half(vendor_, "vendor.pub")};
    return PluginLibrary::load(options);
  }
  void expect_refused(PluginTrust trust, const std::string& words) const {
    const auto library = load(std::move(trust));
    ASSERT_FALSE(library.ok()) << words;
    EXPECT_EQ(library.error().code, ErrorCode::permission_denied);
    EXPECT_THAT(library.error().message, HasSubstr(path_));
    EXPECT_THAT(library.error().message, HasSubstr(words));
    EXPECT_FALSE(library.error().mend.empty());
  }

  static PluginTrust signature_needed() { return {{}, true, false}; }
  static PluginTrust proof_needed() { return {{}, false, true}; }

  const http::SigningKey vendor_ = http::SigningKey::generate(http::Algorithm::ed25519);
  const http::SigningKey stranger_ = http::SigningKey::generate(http::Algorithm::ed25519);
  std::string folder_;
  std::string path_;
};

TEST_F(PluginTrustTest, LoadsWhatAKnownKeySigned) {
  sign(vendor_);
  const auto library = load(signature_needed());
  ASSERT_TRUE(library.ok()) << library.error().message;
  EXPECT_EQ((*library)->proof().signed_by, "vendor.pub");
}

TEST_F(PluginTrustTest, RefusesAnUnsignedFileWhereASignatureIsNeeded) {
  expect_refused(signature_needed(), "has no signature");
  EXPECT_TRUE(load({}).ok());
}

TEST_F(PluginTrustTest, RefusesASignatureThatDoesNotHoldEvenWhereNoneIsNeeded) {
  sign(stranger_);
  expect_refused({}, "is not one of this file");
  sign(vendor_);
  const std::string whole = bytes_of(path_ + ".sig");
  write(path_ + ".sig", whole.substr(0, whole.size() - 1));
  expect_refused({}, "is not one of this file");
  write(path_ + ".sig", whole + "\n");
  expect_refused({}, "is not one of this file");
  write(path_ + ".sig", "");
  expect_refused({}, "is not one of this file");
}

TEST_F(PluginTrustTest, RefusesAFileThatWasChangedAfterItWasSigned) {
  sign(vendor_);
  std::string bytes = bytes_of(path_);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);  // in the section headers: it still loads
  write(path_, bytes);
  expect_refused({}, "changed after it was signed");
}

TEST_F(PluginTrustTest, ALivePluginNeedsItsDigestOrASignature) {
  expect_refused(proof_needed(), "is for a live account");
  sign(vendor_);
  EXPECT_TRUE(load(proof_needed()).ok());
  std::filesystem::remove(path_ + ".sig");
  PluginTrust listed = proof_needed();
  listed.sha256 = {to_hex(as_text(sha256(bytes_of(path_))))};
  EXPECT_TRUE(load(listed).ok());
}

TEST_F(PluginTrustTest, ASignatureIsNoWayAroundTheAllowList) {
  sign(vendor_);
  expect_refused({{std::string(64, '0')}, true, true}, "not on the allow-list");
}

// Somebody swaps or rewrites the file after the checks: what they look at is what stays.
TEST_F(PluginTrustTest, WhatIsCheckedIsACopyThatNobodyCanChange) {
  const std::string original = bytes_of(path_);
  const auto file = PluginFile::open(path_, {});
  ASSERT_TRUE(file.ok()) << file.error().message;
  write(path_, std::string(original.size(), 'x'));
  EXPECT_EQ(file->bytes(), original);
  EXPECT_EQ(::pwrite(file->descriptor(), "x", 1, 0), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::ftruncate(file->descriptor(), 0), -1);
  EXPECT_EQ(::fcntl(file->descriptor(), F_ADD_SEALS, 0), -1);
  EXPECT_EQ(::mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, file->descriptor(), 0),
            MAP_FAILED);
}

// An overwritten file would pull the code from under a library that was loaded by its name.
TEST_F(PluginTrustTest, ALoadedPluginOutlivesItsFile) {
  const auto library = load({});
  ASSERT_TRUE(library.ok()) << library.error().message;
  std::filesystem::resize_file(path_, 0);
  auto account = make_account("instant");
  EXPECT_TRUE(PluginChannel::create(*library, account).ok());
  EXPECT_FALSE(load({}).ok());
}

}  // namespace
}  // namespace tollgate::channel
