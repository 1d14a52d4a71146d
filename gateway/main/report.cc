#include "gateway/main/report.h"

#include <cstdio>

namespace tollgate {

int report(const Error& error) {
  std::fprintf(stderr, "tollgate: %s%s%s\n", error.message.c_str(), error.mend.empty() ? "" : " ",
               error.mend.c_str());
  return 1;
}

}  // namespace tollgate
