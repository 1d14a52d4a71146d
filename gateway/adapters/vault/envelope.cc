#include "gateway/adapters/vault/envelope.h"

#include "gateway/adapters/vault/aes_gcm.h"
#include "gateway/base/check.h"

namespace tollgate::vault {
namespace {

constexpr std::string_view kMagic = "TGV1";
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kWrapNonceAt = 8;
constexpr std::size_t kWrappedKeyAt = 20;
constexpr std::size_t kFieldNonceAt = 68;
constexpr std::size_t kFieldAt = 80;
constexpr std::size_t kWrappedKeyBytes = kKeyBytes + kGcmTagBytes;

static_assert(kWrappedKeyAt + kWrappedKeyBytes == kFieldNonceAt);
static_assert(kFieldNonceAt + kGcmNonceBytes == kFieldAt);
static_assert(kFieldAt + kGcmTagBytes == kEnvelopeBytes);

Error refused() {
  return {ErrorCode::permission_denied,
          "The sealed record was changed, or belongs to another token, merchant or field.",
          "Restore the record from a backup; the key version is there, so the keys are not lost."};
}

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

void append_text(std::string& out, std::string_view text) {
  append_number(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

std::string field_associated(const RecordBinding& binding) {
  std::string bytes;
  append_text(bytes, "TGV1 field");
  append_text(bytes, binding.token_id);
  append_text(bytes, binding.merchant_id);
  append_text(bytes, binding.field);
  return bytes;
}

std::string wrap_associated(std::uint32_t version, const RecordBinding& binding) {
  std::string bytes;
  append_text(bytes, "TGV1 key");
  append_number(bytes, version);
  append_text(bytes, binding.token_id);
  append_text(bytes, binding.merchant_id);
  append_text(bytes, binding.field);
  return bytes;
}

std::string random_bytes(std::size_t size, Random& random) {
  std::string bytes(size, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

// The record's first 68 bytes: the data key under the ring's current version.
std::string wrap(const Secret& data_key, const RecordBinding& binding, const KeyRing& ring,
                 Random& random) {
  const std::uint32_t version = ring.current_version();
  const Secret* key = ring.find(version);
  CHECK(key != nullptr);
  const std::string nonce = random_bytes(kGcmNonceBytes, random);
  std::string bytes(kMagic);
  append_number(bytes, version);
  bytes.append(nonce);
  bytes.append(gcm_seal(*key, nonce, wrap_associated(version, binding), data_key));
  CHECK(bytes.size() == kFieldNonceAt);
  return bytes;
}

Result<Secret> unwrap(const SealedRecord& record, const RecordBinding& binding,
                      const KeyRing& ring) {
  const auto version = key_version_of(record);
  if (!version) return refused();
  const Secret* key = ring.find(*version);
  if (key == nullptr) {
    return Error{ErrorCode::not_found,
                 "The key ring has no version " + std::to_string(*version) +
                     ", which the sealed record names.",
                 "Put that version back into the key ring."};
  }
  const std::string_view bytes = record.bytes;
  auto data_key =
      gcm_open(*key, bytes.substr(kWrapNonceAt, kGcmNonceBytes), wrap_associated(*version, binding),
               bytes.substr(kWrappedKeyAt, kWrappedKeyBytes));
  if (!data_key) return refused();
  return std::move(*data_key);
}

}  // namespace

Result<SealedRecord> seal(const Secret& plaintext, const RecordBinding& binding,
                          const KeyRing& ring, Random& random) {
  if (plaintext.size() > kMaxPlaintextBytes) {
    return Error{ErrorCode::limit_exceeded,
                 "A sealed field holds at most " + std::to_string(kMaxPlaintextBytes) + " bytes.",
                 "Seal less."};
  }
  const Secret data_key(random_bytes(kKeyBytes, random));
  const std::string nonce = random_bytes(kGcmNonceBytes, random);
  SealedRecord record{.bytes = wrap(data_key, binding, ring, random)};
  record.bytes.append(nonce);
  record.bytes.append(gcm_seal(data_key, nonce, field_associated(binding), plaintext));
  return record;
}

Result<Secret> open(const SealedRecord& record, const RecordBinding& binding, const KeyRing& ring) {
  const auto data_key = unwrap(record, binding, ring);
  if (!data_key) return data_key.error();
  const std::string_view bytes = record.bytes;
  auto plaintext = gcm_open(*data_key, bytes.substr(kFieldNonceAt, kGcmNonceBytes),
                            field_associated(binding), bytes.substr(kFieldAt));
  if (!plaintext) return refused();
  return std::move(*plaintext);
}

Result<SealedRecord> rewrap(const SealedRecord& record, const RecordBinding& binding,
                            const KeyRing& ring, Random& random) {
  const auto data_key = unwrap(record, binding, ring);
  if (!data_key) return data_key.error();
  SealedRecord rewrapped{.bytes = wrap(*data_key, binding, ring, random)};
  rewrapped.bytes.append(record.bytes, kFieldNonceAt);
  return rewrapped;
}

std::optional<std::uint32_t> key_version_of(const SealedRecord& record) {
  const std::string_view bytes = record.bytes;
  if (bytes.size() < kEnvelopeBytes || bytes.size() > kEnvelopeBytes + kMaxPlaintextBytes ||
      !bytes.starts_with(kMagic))
    return std::nullopt;
  std::uint32_t version = 0;
  for (std::size_t i = 0; i < 4; ++i)
    version = version << 8 | static_cast<std::uint8_t>(bytes[kVersionAt + i]);
  return version;
}

}  // namespace tollgate::vault
