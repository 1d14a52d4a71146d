#include "gateway/app/follower_lease.h"

#include <array>

#include "gateway/base/encoding.h"
#include "gateway/base/log.h"
#include "gateway/base/random.h"

namespace tollgate {
namespace {

std::string unique_owner(std::string_view node) {
  std::array<std::uint8_t, 8> unique{};
  SystemRandom().fill(unique);
  return std::string(node.substr(0, 200)) + "/" + to_hex(as_text(unique));
}

}  // namespace

FollowerLease::FollowerLease(EventSource& source, std::string follower, std::string_view node,
                             FollowerLeaseTiming timing, std::function<SteadyTime()> now)
    : source_(source),
      follower_(std::move(follower)),
      owner_(unique_owner(node)),
      timing_(timing),
      now_(std::move(now)) {}

FollowerLease::Standing FollowerLease::keep() {
  const SteadyTime now = now_();
  if (now >= next_call_) {
    if (held_)
      renew(now);
    else
      claim(now);
  }
  if (!held_) return Standing::other;
  mine_ = certain();
  return mine_ ? Standing::mine : Standing::unsure;
}

// What a lease lasts is counted from before the store was asked: it ends here before it ends there.
void FollowerLease::claim(SteadyTime now) {
  next_call_ = now + timing_.claim;
  auto claimed = source_.claim_follower(follower_, owner_, timing_.lease);
  trouble_ = claimed.ok() ? std::nullopt : std::optional(claimed.error());
  if (!claimed.ok() || !*claimed) return;
  held_ = std::move(**claimed);
  certain_until_ = now + timing_.lease;
  next_call_ = now + timing_.renew;
  log_info("this process runs the follower from now on",
           {{"follower", follower_}, {"epoch", held_->epoch}});
}

void FollowerLease::renew(SteadyTime now) {
  next_call_ = now + timing_.renew;
  auto extended = source_.extend_follower(*held_, timing_.lease);
  trouble_ = extended.ok() ? std::nullopt : std::optional(extended.error());
  if (!extended.ok()) return;
  if (!*extended) return lose();
  certain_until_ = now + timing_.lease;
}

void FollowerLease::lose() {
  log_warning("another process runs the follower now; this one stands by",
              {{"follower", follower_}, {"epoch", held_->epoch}});
  held_.reset();
  mine_ = false;
}

Status FollowerLease::save(const StreamCursors& cursors) {
  if (!held_)
    return Error{ErrorCode::conflict, "This process does not run the follower " + follower_ + ".",
                 "Claim it first."};
  Status saved = source_.save_cursors(*held_, cursors);
  if (!saved.ok() && saved.error().code == ErrorCode::conflict) lose();
  return saved;
}

void FollowerLease::release() {
  if (!held_) return;
  // If it cannot be told, the lease runs out by itself.
  [[maybe_unused]] const Status told = source_.release_follower(*held_);
  held_.reset();
  mine_ = false;
}

}  // namespace tollgate
