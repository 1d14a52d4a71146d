#include "gateway/adapters/mysql/writer_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "gateway/base/encoding.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"
#include "gateway/base/random.h"

namespace tollgate::mysql {
namespace {

std::string make_owner(std::string_view node_name) {
  std::array<std::uint8_t, 8> unique{};
  SystemRandom().fill(unique);
  return fmt::format("{}/{}", node_name.substr(0, 200), to_hex(as_text(unique)));
}

}  // namespace

WriterSession::WriterSession(const StoreOptions& options, CommitCounters& counters)
    : options_(options), counters_(counters), owner_(make_owner(options.node_name)) {}

Reply<Nothing> WriterSession::make_ready() {
  if (is_ready()) return Nothing{};
  if (auto connected = connect(); !connected) return connected;
  auto held = hold_stream();
  if (!held && connection_->is_broken()) connection_.reset();
  return held;
}

Reply<Nothing> WriterSession::connect() {
  if (connection_ != nullptr) return Nothing{};
  lease_current_ = false;
  auto opened = Connection::connect(options_.connection, Autocommit::off);
  if (!opened) return opened.failure();
  connection_ = std::move(*opened);
  if (was_connected_) counters_.reconnects.fetch_add(1, std::memory_order_relaxed);
  was_connected_ = true;
  return Nothing{};
}

Reply<Nothing> WriterSession::hold_stream() {
  if (lease_) {
    auto reclaimed = reclaim_stream(*connection_, lease_->stream, owner_, options_.stream_lease);
    if (!reclaimed) return reclaimed.failure();
    lease_ = *reclaimed;
    if (!lease_) lost_stream_ = true;
  }
  if (!lease_) {
    failpoint("lease_before_claim");
    auto claimed = claim_stream(*connection_, owner_, options_.stream_lease);
    failpoint("lease_after_claim");
    if (!claimed) return claimed.failure();
    lease_ = *claimed;
  }
  lease_current_ = true;
  return Nothing{};
}

Connection& WriterSession::connection() {
  CHECK(is_ready());
  return *connection_;
}

StreamLease& WriterSession::lease() {
  CHECK(is_ready());
  return *lease_;
}

void WriterSession::drop_connection() {
  connection_.reset();
  lease_current_ = false;
}

void WriterSession::forget_stream() {
  counters_.fenced.fetch_add(1, std::memory_order_relaxed);
  log_warning("A writer lost its event stream to another one and takes a new one.",
              {{"stream", lease_ ? unsigned{lease_->stream} : 0U}, {"owner", owner_}});
  lease_.reset();
  lease_current_ = false;
}

std::optional<bool> WriterSession::find_out(std::uint64_t commit_number,
                                            std::chrono::steady_clock::time_point deadline) {
  drop_connection();
  lost_stream_ = false;
  Backoff backoff;
  for (;;) {
    const auto ready = make_ready();
    if (lost_stream_) return std::nullopt;  // its counter no longer speaks of us
    if (ready) return lease_->commit_number >= commit_number;
    if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
    backoff.wait();
  }
}

void WriterSession::extend() {
  if (!is_ready()) {
    (void)make_ready();
    return;
  }
  failpoint("lease_before_extend");
  auto extended = extend_stream(*connection_, *lease_, options_.stream_lease);
  failpoint("lease_after_extend");
  if (!extended)
    drop_connection();
  else if (!*extended)
    forget_stream();
}

void WriterSession::release() {
  failpoint("lease_before_release");
  if (is_ready()) (void)release_stream(*connection_, *lease_);
  failpoint("lease_after_release");
  drop_connection();
}

void Backoff::wait() {
  constexpr std::chrono::milliseconds kLongest{500};
  std::this_thread::sleep_for(delay_);
  delay_ = std::min(delay_ * 2, kLongest);
}

}  // namespace tollgate::mysql
