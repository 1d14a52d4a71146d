// From what the bank says to an outcome. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/crossborder/camt054.h"
#include "plugins/crossborder/pain002.h"
#include "tollgate/cpp/notification.hpp"
#include "tollgate/cpp/outcome.hpp"

namespace tollgate::crossborder {

// What was instructed, for an answer to be held against.
struct Instructed {
  std::string reference;
  std::string uetr;
  Amount amount;
};

// Of an HTTP reply with a pain.002 about this instruction, and nothing else.
sdk::Outcome outcome_of_reply(const sdk::Reply& reply, const Instructed& instructed);

// Of one transaction's status, whoever told it.
sdk::Outcome outcome_of(const PaymentStatus& status);

// What a notification says, in the order of its lines.
std::vector<sdk::Report> reports_of(const StatusReport& report);
// Entries that are booked and name one of our payments. A return or reversal is money the bank took
// back; all else is the payment, done.
std::vector<sdk::Report> reports_of(const Advice& advice);

}  // namespace tollgate::crossborder
