// Component: one entry of a signature's list, as "@method" or "content-digest";req (RFC 9421
// section 2). A plain value, safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/http/signature/structured_fields.h"
#include "gateway/base/result.h"

namespace tollgate::http {

struct Component {
  std::string name;             // lower case; a derived one starts with '@'
  std::string query_parameter;  // @query-param alone: its `name` parameter, percent-encoded
  bool from_request = false;    // `req`: taken from the request that a response answers
  bool byte_sequence = false;   // `bs`: every line of the field as its base64
  std::string_view identifier;  // as received, for the base; views the parsed text

  // A header field or derived component without parameters.
  bool is_plain(std::string_view other) const {
    return name == other && !from_request && !byte_sequence;
  }
};

// Refuses unknown derived components, upper case, duplicates, and the parameters sf, key and tr,
// which this gateway does not build. Error: invalid_argument with a sentence.
Result<std::vector<Component>> read_components(const InnerList& list);

}  // namespace tollgate::http
