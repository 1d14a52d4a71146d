#include "gateway/adapters/channel/text_copier.h"

#include <algorithm>

#include "gateway/adapters/channel/clean_text.h"
#include "tollgate/outcome.h"

namespace tollgate::channel {

std::string TextCopier::copy(tollgate_view view, std::size_t most, Excess excess) {
  if (view.size == 0) return {};
  if (view.data == nullptr || (view.size > most && excess == Excess::is_a_fault)) {
    oversize_ = true;
    return {};
  }
  const std::string_view text(view.data, view.size);
  if (!card_number_.empty() && text.find(card_number_) != std::string_view::npos) leaks_ = true;
  return clean_text(text, most);
}

std::string TextCopier::copy_exactly(tollgate_view view, std::size_t most) {
  std::string text = copy(view, most, Excess::is_a_fault);
  if (view.size > 0 && view.data != nullptr && text != std::string_view(view.data, view.size))
    unclean_ = true;
  return text;
}

Status read_data(const tollgate_pair* data, std::size_t count, std::size_t value_bytes_max,
                 TextCopier& texts, std::vector<std::pair<std::string, std::string>>& into) {
  using Excess = TextCopier::Excess;
  if (count > TOLLGATE_DATA_MAX || (count > 0 && data == nullptr))
    return Error{ErrorCode::internal, "Its outcome has too much data."};
  for (std::size_t i = 0; i < count; ++i) {
    std::string key = texts.copy(data[i].key, TOLLGATE_DATA_KEY_MAX, Excess::is_a_fault);
    std::string value = texts.copy(data[i].value, value_bytes_max, Excess::is_a_fault);
    const bool repeated = std::any_of(into.begin(), into.end(),
                                      [&key](const auto& pair) { return pair.first == key; });
    if (repeated)
      return Error{ErrorCode::internal, "Its outcome has two data entries with one key."};
    into.emplace_back(std::move(key), std::move(value));
  }
  return ok_status();
}

}  // namespace tollgate::channel
