// What a plugin answers, as bytes and back: steps and readings of notifications (codec.h).
#pragma once

#include <deque>
#include <vector>

#include "gateway/adapters/channel/isolation/codec.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

struct OutcomeRoom {
  tollgate_money approved{};
  std::vector<tollgate_pair> data;
  tollgate_next_action next_action{};
  std::vector<tollgate_pair> action_data;
  tollgate_exchange exchange{};
};

struct StepRoom {
  tollgate_message message{};
  tollgate_http http{};
  std::vector<tollgate_pair> headers;
  tollgate_frame frame{};
  tollgate_outcome outcome{};
  OutcomeRoom of_outcome;
};

struct ReadingRoom {
  struct Report {
    tollgate_report raw{};
    tollgate_outcome outcome{};
    OutcomeRoom of_outcome;
    tollgate_money amount{};
  };
  std::deque<Report> reports;  // stay where they are
  std::vector<const tollgate_report*> list;
  tollgate_notify_answer answer{};
};

template <class Codec>
void code(Codec& codec, tollgate_http& http, std::vector<tollgate_pair>& headers) {
  codec.number(http.size);
  codec.number(http.reserved);
  codec.view(http.method);
  codec.view(http.url);
  code_pairs(codec, http.headers, http.header_count, headers);
  codec.view(http.body);
}

template <class Codec>
void code(Codec& codec, tollgate_frame& frame) {
  codec.number(frame.size);
  codec.number(frame.expects_reply);
  codec.view(frame.bytes);
  codec.view(frame.correlation_key);
}

template <class Codec>
void code(Codec& codec, tollgate_message& message, StepRoom& room) {
  codec.number(message.size);
  codec.number(message.wire);
  codec.number(message.timeout_ms);
  codec.number(message.reserved);
  if (code_presence(codec, message.http, room.http)) code(codec, room.http, room.headers);
  if (code_presence(codec, message.frame, room.frame)) code(codec, room.frame);
}

template <class Codec>
void code(Codec& codec, tollgate_next_action& action, std::vector<tollgate_pair>& data) {
  codec.number(action.size);
  codec.number(action.kind);
  codec.view(action.url);
  codec.view(action.qr_code);
  code_pairs(codec, action.data, action.data_count, data);
  codec.number(action.expires_at_unix_us);
}

template <class Codec>
void code(Codec& codec, tollgate_outcome& outcome, OutcomeRoom& room) {
  codec.number(outcome.size);
  codec.number(outcome.kind);
  codec.number(outcome.retryable);
  codec.number(outcome.reserved);
  codec.view(outcome.channel_reference);
  codec.view(outcome.code);
  codec.view(outcome.channel_code);
  codec.view(outcome.message);
  codec.view(outcome.authorization_code);
  if (code_presence(codec, outcome.approved_amount, room.approved)) code(codec, room.approved);
  code_pairs(codec, outcome.data, outcome.data_count, room.data);
  if (code_presence(codec, outcome.next_action, room.next_action))
    code(codec, room.next_action, room.action_data);
  if (code_presence(codec, outcome.exchange, room.exchange)) code(codec, room.exchange);
}

template <class Codec>
void code(Codec& codec, tollgate_step& step, StepRoom& room) {
  codec.number(step.size);
  codec.number(step.kind);
  if (code_presence(codec, step.message, room.message)) code(codec, room.message, room);
  if (code_presence(codec, step.outcome, room.outcome)) code(codec, room.outcome, room.of_outcome);
}

template <class Codec>
void code(Codec& codec, tollgate_report& report, ReadingRoom::Report& room) {
  codec.number(report.size);
  codec.number(report.kind);
  codec.view(report.operation_id);
  if (code_presence(codec, report.outcome, room.outcome))
    code(codec, room.outcome, room.of_outcome);
  if (code_presence(codec, report.amount, room.amount)) code(codec, room.amount);
}

template <class Codec>
void code_reports(Codec& codec, tollgate_reading& reading, ReadingRoom& room) {
  codec.count(reading.report_count, reading.reports);
  if (reading.report_count > TOLLGATE_NOTIFICATION_REPORTS_MAX) codec.give_up();
  for (std::size_t i = 0; i < reading.report_count && !codec.broken(); ++i) {
    ReadingRoom::Report& report = room.reports.emplace_back();
    const tollgate_report* pointer = Codec::kReads ? nullptr : reading.reports[i];
    if (code_presence(codec, pointer, report.raw)) code(codec, report.raw, report);
    room.list.push_back(pointer);
  }
  if constexpr (Codec::kReads) reading.reports = room.list.empty() ? nullptr : room.list.data();
}

template <class Codec>
void code(Codec& codec, tollgate_reading& reading, ReadingRoom& room) {
  codec.number(reading.size);
  codec.number(reading.verdict);
  codec.view(reading.event_id);
  code_reports(codec, reading, room);
  if (code_presence(codec, reading.answer, room.answer)) {
    codec.number(room.answer.size);
    codec.number(room.answer.http_status);
    codec.view(room.answer.content_type);
    codec.view(room.answer.body);
  }
  codec.view(reading.sentence);
}

}  // namespace tollgate::channel
