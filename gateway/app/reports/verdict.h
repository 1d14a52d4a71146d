// What one look at the store makes of a channel's report, and the parts that every judgement has.
// The ids are made of what is told, so that the same report, told again, is the same event and
// break.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/app/apply_report.h"
#include "gateway/app/load.h"

namespace tollgate {

// The change that a report asks for, or why there is none.
struct ReportVerdict {
  ReportResult result = ReportResult::known_already;
  std::optional<Change> change;
};

inline ReportVerdict no_change(ReportResult result) { return {result, std::nullopt}; }
inline ReportVerdict ask_for(Change change) { return {ReportResult::applied, std::move(change)}; }

EventId make_event_id(Services& services, const OperationSubject& subject,
                      const ChannelReport& report);

// `amount` is what the two sides differ about.
Break break_of_report(Services& services, const OperationSubject& subject,
                      const ChannelReport& report, std::string_view kind, std::string detail,
                      Money amount);

// For people, who are told by the log as well.
ReportVerdict open_break(Services& services, const OperationSubject& subject,
                         const ChannelReport& report, std::string_view kind, std::string detail,
                         Money amount);

}  // namespace tollgate
