#include "gateway/adapters/channel/next_action_reader.h"

#include <algorithm>

#include "gateway/adapters/channel/contract.h"
#include "gateway/adapters/channel/text_copier.h"

namespace tollgate::channel {
namespace {

static_assert(static_cast<int>(NextActionKind::unknown) == TOLLGATE_NEXT_ACTION_UNKNOWN);
static_assert(static_cast<int>(NextActionKind::redirect_to_url) ==
              TOLLGATE_NEXT_ACTION_REDIRECT_TO_URL);
static_assert(static_cast<int>(NextActionKind::display_qr_code) ==
              TOLLGATE_NEXT_ACTION_DISPLAY_QR_CODE);
static_assert(static_cast<int>(NextActionKind::three_ds_challenge) ==
              TOLLGATE_NEXT_ACTION_THREE_DS_CHALLENGE);
static_assert(static_cast<int>(NextActionKind::await_notification) ==
              TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION);

// Where a browser is sent: absolute, printable, and encrypted unless it is a test account's.
bool is_url_for_payers(std::string_view url, Mode mode) {
  const bool scheme =
      url.starts_with("https://") || (mode == Mode::test && url.starts_with("http://"));
  const bool printable = std::all_of(url.begin(), url.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\';
  });
  const auto host = url.find("://");
  return scheme && printable && url.size() > host + 3;
}

bool needs_url(NextActionKind kind) {
  return kind == NextActionKind::redirect_to_url || kind == NextActionKind::three_ds_challenge;
}

Status check(const NextAction& action, Mode mode) {
  if (needs_url(action.kind) != !action.url.empty())
    return fault("Its next action lacks a URL, or has one that its kind does not have.");
  if (!action.url.empty() && !is_url_for_payers(action.url, mode))
    return fault("The URL of its next action is not an absolute https URL.");
  if ((action.kind == NextActionKind::display_qr_code) != !action.qr_code.empty())
    return fault("Its next action lacks a QR code, or has one that its kind does not have.");
  if (!action.data.empty() && action.kind != NextActionKind::three_ds_challenge)
    return fault("Its next action has data although it is no challenge.");
  return ok_status();
}

}  // namespace

Result<NextAction> read_next_action(const tollgate_next_action& action,
                                    const OutcomeBounds& bounds) {
  if (action.size < sizeof(tollgate_next_action))
    return fault("Its next action is too small a struct.");
  if (action.kind <= TOLLGATE_NEXT_ACTION_UNKNOWN ||
      action.kind > TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION)
    return fault("Its next action is of an unknown kind.");
  if (action.expires_at_unix_us < 0 || action.expires_at_unix_us > kLatestUnixMicros)
    return fault("Its next action expires at an impossible time.");
  NextAction into;
  into.kind = static_cast<NextActionKind>(action.kind);
  TextCopier texts(bounds.card_number);
  into.url = texts.copy_exactly(action.url, TOLLGATE_NEXT_ACTION_URL_MAX);
  into.qr_code = texts.copy_exactly(action.qr_code, TOLLGATE_NEXT_ACTION_QR_CODE_MAX);
  if (auto status = read_data(action.data, action.data_count, TOLLGATE_NEXT_ACTION_DATA_VALUE_MAX,
                              texts, into.data);
      !status)
    return std::move(status).error();
  if (texts.oversize() || texts.unclean())
    return fault("A text of its next action is too long, missing or unreadable.");
  if (texts.leaks()) return fault("Its next action repeats the card number.");
  if (auto status = check(into, bounds.mode); !status) return std::move(status).error();
  if (action.expires_at_unix_us != 0)
    into.expires_at = Timestamp(std::chrono::microseconds(action.expires_at_unix_us));
  return into;
}

}  // namespace tollgate::channel
