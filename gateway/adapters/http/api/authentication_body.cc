#include "gateway/adapters/http/api/authentication_body.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kCavvChars = 28;             // base64 of 20 bytes
constexpr std::size_t kDirectoryServerChars = 36;  // a UUID

bool is_made_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";

bool is_cavv(std::string_view text) {
  return text.size() == kCavvChars && text.ends_with('=') &&
         is_made_of(text.substr(0, kCavvChars - 1),
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

bool is_uuid(std::string_view text) {
  if (text.size() != kDirectoryServerChars) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_hyphen ? text[i] != '-' : !is_made_of(text.substr(i, 1), "0123456789abcdefABCDEF"))
      return false;
  }
  return true;
}

// What stands against a charge at once: nobody is asked then.
void check_status(JsonBody& body, std::string_view status) {
  if (status == "N" || status == "R")
    body.fail("authentication_failed", "transaction_status",
              "The issuer did not authenticate the payer; ask for another way to pay.");
  else if (status == "C" || status == "D")
    body.fail("authentication_required", "transaction_status",
              "The challenge is not over: finish it, then pay with its result.");
  else if (!status.empty() && status != "Y" && status != "A" && status != "U" && status != "I")
    body.fail("parameter_invalid", "transaction_status",
              "transaction_status is what 3-D Secure gave: Y, A, U or I.");
}

}  // namespace

std::optional<Authentication> read_authentication(JsonBody& whole) {
  if (!whole.has("authentication")) return std::nullopt;
  JsonBody body = whole.object("authentication", Presence::optional);
  Authentication done;
  done.transaction_status = body.text("transaction_status", Presence::required, 1);
  check_status(body, done.transaction_status);
  const bool has_proof = done.transaction_status == "Y" || done.transaction_status == "A";
  const auto proof = has_proof ? Presence::required : Presence::optional;
  done.eci = body.text("eci", proof, 2);
  if (!done.eci.empty() && (done.eci.size() != 2 || !is_made_of(done.eci, kDigits)))
    body.fail("parameter_invalid", "eci", "eci is two digits: \"05\".");
  done.cavv = body.text("cavv", proof, kCavvChars);
  if (!done.cavv.empty() && !is_cavv(done.cavv))
    body.fail("parameter_invalid", "cavv", "cavv is base64 of 20 bytes, 28 characters.");
  if (!has_proof && !done.cavv.empty())
    body.fail("parameter_invalid", "cavv", "cavv comes with the statuses Y and A only.");
  done.ds_transaction_id =
      body.text("ds_transaction_id", Presence::required, kDirectoryServerChars);
  if (!done.ds_transaction_id.empty() && !is_uuid(done.ds_transaction_id))
    body.fail("parameter_invalid", "ds_transaction_id",
              "ds_transaction_id is the directory server's UUID, 36 characters.");
  done.version = body.text("version", Presence::required, 5);
  const std::string& version = done.version;
  if (!version.empty() && (version.size() != 5 || !version.starts_with("2.") || version[3] != '.' ||
                           !is_made_of(version.substr(2, 1) + version.substr(4), kDigits)))
    body.fail("parameter_invalid", "version", "version is that of 3-D Secure 2: \"2.2.0\".");
  body.finish();
  return done;
}

}  // namespace tollgate::http
