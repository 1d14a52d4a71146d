// Fixture: a recorded exchange with the channel's server, as a JSON file the author keeps beside
// the channel. Format: plugin-sdk/README.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/adapters/channel/wire.h"
#include "gateway/app/ports/notification_reader.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"
#include "gateway/payment/operation.h"
#include "gateway/payment/payment.h"

namespace tollgate::kit {

struct FixtureExchange {
  std::optional<std::string> message;  // as message_json() writes it; nothing: not recorded yet
  channel::WireReply reply;
};

struct FixtureOriginal {
  OperationKind kind = OperationKind::unknown;
  int number = 1;
  std::int64_t minor = 0;
  Outcome outcome;
};

struct Fixture {
  std::string name;  // of the file
  OperationKind kind = OperationKind::unknown;
  int number = 1;
  std::uint32_t attempt = 1;
  std::int64_t minor = 0;
  std::string currency;
  std::string method;       // empty: by card where the channel takes cards, otherwise its first
  std::string card_number;  // empty: the kit's own
  std::string description;
  bool final_capture = true;
  Metadata metadata;
  OperationKind quoted_kind = OperationKind::sale;
  std::optional<Exchange> quote;
  std::optional<Party> counterparty;
  std::string purpose;
  std::optional<FixtureOriginal> original;
  std::vector<FixtureExchange> exchanges;
  Outcome outcome;  // what is named in `outcome_names` has to be so
  std::vector<std::string> outcome_names;
};

struct NotificationFixture {
  std::string name;
  RawNotification notification;
  NotificationReading reading;  // accepted, event_id and reports have to be so
};

struct StatementFixture {
  std::string name;
  std::string file_name;
  std::string bytes;
  std::string reading;  // JSON: what it names has to be so; empty: not recorded yet
  bool good = true;     // the file is whole
};

struct Fixtures {
  std::optional<std::string> settings;  // of settings.json
  std::vector<Fixture> exchanges;
  std::vector<NotificationFixture> notifications;
  std::vector<StatementFixture> statements;
  std::vector<std::pair<std::string, Secret>> keys;  // of keys.json: what the host signs with
};

// One JSON object of texts: names, and what the files of those keys hold.
Result<std::vector<std::pair<std::string, Secret>>> read_keys(const std::string& path);

// Reads every *.json of the folder; a folder that is not there has none. invalid_argument names the
// file and the member.
Result<Fixtures> read_fixtures(const std::string& folder);

// One message as JSON text, the way fixtures keep it.
std::string message_json(const channel::WireMessage& message);
// The same outcome in every respect that the fixture names; otherwise what differs, as a sentence.
std::optional<std::string> difference(const Fixture& fixture, const Outcome& outcome);

// Writes the messages that were sent, and the outcome where none is named, into the fixture's file.
Status record_fixture(const std::string& folder, const Fixture& fixture,
                      const std::vector<channel::WireMessage>& messages, const Outcome& outcome);
// Writes what was read into the file of a fixture that has no "reading" yet. `reading` is JSON.
Status record_reading(const std::string& folder, const StatementFixture& fixture,
                      const std::string& reading);

}  // namespace tollgate::kit
