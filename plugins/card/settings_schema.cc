#include "plugins/card/settings.h"

namespace tollgate::card {

const std::string_view kSettingsSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["addresses", "acquirer_id", "terminal_id", "merchant_id", "merchant_category_code"],
  "properties": {
    "addresses": {
      "type": "array", "minItems": 1, "maxItems": 16, "items": {"type": "string", "minLength": 1},
      "description": "The acquirer's hosts as host:port, the preferred one first."
    },
    "tls": {
      "type": "boolean", "default": false,
      "description": "Whether the connection is TLS, with a certificate for the host's name."
    },
    "sign_on": {
      "type": "boolean", "default": true,
      "description": "Whether each connection begins with a sign-on (0800, element 70 = 001)."
    },
    "dialect": {
      "type": "string", "enum": ["ascii", "ascii_hex", "bcd"], "default": "ascii",
      "description": "How messages are laid out: ASCII fields and binary bitmaps, ASCII fields and hexadecimal bitmaps, or packed digits (BCD) and binary bitmaps."
    },
    "mac_algorithm": {
      "type": "string", "enum": ["none", "hmac_sha256", "iso9797_1_algorithm_3"],
      "default": "none",
      "description": "How messages are authenticated (elements 64 and 128), both ways. With a key an answer without a right code is not believed."
    },
    "mac_key": {
      "type": "string", "writeOnly": true, "pattern": "^([0-9A-Fa-f]{2}){16,64}$",
      "description": "The key of mac_algorithm in hexadecimal: 16 bytes, or 16 to 64 for hmac_sha256."
    },
    "mac_key_id": {
      "type": "string", "pattern": "^[0-9]{1,16}$",
      "description": "Which key it is, where the acquirer wants to be told (element 53)."
    },
    "acquirer_id": {
      "type": "string", "pattern": "^[0-9]{1,11}$",
      "description": "Acquiring institution identification code (element 32)."
    },
    "terminal_id": {
      "type": "string", "pattern": "^[ -~]{1,8}$",
      "description": "Card acceptor terminal identification (element 41)."
    },
    "merchant_id": {
      "type": "string", "pattern": "^[ -~]{1,15}$",
      "description": "Card acceptor identification code (element 42)."
    },
    "merchant_category_code": {
      "type": "string", "pattern": "^[0-9]{4}$",
      "description": "What the merchant sells, by ISO 18245 (element 18)."
    },
    "timeout_ms": {
      "type": "integer", "minimum": 100, "maximum": 120000, "default": 15000,
      "description": "How long to wait for an answer before the operation's outcome is unknown."
    },
    "echo_interval_ms": {
      "type": "integer", "minimum": 0, "maximum": 3600000, "default": 60000,
      "description": "Silence after which an echo (0800, element 70 = 301) is sent; 0 sends none."
    },
    "in_flight_max": {
      "type": "integer", "minimum": 1, "maximum": 100000, "default": 10000,
      "description": "How many messages may wait for their answer on one connection."
    }
  }
})";

}  // namespace tollgate::card
