// Every way in which a file is refused before, while and after it is loaded.
#include "gateway/adapters/channel/plugin_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"

namespace tollgate::channel {
namespace {

using ::testing::HasSubstr;

Result<std::shared_ptr<PluginLibrary>> load(const std::string& path,
                                            std::vector<std::string> allowed = {}) {
  PluginLibrary::Options options;
  options.path = path;
  options.trust.sha256 = std::move(allowed);
  return PluginLibrary::load(options);
}

// A folder of its own that goes with the test.
class PluginLibraryTest : public ::testing::Test {
 protected:
  PluginLibraryTest() {
    std::string name = (std::filesystem::temp_directory_path() / "tollgate-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~PluginLibraryTest() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, std::string_view bytes) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
    ::chmod(path.c_str(), 0644);
    return path;
  }

  void expect_refused(const std::string& path, const std::string& words) {
    const auto library = load(path);
    ASSERT_FALSE(library.ok()) << path;
    EXPECT_THAT(library.error().message, HasSubstr(path));
    EXPECT_THAT(library.error().message, HasSubstr(words));
    EXPECT_FALSE(library.error().mend.empty());
  }

  std::string folder_;
};

TEST_F(PluginLibraryTest, LoadsAPluginAndReadsItsDescriptor) {
  const auto library = load(test_plugin("scripted"));
  ASSERT_TRUE(library.ok()) << library.error().message;
  const PluginDescription& description = (*library)->description();
  EXPECT_EQ(description.id, "test.scripted");
  EXPECT_EQ(description.version, "1.2.3");
  EXPECT_TRUE(description.traits.supports(OperationKind::sale));
  EXPECT_FALSE(description.traits.supports(OperationKind::refund));
  EXPECT_EQ(description.traits.recovery_of(OperationKind::sale), Recovery::queryable);
  EXPECT_EQ(description.traits.query_settle_time, std::chrono::milliseconds(1500));
  EXPECT_EQ(description.limit_of(*Currency::parse("EUR"))->maximum_minor, 100000);
  EXPECT_EQ(description.limit_of(*Currency::parse("USD")), nullptr);
}

TEST_F(PluginLibraryTest, RefusesAMissingFile) {
  expect_refused(folder_ + "/none.so", "No such file");
}

TEST_F(PluginLibraryTest, RefusesAFolderAndAFifo) {
  expect_refused(folder_, "not a regular file");
  const std::string fifo = folder_ + "/fifo.so";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  expect_refused(fifo, "not a regular file");
}

TEST_F(PluginLibraryTest, RefusesWhatIsNoLibrary) {
  expect_refused(write("empty.so", ""), "not a shared library");
  expect_refused(write("text.so", std::string(4096, 'x')), "not a shared library");
  std::string other = bytes_of(test_plugin("instant"));
  other[4] = 1;  // EI_CLASS: a library of 32 bits
  expect_refused(write("class.so", other), "not a shared library");
}

TEST_F(PluginLibraryTest, RefusesATruncatedLibraryAtEveryLength) {
  const std::string whole = bytes_of(test_plugin("instant"));
  ASSERT_TRUE(load(write("whole.so", whole)).ok());
  const std::size_t step = std::max<std::size_t>(1, whole.size() / 400);
  for (std::size_t size = 0; size < whole.size(); size += size < 300 ? 1 : step)
    expect_refused(write("cut.so", std::string_view(whole).substr(0, size)),
                   size < 64 ? "not a shared library" : "");
  expect_refused(write("cut.so", std::string_view(whole).substr(0, whole.size() - 1)), "cut short");
}

TEST_F(PluginLibraryTest, RefusesAFileThatOthersMayWrite) {
  const std::string path = write("open.so", bytes_of(test_plugin("instant")));
  ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
  expect_refused(path, "can be written by others");
  ASSERT_EQ(::chmod(path.c_str(), 0620), 0);
  expect_refused(path, "can be written by others");
}

TEST_F(PluginLibraryTest, RefusesAFileOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const std::string path = write("theirs.so", bytes_of(test_plugin("instant")));
  ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
  expect_refused(path, "belongs to user 65534");
}

TEST_F(PluginLibraryTest, RefusesASymbolicLink) {
  const std::string path = write("real.so", bytes_of(test_plugin("instant")));
  const std::string link = folder_ + "/link.so";
  ASSERT_EQ(::symlink(path.c_str(), link.c_str()), 0);
  expect_refused(link, "symbolic link");
  EXPECT_TRUE(load(path).ok());
}

TEST_F(PluginLibraryTest, RefusesAFolderThatOthersMayWrite) {
  const std::string path = write("plugin.so", bytes_of(test_plugin("instant")));
  ASSERT_EQ(::chmod(folder_.c_str(), 0775), 0);
  const auto refused = load(path);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr(folder_ + "/ can be written by others"));
  EXPECT_THAT(refused.error().mend, HasSubstr("chmod go-w " + folder_));
  // As /tmp is: others can add files there, and not replace ours.
  ASSERT_EQ(::chmod(folder_.c_str(), 01777), 0);
  EXPECT_TRUE(load(path).ok());
}

TEST_F(PluginLibraryTest, RefusesAFileThatIsTooBig) {
  const std::string path = write("big.so", bytes_of(test_plugin("instant")));
  std::filesystem::resize_file(path, (std::uintmax_t{256} << 20U) + 1);
  expect_refused(path, "the most is");
}

TEST_F(PluginLibraryTest, LoadsOnlyWhatIsOnTheAllowList) {
  const std::string path = test_plugin("instant");
  const std::string digest = to_hex(as_text(sha256(bytes_of(path))));
  EXPECT_TRUE(load(path, {std::string(64, '0'), digest}).ok());
  const auto refused = load(path, {std::string(64, '0')});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
  EXPECT_THAT(refused.error().message, HasSubstr(digest));
}

TEST_F(PluginLibraryTest, RefusesAnUnresolvedSymbolByName) {
  expect_refused(test_plugin("unresolved"), "a_function_that_nobody_has");
}

TEST_F(PluginLibraryTest, RefusesALibraryThatIsNoPlugin) {
  expect_refused(test_plugin("no_entry"), "does not export tollgate_channel_entry");
  expect_refused(test_plugin("null_entry"), "gives no entry");
}

TEST_F(PluginLibraryTest, RefusesAnotherAbiVersionAndNamesBoth) {
  expect_refused(test_plugin("other_abi"), "ABI version 7, this gateway ABI version 1");
}

TEST_F(PluginLibraryTest, RefusesStructsThatAreTooSmall) {
  expect_refused(test_plugin("small_entry"), "an entry of 8 bytes");
}

TEST_F(PluginLibraryTest, RefusesAnImpossibleDescriptor) {
  expect_refused(test_plugin("bad_descriptor"), "describes the operation sale twice");
}

// The dynamic linker must not take one file for another, however often file numbers come again.
TEST_F(PluginLibraryTest, NeverTakesOneLibraryForAnother) {
  for (int i = 0; i < 3; ++i) {
    const auto instant = load(write("a.so", bytes_of(test_plugin("instant"))));
    std::filesystem::remove(folder_ + "/a.so");
    const auto scripted = load(write("b.so", bytes_of(test_plugin("scripted"))));
    std::filesystem::remove(folder_ + "/b.so");
    ASSERT_TRUE(instant.ok() && scripted.ok());
    EXPECT_EQ((*instant)->description().id, "test.plain");
    EXPECT_EQ((*scripted)->description().id, "test.scripted");
  }
}

Error refusal_of(const ChannelAccount& account) {
  auto library = load(account.plugin);
  if (!library) return library.error();
  auto channel = PluginChannel::create(*library, account);
  return channel.ok() ? Error{} : channel.error();
}

TEST_F(PluginLibraryTest, TellsWhyAPluginRefusesItsSettingsWithoutTheSecrets) {
  auto account = make_account("refuses_settings", R"({"name": "value"})");
  account.secrets.emplace_back("api_key", Secret("sk_secret"));
  const Error error = refusal_of(account);
  EXPECT_THAT(error.message, HasSubstr("refuses the settings of the channel account main"));
  EXPECT_THAT(error.message, HasSubstr("value"));
  EXPECT_EQ(error.message.find("sk_secret"), std::string::npos);
}

TEST_F(PluginLibraryTest, RefusesAChannelWithoutItsFunctions) {
  EXPECT_THAT(refusal_of(make_account("half_channel")).message, HasSubstr("lacks a function"));
}

}  // namespace
}  // namespace tollgate::channel
