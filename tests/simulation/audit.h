// Audit: what must be true when everything has settled: the store's rows, the channels' books, the
// topic and the clients' receipts held against each other. One thread.
#pragma once

#include <vector>

#include "tests/simulation/books.h"
#include "tests/simulation/bus.h"
#include "tests/simulation/journal.h"
#include "tests/simulation/shop.h"

namespace tollgate::simulation {

struct Evidence {
  Stage& stage;
  const memory::Tables& tables;
  const Journal& journal;
  const Books& books;
  const Topic& topic;
  const std::vector<Receipt>& receipts;
};

// Promises 1 and 3: effects at the channel, and what the gateway says of them.
void audit_money(const Evidence& evidence);
// Promises 2 and 7: what clients were told is still so, under one key one answer.
void audit_receipts(const Evidence& evidence);
// Promise 4: every event on the bus, in order, under one id.
void audit_bus(const Evidence& evidence);
// Promise 8: nothing is left open.
void audit_rest(const Evidence& evidence);

}  // namespace tollgate::simulation
