// The envelope: one field of card data, or a text that may hold some, sealed so that only the key
// ring opens it and only for the token, merchant and field it was sealed for. Pure functions, safe
// from any thread.
//
// A record is AES-256-GCM under a data key of its own; the data key is wrapped by AES-256-GCM
// under a key-encryption key of the ring. Big-endian, no padding:
//
//    0   4  "TGV1"
//    4   4  version of the key-encryption key
//    8  12  nonce of the wrap
//   20  32  data key, encrypted      | associated data: "TGV1 key"  version token merchant field
//   52  16  tag of the wrap          |
//   68  12  nonce of the field
//   80   n  field, encrypted         | associated data: "TGV1 field"        token merchant field
//  80+n 16  tag of the field         |
//
// In the associated data every text stands after its length (4 bytes). The field is bound to the
// key version through its data key, so re-wrapping changes bytes 4 to 68 and nothing else.
// Nonces are random: re-key before one version has wrapped 2^32 records (SP 800-38D section 8.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/adapters/vault/key_ring.h"
#include "gateway/base/random.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate::vault {

constexpr std::size_t kMaxPlaintextBytes = 1U << 20U;
constexpr std::size_t kEnvelopeBytes = 96;  // what a record is longer than its plaintext

// What a record belongs to. The texts are ids and names, none of them secret.
struct RecordBinding {
  std::string_view token_id;
  std::string_view merchant_id;
  std::string_view field;  // "card_number"
};

struct SealedRecord {
  std::string bytes;  // the layout above: safe to store, worthless without the ring
};

// Under the ring's current version. Error: limit_exceeded over kMaxPlaintextBytes.
Result<SealedRecord> seal(const Secret& plaintext, const RecordBinding& binding,
                          const KeyRing& ring, Random& random);

// Errors: not_found when the ring lacks the record's key version; permission_denied when any bit
// of the record differs from what seal wrote, or it was sealed for another binding.
Result<Secret> open(const SealedRecord& record, const RecordBinding& binding, const KeyRing& ring);

// The same record under the ring's current version, the field's bytes untouched. Checks the wrap
// alone, so a damaged field stays damaged and is refused when opened. Errors: as open.
Result<SealedRecord> rewrap(const SealedRecord& record, const RecordBinding& binding,
                            const KeyRing& ring, Random& random);

// Which version wraps the record, so that rotation can find what is left; nothing when the bytes
// are no record.
std::optional<std::uint32_t> key_version_of(const SealedRecord& record);

}  // namespace tollgate::vault
