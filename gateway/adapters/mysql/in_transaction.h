// in_transaction: runs `body`, which answers a Reply<Nothing>, between START TRANSACTION and COMMIT
// of a connection with autocommit on; rolls back what failed.
#pragma once

#include "gateway/adapters/mysql/connection.h"

namespace tollgate::mysql {

template <class Body>
Reply<Nothing> in_transaction(Connection& connection, Body&& body) {
  if (const auto begun = connection.execute("START TRANSACTION"); !begun) return begun.failure();
  Reply<Nothing> done = body();
  if (done) {
    const auto committed = connection.execute("COMMIT");
    if (!committed) done = committed.failure();
  }
  if (!done) (void)connection.roll_back();
  return done;
}

}  // namespace tollgate::mysql
