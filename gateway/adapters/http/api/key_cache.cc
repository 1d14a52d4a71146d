#include "gateway/adapters/http/api/key_cache.h"

#include <set>

#include "gateway/base/log.h"

namespace tollgate::http {
namespace {

// With kRefreshApart and the two reads: a revocation holds everywhere within a second.
constexpr auto kRefreshEvery = std::chrono::milliseconds(800);
constexpr auto kRefreshApart = std::chrono::milliseconds(100);

Result<VerifyingKey> parse_key(const ApiKey& record, const KeyCache::SecretOpener& open_secret) {
  if (record.kind == KeyKind::ed25519)
    return VerifyingKey::from_pem(Algorithm::ed25519, record.material);
  auto secret = open_secret(record);
  if (!secret.ok()) return secret.error();
  return VerifyingKey::from_secret(*secret);
}

}  // namespace

KeyCache::KeyCache(Directory& directory, SecretOpener open_secret)
    : directory_(directory),
      open_secret_(std::move(open_secret)),
      snapshot_(std::make_shared<KeySnapshot>()) {}

KeyCache::~KeyCache() { stop(); }

Status KeyCache::start() {
  Status first = refresh();
  thread_ = std::thread([this] { run(); });
  return first;
}

void KeyCache::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const KeySnapshot> KeyCache::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

std::uint64_t KeyCache::request_refresh() {
  const std::lock_guard lock(mutex_);
  refresh_requested_ = true;
  changed_.notify_all();
  // The refresh under way may have read its rows already: only the one after it counts.
  return generation_ + 2;
}

Status KeyCache::refresh() {
  auto keys = directory_.list_api_keys();
  if (!keys.ok()) return keys.error();
  auto merchants = directory_.list_merchants();
  if (!merchants.ok()) return merchants.error();
  std::set<MerchantId> suspended;
  for (const auto& merchant : *merchants)
    if (merchant.suspended) suspended.insert(merchant.id);

  const auto before = snapshot();
  auto next = std::make_shared<KeySnapshot>();
  for (auto& record : *keys) {
    const std::string id = record.id.str();
    CachedKey cached;
    cached.merchant_suspended = suspended.contains(record.merchant_id);
    const auto known = before->by_id.find(id);
    if (record.kind == KeyKind::bearer) {
      next->by_bearer.emplace(record.material, id);
    } else if (known != before->by_id.end()) {
      cached.key = known->second.key;  // a key's material never changes
    } else {
      auto parsed = parse_key(record, open_secret_);
      if (!parsed.ok()) {
        log_error("an API key cannot be used", {{"key_id", id}, {"why", parsed.error().message}});
        continue;
      }
      cached.key = std::make_shared<const VerifyingKey>(std::move(*parsed));
    }
    if (record.kind == KeyKind::hmac_sha256) record.material.clear();
    cached.record = std::move(record);
    next->by_id.emplace(id, std::move(cached));
  }
  const std::lock_guard lock(mutex_);
  snapshot_ = std::move(next);
  ++generation_;
  return ok_status();
}

void KeyCache::run() {
  bool warned = false;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kRefreshApart, [this] { return stopping_; });
      changed_.wait_for(lock, kRefreshEvery, [this] { return stopping_ || refresh_requested_; });
      if (stopping_) return;
      refresh_requested_ = false;
    }
    const Status refreshed = refresh();
    if (!refreshed.ok() && !warned)
      log_warning("API keys cannot be read; known ones stay valid",
                  {{"why", refreshed.error().message}});
    warned = !refreshed.ok();
  }
}

}  // namespace tollgate::http
