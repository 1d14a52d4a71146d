// Problem: an error answer as RFC 9457 application/problem+json. Its code decides status, title,
// category and whether repeating can help; the sentence says what to do next. Values only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/http/message.h"

namespace tollgate::http {

// What is fixed about a code. The table in problem_types.cc is the only list of codes.
struct ProblemType {
  std::string_view code;
  int status;
  std::string_view title;
  std::string_view category;   // request, authentication, decline, permission, conflict,
                               // rate_limit, channel or gateway
  bool retryable;              // the same request may succeed later
  bool names_param;            // an answer with this code must say which parameter is meant
  std::string_view next_step;  // `detail` when the caller has nothing better to say
};

std::span<const ProblemType> problem_types();
// An unknown code is a programmer's error and ends the process.
const ProblemType& problem_type(std::string_view code);

struct ProblemChannel {
  std::string code;     // the channel's own words, already cleaned of card data
  std::string message;  //
};

struct ProblemItem {
  std::string param;
  std::string code;
  std::string detail;
};

// The members `type`, `title`, `status` and `category` follow from the code, so they cannot
// disagree with it. Empty members are left out of the answer.
struct Problem {
  explicit Problem(std::string_view of_code, std::string with_detail = {})
      : code(of_code), detail(std::move(with_detail)) {}

  std::string code;
  std::string detail;    // what is wrong and what to do next, one or two sentences
  std::string instance;  // URI reference of this occurrence
  std::string decline_code;
  std::string param;              // JSON path of the offending parameter: "card.number"
  std::optional<bool> retryable;  // only where this occurrence differs from its type
  std::string request_id;
  std::string payment_id;
  std::string payout_id;
  std::optional<ProblemChannel> channel;
  std::vector<ProblemItem> errors;
  int retry_after_s = 0;  // sent as Retry-After when positive
};

// A type that names a parameter needs `param` or `errors`: without them the process ends.
// Text that is not UTF-8 is mended with U+FFFD.
HttpResponse to_response(const Problem& problem);

}  // namespace tollgate::http
