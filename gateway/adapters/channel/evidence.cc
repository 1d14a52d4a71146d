#include "gateway/adapters/channel/evidence.h"

#include "tollgate/channel.h"

namespace tollgate::channel {

Outcome Evidence::judge(Outcome claimed, bool is_query, const char*& overruled) const {
  const auto overrule = [&](OutcomeKind kind, std::string_view code, const char* sentence) {
    overruled = sentence;
    claimed.kind = kind;
    claimed.code = code;
    claimed.approved_minor.reset();
    claimed.retryable = false;
  };
  const bool is_yes = claimed.kind == OutcomeKind::approved || claimed.kind == OutcomeKind::pending;

  if (!asked_) return claimed;  // it answered out of itself: settings, limits, a malformed request
  if (!left_) {
    if (is_yes)
      overrule(OutcomeKind::unknown, "plugin_fault",
               "It said yes although no message had left the host.");
    else if (claimed.kind != OutcomeKind::not_sent) {
      claimed.kind = OutcomeKind::not_sent;
      if (claimed.code.empty() || claimed.code == TOLLGATE_CODE_NO_REPLY)
        claimed.code = TOLLGATE_CODE_NOT_SENT;
    }
    return claimed;
  }
  if (claimed.kind == OutcomeKind::not_sent) {
    const bool never_seen = is_query && answered_ && claimed.code == TOLLGATE_CODE_NOT_FOUND;
    if (!never_seen)
      overrule(OutcomeKind::unknown, TOLLGATE_CODE_NO_REPLY,
               "It said not_sent although a message had left the host.");
  } else if (is_final(claimed.kind) && !answered_) {
    overrule(OutcomeKind::unknown, TOLLGATE_CODE_NO_REPLY,
             "It gave a final answer although no reply had come.");
  }
  return claimed;
}

}  // namespace tollgate::channel
