// Compares what a store told with what the database holds.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string_view>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/event_source.h"
#include "gateway/app/ports/change.h"

namespace tollgate::test {

inline std::uint64_t query_number(const mysql::ConnectionOptions& options, std::string_view sql) {
  auto connection = mysql::Connection::connect(options, mysql::Autocommit::on);
  std::uint64_t number = 0;
  EXPECT_TRUE(connection.ok());
  EXPECT_TRUE((*connection)->query(sql, [&](mysql::Row& row) { number = row.natural(); }).ok());
  return number;
}

inline void execute(const mysql::ConnectionOptions& options, std::string_view sql) {
  auto connection = mysql::Connection::connect(options, mysql::Autocommit::on);
  ASSERT_TRUE(connection.ok());
  const auto done = (*connection)->execute(sql);
  ASSERT_TRUE(done.ok()) << done.failure().message;
}

// Every event of every stream once, numbers without a gap; the payments that have one.
inline std::set<PaymentId> payments_with_events(const mysql::ConnectionOptions& options) {
  mysql::MySqlEventSource source(options);
  std::set<PaymentId> payments;
  const auto heads = source.stream_heads().value();
  for (const auto& [stream, head] : heads) {
    const auto events = source.read_events(stream, 0, 1'000'000).value();
    EXPECT_EQ(events.size(), head) << "stream " << stream;
    std::uint64_t number = 0;
    for (const StoredEvent& stored : events) {
      EXPECT_EQ(stored.number, ++number) << "stream " << stream;
      EXPECT_TRUE(payments.insert(stored.event.payment_id).second) << "an event twice";
    }
  }
  return payments;
}

// `committed` is there, `unknown` may be, everything else is not; whole changes only.
inline void expect_told_the_truth(const mysql::ConnectionOptions& options,
                                  const std::map<PaymentId, CommitStatus>& told) {
  const std::set<PaymentId> stored = payments_with_events(options);
  for (const auto& [id, status] : told) {
    if (status == CommitStatus::unknown) continue;
    EXPECT_EQ(stored.contains(id), status == CommitStatus::committed)
        << id.str() << " was told " << static_cast<int>(status);
  }
  for (const std::string_view table : {"payments", "operations", "requests", "events"})
    EXPECT_EQ(query_number(options, "SELECT COUNT(*) FROM " + std::string(table)), stored.size())
        << table;
}

}  // namespace tollgate::test
