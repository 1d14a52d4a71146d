#include "gateway/adapters/mysql/batch_keys.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string_view>

namespace tollgate::mysql {
namespace {

// Ids are random in their last eight bytes, digests in any eight.
std::uint64_t last_bytes(const std::array<std::uint8_t, 16>& bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + 8, sizeof value);
  return value;
}

template <class AnyId>
std::uint64_t key_of(const AnyId& id) {
  return last_bytes(id.uuid().bytes);
}

std::uint64_t key_of_reference(const Payment& payment) {
  const std::uint64_t text = std::hash<std::string_view>()(payment.merchant_reference);
  return text ^ key_of(payment.merchant_id) ^ static_cast<std::uint64_t>(payment.mode);
}

void collect_keys(const Change& change, std::vector<std::uint64_t>& keys) {
  if (change.new_request) {
    keys.push_back(last_bytes(change.new_request->nonce_digest));
    if (change.new_request->idempotency_digest)
      keys.push_back(last_bytes(*change.new_request->idempotency_digest));
  }
  if (change.answer) keys.push_back(last_bytes(change.answer->idempotency_digest));
  if (change.new_payment_method) keys.push_back(key_of(change.new_payment_method->id));
  if (change.new_fx_quote) keys.push_back(key_of(change.new_fx_quote->id));
  if (change.new_payment) {
    keys.push_back(key_of(change.new_payment->id));
    if (!change.new_payment->merchant_reference.empty())
      keys.push_back(key_of_reference(*change.new_payment));
    if (change.new_payment->fx_quote) keys.push_back(key_of(change.new_payment->fx_quote->id));
  }
  if (change.changed_payment) keys.push_back(key_of(change.changed_payment->id));
  if (change.new_operation) keys.push_back(key_of(change.new_operation->payment_id));
  for (const Operation& operation : change.changed_operations)
    keys.push_back(key_of(operation.payment_id));
  if (change.new_refund) keys.push_back(key_of(change.new_refund->payment_id));
  if (change.changed_refund) keys.push_back(key_of(change.changed_refund->payment_id));
  if (change.new_break) keys.push_back(key_of(change.new_break->payment_id));
  for (const Event& event : change.events) keys.push_back(key_of(event.payment_id));
}

}  // namespace

bool BatchKeys::add(const Change& change) {
  keys_.clear();
  collect_keys(change, keys_);
  const auto is_taken = [this](std::uint64_t key) { return taken_.contains(key); };
  if (std::any_of(keys_.begin(), keys_.end(), is_taken)) return false;
  taken_.insert(keys_.begin(), keys_.end());
  return true;
}

std::uint64_t shard_key(const Change& change) {
  if (change.new_payment) return key_of(change.new_payment->id);
  if (change.changed_payment) return key_of(change.changed_payment->id);
  if (change.new_operation) return key_of(change.new_operation->payment_id);
  if (!change.changed_operations.empty())
    return key_of(change.changed_operations.front().payment_id);
  if (!change.events.empty()) return key_of(change.events.front().payment_id);
  if (change.new_request) return last_bytes(change.new_request->nonce_digest);
  return 0;
}

}  // namespace tollgate::mysql
