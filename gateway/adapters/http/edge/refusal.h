// Refusal: why the edge will not pass a request on: a problem code and a sentence with the next
// step. Both are constants of the program, never text of the client.
#pragma once

#include <string_view>

namespace tollgate::http {

struct Refusal {
  std::string_view code;
  std::string_view detail;
};

}  // namespace tollgate::http
