#include "gateway/adapters/channel/curl_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/gateway/adapters/channel/test_server.h"

namespace tollgate::channel {
namespace {

using namespace std::chrono_literals;

std::size_t forget(char*, std::size_t size, std::size_t count, void*) { return size * count; }

class CurlPoolTest : public ::testing::Test {
 protected:
  CURL* transfer_to(const std::string& url, long timeout_ms = 30'000) {
    CURL* const handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &forget);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
    return handle;
  }
  void finish(std::size_t wanted) {
    const auto give_up = std::chrono::steady_clock::now() + 60s;
    const std::size_t before = results_.size();
    while (results_.size() < before + wanted && std::chrono::steady_clock::now() < give_up)
      pool_.turn([this](CURL* handle, CURLcode result) {
        results_.push_back(result);
        curl_easy_cleanup(handle);
      });
    ASSERT_EQ(results_.size(), before + wanted);
  }

  CurlPool pool_;
  std::vector<CURLcode> results_;
};

const std::string kYes = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes";

TEST_F(CurlPoolTest, ManyAtOnceAreSharedOutAndAllAnswered) {
  constexpr int kMany = 300;
  std::atomic<int> asked{0};
  TestServer server([&](Peer& peer, int) {
    while (peer.read_http()) {
      ++asked;
      // So that all are in flight at once; bounded, lest a lost one hang the test.
      for (int waited = 0; waited < 30'000 && asked < kMany; ++waited)
        std::this_thread::sleep_for(1ms);
      peer.write(kYes);
    }
  });
  for (int i = 0; i < kMany; ++i) ASSERT_TRUE(pool_.add(transfer_to(server.url())));
  EXPECT_EQ(pool_.multi_handles(), 3U);
  finish(kMany);
  EXPECT_EQ(std::count(results_.begin(), results_.end(), CURLE_OK), kMany);
  EXPECT_EQ(server.connections(), kMany);
  // With less to do the first handle has room, and its connections are used again.
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool_.add(transfer_to(server.url())));
  finish(50);
  EXPECT_EQ(server.connections(), kMany);
}

TEST_F(CurlPoolTest, TimersRunOutWithoutAnyEvent) {
  TestServer server([](Peer& peer, int) {
    while (peer.read_http()) {
    }
  });
  ASSERT_TRUE(pool_.add(transfer_to(server.url(), 50)));
  finish(1);
  EXPECT_EQ(results_[0], CURLE_OPERATION_TIMEDOUT);
}

TEST_F(CurlPoolTest, WhatIsRemovedIsNotTold) {
  TestServer server([](Peer& peer, int) {
    while (peer.read_http()) peer.write(kYes);
  });
  CURL* const handle = transfer_to(server.url());
  ASSERT_TRUE(pool_.add(handle));
  pool_.remove(handle);
  curl_easy_cleanup(handle);
  ASSERT_TRUE(pool_.add(transfer_to(server.url())));
  finish(1);
  EXPECT_EQ(results_[0], CURLE_OK);
}

}  // namespace
}  // namespace tollgate::channel
