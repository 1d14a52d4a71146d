// How commands tell of errors: one sentence and the mend, on standard error.
#pragma once

#include "gateway/base/result.h"

namespace tollgate {

// Prints "tollgate: sentence mend" and gives the exit status 1.
int report(const Error& error);

}  // namespace tollgate
