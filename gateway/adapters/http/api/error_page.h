// The page that a problem's `type` points to: every code of the open API, as HTML. Made from the
// table of codes, so that it cannot be out of date.
#pragma once

#include <string>

namespace tollgate::http {

std::string error_page();

}  // namespace tollgate::http
