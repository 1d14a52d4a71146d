// Notification and Reading: what a channel is told by itself, and what it makes of it. See
// notification.h; a channel overrides Channel::read_notification and has_notifications.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tollgate/cpp/published_outcome.hpp"
#include "tollgate/cpp/request.hpp"
#include "tollgate/notification.h"

namespace tollgate::sdk {

// Its views stay good while read_notification runs.
struct Notification {
  explicit Notification(const tollgate_notification& raw)
      : method(view(raw.method)),
        path(view(raw.path)),
        query(view(raw.query)),
        headers(raw.headers, raw.header_count),
        body(view(raw.body)),
        time_unix_us(raw.time_unix_us) {}

  // The value of the header that stands exactly once; names compare without case. A signature that
  // stands twice is nobody's.
  std::optional<std::string_view> header(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& pair : headers) {
      if (!same_name(view(pair.key), name)) continue;
      if (found) return std::nullopt;
      found = view(pair.value);
    }
    return found;
  }

  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::span<const tollgate_pair> headers;
  std::string_view body;
  std::int64_t time_unix_us;

 private:
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
  static bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
  }
};

struct Report {
  Report(tollgate_report_kind kind, std::string operation_id)
      : kind(kind), operation_id(std::move(operation_id)) {}
  static Report of_outcome(std::string operation_id, Outcome outcome) {
    Report report(TOLLGATE_REPORT_OUTCOME, std::move(operation_id));
    report.outcome = std::move(outcome);
    return report;
  }

  tollgate_report_kind kind;
  std::string operation_id;
  Outcome outcome;                       // of TOLLGATE_REPORT_OUTCOME
  std::optional<tollgate_money> amount;  // nothing: the operation's own
};

struct NotifyAnswer {
  std::int32_t http_status = 200;
  std::string content_type;
  std::string body;
};

// A default one is a refusal.
struct Reading {
  static Reading refused(std::string sentence) {
    Reading reading;
    reading.sentence = std::move(sentence);
    return reading;
  }
  static Reading accepted(std::string event_id, std::vector<Report> reports = {}) {
    Reading reading;
    reading.verdict = TOLLGATE_VERDICT_ACCEPTED;
    reading.event_id = std::move(event_id);
    reading.reports = std::move(reports);
    return reading;
  }
  Reading answered(std::int32_t http_status, std::string content_type, std::string body) && {
    answer = NotifyAnswer{http_status, std::move(content_type), std::move(body)};
    return std::move(*this);
  }

  tollgate_verdict verdict = TOLLGATE_VERDICT_REFUSED;
  std::string event_id;
  std::vector<Report> reports;
  std::optional<NotifyAnswer> answer;
  std::string sentence;
};

namespace detail {

// The C view of a Reading, which it owns.
class PublishedReading final : public tollgate_reading {
 public:
  explicit PublishedReading(Reading reading) : tollgate_reading{}, reading_(std::move(reading)) {
    for (auto& report : reading_.reports) {
      const bool tells_outcome = report.kind == TOLLGATE_REPORT_OUTCOME;
      if (tells_outcome)
        outcomes_.push_back(std::make_unique<PublishedOutcome>(std::move(report.outcome)));
      c_reports_.push_back({sizeof(tollgate_report), report.kind, to_c(report.operation_id),
                            tells_outcome ? outcomes_.back()->get() : nullptr,
                            report.amount ? &*report.amount : nullptr});
    }
    for (const auto& report : c_reports_) report_pointers_.push_back(&report);
    if (reading_.answer)
      c_answer_ = {sizeof c_answer_, reading_.answer->http_status,
                   to_c(reading_.answer->content_type), to_c(reading_.answer->body)};
    size = sizeof(tollgate_reading);
    verdict = reading_.verdict;
    event_id = to_c(reading_.event_id);
    reports = report_pointers_.data();
    report_count = report_pointers_.size();
    answer = reading_.answer ? &c_answer_ : nullptr;
    sentence = to_c(reading_.sentence);
  }
  PublishedReading(const PublishedReading&) = delete;  // its views point into itself
  PublishedReading& operator=(const PublishedReading&) = delete;

 private:
  Reading reading_;
  std::vector<std::unique_ptr<PublishedOutcome>> outcomes_;
  std::vector<tollgate_report> c_reports_;
  std::vector<const tollgate_report*> report_pointers_;
  tollgate_notify_answer c_answer_{};
};

}  // namespace detail
}  // namespace tollgate::sdk
