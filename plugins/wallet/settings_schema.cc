#include "plugins/wallet/settings.h"

namespace tollgate::wallet {

const std::string_view kSettingsSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["gateway_url", "app_id", "private_key", "wallet_public_key"],
  "properties": {
    "gateway_url": {"type": "string",
      "description": "The wallet's API: an https URL without a query. http is for tests."},
    "app_id": {"type": "string", "minLength": 1, "maxLength": 32,
      "description": "The wallet's name for the merchant's application."},
    "private_key": {"type": "string", "writeOnly": true,
      "description": "The application's RSA key that signs requests: PEM, or the base64 inside it; PKCS#8 or PKCS#1, 2048 bits or more."},
    "wallet_public_key": {"type": "string",
      "description": "The wallet's RSA key that verifies answers and notifications: PEM, or the base64 inside it."},
    "notify_url": {"type": "string",
      "description": "This gateway's /v1/notify/tollgate.wallet/ACCOUNT, as the wallet reaches it. Without it the gateway only asks."},
    "return_url": {"type": "string",
      "description": "Where the payer's browser goes after the wallet's page; a payment's metadata wallet_return_url comes first."},
    "presentation": {"enum": ["qr_code", "redirect"], "default": "qr_code",
      "description": "What the payer gets: a code to scan, or the wallet's page; a payment's metadata wallet_presentation comes first."},
    "qr_format": {"enum": ["emvco", "wallet"], "default": "emvco",
      "description": "The code's text: an EMVCo merchant-presented payload around the wallet's text, or that text alone."},
    "qr_scheme_id": {"type": "string", "minLength": 1, "maxLength": 32,
      "description": "Of emvco: the wallet's globally unique identifier, such as a reverse domain."},
    "merchant_name": {"type": "string", "minLength": 1, "maxLength": 25,
      "description": "Of emvco: the name the payer reads, in printable ASCII."},
    "merchant_city": {"type": "string", "minLength": 1, "maxLength": 15,
      "description": "Of emvco: the merchant's city, in printable ASCII."},
    "merchant_country": {"type": "string", "default": "CN",
      "description": "Of emvco: ISO 3166, two letters."},
    "merchant_category_code": {"type": "string",
      "description": "Of emvco: ISO 18245, four digits."},
    "valid_minutes": {"type": "integer", "minimum": 1, "maximum": 1440, "default": 15,
      "description": "How long the payer may scan the code or use the page."},
    "payer_code_wait_s": {"type": "integer", "minimum": 1, "maximum": 600, "default": 60,
      "description": "How long a payer whose code was scanned may take to confirm; then the gateway cancels the order."},
    "timeout_ms": {"type": "integer", "minimum": 100, "maximum": 120000, "default": 8000,
      "description": "How long to wait for an answer before the outcome is unknown."}
  }
})";

}  // namespace tollgate::wallet
