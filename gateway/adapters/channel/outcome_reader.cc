#include "gateway/adapters/channel/outcome_reader.h"

#include <algorithm>

#include "gateway/adapters/channel/clean_text.h"

namespace tollgate::channel {
namespace {

static_assert(static_cast<int>(OutcomeKind::unknown) == TOLLGATE_OUTCOME_UNKNOWN);
static_assert(static_cast<int>(OutcomeKind::approved) == TOLLGATE_OUTCOME_APPROVED);
static_assert(static_cast<int>(OutcomeKind::pending) == TOLLGATE_OUTCOME_PENDING);
static_assert(static_cast<int>(OutcomeKind::declined) == TOLLGATE_OUTCOME_DECLINED);
static_assert(static_cast<int>(OutcomeKind::not_sent) == TOLLGATE_OUTCOME_NOT_SENT);

Error fault(const char* sentence) { return {ErrorCode::internal, sentence}; }

// Copies texts and remembers whether one of them was out of bounds or held the card number.
class TextCopier {
 public:
  explicit TextCopier(std::string_view card_number) : card_number_(card_number) {}

  enum class Excess { is_a_fault, is_cut };

  std::string copy(tollgate_view view, std::size_t most, Excess excess) {
    if (view.size == 0) return {};
    if (view.data == nullptr || (view.size > most && excess == Excess::is_a_fault)) {
      oversize_ = true;
      return {};
    }
    const std::string_view text(view.data, view.size);
    if (!card_number_.empty() && text.find(card_number_) != std::string_view::npos) leaks_ = true;
    return clean_text(text, most);
  }

  bool oversize() const { return oversize_; }
  bool leaks() const { return leaks_; }

 private:
  std::string_view card_number_;
  bool oversize_ = false;
  bool leaks_ = false;
};

Status read_texts(const tollgate_outcome& outcome, std::string_view card_number, Outcome& into) {
  using Excess = TextCopier::Excess;
  TextCopier texts(card_number);
  into.channel_reference =
      texts.copy(outcome.channel_reference, TOLLGATE_CHANNEL_REFERENCE_MAX, Excess::is_a_fault);
  into.code = texts.copy(outcome.code, TOLLGATE_CODE_MAX, Excess::is_a_fault);
  into.channel_code = texts.copy(outcome.channel_code, TOLLGATE_CHANNEL_CODE_MAX, Excess::is_cut);
  into.message = texts.copy(outcome.message, TOLLGATE_MESSAGE_MAX, Excess::is_cut);
  into.authorization_code =
      texts.copy(outcome.authorization_code, TOLLGATE_AUTHORIZATION_CODE_MAX, Excess::is_a_fault);
  if (outcome.data_count > TOLLGATE_DATA_MAX || (outcome.data_count > 0 && outcome.data == nullptr))
    return fault("Its outcome has too much data.");
  for (std::size_t i = 0; i < outcome.data_count; ++i) {
    std::string key = texts.copy(outcome.data[i].key, TOLLGATE_DATA_KEY_MAX, Excess::is_a_fault);
    std::string value =
        texts.copy(outcome.data[i].value, TOLLGATE_DATA_VALUE_MAX, Excess::is_a_fault);
    const bool repeated = std::any_of(into.data.begin(), into.data.end(),
                                      [&key](const auto& pair) { return pair.first == key; });
    if (repeated) return fault("Its outcome has two data entries with one key.");
    into.data.emplace_back(std::move(key), std::move(value));
  }
  if (texts.oversize()) return fault("A text of its outcome is too long or missing.");
  if (texts.leaks()) return fault("Its outcome repeats the card number.");
  return ok_status();
}

Status read_approved_amount(const tollgate_outcome& outcome, const PluginRequest& request,
                            Outcome& into) {
  if (into.kind != OutcomeKind::approved || outcome.approved_amount == nullptr) return ok_status();
  const tollgate_money& approved = *outcome.approved_amount;
  const auto& most = request.approvable();
  if (!most) return ok_status();  // a session has no amount
  const std::string_view code(approved.currency,
                              ::strnlen(approved.currency, sizeof approved.currency));
  if (code != most->currency().code())
    return fault("It approved an amount of another currency than was asked.");
  if (approved.minor < 0 || (approved.minor == 0 && !most->is_zero()))
    return fault("It approved nothing, or less than nothing.");
  if (approved.minor > most->minor()) return fault("It approved more than was asked.");
  if (approved.minor < most->minor()) into.approved_minor = approved.minor;
  return ok_status();
}

}  // namespace

Result<Outcome> read_outcome(const tollgate_outcome& outcome, const PluginRequest& request) {
  if (outcome.size < sizeof(tollgate_outcome)) return fault("Its outcome is too small a struct.");
  if (outcome.kind < TOLLGATE_OUTCOME_UNKNOWN || outcome.kind > TOLLGATE_OUTCOME_NOT_SENT)
    return fault("Its outcome is of an unknown kind.");
  Outcome into;
  into.kind = static_cast<OutcomeKind>(outcome.kind);
  into.retryable = outcome.retryable != 0;
  if (auto status = read_texts(outcome, request.card_number(), into); !status)
    return std::move(status).error();
  if (auto status = read_approved_amount(outcome, request, into); !status)
    return std::move(status).error();
  return into;
}

}  // namespace tollgate::channel
