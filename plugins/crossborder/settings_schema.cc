#include "plugins/crossborder/settings.h"

namespace tollgate::crossborder {

std::string_view settings_schema() {
  return R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["base_url", "client", "secret", "own_name", "own_iban", "own_bic",
               "screening_list"],
  "properties": {
    "base_url": {"type": "string",
                 "description": "The bank's door for ISO 20022 messages, without a slash at its end."},
    "client": {"type": "string", "description": "Who the merchant is at that door."},
    "secret": {"type": "string", "writeOnly": true,
               "description": "The shared secret that signs requests and notifications."},
    "own_name": {"type": "string", "description": "The merchant, as the account is held."},
    "own_iban": {"type": "string",
                 "description": "The merchant's account: collections go to it, payouts leave it."},
    "own_bic": {"type": "string", "description": "The BIC of that account's bank."},
    "own_country": {"type": "string",
                    "description": "Where the merchant is: two letters of ISO 3166-1."},
    "charge_bearer": {"enum": ["SHAR", "DEBT", "CRED", "SLEV"], "default": "SHAR",
                      "description": "Who bears the banks' charges: shared, debtor, creditor, or as the scheme says."},
    "default_purpose": {"type": "string",
                        "description": "The purpose code of payments that name none."},
    "screening_list": {
      "type": "array", "maxItems": 100000,
      "description": "Parties that may neither pay nor be paid. An empty list screens nobody.",
      "items": {
        "type": "object", "additionalProperties": false, "required": ["id", "name"],
        "properties": {
          "id": {"type": "string", "description": "The list's own name of the entry."},
          "name": {"type": "string", "description": "The party's name."},
          "aliases": {"type": "array", "maxItems": 100, "items": {"type": "string"},
                      "description": "Its other names."}
        }
      }
    }
  }
})";
}

}  // namespace tollgate::crossborder
