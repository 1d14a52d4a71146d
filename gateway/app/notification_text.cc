#include "gateway/app/notification_text.h"

namespace tollgate {
namespace {

// "TGN1", then numbers of 8 bytes (big-endian) and texts after their lengths: method, path, query,
// body, received_at in microseconds, number of headers, and each header's name and value.
constexpr std::string_view kMagic = "TGN1";
constexpr std::uint64_t kHeadersMax = 1024;

void append_number(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

void append(std::string& out, std::string_view text) {
  append_number(out, text.size());
  out.append(text);
}

class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    const std::string_view bytes = take(8);
    for (const char c : bytes) value = value << 8U | static_cast<std::uint8_t>(c);
    return value;
  }
  std::string text() { return std::string(take(number())); }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::string to_text(const RawNotification& notification) {
  std::string out(kMagic);
  append(out, notification.method);
  append(out, notification.path);
  append(out, notification.query);
  append(out, notification.body);
  append_number(out, static_cast<std::uint64_t>(unix_micros(notification.received_at)));
  append_number(out, notification.headers.size());
  for (const auto& [name, value] : notification.headers) {
    append(out, name);
    append(out, value);
  }
  return out;
}

std::optional<RawNotification> raw_notification_from_text(std::string_view text) {
  if (!text.starts_with(kMagic)) return std::nullopt;
  Reader reader(text.substr(kMagic.size()));
  RawNotification notification;
  notification.method = reader.text();
  notification.path = reader.text();
  notification.query = reader.text();
  notification.body = reader.text();
  notification.received_at = from_unix_micros(static_cast<std::int64_t>(reader.number()));
  const std::uint64_t headers = reader.number();
  if (headers > kHeadersMax) return std::nullopt;
  for (std::uint64_t i = 0; i < headers && reader.ok(); ++i) {
    std::string name = reader.text();
    notification.headers.emplace_back(std::move(name), reader.text());
  }
  if (!reader.at_end()) return std::nullopt;
  return notification;
}

}  // namespace tollgate
