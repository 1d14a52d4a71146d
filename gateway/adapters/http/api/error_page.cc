#include "gateway/adapters/http/api/error_page.h"

#include <fmt/format.h>

#include "gateway/adapters/http/problem.h"

namespace tollgate::http {

std::string error_page() {
  std::string page =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tollgate: errors</title>"
      "<style>body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
      "td{padding:.3em .6em;vertical-align:top}:target{background:#ffd}</style>"
      "<h1>Errors</h1><p>Every error is <code>application/problem+json</code> (RFC 9457). "
      "<code>code</code> is for programs; <code>detail</code> says what to do next.</p><table>";
  for (const ProblemType& type : problem_types())
    page += fmt::format("<tr id=\"{0}\"><td>{1}<td><code>{0}</code><td>{2}. {3}{4}", type.code,
                        type.status, type.title, type.next_step,
                        type.retryable ? " The same request may succeed later." : "");
  return page + "</table></html>\n";
}

}  // namespace tollgate::http
