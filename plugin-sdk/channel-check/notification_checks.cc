// notification: nothing is believed that the channel did not sign, and what it signed is read once.
#include <fmt/format.h>

#include <algorithm>

#include "gateway/adapters/channel/plugin_notification.h"
#include "plugin-sdk/channel-check/check.h"

namespace tollgate::kit {
namespace {

constexpr std::size_t kPlacesCutMax = 64;  // of a body whose signature is cut as well

NotificationReading read(Subject& subject, const RawNotification& notification) {
  bool fault = false;
  return channel::read_plugin_notification(subject.channel(), notification, fault);
}

// Nothing: go on. Otherwise why these checks say nothing of this channel.
std::optional<Verdict> without_notifications(Subject& subject, bool recorded) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (subject.channel().notify() == nullptr) return skipped("It has no notifications.");
  if (recorded && subject.options().notifications.empty())
    return failed("It has notifications and no recorded one: put one into the fixtures.");
  return std::nullopt;
}

const NotificationFixture* genuine(Subject& subject) {
  for (const auto& fixture : subject.options().notifications)
    if (fixture.reading.accepted) return &fixture;
  return nullptr;
}

Verdict unsigned_ones(Subject& subject) {
  if (auto verdict = without_notifications(subject, false)) return *verdict;
  RawNotification bare;
  bare.method = "POST";
  bare.path = "/v1/notify/channel/check";
  bare.received_at = from_unix_micros(1'795'264'200'000'000);
  for (const char* body : {"", "{}", "[]", "a=b", "{\"status\":\"paid\"}"}) {
    bare.body = body;
    if (read(subject, bare).accepted)
      return failed(fmt::format("It accepts \"{}\" without any signature.", body));
  }
  const NotificationFixture* fixture = genuine(subject);
  if (fixture == nullptr) return passed();
  RawNotification naked = fixture->notification;
  naked.headers.clear();
  if (!fixture->notification.headers.empty() && read(subject, naked).accepted &&
      fixture->notification.query.empty())
    return failed("It accepts a recorded notification without its headers.");
  return passed();
}

// A signature of which only so many bytes are compared as there are: cut to nothing it fits any
// body, and cut to one byte some.
std::optional<Verdict> cut_signature(Subject& subject, const NotificationFixture& fixture) {
  const std::string& body = fixture.notification.body;
  const std::size_t stride = std::max<std::size_t>(1, body.size() / kPlacesCutMax);
  for (std::size_t header = 0; header < fixture.notification.headers.size(); ++header)
    for (const std::size_t kept : {0U, 1U})
      for (std::size_t at = 0; at < body.size(); at += stride) {
        RawNotification forgery = fixture.notification;
        forgery.body[at] = static_cast<char>(forgery.body[at] ^ 1);
        forgery.headers[header].second.resize(
            std::min(kept, forgery.headers[header].second.size()));
        if (read(subject, forgery).accepted)
          return failed(fmt::format(
              "It accepts {} with the byte {} of its body changed and {} cut to {} bytes.",
              fixture.name, at, forgery.headers[header].first, kept));
      }
  return std::nullopt;
}

Verdict forged(Subject& subject) {
  if (auto verdict = without_notifications(subject, true)) return *verdict;
  const NotificationFixture* fixture = genuine(subject);
  if (fixture == nullptr) return skipped("No recorded notification is a genuine one.");
  const std::string& body = fixture->notification.body;
  const std::size_t stride = std::max<std::size_t>(1, body.size() / kPlacesMax);
  for (std::size_t at = 0; at < body.size(); at += stride) {
    RawNotification forgery = fixture->notification;
    forgery.body[at] = static_cast<char>(forgery.body[at] ^ 1);
    if (read(subject, forgery).accepted)
      return failed(
          fmt::format("It accepts {} with the byte {} of its body changed.", fixture->name, at));
  }
  RawNotification longer = fixture->notification;
  longer.body += " ";
  if (read(subject, longer).accepted) return failed("It accepts a body with a space added.");
  return cut_signature(subject, *fixture).value_or(passed());
}

bool same(const NotificationReading& one, const NotificationReading& other) {
  return one.accepted == other.accepted && one.event_id == other.event_id &&
         std::equal(one.reports.begin(), one.reports.end(), other.reports.begin(),
                    other.reports.end(), [](const auto& a, const auto& b) {
                      return a.operation_id == b.operation_id && a.kind == b.kind &&
                             a.outcome.kind == b.outcome.kind && a.amount == b.amount;
                    });
}

Verdict replayed(Subject& subject) {
  if (auto verdict = without_notifications(subject, true)) return *verdict;
  for (const auto& fixture : subject.options().notifications) {
    const auto first = read(subject, fixture.notification);
    if (!same(first, read(subject, fixture.notification)))
      return failed(fmt::format("{} reads otherwise the second time.", fixture.name));
  }
  return passed();
}

Verdict reordered(Subject& subject) {
  if (auto verdict = without_notifications(subject, true)) return *verdict;
  for (const auto& fixture : subject.options().notifications) {
    RawNotification other = fixture.notification;
    std::reverse(other.headers.begin(), other.headers.end());
    for (auto& header : other.headers)
      std::transform(header.first.begin(), header.first.end(), header.first.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    other.headers.emplace(other.headers.begin(), "X-Forwarded-For", "192.0.2.1");
    if (!same(read(subject, fixture.notification), read(subject, other)))
      return failed(fmt::format("{} reads otherwise with its headers in another order and case.",
                                fixture.name));
  }
  return passed();
}

// An approval has to say of how much, else one of another amount looks the same.
Verdict amount(Subject& subject) {
  if (auto verdict = without_notifications(subject, true)) return *verdict;
  for (const auto& fixture : subject.options().notifications)
    for (const auto& report : read(subject, fixture.notification).reports)
      if (report.kind == ReportKind::outcome && report.outcome.kind == OutcomeKind::approved &&
          !report.amount)
        return failed(fmt::format("{} approves without saying how much.", fixture.name));
  return passed();
}

}  // namespace

std::span<const Check> notification_checks() {
  static constexpr Check kChecks[] = {
      {"notification.unsigned", "What is not signed is refused.", &unsigned_ones},
      {"notification.forged", "A signed one with any byte changed is refused.", &forged},
      {"notification.replayed", "The same notification reads the same every time.", &replayed},
      {"notification.reordered", "The order and case of headers mean nothing.", &reordered},
      {"notification.amount", "An approval says how much was approved.", &amount},
  };
  return kChecks;
}

}  // namespace tollgate::kit
