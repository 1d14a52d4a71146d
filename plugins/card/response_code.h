// What each response code (element 39) means, as a table. Constant data.
#pragma once

#include <string_view>

#include "tollgate/outcome.h"

namespace tollgate::card {

enum class Meaning {
  unclear = 0,  // neither yes nor no: the outcome is unknown
  approved,
  partially_approved,
  declined,
  declined_for_now,  // a new operation may succeed later
  duplicate,         // the acquirer has this message already
};

struct ResponseCode {
  std::string_view value;  // element 39
  Meaning meaning;
  std::string_view code;  // the normalised word; empty when approved
  std::string_view text;  // for people
};

// A code that is not in the table is unclear: nobody knows whether it is a yes.
const ResponseCode& response_code(std::string_view value);

}  // namespace tollgate::card
