#include "gateway/adapters/vault/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include "gateway/adapters/vault/envelope.h"
#include "tests/gateway/adapters/vault/vault_test_support.h"

namespace tollgate::vault {
namespace {

using ::testing::HasSubstr;

class KeyFile : public ::testing::Test {
 protected:
  void write(const std::string& text, mode_t mode = 0600) {
    std::ofstream(path) << text;
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
  }
  std::string contents() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void expect_refused(ErrorCode code, const std::string& fault) {
    const auto ring = KeyRing::from_file(path);
    ASSERT_FALSE(ring.ok());
    EXPECT_EQ(ring.error().code, code);
    EXPECT_THAT(ring.error().message, HasSubstr(fault));
    EXPECT_THAT(ring.error().message, HasSubstr(path));
    EXPECT_FALSE(ring.error().mend.empty());
  }

  const std::string good = "current:1\n" + key_line(1) + fingerprint_line();
  TemporaryFolder folder;
  const std::string path = folder.file("vault.keys");
  SystemRandom random;
};

TEST_F(KeyFile, AFreshFileIsPrivateAndSeals) {
  ASSERT_TRUE(create_key_file(path, random).ok());
  EXPECT_EQ(folder.entries(), 1U);  // nothing temporary stays
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  const auto ring = KeyRing::from_file(path);
  ASSERT_TRUE(ring.ok()) << ring.error().message;
  const RecordBinding binding{.token_id = "pm_1", .merchant_id = "mer_1", .field = "card_number"};
  const auto record = seal(Secret("4242424242424242"), binding, *ring, random);
  ASSERT_TRUE(record.ok());
  EXPECT_TRUE(open(*record, binding, *ring).ok());
}

TEST_F(KeyFile, TwoFreshFilesShareNoKey) {
  ASSERT_TRUE(create_key_file(path, random).ok());
  ASSERT_TRUE(create_key_file(folder.file("other"), random).ok());
  const auto one = KeyRing::from_file(path);
  const auto two = KeyRing::from_file(folder.file("other"));
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_FALSE(*one->find(1) == *two->find(1));
  EXPECT_NE(one->fingerprint(Secret("x")), two->fingerprint(Secret("x")));
}

TEST_F(KeyFile, CreationNeverOverwrites) {
  write("precious");
  const auto status = create_key_file(path, random);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::conflict);
  EXPECT_EQ(contents(), "precious");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(KeyFile, OfManyCreatorsExactlyOneWins) {
  std::vector<std::thread> threads;
  threads.reserve(8);
  std::atomic<int> winners = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      SystemRandom own;
      if (create_key_file(path, own).ok()) ++winners;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(folder.entries(), 1U);
  EXPECT_TRUE(KeyRing::from_file(path).ok());
}

TEST_F(KeyFile, CreationInAMissingFolderIsAnError) {
  const auto status = create_key_file(folder.file("none/vault.keys"), random);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::unavailable);
}

TEST_F(KeyFile, OnlyPrivateModesAreRead) {
  for (const mode_t mode : {0600U, 0400U}) {
    write(good, mode);
    EXPECT_TRUE(KeyRing::from_file(path).ok()) << mode;
    chmod(path.c_str(), 0600);
  }
  for (const mode_t mode : {0640U, 0604U, 0660U, 0644U, 0620U, 0601U, 0700U, 04600U}) {
    write(good, mode);
    expect_refused(ErrorCode::permission_denied, "read or changed by others");
    chmod(path.c_str(), 0600);
  }
}

TEST_F(KeyFile, AnotherUsersFileIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  write(good);
  ASSERT_EQ(chown(path.c_str(), 65534, 65534), 0);
  expect_refused(ErrorCode::permission_denied, "belongs to another user");
}

TEST_F(KeyFile, WhatIsNoFileIsRefused) {
  expect_refused(ErrorCode::not_found, "does not exist");
  write(good);
  ASSERT_EQ(rename(path.c_str(), folder.file("real").c_str()), 0);
  ASSERT_EQ(symlink(folder.file("real").c_str(), path.c_str()), 0);
  expect_refused(ErrorCode::permission_denied, "symbolic link");
  ASSERT_EQ(unlink(path.c_str()), 0);
  ASSERT_EQ(mkdir(path.c_str(), 0600), 0);
  expect_refused(ErrorCode::permission_denied, "not a regular file");
  ASSERT_EQ(rmdir(path.c_str()), 0);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  expect_refused(ErrorCode::permission_denied, "not a regular file");  // and does not wait
}

TEST_F(KeyFile, TooLongOrEmptyIsRefused) {
  write(std::string(kMaxKeyFileBytes + 1, '\n'));
  expect_refused(ErrorCode::limit_exceeded, "64 KiB");
  write("");
  expect_refused(ErrorCode::invalid_argument, "current key version");
}

TEST_F(KeyFile, RotationAddsTheNextVersionAndKeepsTheRest) {
  write("# ours\n  current:1;" + key_line(1) + key_line(7) + fingerprint_line());
  const auto before = KeyRing::from_file(path);
  ASSERT_TRUE(before.ok()) << before.error().message;
  ASSERT_TRUE(rotate_key_file(path, random).ok());
  const auto after = KeyRing::from_file(path);
  ASSERT_TRUE(after.ok()) << after.error().message;
  EXPECT_EQ(after->current_version(), 8U);
  EXPECT_EQ(after->version_count(), 3U);
  EXPECT_TRUE(*after->find(1) == *before->find(1));
  EXPECT_TRUE(*after->find(7) == *before->find(7));
  EXPECT_EQ(after->fingerprint(Secret("x")), before->fingerprint(Secret("x")));
  EXPECT_THAT(contents(), HasSubstr("# ours\n"));
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(KeyFile, RotationWorksOnAFreshFileUntilItIsFull) {
  ASSERT_TRUE(create_key_file(path, random).ok());
  for (std::size_t version = 2; version <= kMaxKeyVersions; ++version)
    ASSERT_TRUE(rotate_key_file(path, random).ok()) << version;
  const std::string full = contents();
  const auto status = rotate_key_file(path, random);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(contents(), full);
}

TEST_F(KeyFile, RotationOfAnExposedFileIsRefused) {
  write(good, 0644);
  EXPECT_EQ(rotate_key_file(path, random).error().code, ErrorCode::permission_denied);
  EXPECT_EQ(contents(), good);
}

}  // namespace
}  // namespace tollgate::vault
