#include "gateway/adapters/vault/key_ring.h"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "gateway/adapters/vault/key_file.h"
#include "gateway/base/encoding.h"

namespace tollgate::vault {
namespace {

constexpr std::string_view kMend =
    "Each line is current:<version>, <version>:<base64 of 32 bytes> or fingerprint:<base64 of 32 "
    "bytes>.";

Error refusal(std::string_view source, int line, std::string_view fault) {
  return {ErrorCode::invalid_argument,
          "Line " + std::to_string(line) + " of " + std::string(source) + " " + std::string(fault) +
              ".",
          std::string(kMend)};
}

std::optional<std::uint32_t> parse_version(std::string_view text) {
  std::uint32_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size() || version == 0) return std::nullopt;
  return version;
}

std::optional<Secret> parse_key(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  Secret key(std::move(*bytes));
  if (key.size() != kKeyBytes) return std::nullopt;
  return key;
}

std::string_view trim(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of("\n;"), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trim(line);
}

}  // namespace

Result<KeyRing> KeyRing::parse(const Secret& text, std::string_view source) {
  KeyRing ring;
  std::string_view rest = text.reveal();
  for (int number = 1; !rest.empty(); ++number) {
    const std::string_view line = take_line(rest);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refusal(source, number, "has no colon");
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = line.substr(colon + 1);
    if (name == "current") {
      const auto version = parse_version(value);
      if (!version) return refusal(source, number, "names no version after current");
      if (ring.current_version_ != 0) return refusal(source, number, "says current again");
      ring.current_version_ = *version;
      continue;
    }
    auto key = parse_key(value);
    if (!key) return refusal(source, number, "does not hold the base64 of 32 bytes");
    if (name == "fingerprint") {
      if (!ring.fingerprint_key_.empty()) return refusal(source, number, "is a second fingerprint");
      ring.fingerprint_key_ = std::move(*key);
      continue;
    }
    const auto version = parse_version(name);
    if (!version) return refusal(source, number, "starts with no version from 1 on");
    if (ring.keys_.size() == kMaxKeyVersions) return refusal(source, number, "is key number 65");
    if (!ring.keys_.emplace(*version, std::move(*key)).second)
      return refusal(source, number, "repeats a version");
  }
  const std::string where(source);
  if (ring.find(ring.current_version_) == nullptr) {
    return Error{ErrorCode::invalid_argument, "The current key version is not in " + where + ".",
                 std::string(kMend)};
  }
  if (ring.fingerprint_key_.empty()) {
    return Error{ErrorCode::invalid_argument, "The fingerprint key is not in " + where + ".",
                 std::string(kMend)};
  }
  return ring;
}

Result<KeyRing> KeyRing::from_file(const std::string& path) {
  auto text = read_key_file(path);
  if (!text) return std::move(text).error();
  return parse(*text, "the key file " + path);
}

Result<KeyRing> KeyRing::from_environment(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr) {
    return Error{ErrorCode::not_found, "The environment variable " + variable + " is not set.",
                 "Set it to the vault's keys, or configure a key file."};
  }
  return parse(Secret(value), "the environment variable " + variable);
}

const Secret* KeyRing::find(std::uint32_t version) const {
  const auto found = keys_.find(version);
  return found == keys_.end() ? nullptr : &found->second;
}

Digest32 KeyRing::fingerprint(const Secret& bytes) const {
  return hmac_sha256(fingerprint_key_.reveal(), bytes.reveal());
}

}  // namespace tollgate::vault
